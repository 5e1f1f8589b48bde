"""The catalogues account for every measure, and a gap in them is a fault with file and line."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from zhaoren import cli
from zhaoren.catalogue import entries
from zhaoren.catalogue.amounts import amount_said
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


AMOUNTS = {
    "liaocheng/contest-employer": (
        "世界技能大赛20万/15万/10万/5万元、国家一类和国家二类10万/8万/5万/3万元、"
        "省一类5万/4万/3万元、省二类3万/2万/1万元"
    ),
    "liaocheng/contest-hosting": (
        "市一类：认定金额，不低于1万元，最高3万元；国家一类10万元、省一类5万元"
    ),
    "liaocheng/contest-prize": (
        "世界技能大赛50万/30万/20万/10万元、国家一类和国家二类20万/15万/10万/5万元、"
        "省一类10万/5万/3万元、省二类5万/3万/1万元、市一类1万/5000/3000元"
    ),
    "liaocheng/platform": (
        "国家级技能大师工作室和齐鲁技能大师特色工作站20万元、山东省技师工作站10万元"
    ),
    "liaocheng/school-retention": "1000元",
    "liaocheng/self-evaluation": "30人起1万元、51人起2万元、101人起3万元",
    "liaocheng/skill-upgrade": (
        "高级工2000元、技师3000元、高级技师4000元、特级技师6000元、首席技师8000元"
    ),
    "liaocheng/startup-rent": "租金支出，最高2万元；每人最多3年",
    "liaocheng/training-base": "国家补助资金的50%",
    "rizhao/base-supply": "10万元",
    "rizhao/chief-technician": "每月1000元，共48个月",
    "rizhao/outstanding-technician": "1万元",
    "rizhao/school-supply": "500元×人数",
    "rizhao/skill-expert": "2000元；全市每年最多100人",
    "rizhao/skill-star": "市“技能之星”职业技能大赛1万/6000/3000元",
    "rizhao/station": "市技师工作站：5万元；特色技能大师工作站：10万元",
    "rizhao/talent-import": "年薪的30%，最高10万元；每家用人单位每年最高50万元",
    "rizhao/technician-reward": "技师2500元、高级技师3000元",
    "zibo/contest-hosting": "认定金额，最高50万元",
    "zibo/education-group": "认定金额，最高200万元",
    "zibo/flexible-talent": "年薪的20%",
    "zibo/leading-talent": "认定金额，最高100万元",
    "zibo/new-star": "每月中级工300元、高级工500元、预备技师1000元，共60个月",
    "zibo/order-class": "1万元",
    "zibo/platform": (
        "国家级技能大师工作室30万元、齐鲁技能大师特色工作站15万元、山东省技师工作站10万元、市技师工作站8万元"
    ),
    "zibo/public-training": "650元×数量",
    "zibo/school-build": (
        "国家级技工教育优质校500万元、省级技工教育优质校300万元、"
        "国家级优质专业(群)和国家级工学一体化专业试点100万元、"
        "省级优质专业(群)和省级工学一体化专业试点50万元"
    ),
    "zibo/self-evaluation": "认定金额，最高8万元",
    "zibo/technician-2021": "技师2500元、高级技师3000元",
    "zibo/technician-2022": "技师2500元、高级技师3000元；每家用人单位每年最高5万元",
    "zibo/training-base": "国家补助资金的50%",
}
"""Every amount of 2-policies, as the parameters of the policy say it in words."""


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


def test_the_amounts_are_those_of_the_documents(contracts: Contracts) -> None:
    found = {
        item.id: amount_said(item.policy, contracts)
        for city in CITIES
        for item in load_rules(find_content(), city).policies
    }
    assert found == AMOUNTS


def test_a_value_that_changes_is_said_with_its_dates(contracts: Contracts) -> None:
    policy = load_rules(find_content(), "zibo").policy("zibo/order-class").policy
    grant = policy.parameters["grant"]
    later = {**grant.values, date(2027, 1, 1): Decimal(12500)}
    changed = policy.model_copy(
        update={"parameters": {"grant": grant.model_copy(update={"values": later})}}
    )
    assert amount_said(changed, contracts) == "2022-08-16起1万元；2027-01-01起12500元"


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
