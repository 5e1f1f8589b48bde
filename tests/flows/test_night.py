"""The nightly run: what it publishes, and that it is the same each time."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from zhaoren.durable import sha256_of
from zhaoren.errors import InputError, UsageError, ZhaorenError
from zhaoren.nightly import STEPS, NightOptions, NightResult, run_night
from zhaoren.publish import yuan
from zhaoren.publish.figures import OUTCOMES

from .conftest import Options, options_for


def files(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in paths}


@pytest.mark.parametrize(
    ("threads", "memory_limit"), [(8, "700MB"), pytest.param(1, "2GB", marks=pytest.mark.long)]
)
def test_another_workspace_and_other_threads_give_the_same_bytes(
    night: NightResult, options: Options, threads: int, memory_limit: str
) -> None:
    again = run_night(options(threads=threads, memory_limit=memory_limit))
    assert again.run_dir.name == night.run_dir.name
    assert files(again.run_dir) == files(night.run_dir)


def test_a_run_that_is_there_is_not_run_again(night: NightResult, tmp_path: Path) -> None:
    before = files(night.run_dir)
    again = run_night(options_for(Path(shutil.copytree(night.run_dir.parents[2], tmp_path / "o"))))
    assert again.already_there
    assert list(again.seconds) == ["snapshot", "record"]
    assert (again.run_id, again.outcomes, again.amount_fen, again.payable_fen) == (
        night.run_id,
        night.outcomes,
        night.amount_fen,
        night.payable_fen,
    )
    assert files(again.run_dir) == before


def test_a_damaged_run_is_told_and_left(night: NightResult, tmp_path: Path) -> None:
    out = Path(shutil.copytree(night.run_dir.parents[2], tmp_path / "copy"))
    file = out / "runs" / "zibo" / night.run_dir.name / "decisions.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(ZhaorenError, match=r"damaged: decisions\.parquet"):
        run_night(options_for(out))


def test_steps_are_taken_in_order(night: NightResult) -> None:
    assert tuple(night.seconds) == STEPS


def test_the_manifest_knows_every_file(night: NightResult) -> None:
    manifest = json.loads((night.run_dir / "manifest.json").read_text(encoding="utf-8"))
    listed = {file["path"]: file["sha256"] for file in manifest["outputs"]}
    assert listed == {k: v for k, v in files(night.run_dir).items() if k != "manifest.json"}
    rows = {file["path"]: file["rows"] for file in manifest["outputs"]}
    for path in night.run_dir.glob("*.parquet"):
        assert rows[path.name] == pq.read_metadata(path).num_rows
    assert manifest["run_id"] == night.run_id
    assert manifest["as_of"] == "2026-11-20"
    assert manifest["ledger_head"] == "0" * 64
    assert {file["name"] for file in manifest["inputs"]} >= {"contracts.csv", "certificates.xlsx"}
    assert all(file["rows"] > 0 for file in manifest["inputs"])
    assert manifest["validation"]["inputs"]
    assert all(found["success"] for found in manifest["validation"]["outputs"])


def test_every_table_carries_its_run_and_descriptions(night: NightResult) -> None:
    for path in night.run_dir.glob("*.parquet"):
        schema = pq.read_schema(path)
        assert schema.metadata[b"run_id"].decode() == night.run_id
        assert all(schema.field(name).metadata[b"description"] for name in schema.names)


def test_what_is_in_bank_files_is_what_is_payable(night: NightResult) -> None:
    manifests = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in (night.run_dir / "payments").glob("*.manifest.json")
    ]
    path = night.run_dir / "decisions.parquet"
    query = f"""select policy_id, candidate_id, amount_fen from '{path}'
        where outcome = 'eligible' and hold_reason is null order by all"""
    payable = duckdb.sql(query).fetchall()
    paid = sorted(
        (grant["policy_id"], grant["candidate_id"], grant["amount_fen"])
        for manifest in manifests
        for grant in manifest["grants"]
    )
    assert paid == payable
    assert sum(manifest["total_fen"] for manifest in manifests) == night.payable_fen


def test_report_and_manifest_and_sql_name_nobody(night: NightResult) -> None:
    texts = [night.run_dir / "report.html", night.run_dir / "manifest.json"]
    for path in (*texts, *(night.run_dir / "sql").iterdir()):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![0-9a-f])\d{17}[\dXx](?![0-9a-f])", text), path.name


def test_the_report_tells_the_verdicts_of_every_policy(night: NightResult) -> None:
    text = (night.run_dir / "report.html").read_text(encoding="utf-8")
    rows = re.findall(r"<code>(zibo/[a-z0-9-]+)</code></th>(.*?)</tr>", text)
    told = {}
    for policy, cells in rows[: len(night.outcomes)]:
        every, *numbers = re.findall(r"<td[^>]*>([\d,]+)</td>", cells)
        counts = zip(OUTCOMES, [int(number) for number in numbers], strict=True)
        told[policy] = {outcome: count for outcome, count in counts if count}
        assert int(every) == sum(told[policy].values())
    assert told == night.outcomes
    assert f"{yuan(night.amount_fen)}</dd>" in text
    assert f"{yuan(night.payable_fen)}</dd>" in text


@pytest.mark.long
def test_one_policy_gives_the_verdicts_that_it_has_among_all(
    night: NightResult, options: Options
) -> None:
    one = run_night(options(policies=("zibo/technician-2021",)))
    assert one.run_id != night.run_id
    assert one.outcomes == {"zibo/technician-2021": night.outcomes["zibo/technician-2021"]}


def test_an_inbox_without_a_required_source_publishes_nothing(
    options: Options, inbox: Path
) -> None:
    for path in inbox.glob("contracts*"):
        path.unlink()
    with pytest.raises(InputError, match="contracts"):
        run_night(options(inbox=inbox))
    assert not any((inbox.parent / "out" / "runs").iterdir())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"city": "atlantis"}, "atlantis"),
        ({"policies": ("zibo/nothing",)}, "zibo/nothing"),
        ({"without": frozenset({"wages"})}, "wages"),
        ({"without": frozenset({"contracts"})}, "cannot do without contracts"),
        ({"allow_shrink": frozenset({"wages"})}, "wages"),
    ],
)
def test_wrong_words_are_refused(options: Options, changes: dict[str, object], said: str) -> None:
    night: NightOptions = options(**changes)
    with pytest.raises(UsageError, match=said):
        run_night(night)
