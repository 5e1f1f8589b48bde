"""Labour contracts: in effect, of one year, in unbroken chains."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from .months import last_day_of_one_year
from .verdict import FAIL, PASS, UNKNOWN
from .world import Row


class Chain(NamedTuple):
    """An unbroken run of contracts; `last` is None where it is open."""

    first: date
    last: date | None


def last_day(contract: Row) -> date | None:
    """The earlier of end_on and terminated_on; "both empty: open" (None)."""
    days = [day for day in (contract["end_on"], contract["terminated_on"]) if day is not None]
    return min(days, default=None)


def in_effect(contract: Row, as_of: date) -> bool:
    """`start_on ≤ D`, `end_on` empty or `≥ D`, `terminated_on` empty or `≥ D`."""
    last = last_day(contract)
    return contract["start_on"] <= as_of and (last is None or last >= as_of)


def spans_one_year(first: date, last: date | None) -> bool:
    """Open, or the last day is on or after `start_on + 1 year − 1 day`."""
    return last is None or last >= last_day_of_one_year(first)


def chain_around(contracts: Iterable[Row], as_of: date) -> Chain | None:
    """The unbroken chain around D.

    "each starts no later than the day after the last day so far; contracts
    that start after D count too"
    """
    around: Chain | None = None
    current: Chain | None = None
    for contract in sorted(contracts, key=lambda row: row["start_on"]):
        if current is not None and _joins(current, contract):
            current = Chain(current.first, _later(current.last, last_day(contract)))
        else:
            current = Chain(contract["start_on"], last_day(contract))
        if current.first <= as_of and (current.last is None or current.last >= as_of):
            around = current
    return around


def contract_one_year(with_main_employer: Iterable[Row], as_of: date) -> str:
    """The criterion contract_one_year, over all contracts with the main employer.

    "(contracts in effect with the main employer; `part_time` ones are
    ignored): one that is not `task` and is open or whose last day is on or
    after `start_on + 1 year − 1 day` → pass. Else unknown if there is a `task`
    contract, or if the unbroken chain … around D spans such a year. Else
    fail; only part_time contracts → fail."
    """
    counted = [row for row in with_main_employer if row["contract_type"] != "part_time"]
    now = [row for row in counted if in_effect(row, as_of)]
    if not now:
        return FAIL
    for contract in now:
        one_year = spans_one_year(contract["start_on"], last_day(contract))
        if contract["contract_type"] != "task" and one_year:
            return PASS
    if any(contract["contract_type"] == "task" for contract in now):
        return UNKNOWN
    chain = chain_around(counted, as_of)
    return UNKNOWN if chain is not None and spans_one_year(*chain) else FAIL


def _joins(chain: Chain, contract: Row) -> bool:
    return chain.last is None or contract["start_on"] <= chain.last + timedelta(days=1)


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
