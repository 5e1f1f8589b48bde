"""Small real inboxes: a few technicians of one firm, written anew for every night."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from zhaoren.nightly import NightOptions, NightResult, run_night

from ..reference import rows
from ..reference.evaluator import Row, World
from ..reference.ids import person_number
from ..reference.inbox import write_inbox

FIRST = date(2026, 11, 16)  # a Monday
NAMES = "赵钱孙李周吴郑王冯陈"


@dataclass
class Exports:
    """What the bureau's exports say; tests change it between nights."""

    out: Path
    rows: dict[str, list[Row]] = field(default_factory=dict)
    written: int = 0

    def __post_init__(self) -> None:
        self.rows = {"employers": [rows.employer()], "payments": [self.earlier_payment()]}
        self.add("persons", rows.person(person_id=person_number(900)))

    @staticmethod
    def earlier_payment(**changes: Any) -> Row:
        """A payment of long ago to somebody else."""
        return rows.payment(payment_no="FF900", person_id=person_number(900), **changes)

    def add(self, source: str, row: Row) -> None:
        """One more row."""
        self.rows.setdefault(source, []).append(row)

    def technician(self, whose: int, name: str = "", **certificate: Any) -> str:
        """Somebody of whom all is in order for a technician's subsidy; returns the number."""
        number, name = person_number(whose), name or f"{NAMES[whose % 10]}师傅"
        own = {"person_id": number}
        self.add("contracts", rows.contract(**own, contract_no=f"HT{whose}", person_name=name))
        first, last = date(2020, 4, 1), date(2026, 10, 1)
        self.rows.setdefault("contributions", []).extend(rows.pension(first, last, **own))
        made = {"certificate_no": f"ZS{whose}", "person_name": name, "issued_on": date(2023, 5, 10)}
        self.add("certificates", rows.certificate(**own, **{**made, **certificate}))
        self.add("employment_registrations", rows.registration(**own, registration_no=f"JY{whose}"))
        self.add("persons", rows.person(**own))
        account_no = f"62170000000000{whose:05}"
        self.add("accounts", rows.account(**own, account_name=name, account_no=account_no))
        return number

    def change(self, source: str, person_id: str, **changes: Any) -> None:
        """Change every row of a person in a source."""
        for place, row in enumerate(self.rows[source]):
            if row["person_id"] == person_id:
                self.rows[source][place] = row | changes

    def renumber(self, old: str, new: str) -> None:
        """All exports know a person under a new number from now on; persons says of both."""
        for source, listed in self.rows.items():
            if source not in ("persons", "payments"):
                self.change_number(listed, old, new)
        self.change("persons", old, merged_into=new)
        if not any(row["person_id"] == new for row in self.rows["persons"]):
            self.add("persons", rows.person(person_id=new))

    @staticmethod
    def change_number(listed: list[Row], old: str, new: str) -> None:
        """Another number in some rows."""
        for place, row in enumerate(listed):
            if row.get("person_id") == old:
                listed[place] = row | {"person_id": new}

    def options(self, day: date, **changes: Any) -> NightOptions:
        """A night on the exports as they are now."""
        self.written += 1
        inbox = self.out.parent / f"inbox-{self.written}"
        write_inbox(World(day, self.rows), inbox, parquet=frozenset())
        return NightOptions(
            **{"city": "zibo", "inbox": inbox, "out": self.out, "as_of": day, "threads": 2}
            | changes
        )

    def night(self, day: date, **changes: Any) -> NightResult:
        """Run one."""
        return run_night(self.options(day, **changes))


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
