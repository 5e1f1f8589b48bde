"""Random graduates: where they learned what, and where they have worked since."""

from __future__ import annotations

from datetime import date
from typing import Any

from .evaluator import Row
from .evaluator.months import add_months, month_of, months_between, settled_month
from .ids import credit_code, person_number
from .people import NAMES, Someone, pay_month
from .rows import account, contract, contribution, graduate, person
from .scene import Scene, district

PROGRAMMES = ("intermediate", "senior", "preparatory_technician")
LEVELS = (*PROGRAMMES, "junior", "technician", "senior_technician")
SCHOOLS = ("技师学院", "高级技工学校", "职业学院", "工业学校")


def schools(scene: Scene) -> list[Row]:
    """A few schools, in the city for the most part."""
    return [
        {
            "school_id": credit_code(5_000 + place),
            "school_name": f"{scene.city.name}{name}",
            "school_kind": "vocational" if place == 2 else "technical",
            "school_district": district(scene),
        }
        for place, name in enumerate(SCHOOLS)
    ]


def add_graduates(scene: Scene, people: int) -> None:
    """Graduates with all their months, so that many are paid for many of them."""
    known = schools(scene)
    for index in range(people // 4 + 2):
        numbers = [person_number(13_000 + 2 * index + more) for more in (0, 1)]
        someone = Someone(scene, numbers[: 1 + (scene.random.random() < 0.1)], scene.pick(NAMES))
        someone.employers = [scene.employer_id() for _ in range(1 + scene.odd(2.0))]
        graduated_on = _graduated(scene)
        for row in _rows(scene, known, graduated_on, someone.employers[0]):
            whose = {"person_id": someone.number, "person_name": someone.spelled()}
            scene.add("graduates", row | whose)
        _work(someone, graduated_on)
        for place, number in enumerate(someone.numbers[:-1]):
            scene.add("persons", person(person_id=number, merged_into=someone.numbers[place + 1]))
        if not scene.odd():
            scene.add(
                "accounts",
                account(person_id=someone.numbers[-1], account_name=someone.spelled()),
            )


def _graduated(scene: Scene) -> date:
    """A day in the years before D, near New Year and midsummer."""
    if scene.odd(0.5):
        return scene.pick((scene.near(scene.as_of), date(2062, 6, 30), scene.some_day()))
    back = scene.pick((0, 0, 1, 1, 1, 2, 3, 5, 6))
    usual = (date(scene.as_of.year - back, 6, 30), date(scene.as_of.year - back, 1, 1))
    edges = (date(2022, 8, 16), date(scene.as_of.year - 1, 1, 1), date(2017, 8, 1))
    return scene.near(scene.pick(edges) if scene.random.random() < 0.2 else scene.pick(usual))


def _rows(scene: Scene, known: list[Row], graduated_on: date, employer_id: str) -> list[Row]:
    """One graduation, or several of one person."""
    made: list[Row] = []
    for _ in range(scene.pick((1, 1, 1, 1, 2, 3))):
        programme = scene.pick(PROGRAMMES)
        changes: dict[str, Any] = {
            **scene.pick(known[: 2 if scene.random.random() < 0.8 else 4]),
            "programme": programme,
            "graduated_on": graduated_on,
            "certificate_level": programme,
            "certificate_issued_on": scene.pick(
                (graduated_on, add_months(month_of(graduated_on), -1))
            ),
        }
        if scene.odd(2.0):
            changes["certificate_level"] = scene.pick((*LEVELS, None))
        if scene.odd():
            changes["certificate_issued_on"] = scene.pick((scene.near(graduated_on), None))
        if scene.odd():
            changes["full_time"] = scene.pick((False, None))
        if scene.random.random() < 0.6:
            changes["order_employer_id"] = scene.employer_id() if scene.odd(2.0) else employer_id
        if made and scene.random.random() < 0.5:
            changes["graduated_on"] = scene.near(graduated_on, 400)
        row = graduate(**changes)
        key = ("school_id", "graduated_on")
        if all(any(row[name] != each[name] for name in key) for each in made):
            made.append(row)
    return made


def _work(someone: Someone, graduated_on: date) -> None:
    """A contract, and pension from about the graduation until S and beyond."""
    scene = someone.scene
    settled = settled_month(scene.as_of)
    graduated = month_of(min(graduated_on, scene.as_of))
    start = add_months(graduated, scene.pick((0, 0, 1, 1, 3, 7, 12, 59, 60, 61, -1)))
    start = max(start, scene.exported_from)
    someone.first_month = start
    for employer_id in someone.employers:
        row = contract(
            contract_no=scene.number("HT"),
            person_id=someone.number,
            person_name=someone.spelled(),
            employer_id=employer_id,
            contract_type="part_time" if scene.odd(0.5) else "fixed",
            start_on=start,
            end_on=scene.near(scene.as_of) if scene.odd() else None,
        )
        scene.add("contracts", row)
    employer_id = someone.employers[0]
    for ahead in range(min(months_between(start, settled) + 2, 75)):
        month = add_months(start, ahead)
        if month in scene.missing:
            continue
        if scene.odd(0.3) and len(someone.employers) > 1:
            employer_id = scene.pick(someone.employers)
        pay_month(someone, employer_id, month, scene.odd(0.3))


def add_classes(scene: Scene, people: int) -> None:
    """A few graduates of any year, with little else."""
    known = schools(scene)
    for index in range(people // 10 + 2):
        row = {**scene.pick(known), "graduated_on": _graduated(scene)}
        number = person_number(13_000 + index)
        level = scene.pick((*LEVELS, None))
        scene.add("graduates", graduate(person_id=number, certificate_level=level, **row))


def add_supply(scene: Scene, people: int) -> None:
    """A class of about a hundred with a month of pension each, or a small one."""
    last_year = scene.as_of.year - 1
    known = schools(scene)
    days = date(last_year, 1, 1), date(last_year, 6, 30), date(last_year, 12, 31)
    for place in range(2):
        size = scene.pick((99, 100, 101, 104)) if people >= 100 else scene.random.randint(0, 3)
        flawless = scene.random.random() < 0.5
        for index in range(size):
            number = person_number(13_200 + 150 * place + index)
            odd = scene.odd(0.3) and not flawless
            level = scene.pick((None, "junior")) if odd else scene.pick(LEVELS[:3])
            row = graduate(
                person_id=number,
                person_name=scene.pick(NAMES),
                certificate_level=level,
                graduated_on=scene.pick(days),
                **known[place],
            )
            scene.add("graduates", row)
            month = date(last_year, scene.pick((1, 7, 12)), 1)
            worker = Someone(scene, [number], row["person_name"])
            firm = scene.codes[0] if flawless or not scene.odd(0.5) else scene.employer_id()
            if not (scene.odd(0.2) and not flawless):
                pay_month(worker, firm, month, scene.odd(0.2) and not flawless)
    for month in range(1, 13):  # somebody keeps every month in the export
        if not scene.odd():
            scene.add("contributions", contribution(date(last_year, month, 1)))
