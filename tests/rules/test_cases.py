"""The cases of the policies hold, and a case that does not hold is told apart."""

from __future__ import annotations

import pytest

from zhaoren.cases import CaseResult, run_cases
from zhaoren.content import Content, find_content
from zhaoren.contracts import Contracts
from zhaoren.rules import city_ids, load_rules

RESULTS: list[CaseResult] = []


def _results(contracts: Contracts) -> list[CaseResult]:
    if not RESULTS:
        for city in city_ids(find_content()):
            RESULTS.extend(run_cases(find_content(), contracts, load_rules(find_content(), city)))
    return RESULTS


def test_every_sentence_of_the_policies_holds(contracts: Contracts) -> None:
    results = _results(contracts)
    assert len(results) > 900
    assert [result for result in results if result.fault] == []


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("issued_on: 2017-12-31}", "issued_on: 2018-01-01}", "A certificate of 2017-12-31"),
        ("yuan: 3000", "yuan: 3001", "A senior technician gets 3000 yuan"),
        ("city_yuan: 1250}", "city_yuan: 1251}", "A technician for whom everything"),
        ("expect: review, unknown: funding}", "expect: eligible}", "A technician of a branch"),
        ("expect: {eligible: 1, superseded: 1}", "expect: {eligible: 2}", "The earlier of two"),
    ],
)
def test_a_case_that_does_not_hold_is_reported(
    project: Content, contracts: Contracts, before: str, after: str, sentence: str
) -> None:
    path = project.rules / "zibo/technician-2021/cases.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    results = run_cases(project, contracts, load_rules(project, "zibo"), "zibo/technician-2021")
    failed = [result for result in results if result.fault]
    assert any(result.sentence.startswith(sentence) for result in failed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("date '2018-01-01' and", "date '2018-01-02' and"),
        ("date '2022-08-15'\n    clause", "date '2022-08-14'\n    clause"),
        ("technician: 2500, senior", "technician: 2501, senior"),
        ("kind = 'qualification'", "kind <> 'qualification'"),
        ("{city: 50, district: rest}", "{city: 51, district: rest}"),
        ("keep: [issued_on, certificate_no]", "keep: [certificate_no, issued_on]"),
        ("per: [person_id, occupation_code, level]", "per: [person_id, level]"),
        ("per: [person_id, occupation_code, level]", "per: [person_id, occupation_code]"),
    ],
)
def test_the_cases_notice_an_altered_rule(
    project: Content, contracts: Contracts, before: str, after: str
) -> None:
    path = project.rules / "zibo/technician-2021/policy.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    results = run_cases(project, contracts, load_rules(project, "zibo"), "zibo/technician-2021")
    assert any(result.fault for result in results)
