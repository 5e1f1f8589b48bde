"""`zhaoren batch`: prepare, release, export, import what the bank answered."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from zhaoren.cli.app import City, Json, Out, Project, app
from zhaoren.cli.exported import verify_exported
from zhaoren.cli.keys import KeyFile, own_key
from zhaoren.cli.staff import By, DryRun, LedgerUrl, On, carry_out, day_on, open_ledger, tell
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.documents.folder import write_document
from zhaoren.errors import LedgerError, UsageError
from zhaoren.faults import plain_fault
from zhaoren.ledger import Done
from zhaoren.office.batching import (
    held_lines,
    plan_batches,
    plan_mend,
    plan_release,
    plan_submission,
    plan_void,
)
from zhaoren.office.returns import plan_return
from zhaoren.payments.documents import held_list
from zhaoren.payments.export import Words, batch_files, batch_folder, write_files
from zhaoren.payments.layouts import load_banks
from zhaoren.payments.prepare import labels
from zhaoren.recording.published import Payee, read_payees
from zhaoren.rules import load_rules
from zhaoren.workspace import Workspace, private_files

batch = typer.Typer(
    help="Payment batches: prepare, release, export, import the bank's return.\n\n"
    "Example: zhaoren batch prepare --city zibo --out out --by 王会计 --key ~/keys/wang.pem",
    no_args_is_help=True,
)
app.add_typer(batch, name="batch")

BatchId = Annotated[str, typer.Argument(help="Number of the batch, e.g. B0001.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a sentence; kept for the auditor.")]


@batch.command("prepare")
def prepare(
    city: City,
    out: Out,
    by: By,
    key: KeyFile,
    on: On = None,
    ledger: LedgerUrl = None,
    project: Project = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Put all that can be paid into batches, one a bank, signed by who prepares them.

    Whose account cannot be paid to is held; the list of them is written.

    Example: zhaoren batch prepare --city zibo --out out --by 王会计 --key ~/keys/wang.pem
    """
    content, day = find_content(project), day_on(on)
    payees, private_key = _payees(out, city), own_key(key, out)
    planner = plan_batches(load_banks(content, city), payees, by, private_key, day)
    done = carry_out(out, ledger, city, planner, by=by, dry_run=dry_run)
    path = None if dry_run else _held_list(out, ledger, done, _words(project, city), day)
    made = [event.data["batches"] for event in done.events if event.kind == "batched"]
    numbers = [item["batch"] for items in made for item in items]
    tell(done, as_json=as_json, batches=numbers, held_list=str(path) if path else None)
    if path and not as_json:
        typer.echo(f"已写出 {path}")


@batch.command("release")
def release(
    batch_id: BatchId,
    city: City,
    out: Out,
    by: By,
    key: KeyFile,
    on: On = None,
    ledger: LedgerUrl = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Release a batch: another person signs what the first one signed.

    Example: zhaoren batch release B0001 --city zibo --out out --by 李科长 --key ~/keys/li.pem
    """
    planner = plan_release(batch_id, by, own_key(key, out), day_on(on))
    tell(carry_out(out, ledger, city, planner, by=by, dry_run=dry_run), as_json=as_json)


@batch.command("export")
def export(
    batch_id: BatchId,
    city: City,
    out: Out,
    by: By,
    on: On = None,
    ledger: LedgerUrl = None,
    project: Project = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record that a released batch goes to the bank, then write its files.

    Doing it again writes the same bytes again.

    Example: zhaoren batch export B0001 --city zibo --out out --by 王会计
    """
    planner = plan_submission(batch_id, day_on(on))
    done = carry_out(out, ledger, city, planner, by=by, dry_run=dry_run)
    paths = [] if dry_run else _written(out, ledger, batch_id, done, _words(project, city))
    tell(done, as_json=as_json, files=[str(path) for path in paths])
    for path in () if as_json else paths:
        typer.echo(f"已写出 {path}")


@batch.command("return")
def return_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Return file of the bank.")
    ],
    city: City,
    out: Out,
    by: By,
    confirm: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm",
            help="Grant that the bank, in writing, says was paid after all; several times.",
        ),
    ] = None,
    on: On = None,
    ledger: LedgerUrl = None,
    project: Project = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Import what the bank answered: paid, failed with a reason, or not known yet.

    Example: zhaoren batch return returned.txt --city zibo --out out --by 王会计
    """
    banks = load_banks(find_content(project), city)
    planner = plan_return(file.read_bytes(), banks, day_on(on), confirm or ())
    tell(carry_out(out, ledger, city, planner, by=by, dry_run=dry_run), as_json=as_json)


@batch.command("void")
def void(
    batch_id: BatchId,
    city: City,
    out: Out,
    by: By,
    reason: Reason,
    on: On = None,
    ledger: LedgerUrl = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Give up a batch that is not with the bank; its grants can be batched again.

    Example: zhaoren batch void B0001 --reason 银行文件格式有误 --city zibo --out out --by 王会计
    """
    planner = plan_void(batch_id, reason, day_on(on))
    tell(carry_out(out, ledger, city, planner, by=by, dry_run=dry_run), as_json=as_json)


@batch.command("mend")
def mend(
    grant: Annotated[str, typer.Argument(help="Number of a grant that failed, e.g. G0000001.")],
    city: City,
    out: Out,
    by: By,
    reason: Reason,
    on: On = None,
    ledger: LedgerUrl = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record that the cause of a failed payment is mended, with the account unchanged.

    Example: zhaoren batch mend G0000001 --reason 账户已激活 --city zibo --out out --by 王会计
    """
    planner = plan_mend(grant, reason, day_on(on))
    tell(carry_out(out, ledger, city, planner, by=by, dry_run=dry_run), as_json=as_json)


batch.command("verify")(verify_exported)


def _payees(out: Path, city: str) -> list[Payee]:
    """The accounts as the newest published run has them."""
    run_dir = Workspace(out.absolute()).last_run_dir(city)
    if run_dir is None:
        raise LedgerError(f"{city} has no published run in {out}; accounts are taken from one.")
    try:
        return read_payees(run_dir)
    except duckdb.IOException:
        raise UsageError(
            f"The newest run of {city} has no readable payees.parquet; run the night again."
        ) from None


def _words(project: Path | None, city: str) -> Words:
    content = find_content(project)
    ruleset = load_rules(content, city)
    titles = {item.id: item.policy.title for item in ruleset.policies}
    return Words(ruleset.city.title, titles, labels(load_contracts(content), "level"))


def _held_list(out: Path, url: str | None, done: Done, words: Words, day: date) -> Path | None:
    """Write the list of those who are held because of their account, if there are any."""
    city = done.book.city
    with open_ledger(out, url) as opened, opened.reading(city) as transaction:
        held = held_lines(done.book, transaction, words.policies)
    if not held:
        return None
    workbook, _ = held_list(held, words.levels, words.city_title, day, proposed=False)
    return write_document(out, city, f"{day}-暂缓发放名单.xlsx", workbook)


def _written(out: Path, url: str | None, batch_id: str, done: Done, words: Words) -> list[Path]:
    city = done.book.city
    with private_files(), plain_fault(out):
        with open_ledger(out, url) as opened, opened.reading(city) as transaction:
            files = batch_files(done.book, transaction, batch_id, words)
        return write_files(batch_folder(out, city, batch_id), files)
