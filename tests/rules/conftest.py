"""A copy of the content whose rules a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhaoren.content import FOLDERS, Content, find_content
from zhaoren.contracts import Contracts, load_contracts


@pytest.fixture(scope="session")
def contracts() -> Contracts:
    return load_contracts(find_content())


@pytest.fixture
def project(tmp_path: Path) -> Content:
    shutil.copytree(find_content().rules, tmp_path / "rules")
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(exist_ok=True)
    shutil.copytree(find_content().transforms, tmp_path / "transforms", dirs_exist_ok=True)
    return Content(tmp_path)
