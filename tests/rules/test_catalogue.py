"""The catalogues account for every measure, and a gap in them is a fault with file and line."""

from __future__ import annotations

import json

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from zhaoren import cli
from zhaoren.catalogue import entries
from zhaoren.catalogue.describe import document
from zhaoren.content import Content, find_content
from zhaoren.contracts import Contracts
from zhaoren.rules import city_ids, load_rules
from zhaoren.rules.catalogue import catalogue_problems, load_catalogue

DOCS = find_content().root / "docs"
CITIES = city_ids(find_content())
CATALOGUE = "zibo/catalogue.yaml"
POLICY = "zibo/order-class/policy.yaml"
SPOILT = [
    (CATALOGUE, "policies: [zibo/order-class]", "policies: [zibo/other]", "no policy zibo/other"),
    (CATALOGUE, "policies: [zibo/order-class]", "", "name its policies, or say why not paid"),
    (
        CATALOGUE,
        "policies: [zibo/order-class]",
        "not_paid: 没有资金",
        "zibo/order-class is not listed at a measure of 六大亮点·推动技工教育高质量发展",
    ),
    (
        CATALOGUE,
        "policies: [zibo/internship]",
        "not_paid: 没有资金",
        "zibo/internship is not listed at a measure of 内容涵盖六大方面",
    ),
    (
        CATALOGUE,
        "not_paid: 荣誉，没有资金",
        "policies: [zibo/order-class]",
        "zibo/order-class quotes nothing from 内容涵盖六大方面",
    ),
    (CATALOGUE, "measure: 建立竞赛荣誉制度", "measure: 建立荣誉", "does not stand in its articles"),
    (
        CATALOGUE,
        "no_measure: [新闻发布会, 报尾]",
        "no_measure: [报尾]",
        "新闻发布会 is not accounted",
    ),
    (CATALOGUE, "[新闻发布会, 报尾]", "[新闻发布会, 报尾, 广告]", "has no article '广告'"),
    (
        CATALOGUE,
        "[新闻发布会, 报尾]",
        "[新闻发布会, 报尾, 内容涵盖六大方面]",
        "内容涵盖六大方面 is said to be no measure",
    ),
    (CATALOGUE, "articles: 第二条", "articles: 第五条", "第二条 is not accounted for"),
    (CATALOGUE, "articles: 第二条", "articles: 第九条", "has no article '第九条'"),
    (CATALOGUE, "articles: 第一条", "articles: 第三条", "not in the document's order"),
    (CATALOGUE, "zibo-26-measures-2022:", "zibo-26-measures:", "no document zibo-26-measures in"),
    (CATALOGUE, "note: >-", "notes: >-", "notes: Extra inputs"),
    (POLICY, "按每人1万元给予订单企业补助", "每人1万元", None),
    (
        POLICY,
        "六大亮点·推动技工教育高质量发展",
        "六大亮点·加快技能人才集聚发展",
        "is not listed at",
    ),
]


def _problems(content: Content, city: str) -> list[str]:
    return [str(problem) for problem in catalogue_problems(content, load_rules(content, city))]


@pytest.mark.parametrize("city", CITIES)
def test_the_catalogue_of_a_city_stands(city: str) -> None:
    assert _problems(find_content(), city) == []


@pytest.mark.parametrize(("name", "before", "after", "message"), SPOILT)
def test_a_gap_is_found_where_it_stands(
    project: Content, name: str, before: str, after: str, message: str | None
) -> None:
    path = project.rules / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    found = _problems(project, "zibo")
    if message is None:
        assert found == []
        return
    assert any(message in problem for problem in found), found
    assert all(problem.startswith(CATALOGUE + ":") for problem in found)


def test_the_line_is_that_of_the_measure(project: Content) -> None:
    path = project.rules / CATALOGUE
    text = path.read_text("utf-8").replace("[zibo/internship]", "[zibo/internships]")
    path.write_text(text, "utf-8")
    line = 1 + [words.strip() for words in text.splitlines()].index(
        "- measure: 加大顶岗实习补贴力度"
    )
    assert f"{CATALOGUE}:{line}: there is no policy zibo/internships" in _problems(project, "zibo")


def test_a_city_without_a_catalogue_is_a_fault(project: Content) -> None:
    (project.rules / CATALOGUE).unlink()
    assert _problems(project, "zibo") == [f"{CATALOGUE}:1: the file is missing"]


def test_how_many_measures_each_document_has() -> None:
    found = {
        name: len(listing.measures)
        for city in CITIES
        for name, listing in load_catalogue(
            find_content(), load_rules(find_content(), city)
        ).items()
    }
    assert found == {
        "liaocheng-high-skilled-talent-measures-2024": 17,  # 16, and 就高不重复
        "rizhao-key-industry-skills-measures-2019": 10,
        "zibo-technician-subsidy-rules-2021": 3,
        "zibo-26-measures-2022": 26,  # 24 are named in the press text, and two described
    }


def test_every_policy_is_in_the_table_with_its_amount_and_readings(contracts: Contracts) -> None:
    for city in CITIES:
        ruleset = load_rules(find_content(), city)
        found = list(entries(find_content(), contracts, ruleset))
        active = {entry.policy_id for entry in found if entry.status == "active"}
        pending = {entry.policy_id for entry in found if entry.status == "pending"}
        assert active == {item.id for item in ruleset.policies}
        assert pending == {item.id for item in ruleset.pending}
        for entry in found:
            assert bool(entry.amount) == (entry.status == "active")
            assert bool(entry.why) == (entry.status != "active")
            assert entry.articles


def test_the_document_is_what_the_rules_say() -> None:
    """Write it anew: python -m zhaoren.catalogue > docs/policies.md"""
    assert (DOCS / "policies.md").read_text("utf-8") == document(find_content())


def test_the_command_shows_measures_in_a_table_that_fits() -> None:
    said = CliRunner().invoke(cli.app, ["policies", "--city", "zibo"])
    assert said.exit_code == 0
    for words in ("zibo/new-star", "施行", "待定", "不发放", "缺少", "8项政策待定", "发放标准"):
        assert words in said.output
    assert "zibo/contest-prize" in said.output
    assert max(cell_len(line) for line in said.output.splitlines()) <= 120


def test_the_command_prints_json_for_scripts() -> None:
    said = CliRunner().invoke(cli.app, ["policies", "--json"])
    rows = json.loads(said.output.splitlines()[-1])["entries"]
    assert {row["city"] for row in rows} == set(CITIES)
    (star,) = [row for row in rows if row["policy_id"] == "zibo/new-star"]
    assert star["amount"] == "每月中级工300元、高级工500元、预备技师1000元，共60个月"
    assert (star["beneficiary"], star["grain"], star["status"]) == (
        "person",
        "graduate_month",
        "active",
    )
    assert all(row["why"] for row in rows if row["status"] != "active")


def test_an_unknown_city_is_wrong_usage() -> None:
    assert CliRunner().invoke(cli.app, ["policies", "--city", "qingdao"]).exception is not None
