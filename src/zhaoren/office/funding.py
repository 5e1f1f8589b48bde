"""Funds: requested of the treasuries, arrived all or nothing (2021 rules, article 3).

One application a district and payer. It stays as it was sent: where a grant of
it is held, its share waits; where one is rejected or begins anew, its share is
money without a grant to pay, to be returned to the treasury
(`zhaoren.office.balance`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from zhaoren.documents.wording import UNDECIDED, Words
from zhaoren.errors import LedgerError
from zhaoren.ledger.book import Book, numbered
from zhaoren.ledger.events import Draft
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.perform import Plan, Planner
from zhaoren.ledger.records import Application, Grant
from zhaoren.ledger.store import Transaction
from zhaoren.money import yuan
from zhaoren.office.balance import Balance, balance
from zhaoren.working_days import Calendar, payment_due

__all__ = [
    "PAYERS", "Balance", "balance", "plan_arrival", "plan_request",
]  # fmt: skip

PAYERS: Mapping[str, str] = {"city": "市级", "district": "区县级"}
"""Payer → what it is called, in the order in which applications are numbered."""


def plan_request(on: date, words: Words) -> Planner:
    """Request funds for every cleared grant: one application a district and payer.

    A payer without a share gets none. A grant whose amount is in conflict
    waits until that is settled.
    """

    def plan(book: Book, _: Transaction) -> Plan:
        cleared = book.in_state(State.CLEARED)
        grants = [grant for grant in cleared if grant.conflict is None]
        said = [f"{one.id} 金额有冲突，待处理，未列入。" for one in cleared if one.conflict]
        if not grants:
            return Plan([], said)
        items = _applications(book, grants, words)
        data = {"applications": items, "grants": [grant.id for grant in grants]}
        said += [
            f"{item['application']} {item['district'] or UNDECIDED} {PAYERS[item['payer']]}："
            f"{len(item['grants'])} 人次，{yuan(item['amount_fen'])} 元"
            for item in items
        ]
        return Plan([Draft("requested", on, data)], said)

    return plan


def plan_arrival(application: str, amount_fen: int, on: date, calendar: Calendar) -> Planner:
    """Record that the funds of an application arrived, all of them, on a day.

    The same once more changes nothing. Refused by a `LedgerError`: an unknown
    application, another amount, another day than recorded, a day before the
    request; by a `RuleError`: the calendar does not reach to the due date.
    """

    def plan(book: Book, _: Transaction) -> Plan:
        asked = book.applications.get(application)
        if asked is None:
            known = ", ".join(book.applications) or "none"
            raise LedgerError(
                f"There is no application {application} in the ledger of {book.city}; "
                f"it has {known}."
            )
        _check_arrival(asked, amount_fen, on)
        if asked.arrived_on is not None:
            return Plan([], [f"{asked.id} 的资金已于 {asked.arrived_on} 记为到账。"])
        due = payment_due(on, calendar)
        data = {"application": asked.id, "amount_fen": amount_fen, "due_on": due.isoformat()}
        return Plan([Draft("funds_arrived", on, data)], _arrival_said(book, asked, due))

    return plan


def _applications(book: Book, grants: Sequence[Grant], words: Words) -> list[dict[str, Any]]:
    asked: list[tuple[str, str, Grant]] = [
        (grant.district or "", payer, grant) for grant in grants for payer in _payers(grant)
    ]
    places = {name: place for place, name in enumerate(words.districts)}
    asked.sort(
        key=lambda item: (
            places.get(item[0], len(places)), item[0], list(PAYERS).index(item[1]), item[2].place
        )
    )  # fmt: skip
    groups = groupby(asked, key=lambda item: item[:2])
    return [
        _application(numbered("F", number), district, payer, [item[2] for item in group], words)
        for number, ((district, payer), group) in enumerate(groups, len(book.applications) + 1)
    ]


def _payers(grant: Grant) -> list[str]:
    if grant.city_fen + grant.district_fen != grant.amount_fen or grant.amount_fen <= 0:
        raise LedgerError(f"Grant {grant.id}: its shares are not its amount; settle it first.")
    if grant.district_fen and grant.district is None:
        raise LedgerError(
            f"Grant {grant.id} has a district's share but no district, so nobody can be asked "
            "for it. Have the district corrected in the data; the next night takes it over."
        )
    return [payer for payer in PAYERS if share(grant, payer)]


def share(grant: Grant, payer: str) -> int:
    """What a payer (city, district) bears of a grant, in fen."""
    return grant.city_fen if payer == "city" else grant.district_fen


def _application(
    number: str, district: str, payer: str, grants: Sequence[Grant], words: Words
) -> dict[str, Any]:
    shares = [share(grant, payer) for grant in grants]
    return {
        "application": number,
        "district": district or None,
        "payer": payer,
        "amount_fen": sum(shares),
        "grants": [grant.id for grant in grants],
        "shares": shares,
        "rows": list(_rows(grants, payer, words)),
    }


def _rows(grants: Sequence[Grant], payer: str, words: Words) -> Iterable[dict[str, Any]]:
    """The lines of the form: by policy and level, in that order."""
    ranks = {level: rank for rank, level in enumerate(words.levels)}

    def line(grant: Grant) -> tuple[str, int, str]:
        level = grant.level or ""
        return grant.policy_id, ranks.get(level, len(ranks)), level

    for (policy, _, level), group in groupby(sorted(grants, key=line), key=line):
        members = list(group)
        yield {
            "policy": policy,
            "policy_title": words.policy(policy).title,
            "level": level or None,
            "level_title": words.level(level),
            "count": len(members),
            "city_fen": sum(grant.city_fen for grant in members),
            "district_fen": sum(grant.district_fen for grant in members),
            "requested_fen": sum(share(grant, payer) for grant in members),
        }


def _check_arrival(asked: Application, amount_fen: int, on: date) -> None:
    if amount_fen != asked.amount_fen:
        raise LedgerError(
            f"Application {asked.id} asks for {yuan(asked.amount_fen)} yuan, not "
            f"{yuan(amount_fen)}. Funds are recorded all or nothing: once the whole sum is there."
        )
    if asked.arrived_on is not None and asked.arrived_on != on:
        raise LedgerError(
            f"The funds of application {asked.id} are recorded as arrived on {asked.arrived_on}, "
            f"not on {on}; they cannot arrive twice."
        )
    if on < asked.requested_on:
        raise LedgerError(
            f"Application {asked.id} was made on {asked.requested_on}; its funds cannot have "
            f"arrived on {on}."
        )


def _arrival_said(book: Book, asked: Application, due: date) -> list[str]:
    rest = [book.grant(name) for name in asked.grants]
    ours = [grant for grant in rest if asked.id in grant.applications]
    idle = [one for one in rest if asked.id not in one.applications or one.state is State.REJECTED]
    said = [f"{asked.id} 资金到账 {yuan(asked.amount_fen)} 元，应于 {due} 前发放。"]
    waiting = {
        other
        for grant in ours
        for other in grant.applications
        if other != asked.id and book.applications[other].arrived_on is None
    }
    if waiting:
        said.append(f"部分人员还须等待 {'、'.join(sorted(waiting))} 的资金到账。")
    if idle:
        total = sum(asked.shares[grant.id] for grant in idle)
        said.append(f"其中 {len(idle)} 人次已无发放对象，{yuan(total)} 元应退回财政。")
    return said
