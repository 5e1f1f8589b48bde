"""`zhaoren check` and `zhaoren test`: do the rules stand, and say what they should."""

from __future__ import annotations

from typing import Annotated

import typer

from zhaoren.cases import run_cases
from zhaoren.cli.app import Project, app
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.errors import RuleError
from zhaoren.payments.layouts import load_banks
from zhaoren.rules import check_rules, city_ids, load_rules
from zhaoren.working_days import load_calendar


@app.command()
def check(project: Project = None) -> None:
    """Check contracts, rules, bank layouts and working days without data; list every fault.

    Example: zhaoren check --project .
    """
    content = find_content(project)
    faults = [str(problem) for problem in check_rules(content, load_contracts(content))]
    for city in city_ids(content):
        try:
            load_banks(content, city)
            load_calendar(content, city)
        except RuleError as error:
            faults.append(str(error))
    if faults:
        raise RuleError("\n".join([*faults, f"{len(faults)} faults; mend each at its line."]))
    typer.echo(f"Rules, contracts and bank layouts of {', '.join(city_ids(content))} stand.")


@app.command("test")
def run_all_cases(
    city: Annotated[str | None, typer.Option(help="Only this city; default all.")] = None,
    project: Project = None,
) -> None:
    """Run the cases of every policy through the production SQL.

    Example: zhaoren test --city zibo
    """
    content = find_content(project)
    contracts = load_contracts(content)
    results = [
        result
        for name in ([city] if city else city_ids(content))
        for result in run_cases(content, contracts, load_rules(content, name))
    ]
    faults = [f"{one.policy_id}: {one.sentence}: {one.fault}" for one in results if one.fault]
    if faults:
        raise RuleError("\n".join([*faults, f"{len(faults)} of {len(results)} cases fail."]))
    typer.echo(f"{len(results)} cases came out as expected.")
