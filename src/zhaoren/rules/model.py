"""The shape of a policy, a city and a document, as their YAML files say it.

Every model is strict: an unknown word in a file is an error. Money stands in
the files in yuan; the compiler turns it into fen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Strict(BaseModel):
    """Base of all parts of a rules file: frozen, and no unknown words."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]


class Grounds(Strict):
    """Why a rule stands: the quoted clause, or a reading of the text.

    `otherwise` holds the alternatives of a reading, so that its price can be
    computed: what it would say → the expression or value.
    """

    clause: str = ""
    document: str = ""
    article: str = ""
    reading: str = ""
    otherwise: Mapping[str, str] = Field(default_factory=dict)


class Says(Strict):
    """How a verdict puts a failed or unknown criterion; {facts} are filled in."""

    fail: str = ""
    unknown: str = ""


class Criterion(Grounds):
    """One question to a candidate; in a policy it may lean on criteria.yaml.

    `test` is an expression over the grain's facts. Where a fact named in
    `unknown` is not false, a pass is withheld: the answer is unknown.
    """

    label: str = ""
    test: str = ""
    unknown: Words = ()
    says: Says = Says()
    evidence: Words = ()


class Parameter(Grounds):
    """A dated value, or a dated table over one key."""

    unit: Literal["yuan", "percent", "count"]
    by: str = ""
    values: Mapping[date, Decimal | Mapping[str, Decimal]]


class Amount(Strict):
    """What is paid: the value of a parameter."""

    rate: str


class Once(Grounds):
    """What the benefit is given once per, and who keeps it among several."""

    per: Words
    keep: Words


class Ceiling(Strict):
    """The most that a group's candidates get in a year, in a stated order."""

    per: Words
    year_of: Literal["as_of"]
    at_most: str
    order: Words
    when_full: Literal["stop"]


class Share(Strict):
    """Who pays: percentages of city and district treasury."""

    when: str = ""
    city: Decimal
    district: Literal["rest"] | None = None


class Policy(Strict):
    """One measure, as `rules/<city>/<policy>/policy.yaml` says it."""

    title: str
    benefit: str
    yields_to: Words = ()
    document: str
    in_force: date
    grain: str
    scope: str
    beneficiary: Literal["person"]
    dated_by: str
    parameters: Mapping[str, Parameter]
    criteria: Mapping[str, Criterion]
    amount: Amount
    once: Once
    ceilings: Annotated[tuple[Ceiling, ...], Field(max_length=1)] = ()
    funding: tuple[Share, ...]


class District(Strict):
    """A district of a city: its codes and the other names that it goes by."""

    name: str = ""
    codes: tuple[str, ...]
    aliases: tuple[str, ...] = ()


class NamedList(Grounds):
    """A list of names that a document gives."""

    names: tuple[str, ...]


class City(Strict):
    """What the policies of a city share: `rules/<city>/city.yaml`."""

    title: str
    prefix: str = Field(pattern=r"^\d{4}$")
    names: tuple[str, ...]
    own: District
    districts: Mapping[str, District]
    benefit_names: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    municipal_enterprises: NamedList


class Document(Strict):
    """A source document; `articles` maps each article to the words it begins with."""

    title: str
    issuer: str
    articles: Mapping[str, str]


class Case(Strict):
    """One sentence of law: given these facts, this outcome.

    `given` overrides the policy's standard facts; a list makes several
    candidates of one case, and `times` repeats one. `paid` are earlier
    payments of the benefit. `keeps` names the certificate that is eligible
    among several.
    """

    given: Mapping[str, object] | tuple[Mapping[str, object], ...] = Field(default_factory=dict)
    times: int = 1
    as_of: date | None = None
    paid: tuple[Mapping[str, object], ...] = ()
    expect: str | Mapping[str, int]
    keeps: str = ""
    failed: Words = ()
    unknown: Words = ()
    yuan: Decimal | None = None
    city_yuan: Decimal | None = None


class Cases(Strict):
    """`cases.yaml`: a standard candidate and what befalls those who differ from it."""

    as_of: date
    standard: Mapping[str, object]
    cases: Mapping[str, Case]
