"""Whose exports `zhaoren run --city all` reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhaoren.cli.run import inboxes_of
from zhaoren.errors import UsageError

CITIES = ("liaocheng", "rizhao", "zibo")


def test_a_city_reads_the_folder_of_its_own(tmp_path: Path) -> None:
    for city in CITIES:
        (tmp_path / city / ("inbox" if city == "zibo" else "")).mkdir(parents=True)
    assert inboxes_of(CITIES, tmp_path) == {
        "liaocheng": f"{tmp_path}/liaocheng",
        "rizhao": f"{tmp_path}/rizhao",
        "zibo": f"{tmp_path}/zibo/inbox",
    }


def test_where_no_city_has_a_folder_all_read_the_same_exports(tmp_path: Path) -> None:
    assert set(inboxes_of(CITIES, tmp_path).values()) == {str(tmp_path)}


def test_one_folder_that_is_missing_stops_all(tmp_path: Path) -> None:
    (tmp_path / "zibo").mkdir()
    with pytest.raises(UsageError, match="liaocheng"):
        inboxes_of(CITIES, tmp_path)


def test_one_city_alone_reads_the_folder_itself(tmp_path: Path) -> None:
    assert inboxes_of(("zibo",), tmp_path) == {"zibo": str(tmp_path)}
