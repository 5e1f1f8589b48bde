"""Invented contributions, one month at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhaoren.sample.columns import NEVER, chosen, dates, first_day, month_of, yuan
from zhaoren.sample.employers import Employers
from zhaoren.sample.employment import Spells
from zhaoren.sample.identifiers import Integers
from zhaoren.sample.people import People
from zhaoren.sample.settings import Settings

KINDS = ["regular", "back_payment", "refund"]
STATUSES = ["paid", "unpaid", "in_transit"]


@dataclass(frozen=True)
class Payroll:
    """What every month is drawn from; positions are those of the spells."""

    settings: Settings
    people: People
    employers: Employers
    spells: Spells
    first: Integers  # first and last month that the spell's employer pays
    last: Integers
    gap_from: Integers
    gap_to: Integers
    base: Integers  # yuan
    luck: npt.NDArray[np.float64]  # of the person: the lucky have all five insurances
    newest: int  # month of the as-of date
    dirty: bool


def draw_payroll(
    random: np.random.Generator,
    settings: Settings,
    people: People,
    employers: Employers,
    spells: Spells,
    as_of: date,
    *,
    dirty: bool,
) -> Payroll:
    """Gaps, bases and insurances of every spell."""
    figures = settings.city["contributions"]
    count = len(spells)
    newest = (as_of.year - 1970) * 12 + as_of.month - 1
    first = month_of(spells.start + 16)
    last = np.where(spells.end == NEVER, newest, month_of(spells.end))
    has_gap = random.random(count) < figures["share_of_gaps"]
    gap_from = first + (random.random(count) * np.maximum(last - first, 1)).astype(np.int64)
    longest = figures["longest_gap_months"]
    gap_to = np.where(has_gap, gap_from + random.integers(0, longest, count), gap_from - 1)
    return Payroll(
        settings,
        people,
        employers,
        spells,
        first,
        last,
        gap_from,
        gap_to,
        base=figures["lowest_base"] + (random.gamma(2.0, 900.0, count)).astype(np.int64),
        luck=random.random(people.count)[spells.person],
        newest=newest,
        dirty=dirty,
    )


def month_table(random: np.random.Generator, payroll: Payroll, month: int) -> pa.Table:
    """The canonical rows of one month (months since 1970-01)."""
    figures = payroll.settings.city["contributions"]
    spell, insurance = _insured(random, payroll, month)
    rates = np.array(list(figures["rates_permille"].values()), np.int64)
    fen = payroll.base[spell] * rates[insurance] // 10
    kind, status = _kinds(random, payroll, month, len(spell))
    person = payroll.spells.person[spell]
    number = _numbers(random, payroll, person, month)
    paid_on = first_day(np.full(len(spell), month + 1)) + random.integers(4, 24, len(spell))
    paid_on = np.where(kind == 1, paid_on + 90, paid_on)
    row, kind = _with_refunds(random, payroll, kind)
    return pa.table(
        {
            "person_id": payroll.people.ids.take(pa.array(number[row])),
            "employer_id": payroll.employers.ids.take(
                pa.array(payroll.spells.employer[spell[row]])
            ),
            "insurance": chosen(list(figures["rates_permille"]), insurance[row]),
            "period": dates(first_day(np.full(len(row), month))),
            "kind": chosen(KINDS, kind),
            "status": chosen(STATUSES, status[row]),
            "base": yuan(payroll.base[spell[row]] * 100),
            "amount": yuan(fen[row]),
            "paid_on": dates(np.where(status[row] == 0, paid_on[row], NEVER)),
        }
    )


def _with_refunds(
    random: np.random.Generator, payroll: Payroll, kind: Integers
) -> tuple[Integers, Integers]:
    """Repeats and refunds after the rows: the row that each is of, and its kind."""
    count = len(kind)
    order = np.arange(count)
    if payroll.dirty:
        again = random.random(count) < payroll.settings.city["dirt"]["repeated"]
        order = np.concatenate([order, np.flatnonzero(again)])
    share = payroll.settings.city["contributions"]["share_refunded"]
    refunded = np.flatnonzero(random.random(count) < share)
    kind = np.concatenate([kind, np.full(len(refunded), KINDS.index("refund"))])
    order = np.concatenate([order, count + np.arange(len(refunded))])
    return np.concatenate([np.arange(count), refunded])[order], kind[order]


def _insured(
    random: np.random.Generator, payroll: Payroll, month: int
) -> tuple[Integers, Integers]:
    """The spells that are paid for in the month, and the insurance of each row."""
    figures = payroll.settings.city["contributions"]
    active = (payroll.first <= month) & (month <= payroll.last)
    active &= (month < payroll.gap_from) | (month > payroll.gap_to)
    spell = np.flatnonzero(active)
    absent = figures["absent"].get(payroll.newest - month, 0.0)
    spell = spell[random.random(len(spell)) >= absent]
    wanted = int(payroll.people.count * figures["rows_per_person_month"] * (1 - absent))
    others = len(figures["rates_permille"]) - 1
    share = max(0.0, (wanted - len(spell)) / (others * max(len(spell), 1)))
    lucky = spell[payroll.luck[spell] < share]
    rows = np.concatenate([spell, np.tile(lucky, others)])
    insurance = np.concatenate(
        [np.zeros(len(spell), np.int64), np.repeat(np.arange(1, others + 1), len(lucky))]
    )
    return rows.astype(np.int64), insurance


def _kinds(
    random: np.random.Generator, payroll: Payroll, month: int, count: int
) -> tuple[Integers, Integers]:
    figures = payroll.settings.city["contributions"]
    drawn = random.random(count)
    back = (drawn < figures["share_back_paid"]) & (month < payroll.newest - 3)
    status = np.where(drawn > 1 - figures["share_unpaid"], 1, 0)
    moving = figures["in_transit"].get(payroll.newest - month, 0.0)
    status = np.where(random.random(count) < moving, 2, status)
    return back.astype(np.int64), status.astype(np.int64)


def _numbers(
    random: np.random.Generator, payroll: Payroll, person: Integers, month: int
) -> Integers:
    """Positions in `people.ids`: the right number, a wrong one, or (long ago) the old one."""
    people = payroll.people
    number = person.copy()
    if payroll.dirty:
        wrong = random.random(len(person)) < payroll.settings.city["dirt"]["wrong_check_digit"]
        number[wrong] += people.count
    if month < payroll.newest - 24 and len(people.merged):
        place = np.minimum(np.searchsorted(people.merged, person), len(people.merged) - 1)
        changed = people.merged[place] == person
        number[changed] = 2 * people.count + place[changed]
    return number
