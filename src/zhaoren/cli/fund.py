"""`zhaoren fund`: request funds of the treasuries, and record that they arrived."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from zhaoren.cli.app import City, Json, Out, Project, app
from zhaoren.cli.staff import LedgerUrl, Step, name_written, open_ledger, staff
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.documents.application import application_form, file_name
from zhaoren.documents.folder import document_path, write_document
from zhaoren.documents.wording import Words, words_of
from zhaoren.errors import LedgerError
from zhaoren.ledger.records import Application
from zhaoren.money import fen_of
from zhaoren.office.funding import plan_arrival, plan_request
from zhaoren.rules import load_rules
from zhaoren.working_days import load_calendar

fund = typer.Typer(
    help="Request funds of the treasuries, and record that they arrived.\n\n"
    "Example: zhaoren fund request --city zibo --out out --by 王会计",
    no_args_is_help=True,
)
app.add_typer(fund, name="fund")

ApplicationId = Annotated[str, typer.Argument(help="Number of the application, e.g. F0001.")]


@fund.command("request")
@staff
def request(step: Step, project: Project = None) -> None:
    """Request funds for all cleared grants: one application a district and payer.

    Forms of applications that wait for funds are written where they are missing.

    Example: zhaoren fund request --city zibo --out out --by 王会计
    """
    content = find_content(project)
    words = words_of(load_rules(content, step.city), load_contracts(content))
    done = step.perform(plan_request(step.day, words))
    waiting = [one for one in done.book.applications.values() if one.arrived_on is None]
    step.tell_written(done, [] if step.dry_run else _written(step.out, words, waiting, again=False))


@fund.command("arrive")
@staff
def arrive(
    step: Step,
    application: ApplicationId,
    amount: Annotated[str, typer.Option("--amount", help="The whole sum in yuan: 2500.00.")],
    project: Project = None,
) -> None:
    """Record that the funds of an application arrived, all of them, on a day.

    Example: zhaoren fund arrive F0001 --amount 2500.00 --city zibo --out out --by 王会计
    """
    calendar = load_calendar(find_content(project), step.city)
    step.take(plan_arrival(application, fen_of(amount), step.day, calendar))


@fund.command("write")
def write(
    application: ApplicationId,
    city: City,
    out: Out,
    ledger: LedgerUrl = None,
    project: Project = None,
    as_json: Json = False,
) -> None:
    """Write the form of an application again, from the ledger: the same bytes.

    Example: zhaoren fund write F0001 --city zibo --out out
    """
    content = find_content(project)
    words = words_of(load_rules(content, city), load_contracts(content))
    with open_ledger(out, ledger, must_exist=True) as opened:
        asked = opened.book(city).applications.get(application)
    if asked is None:
        raise LedgerError(f"There is no application {application} in the ledger of {city}.")
    paths = _written(out, words, [asked], again=True)
    if as_json:
        typer.echo(json.dumps({"files": [str(path) for path in paths]}, ensure_ascii=False))
    else:
        name_written(paths)


def _written(
    out: Path, words: Words, applications: Iterable[Application], *, again: bool
) -> list[Path]:
    """Write the forms (all, or those that are missing); where they lie."""
    return [
        write_document(out, words.city, name, application_form(one, words.city_title))
        for one in applications
        for name in [file_name(one)]
        if again or not document_path(out, words.city, name).is_file()
    ]
