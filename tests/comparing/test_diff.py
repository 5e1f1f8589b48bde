"""Two nights that differ in one thing: every verdict that changed names that thing as its cause."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from zhaoren import cli
from zhaoren.comparing.diff import Diff, Why, diff_runs
from zhaoren.comparing.known import Cause
from zhaoren.comparing.titles import Titles
from zhaoren.comparing.told import SCHEMA, write_parquet, write_workbook
from zhaoren.comparing.wording import cause_said
from zhaoren.errors import UsageError, ZhaorenError
from zhaoren.runs import Run, open_run

from .pairs import OTHER_FIRM, POLICY, TOMORROW, Town, other_project


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town, before anything changes."""
    return Town(tmp_path_factory.mktemp("pairs"))


@pytest.fixture(scope="module")
def base(town: Town) -> Run:
    """The night to which the others are compared; it is recorded."""
    return town.night(dry_run=False, ledger=None)


@pytest.fixture(scope="module")
def later(town: Town, base: Run) -> Run:
    """The same exports a day later."""
    return town.night(TOMORROW)


@pytest.fixture(scope="module")
def other_rules(town: Town, base: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same exports under another rate and another first day."""

    def changed(text: str) -> str:
        return text.replace("technician: 2500", "technician: 2400").replace(
            "issued_on >= date '2022-08-16'", "issued_on >= date '2023-06-01'"
        )

    return town.night(project=other_project(tmp_path_factory.mktemp("project"), changed))


@pytest.fixture(scope="module")
def other_ledger(town: Town, base: Run) -> Run:
    """The same exports when one of the grants has gone to the bank."""
    town.pay("G0000002")
    return town.night(ledger=None)


@pytest.fixture(scope="module")
def other_data(town: Town, later: Run, other_rules: Run, other_ledger: Run) -> Run:
    """Other exports; everything else is as it was. Comes last, because it alters the town."""
    town.change_data()
    return town.night()


@pytest.fixture(scope="module")
def by_data(base: Run, other_data: Run) -> Diff:
    return diff_runs(base, other_data)


def of(diff: Diff, person: str) -> Why:
    """What changed for a person."""
    (found,) = (why for why in diff.verdicts if why.verdict.candidate_id.endswith(f"|{person}"))
    return found


def only(causes: Sequence[Cause]) -> Cause:
    (found,) = causes
    return found


@pytest.mark.parametrize(
    ("fate", "source", "column", "values"),
    [
        ("terminated", "contracts", "terminated_on", (None, "2026-10-31")),
        ("revoked", "certificates", "status", ("valid", "revoked")),
        ("deceased", "persons", "deceased_on", (None, "2026-11-01")),
        ("account closed", "accounts", "status", ("active", "cancelled")),
        ("promoted", "certificates", "level", ("technician", "senior_technician")),
        ("moves", "employers", "district", ("370303", "周村")),
    ],
)
def test_changed_data_name_the_row_and_the_column(
    by_data: Diff, town: Town, fate: str, source: str, column: str, values: tuple[object, object]
) -> None:
    (cause,) = (one for one in of(by_data, town.people[fate]).causes if one.kind == "data")
    (row,) = (one for one in cause.rows if one.source == source)
    assert row.columns == {column: values}
    assert row.before is not None
    assert row.before.file == f"{source}.csv"
    assert cause.certain


@pytest.mark.parametrize(
    ("fate", "criterion", "fact", "values"),
    [
        ("terminated", "in_service", "employed", (True, False)),
        ("revoked", "certificate_sound", "status", ("valid", "revoked")),
        ("deceased", "in_service", "deceased", (False, True)),
        ("in doubt", "in_service", "person_in_doubt", (False, True)),
        ("moves", "in_city", "district", ("张店", "周村")),
    ],
)
def test_changed_data_name_the_fact_with_both_values(
    by_data: Diff, town: Town, fate: str, criterion: str, fact: str, values: tuple[object, object]
) -> None:
    cause = only(of(by_data, town.people[fate]).causes)
    assert (criterion, fact, *values) in {
        (one.criterion, one.fact, one.before, one.after) for one in cause.seen
    }


def test_a_quarantined_row_is_named_with_its_reason(by_data: Diff, town: Town) -> None:
    rows = only(of(by_data, town.people["in doubt"]).causes).rows
    assert [row.rejected for row in rows if row.rejected] == ["deceased_on.invalid"]


def test_a_payment_elsewhere_is_the_row_that_is_new(by_data: Diff, town: Town) -> None:
    why = of(by_data, town.people["paid elsewhere"])
    assert why.verdict.after
    assert why.verdict.after.outcome == "already_granted"
    (row,) = only(why.causes).rows
    assert (row.source, row.before) == ("payments", None)


def test_merged_numbers_are_one_candidate_under_two_names(by_data: Diff, town: Town) -> None:
    old, new = (of(by_data, town.people[name]) for name in ("merged", "merged into"))
    assert old.verdict.after is None
    assert only(old.causes).others == [new.verdict.key]
    assert only(new.causes).others == [old.verdict.key]
    assert "merged_into" in only(old.causes).rows[0].columns


def test_who_comes_and_who_goes_is_named_by_the_rows(by_data: Diff, town: Town) -> None:
    new, gone = (of(by_data, town.people[name]) for name in ("newcomer", "vanishes"))
    assert {row.before for row in only(new.causes).rows} == {None}
    assert {row.after for row in only(gone.causes).rows} == {None}
    assert {row.source for row in only(gone.causes).rows} >= {"certificates", "contracts"}


def test_room_under_a_ceiling_is_named_by_who_gave_it_up(by_data: Diff, town: Town) -> None:
    why = of(by_data, town.people["promoted"])
    assert why.verdict.before
    assert why.verdict.before.outcome == "capped"
    (cause,) = (one for one in why.causes if one.kind == "another")
    gave_up = of(by_data, town.people["terminated"]).verdict.key
    assert gave_up in cause.others
    assert of(by_data, town.people["account closed"]).verdict.key not in cause.others


def test_the_place_of_another_is_named_by_that_other(by_data: Diff, town: Town) -> None:
    person = town.people["reissued"]
    first, second = (
        why
        for number in ("ZS11", "ZS900")
        for why in by_data.verdicts
        if why.verdict.candidate_id == f"{number}|{person}"
    )
    assert second.verdict.change == "gains"
    assert only(second.causes).kind == "another"
    assert only(second.causes).others == [first.verdict.key]


def test_data_alone_give_no_cause_of_another_kind(by_data: Diff) -> None:
    assert set(by_data.kinds) == {"data", "another"}
    assert all(cause.certain for why in by_data.verdicts for cause in why.causes)
    assert by_data.basis.kinds == ["data"]


def test_another_date_is_the_cause_with_the_fact_that_it_settles(
    base: Run, later: Run, town: Town
) -> None:
    found = diff_runs(base, later)
    why = of(found, town.people["tomorrow"])
    assert len(found.verdicts) == 1
    cause = only(why.causes)
    assert (cause.kind, cause.certain) == ("date", True)
    assert next((one.fact, one.after) for one in cause.seen) == ("issued_on", "2026-11-17")


def test_where_date_and_data_differ_each_verdict_names_what_moved_it(
    later: Run, other_data: Run, town: Town
) -> None:
    found = diff_runs(later, other_data)
    assert found.basis.kinds == ["data", "date"]
    kinds = {
        name: [(one.kind, one.certain) for one in of(found, town.people[name]).causes]
        for name in ("tomorrow", "revoked", "newcomer", "vanishes")
    }
    assert kinds.pop("tomorrow") == [("date", True)]
    assert list(kinds.values()) == [[("data", True)]] * 3


def test_another_rule_is_the_cause_with_the_values_of_both(base: Run, other_rules: Run) -> None:
    found = diff_runs(base, other_rules)
    assert found.basis.rules == [f"rules/{POLICY}/policy.yaml"]
    assert found.rule_values[POLICY] == ["250000 → 240000", "'2022-08-16' → '2023-06-01'"]
    assert set(found.kinds) == {"rules", "another"}
    for why in found.verdicts:
        assert all(cause.kind == "rules" or cause.others for cause in why.causes)
    failed = [why for why in found.verdicts if why.verdict.change == "loses"]
    assert failed
    assert {one.criterion for why in failed for one in only(why.causes).seen} == {
        "newly_obtained_or_introduced"
    }


def test_another_state_of_the_ledger_is_the_cause_with_the_grant(
    base: Run, other_ledger: Run
) -> None:
    found = diff_runs(base, other_ledger)
    (why,) = found.verdicts
    assert why.verdict.after
    assert why.verdict.after.outcome == "already_granted"
    cause = only(why.causes)
    assert (cause.kind, cause.grants) == ("ledger", [("G0000002", None, "submitted")])


def altered(run: Run, folder: Path, change: Callable[[dict[str, Any]], None]) -> Run:
    """A copy of a run whose first eligible verdict is another, and whose manifest is changed."""
    copy = Path(shutil.copytree(run.folder, folder / run.folder.name))
    path = copy / "decisions.parquet"
    table = pq.read_table(path)
    outcomes = table["outcome"].to_pylist()
    outcomes[outcomes.index("eligible")] = "capped"
    place = table.schema.get_field_index("outcome")
    pq.write_table(table.set_column(place, "outcome", pa.array(outcomes)), path)
    manifest = json.loads((copy / "manifest.json").read_bytes())
    change(manifest)
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return open_run(copy)


def test_another_program_is_the_cause_where_nothing_else_can_be(base: Run, tmp_path: Path) -> None:
    def coded(manifest: dict[str, Any]) -> None:
        manifest["code"]["source"] = "00"

    found = diff_runs(base, altered(base, tmp_path, coded))
    cause = only(only_one(found).causes)
    assert (cause.kind, cause.certain, list(cause.files)) == ("code", True, ["source"])


def test_what_cannot_be_told_apart_is_named_as_possible(base: Run, tmp_path: Path) -> None:
    def both(manifest: dict[str, Any]) -> None:
        manifest["code"]["source"] = "00"
        manifest["ledger_head"] = "ab" * 32

    found = diff_runs(base, altered(base, tmp_path, both))
    assert {(one.kind, one.certain) for one in only_one(found).causes} == {
        ("code", False),
        ("ledger", False),
    }


def test_what_nothing_explains_says_so(base: Run, tmp_path: Path) -> None:
    found = diff_runs(base, altered(base, tmp_path, lambda _manifest: None))
    why = only_one(found)
    assert only(why.causes).kind == "unexplained"
    with duckdb.connect() as db:
        said = cause_said(only(why.causes), why.verdict, found, Titles(base, db))
    assert "zhaoren verify" in said


def only_one(diff: Diff) -> Why:
    (found,) = diff.verdicts
    return found


def test_a_run_does_not_differ_from_itself(base: Run) -> None:
    assert diff_runs(base, base).verdicts == []


def test_every_difference_has_a_cause_and_the_same_backwards(base: Run, other_data: Run) -> None:
    there, back = diff_runs(base, other_data), diff_runs(other_data, base)
    assert all(why.causes for why in (*there.verdicts, *back.verdicts))
    assert [why.verdict.key for why in there.verdicts] == [why.verdict.key for why in back.verdicts]
    assert set(back.kinds) == set(there.kinds)


def test_runs_of_tables_that_are_not_there_yet_are_compared_by_what_they_have(
    base: Run, other_data: Run, tmp_path: Path, town: Town
) -> None:
    copies = []
    for run in (base, other_data):
        copy = Path(shutil.copytree(run.folder, tmp_path / run.folder.name))
        for name in ("sources", "rules", "findings", "grants"):
            (copy / f"{name}.parquet").unlink()
        copies.append(open_run(copy))
    found = diff_runs(copies[0], copies[1])
    cause = only(of(found, town.people["revoked"]).causes)
    assert (cause.kind, cause.rows) == ("data", ())
    assert "certificates" in cause.files


def test_a_damaged_table_is_named(base: Run, later: Run, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(later.folder, tmp_path / later.folder.name))
    (copy / "criteria.parquet").write_bytes(b"PAR1")
    with pytest.raises(ZhaorenError, match=r"criteria\.parquet is missing or was altered"):
        diff_runs(base, open_run(copy))


def test_another_policy_or_city_is_wrong_usage(base: Run, later: Run) -> None:
    with pytest.raises(UsageError, match=f"they know {POLICY}"):
        diff_runs(base, later, ("zibo/none",))
    elsewhere = Run(later.folder, {**later.manifest, "city": "rizhao"})
    with pytest.raises(UsageError, match="different cities"):
        diff_runs(base, elsewhere)


def test_the_files_hold_every_verdict_with_every_cause(by_data: Diff, tmp_path: Path) -> None:
    table, book = tmp_path / "diff.parquet", tmp_path / "diff.xlsx"
    with duckdb.connect() as db:
        titles = Titles(by_data.after, db)
        rows = write_parquet(table, by_data, titles)
        write_workbook(book, by_data, titles)
    assert rows == sum(len(why.causes) for why in by_data.verdicts)
    read = pq.read_table(table)
    assert read.schema.equals(SCHEMA)
    assert pc.sum(read["amount_after_fen"]).as_py() > 0
    sheets = CalamineWorkbook.from_path(str(book))
    assert sheets.sheet_names == ["变化", "说明"]
    assert len(sheets.get_sheet_by_name("变化").to_python()) == rows + 1
    assert [path.stat().st_mode & 0o077 for path in (table, book)] == [0, 0]


def test_the_command_tells_it_in_a_terminal_of_80_columns_and_as_json(
    town: Town, base: Run, other_data: Run
) -> None:
    words = ["diff", base.run_id, other_data.run_id, "--out", os.fspath(town.out)]
    told = CliRunner().invoke(cli.app, words)
    assert told.exit_code == 0, told.output
    assert "合同解除日期 无 → 2026-10-31" in told.output
    as_json = json.loads(CliRunner().invoke(cli.app, [*words, "--json"]).stdout)
    found = diff_runs(base, other_data)
    assert [one["candidate_id"] for one in as_json["verdicts"]] == [
        why.verdict.candidate_id for why in found.verdicts
    ]
    assert as_json["basis"] == json.loads(json.dumps(asdict(found.basis)))
    assert OTHER_FIRM in json.dumps(as_json)
