"""Whom a question is about: a number, a certificate or a grant → persons and organisations."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from stdnum.cn import ric, uscc

from zhaoren.errors import UsageError
from zhaoren.explain.tables import Tables

Kind = Literal["person", "organisation"]

_CITIZEN = re.compile(r"[1-9][0-9]{5}((18|19|20)[0-9]{9}[0-9X]|[0-9]{9})")
_IS_CITIZEN = (
    "What was given is a citizen's number, which belongs behind --person; --person - reads it from "
    "stdin."
)
_IS_ORGANISATION = (
    "What was given is a unified social credit code, which belongs behind --organisation."
)


@dataclass(frozen=True)
class Asked:
    """The question: by what is asked (person, organisation, certificate, grant), and what.

    `policy_id`: of which policy only.
    """

    by: Literal["person", "organisation", "certificate", "grant"]
    value: str
    policy_id: str | None = None


@dataclass(frozen=True)
class Meant:
    """One of those who are meant, and to which candidates the answer is confined.

    `number` is the one in use after merging; empty where a grant's was erased.
    """

    kind: Kind
    number: str
    others: tuple[str, ...] = ()
    certificate_no: str | None = None
    grant_id: str | None = None
    candidate: tuple[str, str | None] | None = None  # policy and candidate_id


def who_is_meant(tables: Tables, asked: Asked) -> list[Meant]:
    """Everybody whom the question is about; somebody whom the run does not know, too.

    Raises:
        UsageError: nothing was given, it belongs behind another option, or no
            grant has that number.
    """
    plain = "".join(unicodedata.normalize("NFKC", asked.value).split())
    value = "".join(sign for sign in plain if sign.isprintable())  # half signs and zeros go
    if not value:
        raise UsageError("Nothing was given to look for; give a number, or - to read it.")
    match asked.by:
        case "person" | "organisation":
            _see_that_it_is(asked.by, value.upper())
            return [_known_as(tables, asked.by, value.upper())]
        case "certificate":
            return _holders(tables, value)
        case "grant":
            return [_of_grant(tables, value.upper())]


def _see_that_it_is(kind: Kind, number: str) -> None:
    """See that a number is not plainly that of the other kind.

    Raises:
        UsageError: it is; the message does not repeat it.
    """
    code, citizen = uscc.is_valid(number), _CITIZEN.fullmatch(number)
    if kind == "organisation" and citizen and not code:
        raise UsageError(_IS_CITIZEN)
    if kind == "person" and code and not citizen:
        raise UsageError(_IS_ORGANISATION)


def _known_as(tables: Tables, kind: Kind, number: str) -> Meant:
    current = _current(tables, number)
    rows = tables.rows("sources", "subject_id = ?", [current])
    parties = tables.rows("parties", "current_number = ?", [current])
    numbers = {str(row["number"]) for row in [*rows, *parties]} | {number}
    return Meant(kind, current, tuple(sorted(numbers - {current})))


def _current(tables: Tables, number: str) -> str:
    """The number in use today of somebody who may be asked for under an earlier one."""
    if tables.has("sources", "subject_id = ?", [number]):
        return number
    for table, column in (("parties", "current_number"), ("sources", "subject_id")):
        if found := tables.rows(table, "number = ?", [number]):
            return str(found[0][column])
    return number


def _holders(tables: Tables, certificate_no: str) -> list[Meant]:
    rows = [
        row
        for table in ("decisions", "facts_certificate")
        for row in tables.rows(table, "certificate_no = ?", [certificate_no])
    ]
    holders = sorted({str(row["person_id"]) for row in rows if row["person_id"]})
    if not holders and _CITIZEN.fullmatch(certificate_no.upper()):
        raise UsageError(_IS_CITIZEN)
    found = [_known_as(tables, "person", holder) for holder in holders]
    return [Meant(one.kind, one.number, one.others, certificate_no) for one in found] or [
        Meant("person", "", (certificate_no,), certificate_no)
    ]


def _of_grant(tables: Tables, grant_id: str) -> Meant:
    rows = tables.rows("grants", "grant_id = ?", [grant_id])
    if not rows:
        if _CITIZEN.fullmatch(grant_id):
            raise UsageError(_IS_CITIZEN)
        raise UsageError(
            f"When the run {tables.run.folder.name} began, the ledger knew no grant of that "
            "number. A grant that this night found stands in the next night's run: ask for the "
            "person (--person)."
        )
    row = rows[0]
    kind: Kind = "person" if row["beneficiary_kind"] == "person" else "organisation"
    number = row["person_id"] if kind == "person" else row["beneficiary_id"]
    found = _known_as(tables, kind, number) if number else Meant(kind, "")
    confined = (str(row["policy_id"]), row["candidate_id"])
    return Meant(found.kind, found.number, found.others, grant_id=grant_id, candidate=confined)


def doubt_about(kind: Kind, number: str) -> str:
    """Why a number that the run does not know may be mistyped; empty if nothing is odd."""
    if not number:
        return ""
    if kind == "organisation":
        return "" if uscc.is_valid(number) else "统一社会信用代码的位数或者校验位不符，请核对"
    digits = number[:17]
    if len(number) != 18 or not (digits.isascii() and digits.isdigit()):
        return "公民身份号码应当为18位，请核对"
    return "" if ric.calc_check_digit(digits) == number[17] else "公民身份号码的校验位不符，请核对"
