"""The report as people read it: in a real Chromium, at a desk, on a phone, printed, by ear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser, Page

from tests.browser import Watched, chromium, opened
from zhaoren.report.earlier import Earlier
from zhaoren.report.pictures import MOST

from .desk import FUNNEL, HOSTILE, MANY, Desk, earlier_run
from .test_figures import BEFORE


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    run = earlier_run(folder / "before", BEFORE)
    return Desk().publish(folder / "now", Earlier(run.run_id, run))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def seen(browser: Browser, report: Path) -> Iterator[Watched]:
    with opened(browser, report) as watched:
        yield watched


@pytest.fixture
def page(seen: Watched) -> Page:
    """The page as somebody opens it, in Chinese."""
    seen.page.goto("about:blank")
    seen.page.goto(seen.address)
    return seen.page


TABLE = """name => [...document.querySelectorAll(`[aria-labelledby="${name}-table"] tr`)]
    .map(row => [...row.cells].map(cell => cell.innerText.trim()))"""


def cells(page: Page, name: str) -> list[list[str]]:
    """What somebody sees of a table, row by row."""
    found: list[list[str]] = page.evaluate(TABLE, name)
    return found


def test_no_request_leaves_the_file_and_nothing_is_complained_of(
    browser: Browser, report: Path
) -> None:
    with opened(browser, report) as watched:
        watched.page.get_by_text("English", exact=True).click()
        for details in watched.page.locator("summary").all():
            details.click()
        assert watched.requests == [watched.address]
        assert watched.complaints == []


def test_what_a_title_or_a_district_says_is_text(page: Page) -> None:
    assert page.evaluate("document.scripts.length") == 1
    assert page.locator("h3", has_text=HOSTILE).count() == 1


def test_a_script_that_gets_in_all_the_same_is_not_run(browser: Browser, report: Path) -> None:
    spoilt = report.with_name("spoilt.html")
    text = report.read_text(encoding="utf-8")
    spoilt.write_text(
        text.replace("</main>", "<script>document.title = 'run'</script></main>"), "utf-8"
    )
    with opened(browser, spoilt) as watched:
        assert watched.page.title() != "run"
        assert "Content Security Policy" in " ".join(watched.complaints)


def test_the_verdicts_are_those_of_the_table(page: Page, report: Path) -> None:
    shown = cells(page, "outcomes")
    decided = f"'{report.with_name('decisions.parquet')}'"
    counted = duckdb.sql(
        f"""select count(*), count_if(outcome = 'eligible'), count_if(outcome = 'capped'),
            count_if(outcome = 'superseded'), count_if(outcome = 'review'),
            count_if(outcome = 'already_granted'), count_if(outcome = 'ineligible')
        from {decided}"""
    ).fetchall()[0]
    assert shown[0][1:] == [
        "对象",
        "符合",
        "超限额",
        "就高或重复不计",
        "待核",
        "已享受",
        "不符合",
        "应发（元）",
    ]
    assert shown[1][1:] == [*map(str, counted), "10,501.01"]
    assert shown[-1] == ["合计", *map(str, counted), "10,501.01"]


def test_a_funnel_has_its_numbers_in_a_table(page: Page) -> None:
    page.locator("summary").first.click()
    shown = {
        name: (int(sure), int(doubtful)) for name, sure, doubtful in cells(page, "funnel-0")[1:]
    }
    assert shown == FUNNEL
    bars = page.locator("svg.funnel").first.text_content() or ""
    assert "7 + 2?" in bars


def test_money_adds_up_to_what_is_due(page: Page) -> None:
    assert cells(page, "money")[1:] == [
        ["张店", "3", "3,750.00", "3,750.00", "7,500.00"],
        [HOSTILE, "1", "1,500.01", "1,500.00", "3,000.01"],
        ["未确定", "1", "0.50", "0.50", "1.00"],
        ["合计", "5", "5,250.51", "5,250.50", "10,501.01"],
    ]


def test_ages_changes_hints_and_reasons_are_told(page: Page) -> None:
    assert cells(page, "states")[1] == [
        "待区县初审",
        "3",
        "7,500.00",
        "1",
        "1",
        "0",
        "1",
        "61",
        "1",
    ]
    assert cells(page, "changes")[-1] == ["合计", "1", "1", "1", "1", "5", "+99.99"]
    assert cells(page, "held")[1] == ["暂缓：参保不符合", "1", "2,500.00"]
    assert cells(page, "lookback")[1:] == [["此前已去世", "1", "2,500.00"]]
    assert [row[1] for row in cells(page, "risks")[1:]] == ["1", "1"]
    assert ["职业技能证书", "等级不在代码表内", "1"] in cells(page, "reasons")
    assert cells(page, "sources")[2][0:2] + cells(page, "sources")[2][-1:] == [
        "职业技能证书",
        "1",
        "2026-10-31",
    ]
    assert cells(page, "sources")[3][-1] == "2026-10"


def test_near_misses_and_known_days_are_told(page: Page) -> None:
    assert cells(page, "near")[1][2:] == ["1", "1", "2,500.00", "1"]
    assert len(cells(page, "near")) == 1 + MOST
    assert page.locator("svg.near text.number").count() == MOST
    page.get_by_text("其余各项").click()
    assert len(cells(page, "near-others")) == 1 + 1 + len(MANY) - MOST
    assert ["届时符合", "1", "2,500.00", "2026-12-01", "2026-12-01"] in cells(page, "upcoming")


def test_what_the_run_went_without_is_told(page: Page) -> None:
    marks = page.locator(".mark").all_inner_texts()
    assert any("未审核" in mark for mark in marks)
    assert any("历史发放" in mark for mark in marks)
    assert "尚未施行" in page.locator("main").inner_text()


def test_every_table_of_the_run_is_linked_beside_the_report(page: Page, report: Path) -> None:
    links = page.eval_on_selector_all(
        "#files ~ ul a", "all => all.map(a => a.getAttribute('href'))"
    )
    tables = {path.name for path in report.parent.glob("*.parquet")}
    assert tables <= set(links)
    assert {"payments/", "sql/", "manifest.json"} <= set(links)
    assert not [link for link in links if ":" in link or link.startswith("/")]


@pytest.mark.parametrize("width", [375, 1920])
@pytest.mark.parametrize("language", ["", "#en"])
def test_the_page_fits_the_screen(
    browser: Browser, report: Path, width: int, language: str
) -> None:
    with opened(browser, report, width) as watched:
        watched.page.goto(watched.address + language)
        watched.page.reload()
        for details in watched.page.locator("summary").all():
            details.click()
        wide = "document.documentElement.scrollWidth"
        assert watched.page.evaluate(wide) <= width
        spilt = """[...document.querySelectorAll('main *')].filter(one => one.offsetParent
            && !one.closest('.wide, .unseen, svg')
            && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML)"""
        assert watched.page.evaluate(spilt) == []


def shown(page: Page) -> tuple[str, str, bool, bool]:
    """Language of the page, its title, and whether Chinese and English are to be seen."""
    visible: list[Any] = page.evaluate(
        "[...document.querySelectorAll('h1 .zh, h1 .en')].map(one => one.checkVisibility())"
    )
    return page.evaluate("document.documentElement.lang"), page.title(), visible[0], visible[1]


def test_the_language_is_switched_by_keyboard(page: Page) -> None:
    assert shown(page) == ("zh-CN", "淄博市 2026-11-20 政策找人运行报告", True, False)
    page.locator("#language-zh").focus()
    page.keyboard.press("ArrowRight")
    assert shown(page) == ("en", "zhaoren report: zibo, 2026-11-20", False, True)
    page.keyboard.press("ArrowLeft")
    assert shown(page)[0] == "zh-CN"


def test_the_language_is_switched_without_a_script(browser: Browser, report: Path) -> None:
    with opened(browser, report, java_script_enabled=False) as watched:
        english = watched.page.locator("h1 .en")
        assert not english.is_visible()
        watched.page.get_by_text("English", exact=True).click()
        assert english.is_visible()
        assert not watched.page.locator("h1 .zh").is_visible()


def test_nothing_is_said_in_one_language_only(page: Page) -> None:
    page.goto(f"{page.url.partition('#')[0]}#en")
    page.reload()
    left = page.evaluate(
        r"""() => { const found = [];
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) { const at = texts.currentNode.parentElement;
            if (/[\u4e00-\u9fff]/.test(texts.currentNode.data) && at.checkVisibility()
                && !at.closest('[lang="zh-CN"], legend')) found.push(texts.currentNode.data); }
        return found; }"""
    )
    assert left == []


FOCUSED = """() => { const at = document.activeElement, style = getComputedStyle(at);
    const ring = at.matches('input[type=radio]') ? getComputedStyle(at.nextElementSibling) : style;
    return [at.tagName, at.getAttribute('href') || at.id || '', ring.outlineStyle,
        at.getBoundingClientRect().right > 0]; }"""


def test_tab_goes_through_the_page_in_order_and_is_seen(page: Page) -> None:
    visited = []
    for _ in range(13):
        page.keyboard.press("Tab")
        tag, name, outline, on_screen = page.evaluate(FOCUSED)
        assert outline != "none", (tag, name)
        assert on_screen, (tag, name)
        visited.append((tag, name))
    assert visited[:3] == [("A", "#main"), ("INPUT", "language-zh"), ("A", "#glance")]
    contents = [name for _, name in visited[2:11]]
    assert contents == page.eval_on_selector_all(
        "h2[id]:not(#contents)", "all => all.map(h => '#' + h.id)"
    )
    assert [tag for tag, _ in visited[11:]] == ["DIV", "SUMMARY"]


def test_one_key_skips_to_the_report(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")


def test_a_screen_reader_finds_its_way(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate(FAULTS) == []
    # what is read aloud of a chart is its name; its numbers stand in the table
    assert page.get_by_role("img").count() == page.locator("svg").count() > 4
    assert page.get_by_role("table").count() == page.locator("table").count()


CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []
    page.emulate_media(color_scheme="light")


def test_on_paper_all_numbers_stand_and_nothing_to_click(page: Page) -> None:
    page.emulate_media(media="print")
    for gone in ("nav", ".language", ".again", "summary >> nth=0"):
        assert not page.locator(gone).is_visible(), gone
    assert page.locator("details:not(.again) table").is_visible()
    assert page.locator("table >> nth=0").is_visible()
    bars = page.locator("svg.funnel").first
    assert bars.is_visible()
    assert all(f"{sure:,}" in (bars.text_content() or "") for sure, _ in FUNNEL.values())
    page.emulate_media(media="screen")
