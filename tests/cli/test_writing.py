"""Where a command may write, and what stands there afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhaoren.cli.writing import may_write, written_to
from zhaoren.errors import UsageError
from zhaoren.manifest import NAME


def test_what_is_written_is_for_the_owner_alone_also_where_a_file_stood(tmp_path: Path) -> None:
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    old.touch()
    old.chmod(0o644)
    for path in (old, new):
        with written_to(path):
            path.write_text("a letter", encoding="utf-8")
        assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_is_written_into_a_published_run(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "zibo" / "2026-11-20-0123456789ab"
    (run / "payments").mkdir(parents=True)
    (run / NAME).write_text("{}", encoding="utf-8")
    for path in (run / "near.parquet", run / "payments" / "list.xlsx"):
        with pytest.raises(UsageError, match="never changes"):
            may_write(path)


def test_a_device_is_not_replaced_by_a_file() -> None:
    with pytest.raises(UsageError, match="no file that could be written over"):
        may_write(Path("/dev/null"))


def test_a_folder_that_is_missing_or_refuses_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        may_write(None, tmp_path / "none" / "list.xlsx")
    with pytest.raises(UsageError, match="cannot be written"), written_to(tmp_path / "list.xlsx"):
        raise PermissionError
