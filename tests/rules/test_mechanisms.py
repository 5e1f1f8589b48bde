"""Mechanisms that policies are made of, on policies changed or invented for the purpose."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhaoren.cases import CaseResult, run_cases
from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.rules import check_rules, load_rules


def _run(project: Content, contracts: Contracts, policy_id: str) -> list[CaseResult]:
    rules = load_rules(project, policy_id.partition("/")[0])
    return run_cases(project, contracts, rules, policy_id)


def _only_cases(path: Path, cases: str) -> None:
    """Keep the standard candidate of a case file, with these cases alone."""
    head, _, _ = path.read_text("utf-8").partition("\ncases:\n")
    path.write_text(f"{head}\ncases:\n{cases}", "utf-8")


def test_a_new_amount_is_one_dated_line(project: Content, contracts: Contracts) -> None:
    policy = project.rules / "zibo/technician-2022/policy.yaml"
    line = "      2022-08-16: {technician: 2500, senior_technician: 3000}\n"
    text = policy.read_text("utf-8")
    assert line in text
    dated = "      2027-01-01: {technician: 2800, senior_technician: 3300}\n"
    policy.write_text(text.replace(line, line + dated), "utf-8")
    _only_cases(
        policy.with_name("cases.yaml"),
        "  A certificate of New Year's Eve has the old amount:\n"
        "    {as_of: 2027-02-01, given: {issued_on: 2026-12-31}, expect: eligible, yuan: 2500}\n"
        "  A certificate of New Year's Day has the new amount:\n"
        "    {as_of: 2027-02-01, given: {issued_on: 2027-01-01}, expect: eligible, yuan: 2800}\n"
        "  The first amount reaches back without end:\n"
        "    {given: {issued_on: 2022-08-16}, expect: eligible, yuan: 2500}\n",
    )
    assert [one for one in _run(project, contracts, "zibo/technician-2022") if one.fault] == []


@pytest.fixture
def overlapping(project: Content) -> Content:
    """The 2022 measure beside an older, lower one of the same benefit; the highest counts."""
    new = project.rules / "zibo/technician-2022"
    old = project.rules / "zibo/technician-2020"
    text = (new / "policy.yaml").read_text("utf-8")
    start = text.index("ceilings:")
    text = text[:start] + text[text.index("funding:") :]
    text = text.replace("  employer_limit:", "  # employer_limit:")
    text = text.replace(
        "    unit: yuan\n    values:\n      2022-08-16: 50000\n"
        "    clause: 每年每家企业职工最高可享受5万元补贴\n"
        "    article: 六大亮点·加快技能人才集聚发展\n",
        "",
    )
    text = text.replace("benefit: zibo/technician", "benefit: zibo/overlap")
    text = text.replace("once:\n", "once:\n  highest: true\n")
    lower = text.replace("technician: 2500, senior_technician: 3000", "technician: 2400")
    shutil.copytree(new, old)
    (new / "policy.yaml").write_text(text, "utf-8")
    (old / "policy.yaml").write_text(lower.replace("新引进新获得", "较早的"), "utf-8")
    (project.rules / "zibo/catalogue.yaml").unlink(missing_ok=True)
    return project


def test_of_overlapping_benefits_the_highest_counts(
    overlapping: Content, contracts: Contracts
) -> None:
    one = "  The same certificate under both:\n    {expect: %s}\n"
    rules = overlapping.rules / "zibo"
    _only_cases(rules / "technician-2022/cases.yaml", one % "eligible, yuan: 2500")
    _only_cases(rules / "technician-2020/cases.yaml", one % "superseded")
    for policy in ("technician-2022", "technician-2020"):
        assert [r for r in _run(overlapping, contracts, f"zibo/{policy}") if r.fault] == []


def test_a_lower_benefit_paid_before_goes_to_a_person(
    overlapping: Content, contracts: Contracts
) -> None:
    policy = overlapping.rules / "zibo/technician-2022/policy.yaml"
    text = policy.read_text("utf-8")
    doubts = "[recovered_before, payments_in_doubt, payment_lacks_key, paid_less_before]"
    text = text.replace("  no_recovery:\n", f"  no_recovery:\n    unknown: {doubts}\n")
    policy.write_text(text, "utf-8")
    _only_cases(
        policy.with_name("cases.yaml"),
        "  Less was paid before:\n"
        "    {paid: [{amount_fen: 249999}], expect: review, unknown: no_recovery}\n"
        "  As much was paid before:\n"
        "    {paid: [{amount_fen: 250000}], expect: already_granted}\n",
    )
    assert [r for r in _run(overlapping, contracts, "zibo/technician-2022") if r.fault] == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("  highest: true\n", "  highest: yes please\n", "once.highest"),
        ("amount: {rate: subsidy}", "amount: {of: district}", "district is not a number"),
        ("amount: {rate: subsidy}", "amount: {at_most: subsidy}", "a sum needs rate or of"),
        ("beneficiary: person", "beneficiary: person\npaid_to: nobody", "nobody is not a fact"),
        ("beneficiary: person", "beneficiary: person\nshows: {gift: level}", "no column gift"),
        ("    by: level\n", "    by: [level, kind]\n", "a level for each key"),
        ("  no_recovery:\n", "  no_recoveries:\n", "name the criterion no_recovery"),
        ("dated_by: issued_on", "dated_by: insured_months_paid", "is not a date or a year"),
        (
            "once:\n",
            "repeat: {times: subsidy, gate: [nothing]}\nonce:\n",
            "no criterion nothing",
        ),
    ],
)
def test_a_mechanism_that_does_not_stand_is_told(
    overlapping: Content, contracts: Contracts, before: str, after: str, message: str
) -> None:
    path = overlapping.rules / "zibo/technician-2022/policy.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    found = [str(problem) for problem in check_rules(overlapping, contracts)]
    assert any(message in one for one in found), found
