"""A night is replayed with what was known then: the same run, byte for byte, without its inbox."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from zhaoren.errors import InputError, LedgerError, UsageError
from zhaoren.ledger import Ledger
from zhaoren.ledger.store import default_url
from zhaoren.nightly import NightOptions, NightResult, run_night

from .inboxes import FIRST, Exports, files

SECOND = FIRST + timedelta(days=1)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Exports, list[NightResult]]:
    """Two recorded nights; the exports change in between, and then disappear."""
    exports = Exports(tmp_path_factory.mktemp("replay") / "out")
    exports.technician(1)
    first = exports.night(FIRST)
    exports.technician(2)
    second = exports.night(SECOND)
    for inbox in exports.out.parent.glob("inbox-*"):
        shutil.rmtree(inbox)
    return exports, [first, second]


def replay(exports: Exports, day, named: str, out: Path | None = None, **changes) -> NightResult:
    told = {"city": "zibo", "inbox": None, "out": out or exports.out, "as_of": day, "threads": 2}
    return run_night(NightOptions(**told | {"snapshot": named} | changes))


def snapshot_of(result: NightResult) -> str:
    said = json.loads((result.run_dir / "manifest.json").read_text(encoding="utf-8"))
    return str(said["snapshot"])


def test_every_run_names_its_snapshot(nights: tuple[Exports, list[NightResult]]) -> None:
    first, second = map(snapshot_of, nights[1])
    assert first != second
    assert len(first) == len(second) == 64


def test_every_run_names_the_run_that_was_newest_until_then(
    nights: tuple[Exports, list[NightResult]],
) -> None:
    said = [json.loads((one.run_dir / "manifest.json").read_text()) for one in nights[1]]
    assert [one["compared_with"] for one in said] == [None, nights[1][0].run_id]


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("by", ["snapshot", "run"])
def test_a_replay_is_the_same_run(
    nights: tuple[Exports, list[NightResult]], place: int, by: str
) -> None:
    exports, results = nights
    named = snapshot_of(results[place]) if by == "snapshot" else results[place].run_id
    again = replay(exports, FIRST + timedelta(days=place), named[:10])
    assert again.already_there
    assert again.run_id == results[place].run_id
    assert not again.ledger["recorded"]


@pytest.mark.parametrize("place", [0, 1])
def test_a_replay_in_another_workspace_has_the_same_bytes(
    nights: tuple[Exports, list[NightResult]], place: int, tmp_path: Path
) -> None:
    exports, results = nights
    url = default_url(exports.out)
    with Ledger(url) as ledger:
        before = ledger.head("zibo")
    again = replay(
        exports,
        FIRST + timedelta(days=place),
        str(results[place].run_dir),
        out=tmp_path / "other",
        ledger=url,
    )
    assert not again.already_there
    assert files(again.run_dir) == files(results[place].run_dir)
    with Ledger(url) as ledger:
        assert ledger.head("zibo") == before


def test_a_replay_of_a_day_without_a_run_takes_the_events_before_it(
    nights: tuple[Exports, list[NightResult]],
) -> None:
    exports, (first, second) = nights
    later = replay(exports, SECOND, snapshot_of(first))
    said = json.loads((later.run_dir / "manifest.json").read_text(encoding="utf-8"))
    known = json.loads((second.run_dir / "manifest.json").read_text(encoding="utf-8"))
    assert said["ledger_head"] == known["ledger_head"] != "0" * 64


def test_a_replay_does_not_become_the_newest_run(
    nights: tuple[Exports, list[NightResult]],
) -> None:
    exports, results = nights
    pointer = json.loads((exports.out / "published" / "zibo.json").read_text(encoding="utf-8"))
    assert pointer[0] == results[1].run_dir.name


def test_a_name_that_is_nobodys_or_everybodys_is_wrong_usage(
    nights: tuple[Exports, list[NightResult]],
) -> None:
    with pytest.raises(UsageError, match="No published run"):
        replay(nights[0], FIRST, "zz")
    with pytest.raises(UsageError, match="No published run"):
        replay(nights[0], FIRST, "")


def test_a_copy_that_is_gone_is_named(
    nights: tuple[Exports, list[NightResult]], tmp_path: Path
) -> None:
    exports, results = nights
    copy = Path(shutil.copytree(exports.out, tmp_path / "out"))
    manifest = json.loads((results[0].run_dir / "manifest.json").read_text(encoding="utf-8"))
    lost = manifest["inputs"][0]
    (copy / "snapshots" / lost["sha256"]).unlink()
    with pytest.raises(InputError, match="gone or damaged") as stopped:
        replay(exports, FIRST, results[0].run_id, out=copy)
    assert stopped.value.file == lost["name"]


def test_a_night_on_another_ledger_than_the_runs_rest_on_is_refused(
    nights: tuple[Exports, list[NightResult]], tmp_path: Path
) -> None:
    exports, _ = nights
    copy = Path(shutil.copytree(exports.out, tmp_path / "out"))
    (copy / "ledger.db").unlink()
    again = Exports(copy)
    again.technician(1)
    with pytest.raises(LedgerError, match="never had the head"):
        again.night(SECOND + timedelta(days=1))
