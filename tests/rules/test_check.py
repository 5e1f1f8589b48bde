"""Every kind of fault in the rules is found, with its file and line."""

from __future__ import annotations

import shutil

import pytest

from zhaoren.content import Content, find_content
from zhaoren.contracts import Contracts
from zhaoren.rules import check_rules, load_rules

POLICY = "zibo/technician-2021/policy.yaml"
SPOILT = [
    ("risks.yaml", "issuer_month:", "issuer_week:", "there is no flag issuer_week; known: "),
    ("risks.yaml", "  percent: 80\n", "  times: 2\n", "same_day_staff needs percent"),
    (POLICY, "grain: certificate", "grain: licence", "grain 'licence' is not a documented fact"),
    (POLICY, "title: 企业", "tittle: 企业", "tittle: Extra inputs are not permitted"),
    (POLICY, "beneficiary: person", "beneficiary: person\nbeneficiary: person", "duplicate key"),
    (POLICY, "kind = 'qualification'", "kin = 'qualification'", "'kin', which is not a fact"),
    (POLICY, "kind = 'qualification'", "kind = 3", "joins number and text"),
    (POLICY, "kind = 'qualification'", "kind is null", "uses 'is'"),
    (POLICY, "kind = 'qualification'", "coalesce(kind, '') = ''", "uses 'coalesce'"),
    (POLICY, "kind = 'qualification'", "kind", "is a text, where a boolean is needed"),
    (POLICY, "kind = 'qualification'", "kind = 'a' b c", "does not parse"),
    (POLICY, "scope: level in", "scope: district in", "district, which can be empty"),
    (POLICY, "dated_by: issued_on", "dated_by: level", "level is not a date or a year"),
    (POLICY, "technician: 2500, senior", "technician: 2500.001, senior", "finer than fen"),
    (POLICY, "{city: 50, district", "{city: 50.5, district", "valid integer"),
    (POLICY, "rate: subsidy", "rate: subsidies", "there is no parameter subsidies"),
    (POLICY, "rate: subsidy", "rate: subsidies", "parameter subsidy is never used"),
    (POLICY, "by: level", "by: ''", "a table needs `by`"),
    (POLICY, "clause: 进行就业登记", "clause: 进行失业登记", "quote it verbatim"),
    (
        POLICY,
        "clause: 进行就业登记\n    article: 第一条",
        "clause: 进行就业登记\n    article: 第二条",
        "does not stand in 第二条",
    ),
    (
        POLICY,
        "clause: 进行就业登记\n    article: 第一条",
        "clause: 进行就业登记\n    article: 第九条",
        "no article '第九条'",
    ),
    (
        POLICY,
        "document: zibo-technician-subsidy-rules-2021",
        "document: elsewhere",
        "there is no document elsewhere",
    ),
    (
        POLICY,
        "    clause: 进行就业登记\n    article: 第一条",
        "    label: 登记",
        "quotes no clause",
    ),
    (POLICY, "    label: 职业资格证书\n", "", "criterion certificate_kind has no label"),
    (POLICY, "    test: kind = 'qualification'\n", "", "certificate_kind has no test"),
    (POLICY, "{issued_on}不在", "{issued}不在", "shows issued, which is not a fact"),
    (
        "criteria.yaml",
        "    mend: 由用人单位为本人办理就业登记，自登记之日起符合\n",
        "",
        "criterion registered does not say what would change its answer",
    ),
    ("criteria.yaml", "自登记之日起符合", "自{issued_on}起符合", "which is not in its evidence"),
    (
        POLICY,
        "yields_to: [zibo/technician-2022]",
        "yields_to: [zibo/other]",
        "yields_to zibo/other",
    ),
    (POLICY, "  - {city: 50, district: rest}", "  - {city: 50}", "do not sum to 100"),
    (POLICY, "  funding:\n    clause", "  fund:\n    clause", "name the criterion funding"),
    (POLICY, "per: [person_id, occupation_code, level]", "per: [person]", "person is not a fact"),
    (
        POLICY,
        "issued_on between date '2018-01-02' and",
        "issued between date '2018-01-02' and",
        "'issued', which is not a fact",
    ),
    ("criteria.yaml", "unknown: [names_differ]", "unknown: [contract_name]", "is a text, where"),
    ("criteria.yaml", "unknown: [names_differ]", "unknowns: [names_differ]", "unknowns: Extra"),
    ("zibo/city.yaml", 'prefix: "3703"', 'prefix: "370"', "prefix: String should match"),
    (
        "zibo/technician-2022/policy.yaml",
        "benefit: zibo/technician",
        "benefit: zibo/technician\nyields_to: [zibo/technician-2021]",
        "runs in a circle",
    ),
    (
        "zibo/technician-2021/cases.yaml",
        "unknown: certificate_sound",
        "unknown: in_service",
        "certificate_sound has no unknown case",
    ),
    (
        "zibo/technician-2021/cases.yaml",
        "failed: registered",
        "failed: insured",
        "registered has no failing case",
    ),
    ("zibo/technician-2021/cases.yaml", "as_of: 2026", "as_off: 2026", "as_off: Extra"),
]


def test_the_rules_as_they_stand_have_no_fault(contracts: Contracts) -> None:
    assert check_rules(find_content(), contracts) == []


@pytest.fixture
def project(project: Content) -> Content:
    """A copy with one city: what is spoilt here stands there or in what all share."""
    for city in ("liaocheng", "rizhao"):
        shutil.rmtree(project.rules / city)
    return project


@pytest.mark.parametrize(("name", "before", "after", "message"), SPOILT)
def test_a_fault_is_found_where_it_stands(
    project: Content, contracts: Contracts, name: str, before: str, after: str, message: str
) -> None:
    path = project.rules / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    found = check_rules(project, contracts)
    assert any(message in str(problem) for problem in found), [str(problem) for problem in found]


def test_the_line_is_that_of_the_fault(project: Content, contracts: Contracts) -> None:
    path = project.rules / POLICY
    text = path.read_text("utf-8").replace("clause: 进行就业登记", "clause: 进行失业登记")
    path.write_text(text, "utf-8")
    line = next(n for n, words in enumerate(text.splitlines(), 1) if "失业登记" in words)
    (problem,) = check_rules(project, contracts)
    assert (problem.file, problem.line) == (POLICY, line)


def test_all_faults_are_reported_at_once(project: Content, contracts: Contracts) -> None:
    path = project.rules / POLICY
    text = path.read_text("utf-8")
    for before, after in (("kind = 'q", "kin = 'q"), ("dated_by: issued_on", "dated_by: level")):
        text = text.replace(before, after)
    path.write_text(text, "utf-8")
    assert len(check_rules(project, contracts)) == 2


def test_a_policy_that_says_one_thing_its_own_way_keeps_what_is_shared() -> None:
    shared = load_rules(find_content(), "zibo").policy("zibo/technician-2022")
    own = load_rules(find_content(), "zibo").policy("zibo/flexible-talent")
    common, said = (item.criteria["enterprise"].says for item in (shared, own))
    assert (said.fail, said.unknown) == (common.fail, common.unknown)
    assert said.mend != common.mend
