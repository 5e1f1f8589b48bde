"""`zhaoren review`: lists for reviewers, their answers, a district approved at once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from zhaoren.cli.app import Project, app
from zhaoren.cli.staff import Step, staff
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.documents.folder import write_document
from zhaoren.documents.review_list import file_name, review_list
from zhaoren.documents.review_return import read_return
from zhaoren.documents.wording import Words, words_of
from zhaoren.office.candidates import PublishedRun
from zhaoren.office.review import ApprovalPlanner, ListPlanner
from zhaoren.office.review_answers import ReturnPlanner
from zhaoren.rules import load_rules
from zhaoren.workspace import Workspace

review = typer.Typer(
    help="Review: lists for reviewers, their answers, a district approved at once.\n\n"
    "Example: zhaoren review list --stage district --district 张店 --city zibo --out out --by 张",
    no_args_is_help=True,
)
app.add_typer(review, name="review")


class Stage(StrEnum):
    """Who reviews."""

    district = "district"
    city = "city"


StageOption = Annotated[Stage, typer.Option(help="Whose review: the district's or the city's.")]
District = Annotated[
    str, typer.Option(help="District by its short name, e.g. 张店; 未确定 where it is not known.")
]


@review.command("list")
@staff
def list_for_review(
    step: Step,
    stage: StageOption,
    district: District,
    project: Project = None,
) -> None:
    """Write the review list of a district: what waits for a stage, with every criterion.

    Listing again while nothing has changed writes the same file; if something
    has, a new list replaces the old one, which can no longer be imported.

    Example: zhaoren review list --stage district --district 张店 --city zibo --out out --by 张经办
    """
    words, newest = _words(project, step.city), _newest_run(step.out, step.city)
    planner = ListPlanner(newest, words, stage.value, district, step.day)
    done = step.perform(planner)
    paths = []
    if planner.heading and not step.dry_run:
        content = review_list(planner.entries, words, planner.heading)
        paths = [write_document(step.out, step.city, file_name(planner.heading), content)]
    step.tell_written(done, paths)


@review.command("import")
@staff
def import_answers(
    step: Step,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The filled list.")],
) -> None:
    """Take a filled review list in; refused whole, each bad row named, if anything is wrong.

    Example: zhaoren review import R0001-初审名单-张店.xlsx --city zibo --out out --by 张经办
    """
    newest = _newest_run(step.out, step.city)
    step.take(ReturnPlanner(read_return(file), newest, step.day, step.by))


@review.command("approve")
@staff
def approve(step: Step, stage: StageOption, district: District, project: Project = None) -> None:
    """Approve all grants of a district that wait for a stage; nobody in doubt is approved so.

    Example: zhaoren review approve --stage city --district 张店 --city zibo --out out --by 李复核
    """
    words = _words(project, step.city)
    step.take(ApprovalPlanner(words, stage.value, district, step.day, step.by))


def _words(project: Path | None, city: str) -> Words:
    content = find_content(project)
    return words_of(load_rules(content, city), load_contracts(content))


def _newest_run(out: Path, city: str) -> PublishedRun | None:
    folder = Workspace(out).last_run_dir(city)
    return PublishedRun(folder) if folder else None
