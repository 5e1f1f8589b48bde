"""Pictures of the report for the README: `python -m tests.report.pictures docs/images`.

Two nights on the sample inbox of Rizhao, five weeks apart, so that there are grants with
an age and something has changed; the second one's report, at a desk, in English and on a phone.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import chromium, opened
from zhaoren.content import find_content
from zhaoren.nightly import NightOptions, run_night

NIGHTS = (date(2026, 11, 20), date(2026, 12, 28))


def report(out: Path) -> Path:
    """The report of the second night."""
    inbox = find_content().sample_data / "rizhao" / "inbox"
    ended = [run_night(NightOptions("rizhao", inbox, out, as_of)) for as_of in NIGHTS]
    return ended[-1].run_dir / "report.html"


def take(browser: Browser, page: Path, folder: Path) -> None:
    """All pictures, into `folder`."""
    with opened(browser, page, 1280) as seen:
        seen.page.screenshot(path=folder / "report.png", full_page=True, clip=_clip(1280, 0, 2000))
        seen.page.get_by_text("English", exact=True).click()
        top = seen.page.locator("section[aria-labelledby=money]").bounding_box()
        assert top is not None
        clip = _clip(1280, top["y"] - 20, 1500)
        seen.page.screenshot(path=folder / "report-english.png", full_page=True, clip=clip)
    with opened(browser, page, 375, device_scale_factor=2) as seen:
        seen.page.screenshot(
            path=folder / "report-phone.png", full_page=True, clip=_clip(375, 0, 1200)
        )


def _clip(width: float, top: float, height: float) -> dict[str, float]:
    return {"x": 0, "y": top, "width": width, "height": height}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as workspace, chromium() as started:
        take(started, report(Path(workspace)), Path(sys.argv[1]))
