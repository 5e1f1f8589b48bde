"""`zhaoren grant`: reject one, reopen one that was at its end, settle a conflict of amounts."""

from __future__ import annotations

from typing import Annotated

import typer

from zhaoren.cli.app import app
from zhaoren.cli.staff import Step, staff
from zhaoren.errors import UsageError
from zhaoren.office.corrections import plan_reject, plan_reopen, plan_settle

grant = typer.Typer(
    help="Reject a grant, reopen one that was at its end, or settle a conflict of amounts.\n\n"
    "Example: zhaoren grant reopen G0000001 --city zibo --out out --by 张三 --reason 更正",
    no_args_is_help=True,
)
app.add_typer(grant, name="grant")

GrantId = Annotated[str, typer.Argument(help="Number of the grant, e.g. G0000001.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept beside the ledger.")]


@grant.command("reopen")
@staff
def reopen(step: Step, grant_id: GrantId, reason: Reason) -> None:
    """Bring a rejected or recovered grant back: reviewed, requested and paid anew.

    Example: zhaoren grant reopen G0000001 --city zibo --out out --by 张三 --reason 复核后更正
    """
    step.take(plan_reopen(grant_id, reason, step.day))


@grant.command("reject")
@staff
def reject(step: Step, grant_id: GrantId, reason: Reason) -> None:
    """End a grant under review, or one that is held, without paying it.

    Example: zhaoren grant reject G0000001 --city zibo --out out --by 张三 --reason 受益人已去世
    """
    step.take(plan_reject(grant_id, reason, step.day))


@grant.command("settle")
@staff
def settle(
    step: Step,
    grant_id: GrantId,
    reason: Reason,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take the newest amount; it is reviewed again.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the amount that was reviewed.")
    ] = False,
) -> None:
    """Settle a conflict: a later night found the grant with another amount.

    Example: zhaoren grant settle G0000001 --accept --city zibo --out out --by 张三 --reason 更正
    """
    if accept == keep:
        raise UsageError("Say either --accept or --keep; nothing was recorded.")
    step.take(plan_settle(grant_id, reason, step.day, accepted=accept))
