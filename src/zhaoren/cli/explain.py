"""`zhaoren explain`: why somebody gets what, or nothing; from a published run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from zhaoren.cli.app import Json, OfCity, Out, RunNamed, app
from zhaoren.cli.writing import may_write, written_to
from zhaoren.errors import UsageError
from zhaoren.explain import Asked, Explanation, explain
from zhaoren.explain.as_json import as_json
from zhaoren.explain.text import text
from zhaoren.runs import find_run
from zhaoren.workspace import Workspace

_STDIN = "-"
_MOST = 200  # signs that are read of a number on stdin

Person = Annotated[
    str | None, typer.Option(help="Citizen number, also an earlier one; - reads it from stdin.")
]
Organisation = Annotated[
    str | None, typer.Option(help="Unified social credit code of an employer or institution.")
]
Certificate = Annotated[str | None, typer.Option(help="Number of a certificate.")]
GrantNo = Annotated[str | None, typer.Option("--grant", help="Number of a grant, e.g. G0000001.")]
Policy = Annotated[str | None, typer.Option(help="Only this policy, e.g. zibo/technician-2022.")]
Html = Annotated[
    Path | None, typer.Option(dir_okay=False, help="Also write a letter for them, one HTML file.")
]


@app.command("explain")
def show_explanation(
    out: Out,
    person: Person = None,
    organisation: Organisation = None,
    certificate: Certificate = None,
    grant: GrantNo = None,
    policy: Policy = None,
    run: RunNamed = None,
    city: OfCity = None,
    as_json_: Json = False,
    html: Html = None,
) -> None:
    """Explain a verdict: each criterion, its clause, the data, what would change it.

    Example: zhaoren explain --person - --policy zibo/technician-2022 --out out
    """
    may_write(html)
    found = explain(
        find_run(Workspace(out), city, run),
        _asked(person, organisation, certificate, grant, policy),
    )
    if html is not None:
        _write_letter(html, found)
    if as_json_:
        typer.echo(as_json(found))
        return
    for line in text(found):
        typer.echo(line)


def _asked(
    person: str | None,
    organisation: str | None,
    certificate: str | None,
    grant: str | None,
    policy: str | None,
) -> Asked:
    """What is asked; exactly one of the four is given."""
    given = [value for value in (person, organisation, certificate, grant) if value is not None]
    if len(given) != 1:
        raise UsageError(
            "Say whom it is about by exactly one of --person, --organisation, --certificate and "
            "--grant."
        )
    value = sys.stdin.readline(_MOST) if given[0] == _STDIN else given[0]
    if person is not None:
        return Asked("person", value, policy)
    if organisation is not None:
        return Asked("organisation", value, policy)
    if certificate is not None:
        return Asked("certificate", value, policy)
    return Asked("grant", value, policy)


def _write_letter(path: Path, found: Explanation) -> None:
    from zhaoren.explain.letter import letter  # noqa: PLC0415 # only a letter needs templates

    page = letter(found)
    with written_to(path):
        path.write_text(page, encoding="utf-8")
    typer.echo(f"已写出告知书（含个人信息，请妥善保管）：{path}", err=True)
