"""The letter in a browser: one page of A4, nothing asked of the network, readable on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page

from zhaoren.explain.letter import letter
from zhaoren.explain.model import (
    Answer,
    Explanation,
    Grant,
    Payee,
    Record,
    Said,
    Subject,
    Verdict,
)

from ..browser import chromium, opened

DAY = date(2026, 11, 20)
NUMBER = "370303199101100634"
CLAUSE = "对新引进新获得技师、高级技师的企业职工"


def said(name: str, title: str, value: str) -> Said:
    return Said(name, title, value, value)


def answer(place: int, verdict: str = "pass") -> Answer:
    seen = (
        said("contract_no", "合同编号", f"HT{place}"),
        said("contract_start_on", "合同起始日期", "2020-03-01"),
    )
    return Answer(
        f"criterion_{place}", f"第{place}项条件", verdict, CLAUSE, "技能兴淄26条（新闻发布稿）",
        "六大亮点·加快技能人才集聚发展", "沿用2021年细则的要求", "《技能兴淄26条》", seen,
        (place,), (), "" if verdict == "pass" else "签订的劳动合同满1年后可以符合", None,
        None, "",
    )  # fmt: skip


def explanation() -> Explanation:
    """A worker who is granted one benefit, with as many criteria as a policy has."""
    grant = Grant(
        "G0000001", "zibo/technician-2022", "新引进新获得技师、高级技师补贴", "ZS1", None, 250_000,
        "noticed", "公示中", "公示中", DAY, DAY, None, None, None, False, (),
    )  # fmt: skip
    verdict = Verdict(
        policy_id="zibo/technician-2022",
        title="新引进新获得技师、高级技师补贴",
        document="技能兴淄26条（新闻发布稿）",
        candidate_id=f"ZS1|{NUMBER}",
        about=(said("certificate_no", "证书编号", f"2155343320200001{NUMBER}"),),
        beneficiary_kind="person",
        beneficiary_title="个人",
        to_subject=True,
        district="张店",
        period=None,
        outcome="eligible",
        outcome_title="符合",
        amount_fen=250_000,
        city_fen=250_000,
        district_fen=0,
        explanation="符合“新引进新获得技师、高级技师补贴”各项条件，应发2500元。",
        winner=None,
        ceiling=None,
        hold_reason=None,
        hold_title="",
        payee=Payee("齐商银行", "4216", "正常"),
        paid=(),
        answers=tuple(answer(place) for place in range(1, 13)),
        grant=grant,
    )
    records = tuple(
        Record(place, "contracts", "劳动合同备案", f"contracts-{place}.csv", place, None, False, ())
        for place in range(1, 13)
    )
    subject = Subject(
        "person", NUMBER, (), "王伟", True, "", (verdict,), (), (grant,), records, (), ()
    )
    return Explanation("ab" * 32, "2026-11-20-abababababab", "zibo", "淄博市", DAY, (subject,))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    path = tmp_path_factory.mktemp("letter") / "letter.html"
    path.write_text(letter(explanation()), encoding="utf-8")
    with chromium() as browser, opened(browser, path) as seen:
        assert (seen.left, seen.complaints) == ([], [])
        yield seen.page


def test_a_normal_letter_is_one_page_of_a4(page: Page) -> None:
    paper = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Count (\d+)", paper) == [b"1"]
    assert re.search(rb"/MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]", paper)


def test_the_letter_says_what_was_found_and_masks_the_number_everywhere(page: Page) -> None:
    text = page.inner_text("main")
    assert "370303********0634" in text
    assert NUMBER not in page.content()
    for words in (
        "王伟", "符合", "2,500元", "齐商银行，尾号4216", "正在公示", "12333", "不作为行政决定",
        "张店人力资源社会保障部门", "contracts-7.csv 第7行", CLAUSE,
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("width", [375, 1920])
def test_nothing_runs_out_of_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_headings_and_table_can_be_read_aloud(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.locator("h1").count() == 1
    assert page.locator("tbody th[scope=row]").count() == 12
    assert page.locator("thead th[scope=col]").count() == 4
