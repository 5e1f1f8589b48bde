"""`zhaoren batch`: prepare, release, export, import what the bank answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import duckdb
import typer

from zhaoren.cli.app import Project, app
from zhaoren.cli.exported import verify_exported
from zhaoren.cli.keys import KeyFile, own_key
from zhaoren.cli.staff import Step, name_written, open_ledger, staff
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
@staff
def prepare(step: Step, key: KeyFile, project: Project = None) -> None:
    """Put all that can be paid into batches, one a bank, signed by who prepares them.

    Whose account cannot be paid to is held; the list of them is written.

    Example: zhaoren batch prepare --city zibo --out out --by 王会计 --key ~/keys/wang.pem
    """
    banks, payees = load_banks(find_content(project), step.city), _payees(step.out, step.city)
    planner = plan_batches(banks, payees, step.by, own_key(key, step.out), step.day)
    done = step.perform(planner)
    path = None if step.dry_run else _held_list(step, done, _words(project, step.city))
    made = [event.data["batches"] for event in done.events if event.kind == "batched"]
    numbers = [item["batch"] for items in made for item in items]
    step.tell(done, batches=numbers, held_list=str(path) if path else None)
    if path and not step.as_json:
        name_written([path])


@batch.command("release")
@staff
def release(step: Step, batch_id: BatchId, key: KeyFile) -> None:
    """Release a batch: another person signs what the first one signed.

    Example: zhaoren batch release B0001 --city zibo --out out --by 李科长 --key ~/keys/li.pem
    """
    step.take(plan_release(batch_id, step.by, own_key(key, step.out), step.day))


@batch.command("export")
@staff
def export(step: Step, batch_id: BatchId, project: Project = None) -> None:
    """Record that a released batch goes to the bank, then write its files.

    Doing it again writes the same bytes again.

    Example: zhaoren batch export B0001 --city zibo --out out --by 王会计
    """
    done = step.perform(plan_submission(batch_id, step.day))
    paths = [] if step.dry_run else _written(step, batch_id, done, _words(project, step.city))
    step.tell_written(done, paths)


@batch.command("return")
@staff
def return_(
    step: Step,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Return file of the bank.")
    ],
    confirm: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm",
            help="Grant that the bank, in writing, says was paid after all; several times.",
        ),
    ] = None,
    project: Project = None,
) -> None:
    """Import what the bank answered: paid, failed with a reason, or not known yet.

    Example: zhaoren batch return returned.txt --city zibo --out out --by 王会计
    """
    banks = load_banks(find_content(project), step.city)
    step.take(plan_return(file.read_bytes(), banks, step.day, confirm or ()))


@batch.command("void")
@staff
def void(step: Step, batch_id: BatchId, reason: Reason) -> None:
    """Give up a batch that is not with the bank; its grants can be batched again.

    Example: zhaoren batch void B0001 --reason 银行文件格式有误 --city zibo --out out --by 王会计
    """
    step.take(plan_void(batch_id, reason, step.day))


@batch.command("mend")
@staff
def mend(
    step: Step,
    grant: Annotated[str, typer.Argument(help="Number of a grant that failed, e.g. G0000001.")],
    reason: Reason,
) -> None:
    """Record that the cause of a failed payment is mended, with the account unchanged.

    Example: zhaoren batch mend G0000001 --reason 账户已激活 --city zibo --out out --by 王会计
    """
    step.take(plan_mend(grant, reason, step.day))


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


def _held_list(step: Step, done: Done, words: Words) -> Path | None:
    """Write the list of those who are held because of their account, if there are any."""
    city, day = step.city, step.day
    with open_ledger(step.out, step.ledger) as opened, opened.reading(city) as transaction:
        held = held_lines(done.book, transaction, words.policies)
    if not held:
        return None
    workbook, _ = held_list(held, words.levels, words.city_title, day, proposed=False)
    return write_document(step.out, city, f"{day}-暂缓发放名单.xlsx", workbook)


def _written(step: Step, batch_id: str, done: Done, words: Words) -> list[Path]:
    city = step.city
    with private_files(), plain_fault(step.out):
        with open_ledger(step.out, step.ledger) as opened, opened.reading(city) as transaction:
            files = batch_files(done.book, transaction, batch_id, words)
        return write_files(batch_folder(step.out, city, batch_id), files)
