"""What a night keeps for the next one changes nothing of what is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhaoren.durable import sha256_of
from zhaoren.nightly import run_night
from zhaoren.validation import gate

from .conftest import Options, options_for

pytestmark = pytest.mark.long

KINDS = ("extracts", "checked")


def published(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in paths}


def kept(out: Path) -> list[Path]:
    return sorted(path for kind in KINDS for path in (out / "cache" / kind / "zibo").iterdir())


def without_newest(inbox: Path) -> Path:
    """Take one file of contributions away; where it lies then."""
    newest = max(inbox.glob("contributions*"))
    return newest.rename(inbox.parent / newest.name)


def test_a_night_with_a_new_file_publishes_what_a_first_night_does(
    options: Options, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = without_newest(inbox)
    run_night(options(inbox=inbox, dry_run=True))  # nothing enters the ledger
    before = kept(tmp_path / "out")
    newest.rename(inbox / newest.name)
    asked: list[str] = []
    validate = gate._validate
    monkeypatch.setattr(
        gate,
        "_validate",
        lambda db, tables, checks: asked.extend(tables) or validate(db, tables, checks),
    )
    second = run_night(options(inbox=inbox))
    after = kept(tmp_path / "out")
    assert len(set(before) - set(after)) == 2  # the check of contributions, and which files passed
    assert len(set(after) - set(before)) == 3  # and the rows of the new file
    assert "contributions" in asked
    assert "contracts" not in asked
    first = run_night(options_for(tmp_path / "fresh", inbox=inbox))
    assert published(second.run_dir) == published(first.run_dir)


def test_what_is_damaged_or_foreign_is_made_again(options: Options, tmp_path: Path) -> None:
    first = run_night(options())
    whole = {path.name: path.read_bytes() for path in kept(tmp_path / "out")}
    assert len(whole) > 5
    for number, path in enumerate(kept(tmp_path / "out")):
        if number % 2:
            path.write_bytes(path.read_bytes()[:-1] + b"x")
        else:
            path.unlink()
    (path.parent / "foreign.txt").write_text("x", encoding="utf-8")
    bytes_before = published(first.run_dir)
    first.run_dir.rename(tmp_path / "aside")
    again = run_night(options())
    assert published(again.run_dir) == bytes_before
    assert {path.name for path in kept(tmp_path / "out")} == whole.keys()
