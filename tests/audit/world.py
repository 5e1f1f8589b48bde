"""A small workspace for auditors: a ledger with paid grants, and a night of Zibo on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from tests.ledger_builder import Office, Person
from tests.nights.inboxes import Exports
from tests.nights.runs import way
from tests.reference import rows
from tests.reference.ids import credit_code, person_number

NIGHT = date(2026, 11, 20)
FOUND = date(2026, 9, 14)  # 67 days before the night
PAID = date(2026, 10, 13)
ELSEWHERE, DEAD, REVOKED, UNPAID, HELD, MERGED, TWIN, OTHER, TWICE, ABROAD = range(1, 11)
TASK, DOUBTED, NO_ACCOUNT, FULL, OVER, EARLIER, OLD = 11, 12, 13, 14, 15, 16, 61
"""What befalls whom."""


@dataclass(frozen=True)
class Worker(Person):
    """A person of the exports who is in the ledger."""

    @property
    def id(self) -> str:
        """The number that the exports have."""
        return person_number(self.number)


def worker(number: int, certificate: str = "") -> Worker:
    """A technician of 2022, all paid by the city."""
    return Worker(
        number,
        policy_id="zibo/technician-2022",
        city_fen=250_000,
        district_fen=0,
        certificate=certificate or f"ZS{number}",
    )


def make_workspace(folder: Path) -> Path:
    """Run the night; its run directory."""
    out = folder / "out"
    keep_books(Office(out))
    run = zibo_exports(out).night(NIGHT).run_dir
    publish_elsewhere(run)
    return run


def publish_elsewhere(run: Path) -> None:
    """A run of Liaocheng in the same workspace, which knows one of the certificates, too."""
    folder = run.parents[1] / "liaocheng" / run.name
    folder.mkdir(parents=True)
    duckdb.execute(
        "copy (select * replace ('liaocheng' as city, 'liaocheng/skill-upgrade' as policy_id) "
        f"from '{run}/decisions.parquet' where certificate_no = 'ZS{ABROAD}' "
        f"and outcome = 'eligible') to '{folder}/decisions.parquet'"
    )


def keep_books(office: Office) -> None:
    """Seven grants: five paid, one found and one held."""
    found = [worker(n) for n in (ELSEWHERE, DEAD, REVOKED, UNPAID, HELD, MERGED)]
    names = office.find([*found, worker(OLD, f"ZS{MERGED}")], FOUND)
    for place, name in enumerate(names, start=1):
        if place not in (UNPAID, HELD):
            for kind, data in way(name, f"B{place:04}", PAID - timedelta(days=1)):
                office.record(kind, PAID if kind == "bank_answered" else FOUND, **data)
    held = names[HELD - 1]
    office.record("held", FOUND, grants=[held], reasons={held: ["account:no_account"]})


def zibo_exports(out: Path) -> Exports:
    """What Zibo's bureau knows on the day."""
    exports = Exports(out)
    for place, number in enumerate((*range(1, 17), OLD)):
        about: dict[str, Any] = {"issued_on": date(2023, 5, 10) + timedelta(days=place)}
        if number in (FULL, OVER):
            about = {"issued_on": date(2026, 2, number)}
        exports.technician(number, occupation_code="6-31-01-03", **about)
    who = person_number
    exports.add(
        "certificates",
        next(row for row in exports.rows["certificates"] if row["person_id"] == who(TWICE))
        | {"certificate_no": "ZS99", "issued_on": date(2024, 1, 1)},
    )
    exports.change("certificates", who(OLD), certificate_no=f"ZS{MERGED}")
    exports.change("certificates", who(REVOKED), status="revoked")
    exports.change("persons", who(DEAD), deceased_on=PAID - timedelta(days=3))
    exports.change("persons", who(OLD), merged_into=who(MERGED))
    exports.change("contracts", who(TASK), contract_type="task")
    shared = {"account_no": "6217000000000000777"}
    for number in (TWIN, OTHER):
        exports.change("accounts", who(number), **shared)
    without = {who(NO_ACCOUNT), who(HELD)}
    accounts = exports.rows["accounts"]
    exports.rows["accounts"] = [row for row in accounts if row["person_id"] not in without]
    for number in range(700, 720):  # so that one faulty row is few
        exports.add("persons", rows.person(person_id=who(number)))
    exports.add("persons", rows.person(person_id=who(DOUBTED), merged_into="123"))
    exports.rows["payments"] += [
        exports.earlier_payment(
            benefit="zibo/technician-2022", employer_id=credit_code(1), amount_fen=3_000_000
        )
        | {"payment_no": "FF901", "paid_on": date(2026, 3, 1)},
        rows.payment(
            payment_no="FF902", person_id=who(ELSEWHERE), occupation_code="6-31-01-03",
            benefit="zibo/technician", paid_on=date(2026, 1, 5),
        ),
        *(  # so that one faulty row is few
            exports.earlier_payment(status="returned", level="senior") | {"payment_no": f"FF8{n}"}
            for n in range(20, 40)
        ),
        rows.payment(payment_no="FF905", person_id=who(DOUBTED), benefit="某市技能补贴"),
        *(
            rows.payment(
                payment_no=f"FF90{place}", person_id=who(EARLIER), occupation_code="6-31-01-03",
                benefit="zibo/technician", paid_on=date(2024, place, 5),
            )
            for place in (3, 4)
        ),
    ]  # fmt: skip
    return exports
