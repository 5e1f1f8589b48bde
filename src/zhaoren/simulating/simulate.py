"""The same night under other rules: inputs and ledger of a published run, decided again.

Facts are made once and decided as often as asked; only other rules files or
another day need facts of their own. Nothing is published and no ledger is
touched: everything happens in a folder that is gone afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from zhaoren.again import Means, lay_out, once_more
from zhaoren.aside import folder_aside
from zhaoren.content import FOLDERS, Content, find_content
from zhaoren.contracts import load_contracts
from zhaoren.errors import RuleError, UsageError
from zhaoren.manifest import parquet_relation
from zhaoren.nightly import Night
from zhaoren.progress import current_listener
from zhaoren.rules import check_rules, load_rules
from zhaoren.rules.expressions import ExpressionError
from zhaoren.rules.load import Ruleset
from zhaoren.runs import Run
from zhaoren.simulating.base import differing_verdicts, what_changed_since
from zhaoren.simulating.changes import changed
from zhaoren.simulating.curves import Curve, Range, check_range, figure_now, points
from zhaoren.simulating.figures import CITY, figures, lay_side_by_side, listed
from zhaoren.simulating.scenario import Scenario, Simulation
from zhaoren.simulating.verdicts import (
    CeilingLeft,
    ceilings_left,
    decide_again,
    sums_of,
    write_verdicts,
)


def simulate(run: Run, scenario: Scenario, means: Means) -> Simulation:
    """Decide the run's night again as it was and under the scenario, and compare.

    Raises:
        UsageError: the scenario names what there is not.
        RuleError: the other rules do not stand.
        ZhaorenError: inputs or ledger of the run are not there any more.
    """
    with folder_aside() as folder:
        content = find_content(means.project)
        project = _project(content, scenario.rules, folder / "project") if scenario.rules else None
        other = _ruleset(run, scenario, find_content(project) if project else content)
        lay_out(run, folder / "night")
        return _simulated(run, scenario, means, folder, project, other)


def _ruleset(run: Run, scenario: Scenario, content: Content) -> Ruleset:
    """The rules of the scenario; whatever it names is there."""
    ruleset = changed(load_rules(content, run.city), scenario.changes)
    for one in scenario.curves:
        check_range(ruleset, one)
    _check_decided(run, scenario, ruleset)
    known = (CITY, *ruleset.city.districts)
    for payer in scenario.budgets:
        if payer not in known:
            raise UsageError(f"There is no payer {payer}; there are {', '.join(known)}.")
    return ruleset


def _check_decided(run: Run, scenario: Scenario, ruleset: Ruleset) -> None:
    """Whether the run decided what is to be changed; a run may have been told of few policies."""
    decided = [item for item in ruleset.policies if item.id in run.manifest["policies"]]
    benefits = {item.benefit for item in decided}
    for change in (*scenario.changes, *(one.change for one in scenario.curves)):
        if ruleset.policy(change.policy_id).benefit not in benefits and scenario.rules is None:
            raise UsageError(
                f"The run did not decide {change.policy_id}; it decided "
                f"{', '.join(item.id for item in decided)}. Start from another run (--run)."
            )


def _project(content: Content, rules: Path, folder: Path) -> Path:
    """A project with other rules, and everything else as it is."""
    folder.mkdir()
    for name in FOLDERS:
        (folder / name).symlink_to(rules.resolve() if name == "rules" else content.root / name)
    return folder


@dataclass
class _Found:
    """What deciding leaves for the comparison, beside `before` and `after`, files of verdicts."""

    before: Path
    after: Path
    was: Ruleset
    other: Ruleset
    since: tuple[str, ...]
    codes: Mapping[str, Mapping[str, str]]
    left: Mapping[str, CeilingLeft]
    again: Sequence[str] = ()
    left_after: Mapping[str, CeilingLeft] = field(default_factory=dict)
    curves: tuple[Curve, ...] = ()


def _simulated(
    run: Run, scenario: Scenario, means: Means, folder: Path, project: Path | None, other: Ruleset
) -> Simulation:
    night_folder, listener = folder / "night", current_listener()
    with once_more(run, night_folder, means) as night:
        listener.step_started("decide")
        was = night.begun.ruleset
        chosen = [item.id for item in was.policies if item.id in run.manifest["policies"]]
        found = _base(run, night, chosen, folder, other)
        if scenario.same_facts:
            found.again = _touched(other, scenario, chosen)
            found.left_after = {**found.left, **_decide(night, found, found.again)}
            found.curves = _curves(night, found, scenario, chosen)
    if not scenario.same_facts:
        left_out = {item.id for item in was.policies} - set(chosen)
        wanted = [item.id for item in other.policies if item.id not in left_out]
        with (
            _compiling(project),
            once_more(run, night_folder, means, as_of=scenario.as_of, project=project) as night,
        ):
            listener.step_started("decide")
            found.left_after = _decide(night, found, wanted)
            found.curves = _curves(night, found, scenario, wanted)
        found.again = [*dict.fromkeys((*chosen, *wanted))]
    return _compared(run, scenario, found)


def _base(run: Run, night: Night, chosen: Sequence[str], folder: Path, other: Ruleset) -> _Found:
    """The run's own policies decided again as they were."""
    before = folder / "before.parquet"
    decide_again(night, night.begun.ruleset, chosen)
    write_verdicts(night, before)
    columns = night.begun.contracts.outputs["decisions"].columns
    codes = {
        one.name: {code: raw for raw, code in one.codes.items() if not raw.isascii()}
        for one in columns
        if one.codes
    }
    left = {one.policy_id: one for one in ceilings_left(night, night.begun.ruleset, chosen)}
    since = tuple(what_changed_since(run, night.begun.identity))
    after = folder / "after.parquet"
    return _Found(before, after, night.begun.ruleset, other, since, codes, left)


def _touched(other: Ruleset, scenario: Scenario, chosen: Sequence[str]) -> list[str]:
    """The chosen policies of every benefit of which one is changed: no other verdict moves."""
    benefits = {other.policy(one.policy_id).benefit for one in scenario.changes}
    return [name for name in chosen if other.policy(name).benefit in benefits]


def _decide(night: Night, found: _Found, policies: Sequence[str]) -> dict[str, CeilingLeft]:
    """Decide these under the other rules; what their ceilings leave."""
    decide_again(night, found.other, policies)
    write_verdicts(night, found.after)
    return {one.policy_id: one for one in ceilings_left(night, found.other, policies)}


def _curves(
    night: Night, found: _Found, scenario: Scenario, chosen: Sequence[str]
) -> tuple[Curve, ...]:
    return tuple(_curve(night, found, one, chosen) for one in scenario.curves)


def _curve(night: Night, found: _Found, of: Range, chosen: Sequence[str]) -> Curve:
    """A range with what it costs; policies that share the benefit count together."""
    item = found.other.policy(of.change.policy_id)
    together = [name for name in chosen if found.other.policy(name).benefit == item.benefit]
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in ("", *together))
    before = f"(from {parquet_relation(found.before)} where policy_id in ({names}))"
    return Curve(
        place=of.change.place,
        title=item.policy.title,
        unit=item.policy.parameters[of.change.name].unit,
        now=figure_now(found.was, of.change),
        before=sums_of(night.db, before),
        points=tuple(points(night, found.other, of, together)),
    )


def _compared(run: Run, scenario: Scenario, found: _Found) -> Simulation:
    policies = (*found.was.policies, *found.other.policies)
    with duckdb.connect() as db:
        db.execute("set enable_progress_bar = false")
        lay_side_by_side(db, found.before, found.after, found.again)
        return Simulation(
            run=run,
            scenario=scenario,
            titles={item.id: item.policy.title for item in policies},
            differing=differing_verdicts(db, found.before, run),
            since=found.since,
            figures=figures(db),
            ceilings={
                name: (found.left.get(name), found.left_after.get(name))
                for name in sorted({*found.left, *found.left_after})
            },
            curves=found.curves,
            listed=listed(db),
            codes=found.codes,
        )


@contextmanager
def _compiling(project: Path | None) -> Iterator[None]:
    """Say of rules that do not compile what `zhaoren check` would say of them.

    Raises:
        RuleError: every fault, with file and line.
    """
    try:
        yield
    except (ExpressionError, KeyError, duckdb.BinderException, duckdb.ParserException):
        if project is None:
            raise
        content = find_content(project)
        problems = check_rules(content, load_contracts(content))
        if not problems:
            raise
        listed_problems = "\n".join(str(problem) for problem in problems)
        raise RuleError(f"The rules in --rules do not stand:\n{listed_problems}") from None
