"""The look-back of real nights: which changed facts under paid grants are listed, and which not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from zhaoren.ledger import Draft, Ledger, Plan, State, perform
from zhaoren.ledger.store import default_url

from ..reference import rows
from ..reference.ids import person_number
from .inboxes import FIRST, Exports
from .runs import way

SUBMITTED = FIRST + timedelta(days=1)
NIGHT = FIRST + timedelta(days=3)
BEFORE = SUBMITTED - timedelta(days=1)
PAID_ON = SUBMITTED + timedelta(days=1)


def pay_all(exports: Exports, city: str = "zibo") -> None:
    """Carry every grant to paid: submitted on one day, paid on the next."""
    moment = datetime(2026, 11, 17, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    with Ledger(default_url(exports.out)) as ledger:
        for grant in list(ledger.book(city).grants.values()):
            drafts = [
                Draft(kind, PAID_ON if kind == "bank_answered" else SUBMITTED, data)
                for kind, data in way(grant.id, f"B{grant.place:04}", SUBMITTED)
            ]
            plan = Plan(drafts)
            perform(ledger, city, lambda *_, plan=plan: plan, by="王五", recorded_at=moment)


def findings(exports: Exports, city: str = "zibo") -> dict[str, list[dict[str, Any]]]:
    """Person's number of the candidate → findings in the ledger."""
    with Ledger(default_url(exports.out)) as ledger:
        book = ledger.book(city)
        with ledger.reading(city) as known:
            numbers = {party: number for number, party in known.numbers().items()}
        assert all(
            grant.state is (State.RECOVERY if grant.findings else State.PAID)
            for grant in book.grants.values()
        )
    return {numbers[grant.person or ""]: grant.findings for grant in book.grants.values()}


def test_facts_that_changed_under_paid_grants_are_listed_once(tmp_path: Path) -> None:
    exports = Exports(tmp_path / "out")
    who = [exports.technician(whose) for whose in range(1, 12)]
    exports.night(FIRST)
    pay_all(exports)
    exports.change("certificates", who[0], status="revoked")
    exports.change("persons", who[1], deceased_on=BEFORE)
    exports.change("persons", who[2], deceased_on=SUBMITTED)
    exports.change("persons", who[3], retired_on=BEFORE)
    exports.change("contracts", who[4], terminated_on=BEFORE)
    exports.change("contracts", who[5], terminated_on=BEFORE)
    newer = rows.contract(person_id=who[5], contract_no="HT55", start_on=date(2026, 11, 1))
    exports.add("contracts", newer)
    elsewhere = {"benefit": "zibo/technician", "paid_on": date(2026, 11, 18)}
    exports.add("payments", rows.payment(payment_no="A", person_id=who[6], **elsewhere | {
        "paid_on": BEFORE}))  # fmt: skip
    exports.add("payments", rows.payment(payment_no="B", person_id=who[7], **elsewhere))  # our own
    exports.add("payments", rows.payment(payment_no="C", person_id=who[8], **elsewhere | {
        "status": "returned", "paid_on": BEFORE}))  # fmt: skip
    exports.add("payments", rows.payment(payment_no="D", person_id=who[9], **elsewhere | {
        "level": "senior_technician", "paid_on": BEFORE}))  # fmt: skip
    done = exports.night(NIGHT)
    assert (done.ledger["recoveries"], done.ledger["recoveries_fen"]) == (5, 1_250_000)
    found = findings(exports)
    listed = {
        who.index(number): [(one["finding"], one["value"]) for one in items]
        for number, items in found.items()
        if items
    }
    assert listed == {
        0: [("certificate_revoked", "revoked")],
        1: [("deceased", str(BEFORE))],
        3: [("retired", str(BEFORE))],
        4: [("contract_ended", str(BEFORE))],
        6: [("paid_elsewhere", str(BEFORE))],
    }
    assert all(one["citation"] and one["amount_fen"] == 250_000 for one in found[who[0]])
    again = exports.night(NIGHT + timedelta(days=1))
    assert again.ledger["events"] == 0
    path = again.run_dir / "lookback.parquet"
    assert duckdb.sql(f"select count(*) from '{path}'").fetchall() == [(0,)]  # all in recovery


def test_a_month_of_an_allowance_is_measured_by_its_month(tmp_path: Path) -> None:
    exports = Exports(tmp_path / "out")
    exports.rows["payments"] = [
        rows.payment(payment_no="X", person_id=person_number(900), benefit="rizhao/skill-star")
    ]
    stays, dies, loses = (person_number(whose) for whose in (1, 2, 3))
    for number in (stays, dies, loses):
        exports.add("persons", rows.person(person_id=number))
        exports.add("accounts", rows.account(person_id=number))
        exports.add(
            "designations", rows.designation(person_id=number, effective_on=date(2026, 8, 1))
        )
    exports.technician(9)  # the sources that a run needs
    exports.night(FIRST, city="rizhao")
    pay_all(exports, "rizhao")
    exports.change("persons", dies, deceased_on=date(2026, 9, 30))
    exports.change("designations", loses, revoked_on=date(2026, 10, 1))
    exports.night(NIGHT, city="rizhao")
    with Ledger(default_url(exports.out)) as ledger:
        grants = ledger.book("rizhao").grants.values()
    listed = sorted(
        (grant.period, one["finding"])
        for grant in grants
        for one in grant.findings
        if grant.policy_id == "rizhao/chief-technician"
    )
    assert listed == [
        ("2026-10", "deceased"),
        ("2026-11", "certificate_revoked"),
        ("2026-11", "deceased"),
    ]
