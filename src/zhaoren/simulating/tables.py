"""A simulation as tables and sentences, for terminal, page, spreadsheet and CSV alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhaoren.money import yuan
from zhaoren.simulating.curves import Curve
from zhaoren.simulating.figures import CHANGES, CITY
from zhaoren.simulating.scenario import Simulation
from zhaoren.simulating.verdicts import CeilingLeft

CHANGES_SAID = {
    "gains": "新增",
    "loses": "减少",
    "more": "增额",
    "less": "减额",
    "other": "其他",
}
UNITS = {"yuan": "元", "percent": "%", "count": "个", "years": "年"}
_TITLES = {"city": "市级财政", "": "区县不详"}
_COUNTED = (
    "只列有变化的政策，按认定笔数：新增是原来不发、现在应发，减少是原来应发、现在不发，"
    "增额、减额是两次都应发而金额不同"
)
_NO_CANDIDATE = "不是认定对象"
TEXT, COUNT, MONEY = "text", "count", "money"

Cell = str | int | Decimal | None


@dataclass(frozen=True)
class Heading:
    """A column: its kind is text, count or money (cells in fen); `brief`: also on a terminal."""

    title: str
    kind: str = TEXT
    brief: bool = True


@dataclass(frozen=True)
class Grid:
    """A titled table; `note` says what is counted."""

    title: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


def shown(cell: Cell, kind: str) -> str:
    """A cell as text: money in yuan, nothing where there is none."""
    if cell is None:
        return ""
    return yuan(int(cell)) if kind == MONEY else f"{cell}"


def sentences(made: Simulation) -> Iterator[str]:
    """From where the simulation starts, whether that is what was published, what is different."""
    run, scenario = made.run, made.scenario
    yield f"起点：{run.city} 认定日期{run.as_of}的运行 {run.run_id[:12]}"
    if made.differing == 0:
        yield "按起点的规则重新认定，与公布的结果完全一致。"
    else:
        why = "；".join(made.since) or "原因不明：规则、数据契约、程序和数据都没有变化，请报告"
        yield (
            f"按起点的规则重新认定，有{made.differing}条与公布的结果不一致（{why}）。"
            "以下都与重新认定的结果比较。"
        )
    if scenario.as_of:
        yield f"改为认定日期{scenario.as_of}，数据和账本仍是起点的"
    if scenario.rules:
        yield f"改用规则目录 {scenario.rules}"
    for change in scenario.changes:
        yield f"改为 {change}"
    yield "没有公布任何结果，没有改动账本。"


def grids(made: Simulation) -> Iterator[Grid]:
    """Every table that has rows, in the order in which a reader wants them."""
    found = (_policies(made), _moved(made), _districts(made), _payers(made), _ceilings(made))
    yield from (grid for grid in found if grid.rows)
    yield from (curve_grid(one) for one in made.curves)


def _policies(made: Simulation) -> Grid:
    found = made.figures
    rows: list[list[Cell]] = []
    for policy in sorted({*found.policies, *found.changes}):
        changes = found.changes.get(policy)
        if changes is None:
            continue
        sums = found.policies.get(policy)
        before, after = (sums.before.amount_fen, sums.after.amount_fen) if sums else (0, 0)
        counts: list[Cell] = [changes[name] for name in CHANGES]
        rows.append([made.titles[policy], policy, *counts, before, after, after - before])
    total = found.total
    sums_said: list[Cell] = [total.before.amount_fen, total.after.amount_fen, total.difference_fen]
    counts = [sum(one[name] for one in found.changes.values()) for name in CHANGES]
    rows.append(["全部政策合计", "", *counts, *sums_said])
    counted = [Heading(CHANGES_SAID[name], COUNT, name != "other") for name in CHANGES]
    headings = [Heading("政策"), Heading("编号", brief=False), *counted]
    headings += [Heading("原应发（元）", MONEY), Heading("现应发（元）", MONEY, brief=False)]
    note = _COUNTED
    return Grid("谁受影响", [*headings, Heading("差额（元）", MONEY)], rows, note)


def _moved(made: Simulation) -> Grid:
    titles = made.codes["outcome"]
    rows: list[list[Cell]] = [
        [made.titles[policy], *(_outcome(titles, one) for one in moved), count]
        for policy, counts in made.figures.outcomes.items()
        for moved, count in counts.items()
        if moved[0] != moved[1]
    ]
    headings = [Heading("政策"), Heading("原结论"), Heading("现结论"), Heading("笔数", COUNT)]
    return Grid("结论怎样变化", headings, rows)


def _outcome(titles: object, outcome: str | None) -> str:
    if outcome is None:
        return _NO_CANDIDATE
    return str(titles.get(outcome, outcome)) if isinstance(titles, dict) else outcome


def _districts(made: Simulation) -> Grid:
    rows: list[list[Cell]] = [
        [
            _TITLES.get(name, name),
            one.before.grants, one.after.grants,
            one.before.amount_fen, one.after.amount_fen, one.difference_fen,
        ]
        for name, one in made.figures.districts.items()
    ]  # fmt: skip
    headings = [
        Heading("区县"),
        Heading("原笔数", COUNT),
        Heading("现笔数", COUNT),
        Heading("原应发（元）", MONEY),
        Heading("现应发（元）", MONEY, brief=False),
        Heading("差额（元）", MONEY),
    ]
    return Grid("按区县", headings, rows, "按用人单位所在区县，市级和区县资金合计")


def _payers(made: Simulation) -> Grid:
    rows: list[list[Cell]] = []
    payers, budgets = dict(made.figures.payers), made.scenario.budgets
    for name in [CITY, *sorted({*payers, *budgets} - {CITY})]:
        before, after = payers.get(name, (0, 0))
        budget = budgets.get(name)
        left = None if budget is None else budget - after
        title = _TITLES.get(name, f"{name}财政")
        rows.append([title, before, after, after - before, budget, left])
    headings = [
        Heading("财政"),
        Heading("原承担（元）", MONEY),
        Heading("现承担（元）", MONEY, brief=False),
        Heading("差额（元）", MONEY),
    ]
    if budgets:
        headings += [Heading("预算（元）", MONEY, brief=False), Heading("预算剩余（元）", MONEY)]
    else:
        rows = [row[:4] for row in rows]
    note = "预算剩余＝预算－本次应发；此前已经发放的不在其中，负数是不足" if budgets else ""
    return Grid("由谁承担", headings, rows, note)


def _ceilings(made: Simulation) -> Grid:
    rows: list[list[Cell]] = []
    for before, after in made.ceilings.values():
        one = after or before
        if one is None:
            continue
        left: list[Cell] = [_left(side) for side in (before, after)]
        turned: list[Cell] = [side.turned_away if side else None for side in (before, after)]
        rows.append([one.title, one.groups, one.full, *left, *turned])
    headings = [
        Heading("政策"),
        Heading("范围", COUNT),
        Heading("用完", COUNT),
        Heading("原剩余额度", brief=False),
        Heading("现剩余额度"),
        Heading("原超限", COUNT, brief=False),
        Heading("现超限", COUNT),
    ]
    note = "政策自身的限额：有认定对象的单位（或者全市）和年度，已经发放的和本次应发的都计入"
    return Grid("限额还剩多少", headings, rows, note)


def _left(ceiling: CeilingLeft | None) -> str | None:
    if ceiling is None:
        return None
    return f"{yuan(ceiling.left)}元" if ceiling.unit == "yuan" else f"{ceiling.left}个"


def curve_grid(curve: Curve) -> Grid:
    """The points of a cost curve."""
    before = curve.before.amount_fen
    rows: list[list[Cell]] = [
        [
            f"{one.figure:f}", one.due.grants, one.due.beneficiaries, one.due.amount_fen,
            one.due.city_fen, one.due.district_fen, one.due.amount_fen - before,
        ]
        for one in curve.points
    ]  # fmt: skip
    headings = [
        Heading(f"取值（{UNITS[curve.unit]}）"),
        Heading("笔数", COUNT),
        Heading("对象", COUNT),
        Heading("应发（元）", MONEY),
        Heading("其中市级（元）", MONEY, brief=False),
        Heading("其中区县（元）", MONEY, brief=False),
        Heading("与起点相比（元）", MONEY),
    ]
    now = "" if curve.now is None else f"，起点的取值是{curve.now:f}{UNITS[curve.unit]}"
    note = f"“{curve.title}”和同一事项的政策合计{now}"
    return Grid(f"成本曲线 {curve.place}", headings, rows, note)
