"""`zhaoren notice`: publish, take objections, decide them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from zhaoren.cli.app import City, Out, Project, app
from zhaoren.cli.staff import LedgerUrl, Step, name_written, open_ledger, staff
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.documents.folder import document_path, write_document
from zhaoren.documents.notice import file_names, notice_page, notice_sheet
from zhaoren.documents.wording import Words, words_of
from zhaoren.office.notice import plan_decision, plan_objection, plan_publication, read_notice
from zhaoren.rules import load_rules
from zhaoren.working_days import last_day_of_notice, load_calendar

notice = typer.Typer(
    help="Public notice: publish, take objections, decide them.\n\n"
    "Example: zhaoren notice publish --city zibo --out out --by 李复核",
    no_args_is_help=True,
)
app.add_typer(notice, name="notice")

Reason = Annotated[str, typer.Option("--reason", help="Why, in a sentence; kept for the auditor.")]


class Outcome(StrEnum):
    """What comes of an objection."""

    upheld = "upheld"
    dismissed = "dismissed"


@notice.command("publish")
@staff
def publish(
    step: Step,
    contact: Annotated[
        str | None,
        typer.Option(help="Office that takes objections, as printed; default the city's bureau."),
    ] = None,
    project: Project = None,
) -> None:
    """Put all that the city approved on public notice, from today for five working days.

    The files of notices are written where they are missing.

    Example: zhaoren notice publish --city zibo --out out --by 李复核
    """
    words, day = _words(project, step.city), step.day
    last_day = last_day_of_notice(day, load_calendar(find_content(project), step.city))
    office = contact or f"{words.city_title}人力资源和社会保障局"
    done = step.perform(plan_publication(day, last_day, words.districts, office))
    missing = [name for name in done.book.notices if _lacks(step.out, step.city, name)]
    lacking = bool(missing) and not step.dry_run
    paths = _written(step.out, step.ledger, words, missing) if lacking else []
    step.tell_written(done, paths)


@notice.command("write")
def write(
    name: Annotated[str, typer.Argument(metavar="NOTICE", help="Number of the notice: N0001.")],
    city: City,
    out: Out,
    ledger: LedgerUrl = None,
    project: Project = None,
) -> None:
    """Write the files of a notice again, from the ledger: the same bytes.

    Example: zhaoren notice write N0001 --city zibo --out out
    """
    name_written(_written(out, ledger, _words(project, city), [name]))


@notice.command("object")
@staff
def object_(
    step: Step,
    grant: Annotated[str, typer.Argument(help="Grant (G0000001), or notice and serial: N0001/12.")],
    reason: Reason,
) -> None:
    """Record an objection to a grant that is on notice; it is suspended until that is decided.

    Example: zhaoren notice object N0001/12 --reason 未在岗 --city zibo --out out --by 李复核
    """
    step.take(plan_objection(grant, reason, step.day))


@notice.command("decide")
@staff
def decide(
    step: Step,
    objection: Annotated[str, typer.Argument(help="Number of the objection, e.g. J0001.")],
    outcome: Annotated[
        Outcome, typer.Option(help="upheld: nothing is paid; dismissed: it goes on.")
    ],
    reason: Reason,
) -> None:
    """Decide an objection; a dismissed one does not make the notice begin again.

    Example: zhaoren notice decide J0001 --outcome upheld --reason 属实 --city zibo --out out
    --by 李复核
    """
    step.take(plan_decision(objection, outcome.value, reason, step.day))


def _words(project: Path | None, city: str) -> Words:
    content = find_content(project)
    return words_of(load_rules(content, city), load_contracts(content))


def _lacks(out: Path, city: str, name: str) -> bool:
    return not all(document_path(out, city, one).is_file() for one in file_names(name))


def _written(out: Path, ledger: str | None, words: Words, names: Iterable[str]) -> list[Path]:
    """Write both files of each notice; where they lie."""
    paths = []
    with open_ledger(out, ledger, must_exist=True) as opened:
        for name in names:
            with opened.reading(words.city) as transaction:
                found = read_notice(transaction, name)
            sheet, page = file_names(name)
            paths.append(write_document(out, words.city, sheet, notice_sheet(found, words)))
            paths.append(write_document(out, words.city, page, notice_page(found, words)))
    return paths
