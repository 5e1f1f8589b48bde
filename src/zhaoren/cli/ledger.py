"""`zhaoren ledger`: is it what it was, what it says of a grant, its head; and erasing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from zhaoren.cli.app import City, Json, Out, Project, app
from zhaoren.cli.history import history_as_json, history_lines
from zhaoren.cli.staff import LedgerUrl, Step, staff
from zhaoren.content import find_content
from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger.erasure import plan_erasure, plan_erasure_of_number
from zhaoren.ledger.heads import published_heads
from zhaoren.ledger.store import Ledger, default_url
from zhaoren.ledger.verify import Checked, KnownHead, verify_city
from zhaoren.office.history import history_of
from zhaoren.workspace import Workspace

ledger = typer.Typer(
    help="Verify the ledger, show what it says of a grant, erase what is no longer needed.\n\n"
    "Example: zhaoren ledger verify --out out",
    no_args_is_help=True,
)
app.add_typer(ledger, name="ledger")

_SHOWN = 100  # findings; of more only the number


def existing_ledger(out: Path, url: str | None) -> Ledger:
    """The ledger of a workspace or at a URL, which must be there."""
    return Ledger(url or default_url(out.absolute()), must_exist=True)


@ledger.command("verify")
def verify(
    out: Out,
    city: Annotated[
        str | None, typer.Option(help="Only this city; default every city of the ledger.")
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(help="A head that was kept elsewhere and must occur; several times."),
    ] = None,
    url: LedgerUrl = None,
    as_json: Json = False,
) -> None:
    """Compute the whole chain anew and compare it with kept heads; name every fault.

    The heads in the manifests of the workspace's published runs are compared always.
    Ends with 5 where anything is not as it was recorded.

    Example: zhaoren ledger verify --out out --head 4f1d…
    """
    given = [one.strip().lower() for one in head or ()]
    runs = published_heads(Workspace(out), city)
    with existing_ledger(out, url) as opened:
        cities = [city] if city else sorted({*opened.cities(), *runs})
        checked = [_check(opened, one, given, runs.get(one, ()), len(cities)) for one in cities]
        lost = _lost(opened, cities, given) if len(cities) != 1 else []
    if as_json:
        told = {"ok": not _faults(checked, lost), "cities": [_as_json(one) for one in checked]}
        typer.echo(json.dumps({**told, "findings": _faults(checked, lost)}, ensure_ascii=False))
    _tell(checked, lost, shown=not as_json)


def _check(
    opened: Ledger, city: str, given: Sequence[str], runs: Sequence[KnownHead], cities: int
) -> Checked:
    """One city; a given head is one of this city if it is the only one."""
    own = [KnownHead(one, "--head") for one in given] if cities == 1 else []
    with opened.reading(city) as transaction:
        return verify_city(transaction, [*own, *runs])


def _lost(opened: Ledger, cities: Sequence[str], given: Sequence[str]) -> list[str]:
    """Given heads that no city of several has."""
    return [
        f"the head {one} (--head) is in no city's chain: the ledger was cut short, an old copy "
        "was put back, or it is another ledger"
        for one in given
        if not any(opened.has_head(city, one) for city in cities)
    ]


def _faults(checked: Sequence[Checked], lost: Sequence[str]) -> list[str]:
    return [*(str(found) for one in checked for found in one.findings), *lost]


def _as_json(checked: Checked) -> dict[str, Any]:
    told = asdict(checked)
    told["ok"] = not checked.findings
    return told


def _tell(checked: Sequence[Checked], lost: Sequence[str], *, shown: bool) -> None:
    for one in checked if shown else ():
        kept = "damaged" if one.findings else "sound"
        typer.echo(
            f"{one.city}: {one.events} events, {one.grants} grants, {one.parties} parties, "
            f"{one.erased} particulars erased: {kept}"
        )
        typer.echo(f"{one.city}: head {one.head}")
    faults = _faults(checked, lost)
    if faults:
        more = [f"and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        end = (
            f"{len(faults)} faults; the ledger is not what was recorded. Keep it as it is for "
            "whoever looks into it, and put the newest sound copy back."
        )
        raise LedgerError("\n".join([*faults[:_SHOWN], *more, end]))
    if shown and not checked:
        typer.echo("The ledger has no events.")


@ledger.command("show")
def show(
    grant: Annotated[str, typer.Argument(help="Number of the grant, e.g. G0000001.")],
    city: City,
    out: Out,
    url: LedgerUrl = None,
    project: Project = None,
    as_json: Json = False,
) -> None:
    """Show a grant: its shares, where it stands, and its whole history.

    Example: zhaoren ledger show G0000001 --city zibo --out out
    """
    content = find_content(project)
    with existing_ledger(out, url) as opened, opened.reading(city) as transaction:
        found = history_of(transaction, grant)
        notes = transaction.particulars([one for step in found.steps for one in step.notes])
    texts = {digest: str(note.get("text", "")) for digest, note in notes.items()}
    if as_json:
        typer.echo(json.dumps(history_as_json(found, texts), ensure_ascii=False))
        return
    for line in history_lines(content, found, texts):
        typer.echo(line)


@ledger.command("head")
def head(city: City, out: Out, url: LedgerUrl = None, as_json: Json = False) -> None:
    """Print the hash of the city's newest event: keep a copy of it elsewhere.

    Example: zhaoren ledger head --city zibo --out out
    """
    with existing_ledger(out, url) as opened:
        newest = opened.head(city)
    typer.echo(json.dumps({"city": city, "head": newest}) if as_json else newest)


@ledger.command("erase")
@staff
def erase(
    step: Step,
    reason: Annotated[str, typer.Option("--reason", help="Why; stands beside the ledger.")],
    person: Annotated[
        str | None, typer.Option(help="Number of the person; asked for where it is `-`.")
    ] = None,
    party: Annotated[str | None, typer.Option(help="The party instead, e.g. P0000001.")] = None,
) -> None:
    """Erase numbers and particulars of a party that nothing needs any longer; events stay.

    Refused while a grant is open, with a bank or to be recovered; for 30 calendar years after a
    payment; for five years after a rejection.

    Example: zhaoren ledger erase --party P0000001 --city zibo --out out --by 张三 --reason 保管期满
    """
    if (person is None) == (party is None):
        raise UsageError("Name either --person or --party; nothing was erased.")
    if person == "-":
        person = typer.prompt("Number", hide_input=True)
    planner = (
        plan_erasure(party, reason, step.day)
        if party
        else plan_erasure_of_number(str(person), reason, step.day)
    )
    step.take(planner)
