"""`zhaoren batch verify`: whether exported files are what the ledger says went to the bank."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoren.cli.app import City, Json, Out
from zhaoren.cli.ledger import existing_ledger
from zhaoren.cli.staff import LedgerUrl
from zhaoren.errors import DifferenceError

if TYPE_CHECKING:
    from zhaoren.verifying.found import Check

_WIDTH = 80  # where nobody watches


def verify_exported(
    city: City,
    out: Out,
    batch_ids: Annotated[
        list[str] | None,
        typer.Argument(
            help="Numbers of batches, e.g. B0001; default all that went to the bank.",
            show_default=False,
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Where the folders of the batches lie; default payments in the workspace.",
        ),
    ] = None,
    ledger: LedgerUrl = None,
    as_json: Json = False,
) -> None:
    """Compare exported bank files with the ledger: hashes, signatures, count, total, each line.

    Nothing is changed. Differences end with exit code 6. Whether the ledger
    itself is what it was, `zhaoren ledger verify` tells.

    Example: zhaoren batch verify --city zibo --out out
    """
    from zhaoren.verifying.exported import check_exported  # takes long # noqa: PLC0415

    place = folder or out.absolute() / "payments" / city
    with existing_ledger(out, ledger) as opened, opened.reading(city) as transaction:
        checks = check_exported(transaction.book(), transaction, place, batch_ids or ())
    found = [one for check in checks for one in check.differences]
    if as_json:
        told = {"city": city, "folder": str(place), "checks": [asdict(one) for one in checks]}
        typer.echo(json.dumps({**told, "differences": len(found)}, ensure_ascii=False))
    else:
        _show(checks)
    if found:
        raise DifferenceError(
            f"The exported files in {place} are not what the ledger of {city} says went to the "
            f"bank: {len(found)} difference(s), first in {found[0].place}. Nothing was changed; do "
            "not hand them over, ask who altered them, and compare with what the bank has."
        )


def _show(checks: Sequence[Check]) -> None:
    from rich.console import Console  # noqa: PLC0415 # not where JSON is asked for

    from zhaoren.cli.verify import show_checks  # takes long # noqa: PLC0415

    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    show_checks(console, checks)
    if not any(check.differences for check in checks):
        console.print("没有发现不一致。")
