"""`zhaoren recovery`: list a paid grant for recovery, end a recovery with or without money."""

from __future__ import annotations

from typing import Annotated

import typer

from zhaoren.cli.app import City, Json, Out, app
from zhaoren.cli.grant import GrantId, Reason
from zhaoren.cli.staff import By, DryRun, LedgerUrl, On, carry_out, day_on, tell
from zhaoren.money import fen_of
from zhaoren.office.corrections import plan_dismissal, plan_recovered, plan_recovery

recovery = typer.Typer(
    help="List a paid grant for recovery, and end a recovery with or without money.\n\n"
    "Example: zhaoren recovery close G0000001 --amount 2500.00 --city zibo --out out --by 张三",
    no_args_is_help=True,
)
app.add_typer(recovery, name="recovery")


@recovery.command("open")
def begin(
    grant_id: GrantId,
    city: City,
    out: Out,
    by: By,
    reason: Reason,
    on: On = None,
    ledger: LedgerUrl = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """List a paid grant for recovery by what a person knows (the bank took it back, say).

    Example: zhaoren recovery open G0000001 --city zibo --out out --by 张三 --reason 退汇
    """
    planner = plan_recovery(grant_id, reason, day_on(on))
    tell(carry_out(out, ledger, city, planner, by=by, dry_run=dry_run), as_json=as_json)


@recovery.command("close")
def close(
    grant_id: GrantId,
    city: City,
    out: Out,
    by: By,
    amount: Annotated[str, typer.Option("--amount", help="The whole sum in yuan: 2500.00.")],
    on: On = None,
    ledger: LedgerUrl = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record that the whole amount of a grant came back.

    Example: zhaoren recovery close G0000001 --amount 2500.00 --city zibo --out out --by 张三
    """
    planner = plan_recovered(grant_id, fen_of(amount), day_on(on))
    tell(carry_out(out, ledger, city, planner, by=by, dry_run=dry_run), as_json=as_json)


@recovery.command("dismiss")
def dismiss(
    grant_id: GrantId,
    city: City,
    out: Out,
    by: By,
    reason: Reason,
    on: On = None,
    ledger: LedgerUrl = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """End a recovery without money: the grant was due after all.

    Example: zhaoren recovery dismiss G0000001 --city zibo --out out --by 张三 --reason 证书有效
    """
    planner = plan_dismissal(grant_id, reason, day_on(on))
    tell(carry_out(out, ledger, city, planner, by=by, dry_run=dry_run), as_json=as_json)
