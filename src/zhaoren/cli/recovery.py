"""`zhaoren recovery`: list a paid grant for recovery, end a recovery with or without money."""

from __future__ import annotations

from typing import Annotated

import typer

from zhaoren.cli.app import app
from zhaoren.cli.grant import GrantId, Reason
from zhaoren.cli.staff import Step, staff
from zhaoren.money import fen_of
from zhaoren.office.corrections import plan_dismissal, plan_recovered, plan_recovery

recovery = typer.Typer(
    help="List a paid grant for recovery, and end a recovery with or without money.\n\n"
    "Example: zhaoren recovery close G0000001 --amount 2500.00 --city zibo --out out --by 张三",
    no_args_is_help=True,
)
app.add_typer(recovery, name="recovery")


@recovery.command("open")
@staff
def begin(step: Step, grant_id: GrantId, reason: Reason) -> None:
    """List a paid grant for recovery by what a person knows (the bank took it back, say).

    Example: zhaoren recovery open G0000001 --city zibo --out out --by 张三 --reason 退汇
    """
    step.take(plan_recovery(grant_id, reason, step.day))


@recovery.command("close")
@staff
def close(
    step: Step,
    grant_id: GrantId,
    amount: Annotated[str, typer.Option("--amount", help="The whole sum in yuan: 2500.00.")],
) -> None:
    """Record that the whole amount of a grant came back.

    Example: zhaoren recovery close G0000001 --amount 2500.00 --city zibo --out out --by 张三
    """
    step.take(plan_recovered(grant_id, fen_of(amount), step.day))


@recovery.command("dismiss")
@staff
def dismiss(step: Step, grant_id: GrantId, reason: Reason) -> None:
    """End a recovery without money: the grant was due after all.

    Example: zhaoren recovery dismiss G0000001 --city zibo --out out --by 张三 --reason 证书有效
    """
    step.take(plan_dismissal(grant_id, reason, step.day))
