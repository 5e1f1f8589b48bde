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
    return [word for word in [value] if word] if isinstance(value, str) else value


def _one_or_more_sums(value: object) -> object:
    return [value] if isinstance(value, Mapping) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]
Beneficiary = Literal["person", "employer", "institution"]
_PAYEES = {"person": "person_id", "employer": "employer_id", "institution": "org_id"}


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
    """How a verdict puts a failed or unknown criterion; {facts} are filled in.

    `mend`: what would change such an answer, or that nothing does.
    """

    fail: str = ""
    unknown: str = ""
    mend: str = ""


class Criterion(Grounds):
    """One question to a candidate; in a policy it may lean on criteria.yaml.

    `test` is an expression over the grain's facts. Where a fact or an
    expression under `unknown` is not false, a pass is withheld: the answer
    is unknown.

    Dates that are already known (each names a fact that is a date, or a year):
    `met_on`: fact → from when it holds; `expected_on`: the same, if `assuming`
    comes true; `met_until`: the last day up to which the answer is known;
    `closes_on`: the last day on which the criterion can be met at all.
    """

    label: str = ""
    test: str = ""
    unknown: Words = ()
    says: Says = Says()
    evidence: Words = ()
    met_on: Mapping[str, str] = Field(default_factory=dict)
    expected_on: Mapping[str, str] = Field(default_factory=dict)
    assuming: str = ""
    met_until: str = ""
    closes_on: str = ""


Key = Annotated[str, BeforeValidator(str)]
Table = Mapping[Key, Decimal | Mapping[Key, Decimal]]


class Parameter(Grounds):
    """A dated value, or a dated table: over one key, over two (nested), or by bands.

    Of bands each value stands under the lower edge of its band, over the
    interval of facts `<band>_sure` … `<band>_possible`; below the first: 0.
    """

    unit: Literal["yuan", "percent", "count", "years"]
    by: Words = ()
    band: str = ""
    values: Mapping[date, Decimal | Table]


class Sum(Strict):
    """A sum: a parameter, a share of a fact, so much each, or a fact itself.

    rate alone        a fixed sum, or a table's
    rate and of       a percentage of a sum in fen, rounded half up
    rate and times    so much for each that a fact counts
    of alone          the sum in fen that an export states

    `at_most` cuts it; below `at_least` it is unknown. `known_by` names the
    criterion that is not passed where a fact of the sum is missing.
    """

    when: str = ""
    rate: str = ""
    of: str = ""
    times: str = ""
    at_least: str = ""
    at_most: str = ""
    known_by: str = ""


class Once(Grounds):
    """What the benefit is given once per, and who keeps it among several.

    `highest`: the highest amount keeps it (then `keep`), also among policies
    of the same benefit that say so: 就高不重复.
    """

    per: Words
    keep: Words
    highest: bool = False


class Repeat(Grounds):
    """A grant for each month of a term; one verdict for a row that cannot begin.

    `times`: the parameter that says how many months. `gate`: criteria asked
    of the row as a whole. Among a group's (`per`) passing rows the highest
    amount counts, then `keep`.
    """

    times: str
    gate: Words = ()
    per: Words = ()
    keep: Words = ()


class Ceiling(Strict):
    """The most that a group's candidates get, in a stated order.

    By the unit of `at_most`: money a year, a number of grants a year, or so
    many years from the first. An empty `per` is the whole city. `year_of`
    names the fact that gives the year, or as_of.
    """

    per: Words = ()
    year_of: str = "as_of"
    at_most: str
    order: Words
    when_full: Literal["stop", "pay_remainder"] = "stop"


class Share(Strict):
    """Who pays: percentages of city and district treasury."""

    when: str = ""
    city: int = Field(ge=0, le=100)
    district: Literal["rest"] | None = None


class Pending(Grounds):
    """A measure whose figure the document does not give: known, never paying."""

    title: str
    document: str
    beneficiary: Beneficiary
    pending: str


class Policy(Strict):
    """One measure, as `rules/<city>/<policy>/policy.yaml` says it."""

    title: str
    benefit: str = ""
    yields_to: Words = ()
    document: str
    in_force: date
    grain: str
    scope: str = "true"
    beneficiary: Beneficiary
    paid_to: str = ""
    shows: Mapping[str, str] = Field(default_factory=dict)
    dated_by: str
    parameters: Mapping[str, Parameter] = Field(default_factory=dict)
    criteria: Mapping[str, Criterion]
    amount: Annotated[tuple[Sum, ...], BeforeValidator(_one_or_more_sums)]
    repeat: Repeat | None = None
    once: Once
    ceilings: Annotated[tuple[Ceiling, ...], Field(max_length=1)] = ()
    funding: tuple[Share, ...] = (Share(city=100),)

    @property
    def payee(self) -> str:
        """The fact that names whom the money goes to."""
        return self.paid_to or _PAYEES[self.beneficiary]


class District(Strict):
    """A district of a city: its codes and the other names that it goes by."""

    name: str = ""
    codes: tuple[str, ...]
    aliases: tuple[str, ...] = ()


class NamedList(Grounds):
    """A list of names that a document gives."""

    names: tuple[str, ...]


class City(Strict):
    """What the policies of a city share: `rules/<city>/city.yaml`.

    `unpaid_after_days`: a grant that is still unpaid so many days after it was
    found is listed as overdue.
    """

    title: str
    prefix: str = Field(pattern=r"^\d{4}$")
    names: tuple[str, ...]
    own: District
    districts: Mapping[str, District]
    benefit_names: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    municipal_enterprises: NamedList | None = None
    unpaid_after_days: int = Field(default=60, ge=1)


class Document(Strict):
    """A source document; `articles` maps each article to the words it begins with."""

    title: str
    issuer: str
    articles: Mapping[str, str]


class Case(Strict):
    """One sentence of law: given these facts, this outcome.

    `given` overrides the policy's standard facts; a list makes several
    candidates of one case, and `times` repeats one. `paid` are earlier
    payments of the benefit under the last candidate's key (`times`: so many).
    `keeps` is a part of the candidate_id of the one that is eligible.
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


class Risk(Strict):
    """What it takes for a risk flag: `rules/risks.yaml`, one entry a flag.

    at_least  how many; `percent`  and what share of all; `times`  and how many
    times what was usual; `days` and `months`  within what time.
    """

    title: str
    at_least: int = Field(ge=1)
    percent: int | None = Field(default=None, ge=1, le=100)
    times: int | None = Field(default=None, ge=1)
    days: int | None = Field(default=None, ge=1)
    months: int | None = Field(default=None, ge=1)
    reason: str
