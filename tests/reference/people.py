"""A random person: as the law wants everybody, but for a few odd fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .certified import certify, pay
from .evaluator.months import add_months, settled_month
from .rows import account, contribution, person, registration
from .scene import Scene, month_near
from .working import contracts

NAMES = ("王建国", "李秀英", "买买提·艾力", "王䶮", "𠮷田·艾力", "阿依古丽·买买提·艾力")
DOTS = "·•・．."


@dataclass
class Someone:
    """A person under one or more numbers, oldest first; rows stand under any of them."""

    scene: Scene
    numbers: list[str]
    name: str
    employers: list[str] = field(default_factory=list)
    first_month: date = date(2020, 4, 1)

    @property
    def number(self) -> str:
        """The newest number, or now and then an older one."""
        older = len(self.numbers) > 1 and self.scene.random.random() < 0.3
        return self.scene.pick(self.numbers) if older else self.numbers[-1]

    def spelled(self) -> str:
        """The name as a clerk wrote it; sometimes somebody else's."""
        scene = self.scene
        name = self.name
        if scene.odd(0.3):
            return scene.pick(NAMES)
        if scene.random.random() < 0.3:
            name = name.replace("·", scene.pick(DOTS))
        if scene.random.random() < 0.1 and "·" not in self.name:
            name = f"{name[0]} {name[1:]}"
        return name


def add_person(scene: Scene, numbers: list[str]) -> Someone:
    """Everything that the exports say of one person."""
    someone = Someone(scene, numbers, scene.pick(NAMES))
    someone.employers = [scene.employer_id() for _ in range(1 + scene.odd(2.0) + scene.odd())]
    someone.first_month = max(month_near(scene), scene.exported_from)
    for row in contracts(scene, someone.employers):
        scene.add(
            "contracts", row | {"person_id": someone.number, "person_name": someone.spelled()}
        )
    register(someone)
    insure(someone)
    certificates = certify(scene, someone.first_month)
    for row in certificates:
        whose = {"person_id": someone.number, "person_name": someone.spelled()}
        scene.add("certificates", row | whose)
    for row in pay(scene, certificates, someone.employers):
        scene.add("payments", row | {"person_id": someone.number})
    state(someone)
    return someone


def register(someone: Someone) -> None:
    """Employment registrations, usually one with each employer."""
    scene = someone.scene
    for employer_id in someone.employers:
        if scene.odd(0.5):
            continue
        changes: dict[str, Any] = {"employer_id": employer_id, "person_id": someone.number}
        if scene.odd(0.5):
            changes["employer_id"] = scene.employer_id()
        if scene.odd(0.5):
            changes["registered_on"] = scene.near(scene.as_of)
        if scene.odd():
            changes["ended_on"] = scene.pick((scene.near(scene.as_of), scene.some_day()))
        if scene.odd(0.5):
            changes["form"] = scene.pick(("flexible", "self_employed"))
            changes["employer_id"] = scene.pick((changes["employer_id"], None))
        scene.add(
            "employment_registrations", registration(registration_no=scene.number("JY"), **changes)
        )


def insure(someone: Someone) -> None:
    """Pension from the first month: that month, a few others, and those around S."""
    scene = someone.scene
    settled = settled_month(scene.as_of)
    months = {someone.first_month} | {add_months(settled, back) for back in range(-4, 1)}
    months |= {add_months(settled, -scene.random.randint(5, 60)) for _ in range(2)}
    if scene.random.random() < 0.7:
        months |= {add_months(settled, ahead) for ahead in (1, 2)}
    if scene.odd(0.1):
        months.add(add_months(settled, 3))
    if scene.odd(0.3):  # nothing but D's own month, or one that has not come
        months = {add_months(settled, scene.pick((2, 3)))}
    always_odd = scene.odd(0.5)
    for month in sorted(months):
        if month < someone.first_month or month in scene.missing:
            continue
        for employer_id in someone.employers[: 1 + (scene.random.random() < 0.7)]:
            pay_month(someone, employer_id, month, always_odd or scene.odd())


def pay_month(someone: Someone, employer_id: str, month: date, odd: bool) -> None:
    """One month of one employer: paid once, or in one of the ways that go wrong."""
    scene = someone.scene
    shapes: tuple[list[dict[str, Any]], ...] = (
        [],
        [{"kind": "back_payment"}],
        [{"kind": "lump_sum"}],
        [{"status": "in_transit"}],
        [{"status": "in_transit", "kind": "refund"}],
        [{"status": scene.pick(("unpaid", "suspended"))}],
        [{}, {"kind": "refund", "amount_fen": scene.pick((48_000, -48_000, 47_999, -48_001))}],
        [{}, {"amount_fen": scene.pick((-48_000, -47_999))}, {"status": "in_transit"}],
        [{}, {"kind": "refund", "status": "in_transit"}],
        [{}, {}, {"paid_on": scene.as_of}, {"kind": "refund"}],
        [{"amount_fen": 0}, {"kind": "back_payment"}],
        [{"amount_fen": scene.pick((0, 1))}],
        [{"status": "unpaid"}],
        [{"amount_fen": -100}, {"kind": "back_payment"}],
        [{"insurance": scene.pick(("injury", "medical", "pension_public", "pension_resident"))}],
        [{"employer_id": scene.employer_id()}],
    )
    for changes in scene.pick(shapes) if odd else [{}]:
        row = contribution(month, person_id=someone.number, employer_id=employer_id)
        scene.add("contributions", row | changes)


def state(someone: Someone) -> None:
    """Persons and accounts: a row for each number that has one, merges included."""
    scene = someone.scene
    for place, number in enumerate(someone.numbers):
        following = someone.numbers[place + 1 : place + 2]
        if not following and scene.random.random() < 0.3:
            continue
        row = person(person_id=number, merged_into=following[0] if following else None)
        for event in ("deceased_on", "retired_on"):
            if scene.odd(0.4):
                row[event] = scene.pick((scene.near(scene.as_of), scene.some_day()))
        scene.add("persons", row)
    for number in someone.numbers:
        if scene.odd(0.7) or (len(someone.numbers) > 1 and scene.random.random() < 0.4):
            continue
        status = scene.pick(("inactive", "lost", "cancelled")) if scene.odd(0.7) else "active"
        name = someone.spelled()
        scene.add("accounts", account(person_id=number, account_name=name, status=status))
