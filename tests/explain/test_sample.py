"""Explanations of the committed sample night: every outcome, and the rows behind each answer."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from zhaoren.cli.app import app
from zhaoren.content import find_content
from zhaoren.errors import UsageError
from zhaoren.explain import Asked, Explanation, explain
from zhaoren.explain.letter import letter
from zhaoren.runs import Run, open_run

from ..browser import chromium
from ..browser import opened as opened_page
from ..sample_nights import sample_night
from .conftest import ask, told

INBOX = find_content().sample_data / "zibo" / "inbox"
YEAR_2021, YEAR_2022 = "zibo/technician-2021", "zibo/technician-2022"
CHANGED, BEFORE = "37030319830412472X", "370303197404030742"
NOBODY, MISTYPED = "370303199001011238", "370303199001011239"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return open_run(sample_night("zibo", tmp_path_factory).run_dir)


@cache
def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection in which every table of a run is a view, for all tests of this file."""
    db = duckdb.connect()
    open_run(folder).show(db)
    return db


def query(run: Run, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return opened(run.folder).execute(sql, values).fetchall()


def one_with(run: Run, outcome: str, policy: str) -> str:
    """The first person with an outcome of a policy."""
    asked = "select min(person_id) from decisions where outcome = ? and policy_id = ?"
    return str(query(run, asked, outcome, policy)[0][0])


def cli(run: Run, *words: str, typed: str = "") -> Any:
    out = str(run.folder.parents[2])
    return CliRunner().invoke(app, ["explain", *words, "--out", out], input=typed)


def test_every_answer_is_the_one_that_was_published_in_the_policys_order(run: Run) -> None:
    people = query(run, "select distinct min(person_id) from decisions group by outcome")
    for number in [row[0] for row in people if row[0]]:
        expected = query(
            run,
            """select policy_id, candidate_id, criterion_id, verdict, criteria.clause,
                criteria.citation
            from criteria
            inner join decisions using (policy_id, candidate_id)
            inner join rules using (policy_id, criterion_id)
            where person_id = ? order by policy_id, candidate_id, criterion_place""",
            number,
        )
        found = [
            (one.policy_id, one.candidate_id, it.criterion_id, it.verdict, it.clause, it.citation)
            for one in ask(run, number).subjects[0].verdicts
            for it in one.answers
        ]
        assert found == expected


def test_every_value_that_a_criterion_saw_is_told(run: Run) -> None:
    number = one_with(run, "review", YEAR_2021)
    evidence = dict(
        query(
            run,
            "select criterion_id, evidence from criteria inner join decisions "
            "using (policy_id, candidate_id) where person_id = ? and policy_id = ?",
            number,
            YEAR_2021,
        )
    )
    for answer in ask(run, number, YEAR_2021).subjects[0].verdicts[0].answers:
        told_of = {one.name: one.value for one in answer.seen}
        assert told_of == json.loads(evidence[answer.criterion_id])


@pytest.mark.parametrize(
    ("outcome", "policy", "words"),
    [
        ("eligible", YEAR_2022, ["结果：符合，", "本次新认定", "收款账户：", "尾号"]),
        ("ineligible", YEAR_2022, ["结果：不符合", "【不符合】", "办法　"]),
        ("review", YEAR_2021, ["结果：待核", "【待核实】", "核实前不发放", "办法　"]),
        (
            "already_granted",
            YEAR_2022,
            ["结果：已享受", "发放记录（见[", "历史发放 payments.csv"],
        ),
        ("superseded", YEAR_2021, ["结果：就高或重复不计", "由同一对象的“"]),
        ("capped", YEAR_2022, ["结果：超限额", "限额按同一用人单位代码计算", "笔，"]),
    ],
)
def test_every_outcome_is_put_in_words(
    run: Run, outcome: str, policy: str, words: list[str]
) -> None:
    said = told(ask(run, one_with(run, outcome, policy), policy))
    for one in words:
        assert one in said


def test_a_fact_that_is_unknown_is_not_said_to_be_no(run: Run) -> None:
    number = query(
        run,
        "select min(person_id) from decisions where list_contains(unknown, 'insured') "
        "and policy_id = ?",
        YEAR_2021,
    )[0][0]
    assert "参保 不能确认；" in told(ask(run, number, YEAR_2021))


def test_a_row_that_is_named_stands_in_the_export_at_that_line(run: Run) -> None:
    lines = (INBOX / "contracts.csv").read_text("utf-8").splitlines()
    subject = ask(run, one_with(run, "eligible", YEAR_2022)).subjects[0]
    record = next(one for one in subject.records if one.source == "contracts")
    says = {one.name: one.text for one in record.says}
    assert record.file == "contracts.csv"
    assert says["contract_no"] in lines[record.row - 1]
    assert subject.number in lines[record.row - 1]
    assert all(any(one.place == place for one in subject.records) for place in used(subject))


def used(subject: Any) -> set[int]:
    return {place for one in subject.verdicts for it in one.answers for place in it.records}


def test_a_contract_is_behind_the_question_for_its_length_and_not_behind_that_for_the_certificate(
    run: Run,
) -> None:
    subject = ask(run, one_with(run, "eligible", YEAR_2022), YEAR_2022).subjects[0]
    sources = {one.place: one.source for one in subject.records}
    behind = {
        one.criterion_id: {sources[place] for place in one.records}
        for one in subject.verdicts[0].answers
    }
    assert "contracts" in behind["contract_one_year"]
    assert behind["certificate_sound"] == {"certificates"}


def test_months_that_are_alike_are_told_once_with_their_sum(run: Run) -> None:
    number = query(
        run,
        "select person_id from decisions where policy_id = 'zibo/new-star' "
        "and outcome = 'eligible' group by 1 having count(*) > 3 order by 1 limit 1",
    )[0][0]
    found = ask(run, number, "zibo/new-star")
    said = told(found)
    months = len(found.subjects[0].verdicts)
    assert months > 3
    assert said.count("【符合】全日制毕业生") < months
    assert re.search(r"共\d+期，每期\d+元，合计", said)


def test_a_number_from_before_finds_the_person_under_the_one_of_today(run: Run) -> None:
    now, then = ask(run, CHANGED).subjects[0], ask(run, BEFORE).subjects[0]
    assert (then.number, then.others) == (CHANGED, (BEFORE,))
    assert then == now


def test_a_certificate_is_explained_alone(run: Run) -> None:
    number = query(run, "select min(certificate_no) from decisions where outcome = 'capped'")[0][0]
    found = explain(run, Asked("certificate", number))
    verdicts = found.subjects[0].verdicts
    assert {one.policy_id for one in verdicts} == {YEAR_2021, YEAR_2022}
    assert {one.about[0].value for one in verdicts} == {number}


def test_a_certificate_of_two_holders_is_explained_for_both_and_no_letter_is_written(
    run: Run,
) -> None:
    number = query(
        run,
        "select certificate_no from decisions where certificate_no is not null "
        "group by 1 having count(distinct person_id) = 2 order by 1",
    )[0][0]
    found = explain(run, Asked("certificate", number))
    assert len(found.subjects) == 2
    with pytest.raises(UsageError, match="written to one person") as refused:
        letter(found)
    assert number not in str(refused.value)


def test_an_institution_is_told_of_its_own_candidates(run: Run) -> None:
    number = query(
        run, "select min(beneficiary_id) from decisions where policy_id = 'zibo/self-evaluation'"
    )[0][0]
    subject = explain(run, Asked("organisation", number)).subjects[0]
    assert subject.name
    assert {one.beneficiary_kind for one in subject.verdicts} <= {"employer", "institution"}
    assert all(one.to_subject for one in subject.verdicts)


def test_who_is_no_candidate_is_told_why(run: Run) -> None:
    number = one_with(run, "eligible", YEAR_2022)
    found = ask(run, number, "zibo/leading-talent").subjects[0]
    assert (found.verdicts, found.no_candidate[0].why) == ((), "no_record")
    assert "数据中没有该政策所认定的“人才引进”记录" in told(ask(run, number, "zibo/leading-talent"))
    unordered = query(
        run,
        "select min(person_id) from facts_graduate where person_id not in "
        "(select person_id from decisions where policy_id = 'zibo/order-class')",
    )[0][0]
    assert ask(run, unordered, "zibo/order-class").subjects[0].no_candidate[0].why == "out_of_scope"


def test_somebody_whom_no_table_knows_is_not_said_to_be_refused(run: Run) -> None:
    found = ask(run, NOBODY)
    assert not found.subjects[0].known
    assert "数据和结果里没有这个号码" in told(found)
    assert "校验位" not in told(found)
    assert "校验位不符" in told(ask(run, MISTYPED))
    assert "应当为18位" in told(ask(run, "37030319900101"))
    assert told(explain(run, Asked("certificate", "ZS-NOBODY"))).startswith("淄博市")


def test_a_row_that_was_rejected_is_told_to_whom_it_speaks_of(run: Run) -> None:
    mistyped, file, row = query(
        run,
        "select value, file, row from quarantine where reason = 'person_id.invalid' "
        "and source = 'certificates' and length(value) = 18 order by all limit 1",
    )[0]
    subject = ask(run, mistyped).subjects[0]
    assert [(one.file, one.row) for one in subject.rejected] == [(file, row)]
    assert subject.known
    assert "公民身份号码：填写的值无效" in told(ask(run, mistyped))


def test_a_policy_that_the_run_did_not_ask_is_a_wrong_word(run: Run) -> None:
    with pytest.raises(UsageError, match=r"did not ask a policy zibo/none; it .*new-star"):
        ask(run, NOBODY, "zibo/none")


def test_json_holds_what_the_model_says(run: Run) -> None:
    number = one_with(run, "ineligible", YEAR_2022)
    found = cli(run, "--person", "-", "--policy", YEAR_2022, "--json", typed=f"{number}\n")
    assert found.exit_code == 0
    told_of = json.loads(found.stdout.splitlines()[-1])
    assert (told_of["run_id"], told_of["as_of"]) == (run.run_id, "2026-11-20")
    verdict = told_of["subjects"][0]["verdicts"][0]
    assert (verdict["outcome"], verdict["amount_fen"]) == ("ineligible", None)
    failed = [one for one in verdict["answers"] if one["verdict"] == "fail"]
    assert failed
    assert all(one["mend"] and one["clause"] for one in failed)
    seen = {one["name"]: one for one in failed[0]["seen"]}
    assert seen["issued_on"]["title"] == "发证日期"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--person", NOBODY, "--certificate", "ZS1"],
        ["--person", ""],
        ["--person", "-"],
        ["--grant", "G9999999"],
    ],
)
def test_wrong_words_are_refused_without_repeating_a_number(run: Run, words: list[str]) -> None:
    found = cli(run, *words)
    assert isinstance(found.exception, UsageError)
    assert NOBODY not in str(found.exception)
    assert "G9999999" not in str(found.exception)


@pytest.mark.parametrize(
    ("option", "number", "belongs"),
    [
        ("--organisation", NOBODY, "--person"),
        ("--organisation", MISTYPED, "--person"),
        ("--organisation", "370303900101123", "--person"),
        ("--certificate", NOBODY, "--person"),
        ("--grant", NOBODY, "--person"),
        ("--person", "91370303MA3C4D5E6E", "--organisation"),
    ],
)
def test_a_number_of_the_wrong_kind_is_told_where_it_belongs(
    run: Run, option: str, number: str, belongs: str
) -> None:
    found = cli(run, option, number)
    assert isinstance(found.exception, UsageError)
    assert f"belongs behind {belongs}" in str(found.exception)
    assert number not in str(found.exception) + found.output


def test_an_explanation_needs_nothing_but_the_runs_folder(run: Run, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for path in [*run.folder.glob("*.parquet"), run.folder / "manifest.json"]:
        (moved / path.name).write_bytes(path.read_bytes())
    number = one_with(run, "review", YEAR_2021)
    assert ask(open_run(moved), number).subjects == ask(run, number).subjects


def test_a_run_of_an_earlier_version_is_explained_as_far_as_its_tables_go(
    run: Run, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    older.mkdir()
    kept = ("decisions", "criteria", "facts_certificate", "quarantine")
    for name in kept:
        with duckdb.connect() as db:
            db.execute(f"copy (from '{run.table(name)}') to '{older}/{name}.parquet'")
    outputs = [one for one in run.manifest["outputs"] if Path(one["path"]).stem in kept]
    manifest = json.dumps({**run.manifest, "outputs": outputs})
    (older / "manifest.json").write_text(manifest, encoding="utf-8")
    found = ask(open_run(older), one_with(run, "ineligible", YEAR_2022), YEAR_2022)
    verdict = found.subjects[0].verdicts[0]
    assert (verdict.title, verdict.outcome) == (YEAR_2022, "ineligible")
    assert verdict.answers[0].clause
    assert told(found)


def letters(run: Run, count: int) -> list[tuple[str, Explanation]]:
    """Letters to people with every outcome."""
    numbers = query(
        run,
        "select min(person_id) from decisions where beneficiary_kind = 'person' "
        "group by policy_id, outcome order by all",
    )
    found = [ask(run, number) for (number,) in numbers[:count] if number]
    return [(letter(one), one) for one in found]


def test_a_letter_holds_no_number_of_anybody(run: Run) -> None:
    everybody = {row[0] for row in query(run, "select person_id from decisions")} - {None}
    for page, found in letters(run, 8):
        numbers = set(re.findall(r"\d{17}[\dX]", page))
        assert not numbers & everybody
        number = found.subjects[0].number
        assert f"{number[:6]}********{number[14:]}" in page


def test_a_letter_says_when_it_was_paid_before(run: Run) -> None:
    page = letter(ask(run, one_with(run, "already_granted", YEAR_2022), YEAR_2022))
    assert re.search(r"发放记录：2026-03-16，2,500元，已发放（见\[\d+\]）", page)
    assert "以前已经发放，不再办理" in page


def test_a_letter_names_nobody_else(run: Run) -> None:
    number = query(
        run,
        "select min(person_id) from criteria inner join decisions using (policy_id, candidate_id) "
        "where criterion_id = 'identity_consistent' and verdict = 'unknown' "
        "and json_extract_string(evidence, '$.contract_name') is not null",
    )[0][0]
    found = ask(run, number, YEAR_2021)
    answers = {one.criterion_id: one for one in found.subjects[0].verdicts[0].answers}
    seen = answers["identity_consistent"].seen
    names = {str(one.value) for one in seen if one.name != "names_differ"}
    others = names - {found.subjects[0].name}
    page = letter(found)
    assert len(others) == 1
    assert others.pop() not in page
    assert "＊" in page


def test_real_letters_with_every_criterion_are_one_page_of_a4(run: Run, tmp_path: Path) -> None:
    with chromium() as browser:
        for outcome in ("eligible", "review"):
            number = one_with(run, outcome, YEAR_2021)
            path = tmp_path / f"{outcome}.html"
            words = ("--person", number, "--policy", YEAR_2021, "--html", str(path))
            assert cli(run, *words).exit_code == 0
            assert path.stat().st_mode & 0o077 == 0
            with opened_page(browser, path) as seen:
                paper = seen.page.pdf(prefer_css_page_size=True)
                assert (seen.left, seen.complaints) == ([], [])
            assert re.findall(rb"/Count (\d+)", paper) == [b"1"]
