"""A world of corner cases that random worlds meet seldom, each with people of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from .evaluator import Quarantined, Row, World
from .ids import credit_code, person_number
from .rows import AS_OF, PERSON, account, payment, person, standard_world

Case = dict[str, list[Row]]
LONG_AGO = date(2020, 1, 1)
FILLERS = 120  # so that a few quarantined rows are less than 5% of a file


def corner_world() -> World:
    """All cases side by side, and people without a point of their own to fill the files."""
    rows: dict[str, list[Row]] = {source: [] for source in standard_world().rows}
    quarantined: list[Quarantined] = []
    numbers = (person_number(index) for index in range(1000, 17_000))
    for case in (*CASES, *[nothing_special] * FILLERS):
        made = case(numbers)
        quarantined += [Quarantined(**row) for row in made.pop("quarantined", [])]
        for source, found in made.items():
            rows[source] += found
    firm = standard_world().rows["employers"][0]
    rows["employers"] = [firm | {"employer_id": credit_code(index)} for index in range(40)]
    return World(AS_OF, rows, quarantined)


def someone(person_id: str, *, worker: str | None = None) -> Case:
    """The standard person under this number; `worker`: the number at work and insured."""
    index = int(person_id[6:17])
    made: Case = {}
    for source, rows in standard_world().rows.items():
        number = worker if worker and source not in ("certificates", "persons") else person_id
        own = {"person_id": number}
        made[source] = [row | own for row in rows if row.get("person_id") == PERSON]
    for source, key in (
        ("contracts", "contract_no"),
        ("employment_registrations", "registration_no"),
        ("certificates", "certificate_no"),
    ):
        made[source] = [row | {key: f"{key[:1]}{index}"} for row in made[source]]
    return made


def merged(case: Case, *links: tuple[str, str | None, date | None]) -> Case:
    """With just these persons rows: number, merged into, deceased on."""
    case["persons"] = [
        person(person_id=old, merged_into=new, deceased_on=day) for old, new, day in links
    ]
    return case


def a_cycle(numbers: Iterator[str]) -> Case:
    one, other = next(numbers), next(numbers)
    return merged(someone(one), (one, other, None), (other, one, None))


def a_cycle_with_a_decease(numbers: Iterator[str]) -> Case:
    one, other = next(numbers), next(numbers)
    return merged(someone(one), (one, other, LONG_AGO), (other, one, None))


def a_cycle_with_work_under_the_other_number(numbers: Iterator[str]) -> Case:
    one, other = next(numbers), next(numbers)
    return merged(someone(one, worker=other), (one, other, None), (other, one, None))


def a_number_merged_into_itself(numbers: Iterator[str]) -> Case:
    one = next(numbers)
    return merged(someone(one), (one, one, None))


def a_tail_that_leads_into_a_cycle(numbers: Iterator[str]) -> Case:
    tail, one, other = next(numbers), next(numbers), next(numbers)
    links = (tail, one, None), (one, other, None), (other, one, None)
    return merged(someone(tail), *links)


def two_old_numbers_of_which_the_smaller_is_deceased(numbers: Iterator[str]) -> Case:
    new, *old = next(numbers), next(numbers), next(numbers)
    small, large = sorted(old)
    return merged(someone(new), (small, new, LONG_AGO), (large, new, None))


def two_old_numbers_of_which_the_larger_is_deceased(numbers: Iterator[str]) -> Case:
    new, *old = next(numbers), next(numbers), next(numbers)
    small, large = sorted(old)
    return merged(someone(new), (small, new, None), (large, new, LONG_AGO))


def a_chain_whose_first_number_is_deceased(numbers: Iterator[str]) -> Case:
    first, second, new = next(numbers), next(numbers), next(numbers)
    return merged(someone(first, worker=new), (first, second, LONG_AGO), (second, new, None))


def a_chain_whose_second_number_is_deceased(numbers: Iterator[str]) -> Case:
    first, second, new = next(numbers), next(numbers), next(numbers)
    return merged(someone(first, worker=new), (first, second, None), (second, new, LONG_AGO))


def one_certificate_under_both_numbers(numbers: Iterator[str]) -> Case:
    old, new = next(numbers), next(numbers)
    case = merged(someone(new), (old, new, None))
    case["certificates"] += [
        row | {"person_id": old, "issued_on": date(2017, 5, 1), "status": "revoked"}
        for row in case["certificates"]
    ]
    return case


def accounts_of_both_numbers(numbers: Iterator[str]) -> Case:
    old, new = next(numbers), next(numbers)
    case = merged(someone(new), (old, new, None))
    case["accounts"].append(account(person_id=old, status="lost"))
    return case


def an_account_of_the_old_number_only(numbers: Iterator[str]) -> Case:
    old, new = next(numbers), next(numbers)
    case = merged(someone(new), (old, new, None))
    case["accounts"] = [account(person_id=old, status="lost")]
    return case


def pension_in_a_month_that_has_not_come_only(numbers: Iterator[str]) -> Case:
    case = someone(next(numbers))
    case["contributions"] = [row | {"period": date(2026, 12, 1)} for row in case["contributions"]]
    return case


def contributions_of_both_numbers_add_up(numbers: Iterator[str]) -> Case:
    """What is paid under one number and refunded under the other is not paid."""
    old, new = next(numbers), next(numbers)
    case = merged(someone(new), (old, new, None))
    case["contributions"] += [
        row | {"person_id": old, "kind": "refund"}
        for row in case["contributions"]
        if row["period"] == date(2026, 8, 1)
    ]
    return case


def nothing_special(numbers: Iterator[str]) -> Case:
    """Somebody who was paid for a level that no candidate has."""
    person_id = next(numbers)
    case = someone(person_id)
    case["payments"] = [payment(payment_no=person_id, person_id=person_id, level="senior")]
    return case


def a_quarantined_row_beside_an_accepted_one(numbers: Iterator[str]) -> Case:
    case = someone(next(numbers))
    whose = case["persons"][0]["person_id"]
    return case | {"quarantined": [{"source": "persons", "whose": whose}]}


def a_quarantined_row_beside_a_decease(numbers: Iterator[str]) -> Case:
    case = a_quarantined_row_beside_an_accepted_one(numbers)
    case["persons"] = [row | {"deceased_on": LONG_AGO} for row in case["persons"]]
    return case


def a_quarantined_row_of_who_does_not_work(numbers: Iterator[str]) -> Case:
    return a_quarantined_row_beside_an_accepted_one(numbers) | {"contracts": []}


def rows_of_a_person_that_contradict_one_another(numbers: Iterator[str]) -> Case:
    case = someone(next(numbers))
    case["persons"] += [row | {"retired_on": date(2040, 1, 1)} for row in case["persons"]]
    return case


def a_quarantined_payment_of_the_old_number(numbers: Iterator[str]) -> Case:
    old, new = next(numbers), next(numbers)
    case = merged(someone(new), (old, new, None))
    return case | {"quarantined": [{"source": "payments", "whose": old}]}


CASES: tuple[Callable[[Iterator[str]], Case], ...] = (
    a_cycle,
    a_cycle_with_a_decease,
    a_cycle_with_work_under_the_other_number,
    a_number_merged_into_itself,
    a_tail_that_leads_into_a_cycle,
    two_old_numbers_of_which_the_smaller_is_deceased,
    two_old_numbers_of_which_the_larger_is_deceased,
    a_chain_whose_first_number_is_deceased,
    a_chain_whose_second_number_is_deceased,
    one_certificate_under_both_numbers,
    accounts_of_both_numbers,
    an_account_of_the_old_number_only,
    pension_in_a_month_that_has_not_come_only,
    contributions_of_both_numbers_add_up,
    a_quarantined_row_beside_an_accepted_one,
    a_quarantined_row_beside_a_decease,
    a_quarantined_row_of_who_does_not_work,
    rows_of_a_person_that_contradict_one_another,
    a_quarantined_payment_of_the_old_number,
)
