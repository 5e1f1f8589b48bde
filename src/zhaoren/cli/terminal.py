"""What a person sees: progress while a run goes on, a table at its end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any

from rich.box import HEAVY_HEAD, SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from zhaoren.cli.pace import Pace, said_of
from zhaoren.messages import say
from zhaoren.night import NightResult
from zhaoren.payments.documents import reason_label
from zhaoren.progress import Listener
from zhaoren.publish import yuan

STEP_TITLES = {
    "snapshot": "Copying and recognising the exports",
    "read": "Reading and normalising",
    "check": "Checking the data",
    "facts": "Joining the facts",
    "decide": "Deciding each criterion",
    "write": "Writing the results",
    "verify": "Checking the results",
    "publish": "Publishing",
    "record": "Recording in the ledger",
}
_WIDE, _HEADING = 100, 6  # columns of a terminal with room for lines, of a heading without
_BAR = 24  # columns; the rest of 80 is for the step and what it reads


class Terminal(Listener[NightResult]):
    """Shows how far a night is and what steps tell; silent where nobody watches.

    `pace`: that of the last night, by which the time that remains is told.
    """

    def __init__(self, pace: Pace | None = None) -> None:
        super().__init__()
        self.pace = pace or Pace({})
        self.console = Console(stderr=True)
        self.bar: NightBar | None = None
        self.step = ""
        self.notes: list[str] = []

    def waiting(self, text: str) -> None:
        """Show what is being done."""
        if not self.console.is_terminal:
            return
        if self.bar is None:
            self.bar = NightBar(self.pace, self.console)
            self.bar.start()
        self.bar.doing(say(text))

    def step_started(self, name: str) -> None:
        """Show the step."""
        self.step = name
        self.pace.started(name, time.monotonic())
        self.waiting(STEP_TITLES.get(name, name))

    def step_ended(self, name: str, seconds: float) -> None:
        """Leave the step and its time on the screen."""
        super().step_ended(name, seconds)
        self.pace.ended(name)
        if self.console.is_terminal:
            title = say(STEP_TITLES.get(name, name))
            self.console.print(f"{title}  {seconds:.1f} s", highlight=False)

    def advanced(self, share: float) -> None:
        """Show how much of the step is done."""
        self.pace.advanced(share)

    def said(self, text: str) -> None:
        """Show what a step tells: files as they are read beside the bar, all else above it."""
        self.notes.append(text)
        if not self.console.is_terminal:
            return
        if self.step == "read" and self.bar is not None:
            self.bar.reading(text)
        else:
            self.console.print(f"  {escape(say(text))}", highlight=False)

    def stop(self) -> None:
        """Take the bar off the screen."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None


class NightBar(Progress):
    """The bar: what is being done, how far the night is, and the time that remains."""

    def __init__(self, pace: Pace, console: Console) -> None:
        self.pace = pace
        super().__init__(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=_BAR),
            TextColumn("{task.fields[left]}"),
            TextColumn("{task.fields[note]}", style="dim"),
            console=console,
            transient=True,
        )
        self.add_task("", total=pace.whole, left="", note="")

    def doing(self, text: str) -> None:
        """What is being done now."""
        self._show(description=escape(text), note="")

    def reading(self, text: str) -> None:
        """The file that was read last."""
        self._show(note=escape(text[:_BAR]))

    def get_renderables(self) -> Iterable[RenderableType]:
        """The bar as it is at this moment."""
        now = time.monotonic()
        left = self.pace.remaining(now)
        told = "" if left is None else say(f"about {said_of(left)} left")
        self._show(completed=self.pace.passed(now), left=told)
        yield from super().get_renderables()

    def _show(self, **fields: Any) -> None:
        for name in self.task_ids:  # none while the bar is being made
            self.update(name, **fields)


def show_result(
    city: str, result: NightResult, outcomes: Mapping[str, str], orchestration: float
) -> None:
    """Print what was found in a city, what it is worth and where it lies."""
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    if result.already_there:
        console.print("本次运行已经完成过，结果完整，未重复计算。")
    narrow = console.width < _WIDE
    box = SIMPLE_HEAD if narrow else HEAVY_HEAD
    table = Table(title=f"{city} 认定结果", box=box, pad_edge=not narrow)
    table.add_column("政策", overflow="fold")
    for title in outcomes.values():
        table.add_column(title, justify="right", max_width=_HEADING if narrow else None)
    found = {policy: counts for policy, counts in result.outcomes.items() if counts}
    for policy, counts in found.items():
        cells = [str(counts.get(outcome, 0)) for outcome in outcomes]
        table.add_row(f"{result.titles[policy]}\n{policy}", *cells)
    console.print(table)
    if nobody := [policy for policy in result.outcomes if policy not in found]:
        console.print(f"没有认定对象：{'，'.join(nobody)}")
    for policy in result.not_in_force:
        console.print(f"{policy} 在认定日期尚未施行")
    held = "，".join(f"{reason_label(name)} {count} 人次" for name, count in result.held.items())
    console.print(f"应发 {yuan(result.amount_fen)} 元，其中可以发放 {yuan(result.payable_fen)} 元")
    if held:
        console.print(f"暂缓发放：{held}")
    show_ledger(console, result.ledger)
    steps = "，".join(f"{name} {seconds:.1f}" for name, seconds in result.seconds.items())
    console.print(f"用时（秒）：{steps}；调度 {orchestration:.1f}")
    console.print(f"运行编号 {result.run_id}", soft_wrap=True)
    console.print(f"结果目录 {escape(str(result.run_dir))}（均为建议，未审核）", soft_wrap=True)


def show_ledger(console: Console, ledger: Mapping[str, Any]) -> None:
    """Print what the night recorded, or would, and the newest head."""
    for line in ledger["said"] or ["没有变化。"]:
        console.print(f"账本：{line}")
    if ledger["events"] and not ledger["recorded"]:
        console.print(f"试运行：将记入 {ledger['events']} 条事件，未记账。")
    console.print(f"账本最新哈希 {ledger['head']}", soft_wrap=True)
