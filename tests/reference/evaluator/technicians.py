"""Certificate policies: "candidate: certificate of a person"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from . import certificates, employers, people
from .candidate import LATER, NO_RECOVERY, PERSON, Candidate, Key, Payee, Policy
from .ceilings import Ceiling, Paid
from .contracts import contract_one_year
from .people import Employment, Register
from .settings import (
    BENEFIT,
    LIAOCHENG_2024,
    POLICY_2021,
    POLICY_2022,
    RIZHAO_2019,
    YUAN,
    ZIBO_2021,
    ZIBO_2022,
)
from .verdict import PASS, UNKNOWN, pass_if
from .windows import day_in_window
from .world import Row

Answers = dict[str, str]
Own = Callable[[Register, Row, Employment | None], Answers]

TECHNICIANS = {"technician": 2_500 * YUAN, "senior_technician": 3_000 * YUAN}
SKILLED = {
    "senior": 2_000 * YUAN,
    "technician": 3_000 * YUAN,
    "senior_technician": 4_000 * YUAN,
    "special_technician": 6_000 * YUAN,
    "chief_technician": 8_000 * YUAN,
}
WINDOW_2021 = (date(2018, 1, 1), date(2022, 8, 15))
ABOUT_WORK = "enterprise", "in_city", "contract_one_year", "registered", "insured"


def paid_key(register: Register, row: Row) -> Key:
    """ "benefit key: person, occupation_code, level"."""
    return register.known_as(row["person_id"]), row["occupation_code"], row["level"]


def of_certificates(
    amounts: dict[str, int], own: Own, *, work: tuple[str, ...], halved: bool = False
) -> Callable[[Register, Policy], Iterator[Candidate]]:
    """The candidates of a policy whose scope is the levels that have an amount.

    `work`: which of the shared facts about the main employment are asked. Order:
    "the earliest issued_on, then the smallest certificate_no, wins" and
    "Ceiling order: issued_on, then certificate_no."
    """

    def candidates(register: Register, policy: Policy) -> Iterator[Candidate]:
        holders: dict[str, set[str]] = {}
        for row in register.rows["certificates"]:
            person_id = register.merging.known_as(row["person_id"])
            holders.setdefault(row["certificate_no"], set()).add(person_id)
        for row in register.one_per_person("certificates", "certificate_no"):
            number, person_id, level = row["certificate_no"], row["person_id"], row["level"]
            if level not in amounts:
                continue
            main = people.main_employment(register, person_id)
            employer = main.employer if main else None
            whole = employer is not None and employers.municipal(register.city, employer)
            yield Candidate(
                policy=policy,
                candidate_id=f"{number}|{person_id}",
                criteria={
                    **_shared(register, row, main, work),
                    "certificate_sound": certificates.certificate_sound(row, len(holders[number])),
                    NO_RECOVERY: LATER,
                    **own(register, row, main),
                },
                key=(person_id, row["occupation_code"], level),
                payee=Payee(PERSON, person_id, row["person_name"]),
                amount=amounts[level],
                order=(row["issued_on"], number),
                place=people.place(register, main),
                shown={
                    "person_id": person_id,
                    "certificate_no": number,
                    "occupation_code": row["occupation_code"],
                    "level": level,
                },
                halved=halved and not whole,
                under=(main.employer_id if main else None, register.as_of.year),
            )

    return candidates


def _shared(
    register: Register, certificate: Row, main: Employment | None, work: tuple[str, ...]
) -> Answers:
    """The shared criteria; "Facts about [main employment] are unknown where there is none"."""
    answers = {"in_service": people.in_service(register, certificate["person_id"], main)}
    if main is None:
        return answers | dict.fromkeys((*work, "identity_consistent"), UNKNOWN)
    name = certificate["person_name"]
    known = {
        "enterprise": employers.enterprise(register.city, main.employer),
        "in_city": employers.in_city(register.city, main.employer),
        "contract_one_year": contract_one_year(main.contracts, register.as_of),
        "registered": people.registered(register, main),
        "insured": people.insured(register, main),
    }
    answers |= {criterion: known[criterion] for criterion in work}
    return answers | {"identity_consistent": people.identity_consistent(register, main, name)}


def _zibo_2021(register: Register, row: Row, main: Employment | None) -> Answers:
    """ "certificate_kind (`qualification`; else fail), issued_in_window (2018-01-01 …
    2022-08-15; both ends interpretation), funding".
    """
    return {
        "certificate_kind": pass_if(row["kind"] == "qualification"),
        "issued_in_window": day_in_window(row["issued_on"], register.as_of, *WINDOW_2021),
        "funding": employers.funding_2021(register.city, main.employer if main else None),
    }


def _zibo_2022(register: Register, row: Row, main: Employment | None) -> Answers:
    first = people.first_city_month(register, row["person_id"])
    answer = certificates.newly_obtained_or_introduced(
        row, first, register.pension.earliest(), register.as_of
    )
    return {"newly_obtained_or_introduced": answer}


def _liaocheng(register: Register, row: Row, main: Employment | None) -> Answers:
    """ "certificate_kind (`skill_level` pass; `qualification` unknown), issued_in_window
    (from 2024-12-29)".
    """
    return {
        "certificate_kind": PASS if row["kind"] == "skill_level" else UNKNOWN,
        "issued_in_window": day_in_window(row["issued_on"], register.as_of, LIAOCHENG_2024),
    }


def _rizhao(register: Register, row: Row, main: Employment | None) -> Answers:
    """ "certificate_kind (`qualification` pass; `skill_level` unknown), issued_in_window
    (from 2019-04-30), route (golden_blue_collar, social_assessment, contest pass;
    others and empty unknown …)".
    """
    by_route = row["route"] in ("golden_blue_collar", "social_assessment", "contest")
    return {
        "certificate_kind": PASS if row["kind"] == "qualification" else UNKNOWN,
        "issued_in_window": day_in_window(row["issued_on"], register.as_of, RIZHAO_2019),
        "route": PASS if by_route else UNKNOWN,
    }


def _granted_to_staff(register: Register, paid: Paid) -> Key | None:
    """Towards which ceiling a payment counts.

    "What was granted to the employer's staff under the policy in the year of D
    counts first (`paid` payments by paid_on …)"; "a payment without
    employer_id counts for the person's main employer."
    """
    row = paid.row
    if row["employer_id"] or row["person_id"] is None:
        return row["employer_id"], row["paid_on"].year
    main = people.main_employment(register, register.merging.known_as(row["person_id"]))
    return (main.employer_id, row["paid_on"].year) if main else None


ZIBO = (
    Policy(
        POLICY_2021,
        ZIBO_2021,
        of_certificates(TECHNICIANS, _zibo_2021, work=ABOUT_WORK, halved=True),
        paid_key,
        shared_benefit=BENEFIT,
        yields_to=POLICY_2022,
    ),
    Policy(
        POLICY_2022,
        ZIBO_2022,
        of_certificates(TECHNICIANS, _zibo_2022, work=ABOUT_WORK),
        paid_key,
        shared_benefit=BENEFIT,
        # "ceiling 50 000 yuan per main employer and calendar year of D, whole grants"
        ceiling=Ceiling(50_000 * YUAN, _granted_to_staff),
    ),
)
LIAOCHENG = (
    Policy(
        "liaocheng/skill-upgrade",
        LIAOCHENG_2024,
        of_certificates(SKILLED, _liaocheng, work=ABOUT_WORK[:2]),
        paid_key,
    ),
)
RIZHAO = (
    Policy(
        "rizhao/technician-reward",
        RIZHAO_2019,
        of_certificates(TECHNICIANS, _rizhao, work=ABOUT_WORK[:2]),
        paid_key,
    ),
)
