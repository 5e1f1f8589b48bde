"""A night under other rules: what changes is what a real night under them would decide.

A firm has 20 technicians of 2 500 yuan each, whom the first night finds and who
use up the 50 000 yuan of its ceiling. In the second night there are two more,
with older certificates: they are turned away, because those found stand first.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from zhaoren.again import Means
from zhaoren.cli import app
from zhaoren.content import FOLDERS, find_content
from zhaoren.errors import InputError, LedgerError, UsageError
from zhaoren.ledger.store import default_url
from zhaoren.nightly import NightOptions, run_night
from zhaoren.readings import Price, price_run
from zhaoren.runs import Run, find_run, open_run
from zhaoren.simulating import (
    Scenario,
    Simulation,
    parse_budgets,
    parse_change,
    parse_range,
    simulate,
)
from zhaoren.simulating.files import write_page
from zhaoren.workspace import Workspace

from ..browser import chromium, opened
from ..nights.inboxes import FIRST, Exports, files

POLICY = "zibo/technician-2022"
LIMIT = f"{POLICY}.employer_limit"
FOUND, EACH_FEN = 20, 250_000
SECOND = FIRST + timedelta(days=1)


@dataclass
class Start:
    """The second night; who is who; the workspace as it left it."""

    out: Path
    run: Run
    people: list[str]
    late: list[str]
    files_before: dict[str, bytes]

    @property
    def ledger(self) -> str:
        """The workspace's own."""
        return default_url(self.out)


def unchecked(name: str, step: Callable[[], None]) -> None:
    """A step of a night; whether its inputs are sound is not what is tested here."""
    if name not in ("check", "verify"):
        step()


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    exports = Exports(tmp_path_factory.mktemp("simulate") / "out")
    people = [exports.technician(whose) for whose in range(1, FOUND + 1)]
    run_night(exports.options(FIRST, policies=(POLICY,)), unchecked)
    late = [exports.technician(whose, issued_on=date(2023, 1, 1)) for whose in (21, 22)]
    run_night(exports.options(SECOND), unchecked)
    for inbox in exports.out.parent.glob("inbox-*"):
        shutil.rmtree(inbox)
    run = find_run(Workspace(exports.out), "zibo")
    return Start(exports.out, run, people, late, files(exports.out))


@pytest.fixture(scope="module")
def raised(start: Start) -> Simulation:
    scenario = Scenario(
        changes=(parse_change(f"{LIMIT}=52500"),),
        budgets=parse_budgets(["city=51000", "张店=1"]),
        curves=(parse_range(f"{LIMIT}=47500:52500:5000"),),
    )
    return simulate(start.run, scenario, Means(threads=2))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own in which the ceiling is higher."""
    folder, content = tmp_path_factory.mktemp("project"), find_content()
    for name in set(FOLDERS) - {"rules"}:
        (folder / name).symlink_to(content.root / name)
    shutil.copytree(content.rules, folder / "rules")
    path = folder / "rules" / POLICY / "policy.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("2022-08-16: 50000", "2022-08-16: 52500"), "utf-8")
    assert path.read_text("utf-8") != text
    return folder


@pytest.fixture(scope="module")
def really(start: Start, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A real night of that policy under those rules, over the same inputs and the same ledger."""
    options = NightOptions(
        "zibo",
        inbox=None,
        out=tmp_path_factory.mktemp("really") / "out",
        as_of=SECOND,
        policies=(POLICY,),
        project=project,
        ledger=start.ledger,
        threads=2,
        snapshot=str(start.run.folder),
        dry_run=True,
    )
    return open_run(run_night(options, unchecked).run_dir)


def verdicts(run: Run) -> dict[str, tuple[str, int | None]]:
    select = f"select candidate_id, outcome, amount_fen from '{run.table('decisions')}'"
    found = duckdb.sql(f"{select} where policy_id = '{POLICY}'").fetchall()
    return {candidate: (outcome, amount) for candidate, outcome, amount in found}


def test_decided_again_without_a_change_it_is_the_run_itself(raised: Simulation) -> None:
    assert raised.differing == 0


def test_a_higher_ceiling_lets_one_more_in_for_each_2500_yuan(raised: Simulation) -> None:
    assert raised.figures.changes == {
        POLICY: {"gains": 1, "loses": 0, "more": 0, "less": 0, "other": 0}
    }
    assert raised.figures.outcomes == {POLICY: {("capped", "eligible"): 1}}
    assert raised.figures.total.difference_fen == EACH_FEN
    assert raised.figures.total.before.grants == FOUND


def test_who_gains_under_the_other_rules_is_who_a_real_night_would_find(
    start: Start, raised: Simulation, really: Run
) -> None:
    before, after = verdicts(start.run), verdicts(really)
    moved = {one: (before[one][0], after[one][0]) for one in before if before[one] != after[one]}
    listed = {
        row["candidate_id"]: (row["outcome_before"], row["outcome_after"])
        for row in raised.listed.to_pylist()
    }
    assert listed == moved
    assert {candidate.split("|")[1] for candidate in moved} < set(start.late)
    assert sum(amount or 0 for outcome, amount in after.values() if outcome == "eligible") == (
        raised.figures.policies[POLICY].after.amount_fen
    )


def test_money_stands_by_district_and_by_payer(raised: Simulation) -> None:
    (district,) = raised.figures.districts.values()
    assert district.before.amount_fen == FOUND * EACH_FEN
    assert district.after.amount_fen == (FOUND + 1) * EACH_FEN
    assert raised.figures.payers == {"city": (FOUND * EACH_FEN, (FOUND + 1) * EACH_FEN)}


def test_a_budget_may_be_left_before_and_short_after(raised: Simulation) -> None:
    assert raised.budget_left == {"city": (100_000, -150_000), "张店": (100, 100)}


def test_what_the_ceiling_leaves(raised: Simulation) -> None:
    before, after = raised.ceilings[POLICY]
    assert before is not None
    assert after is not None
    assert (before.groups, before.full, before.left, before.turned_away) == (1, 1, 0, 2)
    assert (after.groups, after.full, after.left, after.turned_away) == (1, 1, 0, 1)


def test_a_curve_costs_what_its_points_cost(raised: Simulation) -> None:
    (curve,) = raised.curves
    assert curve.now == 50_000
    assert curve.before.amount_fen == FOUND * EACH_FEN
    assert [(int(one.figure), one.due.grants) for one in curve.points] == [
        (47_500, 19),
        (52_500, 21),
    ]


def test_other_rules_in_a_folder_change_the_same_and_files_say_so(
    start: Start, raised: Simulation, project: Path, tmp_path: Path
) -> None:
    names = ("a.xlsx", "a.parquet", "a.html", "a.csv")
    asked = [word for name in names for word in (f"--{name[2:]}", str(tmp_path / name))]
    rules = ["--rules", str(project / "rules"), "--curve", f"{LIMIT}=50000:52500:2500"]
    words = ["simulate", "--out", str(start.out), *rules, "--budget", "city=1", *asked, "--json"]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    said = json.loads(done.stdout.splitlines()[-1])
    total = raised.figures.total
    assert said["differs_from_run"] == 0
    assert said["total"]["difference_fen"] == total.difference_fen
    assert said["policies"][POLICY]["changes"] == raised.figures.changes[POLICY]
    assert said["payers"]["city"]["after_fen"] == total.after.city_fen
    assert said["ceilings"][POLICY]["after"]["turned_away"] == 1
    _the_list_names_who_gains(tmp_path / "a.parquet", raised)
    _the_workbook_has_the_same_sums(tmp_path / "a.xlsx")
    _the_page_fetches_nothing_and_names_nobody(tmp_path / "a.html", [*start.people, *start.late])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        points = list(csv.DictReader(file))
    assert [(one["取值"], one["应发（元）"]) for one in points] == [
        ("50000", "50000.00"),
        ("52500", "52500.00"),
    ]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def _the_list_names_who_gains(path: Path, raised: Simulation) -> None:
    listed = pd.read_parquet(path)
    assert list(listed["beneficiary_id"]) == raised.listed["beneficiary_id"].to_pylist()
    assert list(listed["change"]) == ["gains"]
    assert list(listed["difference_fen"]) == [EACH_FEN]
    said = f"select decode(value) from parquet_kv_metadata('{path}') where decode(key) = 'run_id'"
    assert duckdb.sql(said).fetchall() == [(raised.run.run_id,)]


def _the_workbook_has_the_same_sums(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    affected = [[cell.value for cell in row] for row in book["2 谁受影响"].iter_rows()]
    heads = affected[0]
    total = dict(zip(heads, affected[2], strict=True))
    assert (total["新增"], total["差额（元）"]) == (1, 2500)
    people = book[book.sheetnames[-1]]
    assert people.freeze_panes == "A2"
    assert people.max_row == 2
    book.close()


def _the_page_fetches_nothing_and_names_nobody(path: Path, people: list[str]) -> None:
    text = path.read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=", text)
    assert "<svg" in text
    assert "2,500.00" in text
    assert not any(number in text for number in people)


def test_the_page_opens_without_a_complaint_and_without_scrolling_sideways(
    raised: Simulation, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    write_page(raised, path)
    with chromium() as browser:
        for width in (375, 1920):
            with opened(browser, path, width=width) as seen:
                assert seen.page.evaluate("document.documentElement.scrollWidth") == width
                box = seen.page.locator("figure svg").bounding_box()
                assert box is not None
                assert box["width"] > 300
                captions = [one.inner_text() for one in seen.page.locator("caption").all()]
                assert captions[:2] == ["谁受影响", "结论怎样变化"]
                assert seen.page.locator("td", has_text="52,500.00").count() > 0
                assert (seen.left, seen.complaints) == ([], [])


def test_a_start_of_other_rules_is_said_to_differ_and_the_day_before_it_begins_a_policy_pays_nobody(
    start: Start, really: Run
) -> None:
    scenario = Scenario(as_of=date(2022, 8, 15))
    made = simulate(really, scenario, Means(ledger=start.ledger, threads=2))
    assert made.differing == 1
    assert any(POLICY in reason for reason in made.since)
    assert made.figures.policies[POLICY].before.grants == FOUND
    assert made.figures.policies[POLICY].after.grants == 0
    assert made.figures.changes[POLICY]["loses"] == FOUND


def test_readings_are_priced_over_a_run_its_policies_and_the_grants_that_it_knew(
    start: Start, really: Run, project: Path
) -> None:
    found = price_run(really, Means(ledger=start.ledger, project=project, threads=2))
    prices = {
        (one.reading.name, what): price for one in found for what, price in one.prices.items()
    }
    assert {one.reading.policy_id for one in found} == {POLICY}
    assert prices["insured", "不要求参保"] == Price(0, 0, 0)
    assert prices["newly_obtained_or_introduced", "只认新获得"] == Price(0, 0, 0)


def test_without_the_ledger_of_the_run_nothing_is_decided(start: Start, tmp_path: Path) -> None:
    means = Means(ledger=f"sqlite:///{tmp_path / 'another.db'}")
    with pytest.raises(LedgerError):
        simulate(start.run, Scenario(budgets={"city": 1}), means)
    assert not any(tmp_path.iterdir())


def test_without_the_copies_of_the_inputs_nothing_is_decided(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "zibo" / start.run.folder.name
    shutil.copytree(start.run.folder, folder)
    with pytest.raises(InputError):
        simulate(open_run(folder), Scenario(budgets={"city": 1}), Means())


def test_what_a_run_did_not_decide_cannot_be_changed(really: Run) -> None:
    change = parse_change("zibo/new-star.allowance.senior=1")
    with pytest.raises(UsageError, match="did not decide zibo/new-star; it decided zibo/techn"):
        simulate(really, Scenario(changes=(change,)), Means())


def test_a_run_that_was_taken_out_of_its_workspace_is_no_start(
    start: Start, tmp_path: Path
) -> None:
    shutil.copytree(start.run.folder, tmp_path / "taken")
    with pytest.raises(UsageError, match="does not stand in a workspace"):
        simulate(open_run(tmp_path / "taken"), Scenario(budgets={"city": 1}), Means())


def test_no_simulation_touched_the_workspace(start: Start) -> None:
    assert files(start.out) == start.files_before
