"""What a person sees: progress while a run goes on, a table at its end."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.status import Status
from rich.table import Table

from zhaoren.night import NightResult
from zhaoren.payments.documents import reason_label
from zhaoren.progress import Listener
from zhaoren.publish import yuan

STEP_TITLES = {
    "snapshot": "复制并识别数据文件",
    "read": "读取和规范数据",
    "check": "检查数据",
    "facts": "归集事实",
    "decide": "逐项认定",
    "write": "写出结果",
    "verify": "检查结果",
    "publish": "发布",
    "record": "记账",
}


class Terminal(Listener[NightResult]):
    """Shows the step at hand and what steps tell; silent where nobody watches."""

    def __init__(self) -> None:
        super().__init__()
        self.console = Console(stderr=True)
        self.status: Status | None = None
        self.notes: list[str] = []

    def waiting(self, text: str) -> None:
        """Show what is being waited for."""
        if not self.console.is_terminal:
            return
        if self.status is None:
            self.status = self.console.status(text)
            self.status.start()
        self.status.update(text)

    def step_started(self, name: str) -> None:
        """Show the step."""
        self.waiting(STEP_TITLES.get(name, name))

    def step_ended(self, name: str, seconds: float) -> None:
        """Leave the step and its time on the screen."""
        super().step_ended(name, seconds)
        if self.console.is_terminal:
            self.console.print(f"{STEP_TITLES.get(name, name)}  {seconds:.1f} 秒", highlight=False)

    def said(self, text: str) -> None:
        """Show progress within a step."""
        self.notes.append(text)
        if self.console.is_terminal:
            self.console.print(f"  {escape(text)}", highlight=False)

    def stop(self) -> None:
        """Take the spinner off the screen."""
        if self.status is not None:
            self.status.stop()
            self.status = None


def show_result(
    city: str, result: NightResult, outcomes: Mapping[str, str], orchestration: float
) -> None:
    """Print what was found in a city, what it is worth and where it lies."""
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    if result.already_there:
        console.print("本次运行已经完成过，结果完整，未重复计算。")
    table = Table(title=f"{city} 认定结果")
    table.add_column("政策", overflow="fold")
    for title in outcomes.values():
        table.add_column(title, justify="right")
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
