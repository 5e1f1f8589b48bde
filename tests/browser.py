"""A real Chromium for the tests of pages: no request may leave it, and nothing may go wrong.

`ZHAOREN_CHROMIUM` names the program, else the path does. Without one the tests
are skipped; with `ZHAOREN_REQUIRE_CHROMIUM=1` they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright


@dataclass
class Watched:
    """A page that is open, and everything that it asked for or complained of."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def left(self) -> list[str]:
        """Requests for anything but the file itself."""
        return [url for url in self.requests if url != self.address]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; the test is skipped where there is none."""
    program = _program()
    if program is None:
        if os.environ.get("ZHAOREN_REQUIRE_CHROMIUM") == "1":
            pytest.fail("Chromium is required here (ZHAOREN_REQUIRE_CHROMIUM), but there is none.")
        pytest.skip("there is no Chromium; see tests/with_chromium.sh")
    with sync_playwright() as playwright:
        # root has no sandbox; what is opened are our own files
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, file: Path, width: int = 1280, **context: Any) -> Iterator[Watched]:
    """A file in a window of that width; `context`: what Playwright's new_context takes."""
    viewport = {"width": width, "height": 900}
    with browser.new_context(viewport=viewport, **context) as place:  # type: ignore[arg-type]
        page = place.new_page()
        seen = Watched(page, file.resolve().as_uri())
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.goto(seen.address)
        yield seen


def _program() -> str | None:
    named = os.environ.get("ZHAOREN_CHROMIUM")
    found = [named] if named else ["chromium", "chromium-browser"]
    return next((path for name in found if (path := shutil.which(name))), None)
