"""What the report counts, against what was counted by hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from zhaoren.publish.figures import OUTCOMES
from zhaoren.report.changes import Changes, read_changes
from zhaoren.report.charts import Bar, Chart, draw
from zhaoren.report.earlier import Earlier
from zhaoren.report.findings import Findings, read_findings
from zhaoren.report.funnels import read_funnels
from zhaoren.report.wording import Both, codes, fault
from zhaoren.runs import Run

from .desk import (
    AS_OF,
    CONTRACTS,
    FUNNEL,
    HOSTILE,
    MANY,
    ORGANISATION,
    PERSON,
    RULES,
    Desk,
    decision,
    earlier_run,
    numbered,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Desk().publish(tmp_path_factory.mktemp("figures") / "run").parent


def findings(folder: Path) -> Findings:
    with Run(folder, {}).opened() as db:
        Run(folder, {}).show(db, "published")
        return read_findings(db, CONTRACTS, AS_OF)


def changes(folder: Path, earlier: Earlier, policies: tuple[str, ...]) -> Changes:
    with duckdb.connect() as db:
        Run(folder, {}).show(db, "published")
        return read_changes(db, earlier, policies)


def test_a_funnel_tells_who_is_left_after_each_criterion(folder: Path) -> None:
    with duckdb.connect() as db:
        Run(folder, {}).show(db, "published")
        first, second = read_funnels(db, {"zibo/a": 4})
    assert {step.name.zh: (step.sure, step.doubtful) for step in first.steps} == FUNNEL
    assert first.outcomes == {"eligible": 5, "capped": 1, "review": 2, "ineligible": 3}
    assert first.amount_fen == 1_050_101
    assert (second.candidates, second.amount_fen) == (0, 0)


def test_nobody_comes_back_into_a_funnel(folder: Path) -> None:
    with duckdb.connect() as db:
        Run(folder, {}).show(db, "published")
        steps = [step.all for step in read_funnels(db, {"zibo/a": 4})[0].steps]
    assert steps == sorted(steps, reverse=True)


def test_money_is_shown_by_district_and_payer(folder: Path) -> None:
    found = {
        one.district: (one.grants, one.city_fen, one.district_fen) for one in findings(folder).money
    }
    assert found == {
        "": (1, 50, 50),
        "张店": (3, 375_000, 375_000),
        HOSTILE: (1, 150_001, 150_000),
    }


def test_the_age_of_a_grant_is_the_days_that_it_has_been_in_its_state(folder: Path) -> None:
    states = {state.name.en: state for state in findings(folder).states}
    assert list(states) == ["found", "paid", "held"]
    # 7 days, 8 days, 61 days; 30 days; 60 days: the last day of an age belongs to it
    assert list(states["found"].by_age) == [1, 1, 0, 1]
    assert list(states["held"].by_age) == [0, 1, 0, 0]
    assert list(states["paid"].by_age) == [0, 0, 1, 0]
    assert (states["found"].oldest_days, states["found"].overdue) == (61, 1)


def test_a_payment_with_two_changed_facts_is_one_finding(folder: Path) -> None:
    (found,) = findings(folder).lookback
    assert (found.name.en, found.count, found.amount_fen) == ("deceased", 1, 250_000)


def test_near_misses_are_counted_by_criterion_and_answer(folder: Path) -> None:
    found, *others = findings(folder).near
    assert [one.count for one in others] == [1] * len(MANY)
    assert (found.fail, found.unknown, found.amount_fen, found.dated) == (1, 1, 250_000, 1)


def test_someone_whose_benefit_another_candidate_has_is_not_near_it(tmp_path: Path) -> None:
    rows = [{**Desk().near[0], "standing_candidate_id": "other"}]
    folder = replace(Desk(), near=rows).publish(tmp_path / "run").parent
    assert findings(folder).near == []


BEFORE = numbered(
    [
        decision("eligible", fen=250_000),  # as it is now
        decision("eligible", fen=240_000),  # gets more
        decision("review", unknown=["insured"]),  # gains
        decision("eligible", fen=300_002),  # gets less
        decision("eligible", fen=100),  # as it is now
        decision("eligible", fen=250_000),  # loses
        decision("ineligible", failed=["insured"]),  # another outcome
    ]
)


def test_what_changed_is_told_policy_by_policy(folder: Path, tmp_path: Path) -> None:
    old = [{**row, "policy_id": "zibo/old"} for row in BEFORE[:2]]
    run = earlier_run(tmp_path / "before", [*BEFORE, *old])
    found = changes(folder, Earlier(run.run_id, run), ("zibo/a", "zibo/b"))
    (one,) = found.policies
    assert (one.gains, one.loses, one.more, one.less) == (1, 1, 1, 1)
    assert one.other == 1 + 4  # and four candidates that nobody knew before, none eligible
    assert found.verdicts == 9
    assert found.difference_fen == 1_050_101 - (250_000 * 2 + 240_000 + 300_002 + 100)
    # one was not in force then, one is decided no more: neither is compared
    assert list(found.apart) == ["zibo/b", "zibo/old"]
    assert found.as_of == date(2026, 11, 19)


def test_a_run_is_not_compared_with_a_damaged_one(folder: Path, tmp_path: Path) -> None:
    run = earlier_run(tmp_path / "before", BEFORE)
    file = run.table("decisions")
    file.write_bytes(file.read_bytes() + b"x")
    found = changes(folder, Earlier(run.run_id, run), ("zibo/a",))
    assert (found.run_id, found.as_of, found.policies) == (run.run_id, None, ())


def test_a_run_is_not_compared_with_one_that_is_gone(folder: Path) -> None:
    assert changes(folder, Earlier("cd" * 32, None), ("zibo/a",)) == Changes("cd" * 32)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("person_id.invalid", ("公民身份号码无法识别", "person id: cannot be read")),
        ("level.unknown_code", ("等级不在代码表内", "level: not in the code list")),
        ("issued_on.missing", ("发证日期缺失", "issued on: missing")),
        ("key.conflict", ("同一主键内容不一致", "same key, different content")),
        ("row.malformed", ("整行格式不符", "malformed row")),
        ("never.heard", ("never.heard", "never.heard")),
    ],
)
def test_reasons_are_said_in_the_words_of_the_contract(reason: str, said: tuple[str, str]) -> None:
    assert fault(CONTRACTS.inputs["certificates"], reason) == said


@pytest.mark.parametrize(
    ("table", "column"),
    [("decisions", "outcome"), ("grants", "state"), ("lookback", "finding"), ("risks", "flag")],
)
def test_every_code_that_the_report_shows_has_a_chinese_label(table: str, column: str) -> None:
    found = codes(CONTRACTS, table, column)
    assert found
    assert not [said for said in found.values() if said.zh.isascii()]
    if column == "outcome":
        assert set(found) == set(OUTCOMES)


def test_every_month_and_date_that_tells_freshness_is_a_column() -> None:
    dated = {name: one.fresh_by for name, one in CONTRACTS.inputs.items() if one.fresh_by}
    assert dated["contributions"] == "period"
    assert all(CONTRACTS.inputs[name].column(column) for name, column in dated.items())


def chart() -> Chart:
    bars = [
        Bar(Both(f"条件{HOSTILE}", "one"), (30, 10), Both("30 + 10?", "30 + 10?")),
        Bar(Both("一个很长很长很长很长很长很长很长很长很长的条件", "two"), (0, 0), Both("0", "0")),
    ]
    return Chart("funnel-0", "funnel", bars)


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = draw([chart(), replace(chart(), name="other", bars=chart().bars[1:])])
    widths = re.findall(r'class="part(\d)" d="M([\d.]+),18h([\d.]+)v', drawn["funnel-0"])
    assert widths == [("0", "0", "240"), ("1", "240", "80")]
    assert "<path" not in drawn["other"]
    assert "条件&lt;script&gt;" in drawn["funnel-0"]
    assert "很长…</tspan>" in drawn["other"]


def test_a_drawing_does_not_depend_on_the_fonts_of_the_machine(tmp_path: Path) -> None:
    settings = tmp_path / "fonts.conf"
    settings.write_text("<fontconfig/>", encoding="utf-8")
    program = (
        "from tests.report.test_figures import chart, draw; import sys;"
        "sys.stdout.buffer.write(draw([chart()])['funnel-0'].encode())"
    )
    without_fonts = os.environ | {"FONTCONFIG_FILE": str(settings), "HOME": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", program], env=without_fonts, capture_output=True, check=True
    )
    assert told.stdout.decode() == draw([chart()])["funnel-0"]


def test_the_same_run_gives_the_same_page_without_a_number_of_anybody(tmp_path: Path) -> None:
    pages = [Desk().publish(tmp_path / name).read_bytes() for name in ("one", "two")]
    assert pages[0] == pages[1]
    text = pages[0].decode()
    assert PERSON not in text
    assert ORGANISATION not in text
    assert HOSTILE not in text


def test_a_run_without_candidates_has_a_page(tmp_path: Path) -> None:
    empty = Desk(decisions=[], rules=RULES, grants=(), lookback=(), near=(), upcoming=(), risks=(),
                 quarantined=())  # fmt: skip
    text = empty.publish(tmp_path / "run").read_text(encoding="utf-8")
    assert "<svg" not in text
    assert "本次没有应当发放的资金。" in text
