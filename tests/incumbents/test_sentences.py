"""What the ledger does to verdicts, said one by one: three nights of one small city."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

import pytest

from tests.reference.evaluator import Row, World
from tests.reference.ids import credit_code, person_number
from tests.reference.rows import (
    certificate,
    contract,
    employer,
    payment,
    pension,
    person,
    registration,
    standard_world,
)
from zhaoren.ledger import Grant, State

from .deciding import Decided, Deciding, Key, deciding
from .notebook import Notebook

OLD, NEW = "zibo/technician-2021", "zibo/technician-2022"
FULL_HOUSE, PAID_OUT, WORKSHOP = (credit_code(number) for number in (1, 2, 3))
ROOM = 20  # technicians at 2 500 yuan under a ceiling of 50 000
STAFF = range(1, ROOM + 1)
LATE, INTRODUCED, TWICE, RENUMBERED, RENAMED = 21, 30, 31, 32, 33
EARLIER = date(2022, 12, 1)


def works(number: int, employer_id: str, since: date = date(2020, 4, 1)) -> dict[str, list[Row]]:
    """The rows of somebody who has been in the firm, insured, ever since."""
    whose = {"person_id": person_number(number), "employer_id": employer_id}
    start = {"start_on": since} if since.year > 2020 else {}
    return {
        "persons": [person(person_id=whose["person_id"])],
        "contracts": [contract(contract_no=f"HT{number}", **whose, **start)],
        "employment_registrations": [registration(registration_no=f"JY{number}", **whose)],
        "contributions": [row | whose for row in pension(since, date(2026, 12, 1))],
    }


def certified(number: int, issued_on: date, name: str = "") -> Row:
    """A technician's certificate, numbered after its holder."""
    number_of = f"ZS{number:03d}{name}"
    return certificate(
        certificate_no=number_of, person_id=person_number(number), issued_on=issued_on
    )


def city(as_of: date, *, late: bool) -> World:
    """The city, before or after what comes late has come."""
    rows: dict[str, list[Row]] = {}
    people = [works(number, FULL_HOUSE) for number in (*STAFF, LATE)]
    people += [works(INTRODUCED, PAID_OUT, date(2022, 9, 1))]
    people += [works(number, WORKSHOP) for number in (TWICE, RENUMBERED if not late else RENAMED)]
    for made in people:
        for source, found in made.items():
            rows.setdefault(source, []).extend(found)
    certificates = [certified(number, date(2023, 1, number)) for number in STAFF]
    certificates += [certified(INTRODUCED, date(2021, 5, 10)), certified(TWICE, date(2023, 5, 1))]
    certificates.append(certified(RENUMBERED, date(2023, 5, 1)))
    if late:
        certificates += [certified(LATE, EARLIER), certified(TWICE, EARLIER, "A")]
        renamed = person(person_id=person_number(RENUMBERED), merged_into=person_number(RENAMED))
        rows["persons"].append(renamed)
    rows["employers"] = [employer(employer_id=one) for one in (FULL_HOUSE, PAID_OUT, WORKSHOP)]
    used_up = payment(
        person_id=person_number(99), benefit=NEW, employer_id=PAID_OUT, amount_fen=5_000_000,
        paid_on=date(2026, 3, 1), occupation_code="9-99-99-99",
    )  # fmt: skip
    rows |= {"certificates": certificates, "payments": [used_up]}
    return World(as_of, standard_world().rows | rows)


def of(policy_id: str, number: int, name: str = "", holder: int | None = None) -> Key:
    """The candidate that a certificate is."""
    return policy_id, f"ZS{number:03d}{name}|{person_number(holder or number)}"


@dataclass
class Nights:
    """The first night without what came late; a later one of the year; New Year's Day."""

    first: Deciding
    later: Deciding
    new_year: Deciding

    def ledger(self) -> tuple[Notebook, list[Grant]]:
        """The ledger after the first night."""
        notes = self.first.notebook()
        return notes, notes.find(self.first.decide().findings, self.first.as_of)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    days = (date(2026, 12, 15), False), (date(2026, 12, 31), True), (date(2027, 1, 1), True)
    with ExitStack() as open_nights:
        made = [
            open_nights.enter_context(
                deciding(city(day, late=late), tmp_path_factory.mktemp("night"))
            )
            for day, late in days
        ]
        yield Nights(*made)


@pytest.fixture(scope="module")
def first(nights: Nights) -> Decided:
    return nights.first.decide()


@pytest.fixture(scope="module")
def later(nights: Nights) -> tuple[Decided, Decided]:
    """A later night of the year, without a ledger and with it."""
    return nights.later.decide(), nights.later.decide(nights.ledger()[0])


@pytest.fixture(scope="module")
def new_year(nights: Nights) -> tuple[Decided, Decided]:
    """New Year's Day, without a ledger and with it."""
    return nights.new_year.decide(), nights.new_year.decide(nights.ledger()[0])


def test_the_first_night_uses_up_what_there_is(first: Decided) -> None:
    staff = {of(NEW, number) for number in STAFF}
    others = {of(OLD, INTRODUCED), of(NEW, TWICE), of(NEW, RENUMBERED)}
    assert first.standing.keys() == staff | others
    assert first.outcomes[of(NEW, INTRODUCED)] == "capped"  # so the older measure pays


def test_a_late_earlier_certificate_displaces_nobody_who_was_found_before(
    later: tuple[Decided, Decided],
) -> None:
    without, with_ledger = later
    assert without.outcomes[of(NEW, LATE)] == "eligible"
    assert without.outcomes[of(NEW, ROOM)] == "capped"
    assert with_ledger.outcomes[of(NEW, LATE)] == "capped"
    assert {with_ledger.outcomes[of(NEW, number)] for number in STAFF} == {"eligible"}


def test_an_earlier_certificate_of_one_person_does_not_take_the_key(
    later: tuple[Decided, Decided],
) -> None:
    without, with_ledger = later
    assert without.outcomes[of(NEW, TWICE)] == "superseded"
    assert with_ledger.outcomes[of(NEW, TWICE)] == "eligible"
    (row,) = (one for one in with_ledger.decisions if one["candidate_id"] == of(NEW, TWICE, "A")[1]
              and one["policy_id"] == NEW)  # fmt: skip
    assert row["outcome"] == "superseded"
    assert (row["winner_policy_id"], row["winner_candidate_id"]) == of(NEW, TWICE)


def test_a_changed_number_opens_no_second_claim(
    nights: Nights, later: tuple[Decided, Decided]
) -> None:
    renamed = of(NEW, RENUMBERED, holder=RENAMED)
    assert later[1].outcomes[renamed] == "eligible"
    notes, grants = nights.ledger()
    mine = [one for one in grants if one.person == notes.numbers[person_number(RENUMBERED)]]
    notes.put(State.SUBMITTED, mine)
    assert nights.later.decide(notes).outcomes[renamed] == "already_granted"


def test_an_incumbent_keeps_the_year_whose_room_it_was_found_in(
    new_year: tuple[Decided, Decided],
) -> None:
    """In January twenty of December stand beside one of the new year, who has its room."""
    without, with_ledger = new_year
    assert without.outcomes[of(NEW, ROOM)] == "capped"
    everybody = {of(NEW, number) for number in (*STAFF, LATE)}
    assert {with_ledger.outcomes[key] for key in everybody} == {"eligible"}
    years = {
        row["ceiling_year"]
        for row in with_ledger.findings
        if (row["policy_id"], row["candidate_id"]) in everybody - {of(NEW, LATE)}
    }
    assert years == {2026}


def test_what_was_found_under_the_older_measure_stays_there(
    new_year: tuple[Decided, Decided],
) -> None:
    """In January the newer measure has room again, and takes precedence; but not over a grant."""
    without, with_ledger = new_year
    assert without.outcomes[of(NEW, INTRODUCED)] == "eligible"
    assert without.outcomes[of(OLD, INTRODUCED)] == "superseded"
    assert with_ledger.outcomes[of(OLD, INTRODUCED)] == "eligible"
    assert with_ledger.outcomes[of(NEW, INTRODUCED)] == "superseded"


@pytest.mark.parametrize(
    ("state", "own", "late"),
    [
        (State.SUBMITTED, "already_granted", "capped"),
        (State.UNKNOWN, "already_granted", "capped"),
        (State.PAID, "already_granted", "capped"),
        (State.RECOVERY, "already_granted", "capped"),
        (State.DISMISSED, "already_granted", "capped"),
        (State.FAILED, "eligible", "capped"),
        (State.HELD, "eligible", "capped"),
        (State.RECOVERED, "review", "eligible"),
        (State.REJECTED, "capped", "eligible"),
    ],
)
def test_what_a_state_means_to_its_candidate_and_to_the_room_under_a_ceiling(
    nights: Nights, state: State, own: str, late: str
) -> None:
    notes, grants = nights.ledger()
    (last,) = (one for one in grants if one.person == notes.numbers[person_number(ROOM)])
    notes.put(state, [last])
    said = nights.later.decide(notes).outcomes
    assert (said[of(NEW, ROOM)], said[of(NEW, LATE)]) == (own, late)


@pytest.mark.parametrize(
    ("found_on", "state", "overdue"),
    [
        (date(2026, 11, 2), State.FUNDED, False),  # 60 days before New Year's Day
        (date(2026, 11, 1), State.FUNDED, True),
        (date(2026, 11, 1), State.SUBMITTED, True),  # the bank has it, and has not paid
        (date(2026, 11, 1), State.PAID, False),
        (date(2026, 11, 1), State.REJECTED, False),
    ],
)
def test_who_is_still_unpaid_after_sixty_days(
    nights: Nights, found_on: date, state: State, overdue: bool
) -> None:
    notes, grants = nights.ledger()
    grants[0].found_on = found_on
    notes.put(state, grants[:1])
    nights.new_year.decide(notes)
    told = {row["grant_id"]: row for row in nights.new_year.table("grants")}
    assert told[grants[0].id]["overdue"] is overdue
    assert not any(told[grant.id]["overdue"] for grant in grants[1:])


def test_a_held_grant_says_for_what_it_waits(nights: Nights) -> None:
    notes, grants = nights.ledger()
    notes.put(State.HELD, grants[:2])
    grants[0].hold_reasons, grants[1].hold_reasons = ("unknown:insured",), ("account:no_account",)
    nights.later.decide(notes)
    told = {row["grant_id"]: row["waits_for"] for row in nights.later.table("grants")}
    assert told[grants[0].id] == "暂缓：需要核实：按规定缴纳社会保险"
    assert told[grants[1].id] == "暂缓：没有收款账户"
    assert told[grants[2].id] == "待区县初审"
