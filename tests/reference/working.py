"""Random labour contracts, with every boundary of a year and of D close by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from .evaluator import Row
from .evaluator.months import add_months, last_day_of_one_year, month_of
from .rows import contract
from .scene import Scene

Term = tuple[date, date | None, date | None]  # start_on, end_on, terminated_on


def contracts(scene: Scene, employers: list[str]) -> Iterator[Row]:
    """Contracts with each of the employers, person and name left to the caller."""
    for employer_id in employers:
        terms = scene.pick(SHAPES)(scene) if scene.odd(3.0) else [_usual(scene)]
        for start_on, end_on, terminated_on in terms:
            kinds = ("task", "part_time", "dispatch", "open_ended", "fixed")
            yield contract(
                contract_no=scene.number("HT"),
                employer_id=employer_id,
                contract_type=scene.pick(kinds) if scene.odd(2.0) else "fixed",
                start_on=start_on,
                end_on=end_on,
                terminated_on=terminated_on,
                host_employer_id=scene.employer_id() if scene.odd(0.3) else None,
            )


def _usual(scene: Scene) -> Term:
    years = scene.random.randint(2, 6)
    end = scene.pick((None, date(scene.as_of.year + years, 6, 30), date(2030, 2, 28)))
    return date(scene.as_of.year - years, scene.pick((1, 3, 9)), 1), end, None


def _ends_today(scene: Scene) -> list[Term]:
    start = _usual(scene)[0]
    close = scene.near(scene.as_of)
    either = scene.pick(((close, None), (None, close), (close, scene.near(close)), (None, None)))
    return [(start, *either)]


def _about_one_year(scene: Scene) -> list[Term]:
    start = scene.as_of - timedelta(days=scene.random.randint(0, 365))
    if scene.random.random() < 0.2:
        start = date(2024, 2, 29)
    end = scene.near(last_day_of_one_year(start))
    return [(start, end, scene.pick((None, None, scene.near(end))))]


def _starts_lately(scene: Scene) -> list[Term]:
    month = add_months(month_of(scene.as_of), -scene.random.randint(0, 5))
    start = scene.pick((month, month - timedelta(days=1), scene.near(scene.as_of)))
    return [(start, scene.pick((None, date(2029, 12, 31), last_day_of_one_year(start))), None)]


def _chain(scene: Scene) -> list[Term]:
    """Pieces with gaps of -5 to 2 days between them, around D or just beside it."""
    start = scene.as_of - timedelta(days=scene.random.randint(0, 500))
    terms: list[Term] = []
    for _ in range(scene.random.randint(2, 4)):
        end = start + timedelta(days=scene.pick((30, 89, 181, 182, 183)))
        cut = end - timedelta(days=scene.pick((0, 1, 10))) if scene.odd() else None
        terms.append((start, end, cut))
        start = end + timedelta(days=1 + scene.pick((-5, 0, 0, 0, 0, 1, 2)))
    first = terms[0][0]
    if scene.random.random() < 0.4:  # so that the whole is a year, a day less or a day more
        begun = terms[-1][0]
        last = scene.near(last_day_of_one_year(first))
        terms[-1] = (begun, max(last, begun), None)
    return scene.random.sample(terms, len(terms))


def _two_at_once(scene: Scene) -> list[Term]:
    return [_usual(scene), *scene.pick((_ends_today, _about_one_year, _starts_lately))(scene)]


def _nonsense(scene: Scene) -> list[Term]:
    start = scene.some_day()
    return [(start, scene.pick((None, scene.some_day())), scene.pick((None, scene.some_day())))]


SHAPES: tuple[Callable[[Scene], list[Term]], ...] = (
    _ends_today,
    _about_one_year,
    _starts_lately,
    _chain,
    _chain,
    _two_at_once,
    _nonsense,
)
