"""A run that was altered anywhere is found out, and the alteration is named without a value.

All tests share one night; each alters a copy of its workspace. Whoever alters
a file may make its hash fit in every manifest: then the sums do not agree,
and where even those do, the recomputation.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from zhaoren import cli
from zhaoren.content import find_content
from zhaoren.ledger.store import default_url
from zhaoren.runs import open_run
from zhaoren.verifying import Means, Verified, verify
from zhaoren.verifying.files import identity_of

from ..nights.inboxes import FIRST, Exports

POLICY = "zibo/technician-2022"


@dataclass
class Copy:
    """A copy of the workspace, to be altered."""

    out: Path

    @property
    def folder(self) -> Path:
        (found,) = (self.out / "runs" / "zibo").iterdir()
        return found

    def file(self, pattern: str) -> Path:
        """The one file of the run that fits."""
        (found,) = self.folder.glob(pattern)
        return found

    def alter(self, pattern: str, change: Callable[[bytes], bytes]) -> Path:
        """Change the content of a file."""
        path = self.file(pattern)
        path.chmod(0o600)
        path.write_bytes(change(path.read_bytes()))
        return path

    def restamp(self, path: Path) -> None:
        """Make the run's manifest say the new hash of a file."""
        name, digest = path.relative_to(self.folder).as_posix(), _sha256(path)

        def changed(content: bytes) -> bytes:
            manifest = json.loads(content)
            for file in manifest["outputs"]:
                if file["path"] == name:
                    file["sha256"] = digest
            return _written(manifest)

        self.alter("manifest.json", changed)

    def manifest(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the run's manifest."""

        def changed(content: bytes) -> bytes:
            manifest = json.loads(content)
            change(manifest)
            return _written(manifest)

        self.alter("manifest.json", changed)

    def verified(self, *, quick: bool = True, ledger: str = "") -> Verified:
        """What a verification finds."""
        url = ledger or default_url(self.out)
        means = Means(find_content(), None, url, "1GB", 2)
        return verify(open_run(self.folder), means, quick=quick)

    def found(self) -> set[tuple[str, str]]:
        """The kinds of differences, and the files that they are in."""
        return {(one.kind, Path(one.place).name) for one in self.verified().differences}


def _written(manifest: dict[str, Any]) -> bytes:
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=2)
    return (text + "\n").encode()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of a night on seven technicians; one has no account, one a closed one."""
    exports = Exports(tmp_path_factory.mktemp("verified") / "out")
    numbers = [exports.technician(whose) for whose in range(1, 8)]
    listed = exports.rows["accounts"]
    banks = ("102453000017", "105453000017", "403453000017")
    for place, row in enumerate(listed):
        listed[place] = row | {"bank_code": banks[place % 3]}
    exports.rows["accounts"] = [row for row in listed if row["person_id"] != numbers[0]]
    exports.change("accounts", numbers[1], status="cancelled")
    exports.night(FIRST, policies=(POLICY,))
    return exports.out


@pytest.fixture
def copy(night: Path, tmp_path: Path) -> Copy:
    return Copy(Path(shutil.copytree(night, tmp_path / "out", ignore=_cache)))


def _cache(_folder: str, names: list[str]) -> set[str]:
    return {"cache"} & set(names)


def test_an_untouched_run_agrees_with_itself(copy: Copy) -> None:
    found = copy.verified()
    assert found.differences == []
    assert [check.count > 0 for check in found.checks] == [True] * 6
    assert not found.recomputed


@pytest.mark.parametrize(
    "pattern", ["criteria.parquet", "report.html", "sql/*_staging.certificates.sql"]
)
def test_a_flipped_bit_is_found(copy: Copy, pattern: str) -> None:
    path = copy.alter(
        pattern, lambda content: content[:40] + bytes([content[40] ^ 1]) + content[41:]
    )
    assert ("altered", path.name) in copy.found()


def test_a_dropped_and_an_added_file_are_found(copy: Copy) -> None:
    copy.file("payments/*暂缓*.csv").unlink()
    (copy.folder / "sql" / "999_note.sql").write_text("select 1", encoding="utf-8")
    found = copy.found()
    assert {kind for kind, _ in found} == {"missing", "extra", "held_list"}


def test_a_truncated_table_is_found_even_where_its_hash_was_made_to_fit(copy: Copy) -> None:
    path = copy.alter("decisions.parquet", lambda content: content[:-7])
    copy.restamp(path)
    assert ("unreadable", "decisions.parquet") in copy.found()


def test_a_changed_input_is_found(copy: Copy) -> None:
    names = [one["sha256"] for one in open_run(copy.folder).manifest["inputs"]]
    first, second = (copy.out / "snapshots" / name for name in names[:2])
    first.write_bytes(first.read_bytes() + b"\n")
    second.unlink()
    found = copy.verified(quick=False)
    assert {one.kind for one in found.differences} == {"input_altered", "input_missing"}
    assert not found.recomputed
    assert found.obstacles


def test_a_changed_identity_is_found(copy: Copy) -> None:
    copy.manifest(lambda manifest: manifest["inputs"].pop())
    found = copy.verified(quick=False)
    assert {one.kind for one in found.differences} >= {"run_id", "snapshot", "figure"}
    assert found.obstacles


@pytest.mark.parametrize("name", ["amount_fen", "payable_fen", "held_fen", "batches"])
def test_a_changed_figure_of_the_manifest_is_found(copy: Copy, name: str) -> None:
    def raised(manifest: dict[str, Any]) -> None:
        manifest["summary"][name] += 1

    copy.manifest(raised)
    assert copy.found() == {("figure", f"summary.{name}")}


def test_a_manifest_without_its_figures_is_found(copy: Copy) -> None:
    copy.manifest(lambda manifest: manifest.pop("summary"))
    assert {kind for kind, _ in copy.found()} == {"unreadable"}


def test_a_raised_amount_in_a_bank_file_is_found_whatever_hashes_were_made_to_fit(
    copy: Copy,
) -> None:
    """The thief changes the bank's line, both hashes, and the sums of the file."""
    pattern = "payments/*-102-*.txt"
    lines = copy.file(pattern).read_text("gb18030").splitlines()
    total = lines[-1].rsplit("|", 1)[1]
    more = f"{float(total) + 100000:.2f}"

    def raised(content: bytes) -> bytes:
        text = content.decode("gb18030").replace("|2500.00|", "|102500.00|", 1)
        return text.replace(total, more).encode("gb18030")

    path = copy.alter(pattern, raised)
    digest = _sha256(path)

    def stamped(content: bytes) -> bytes:
        return json.dumps(json.loads(content) | {"sha256": digest}, ensure_ascii=False).encode()

    copy.restamp(path)
    copy.restamp(copy.alter(f"payments/{path.stem}.manifest.json", stamped))
    found = copy.verified().differences
    assert [(one.kind, one.place) for one in found] == [("amount", f"payments/{path.name}")]
    assert "102,500.00" in found[0].said


def test_another_account_in_a_bank_file_is_found(copy: Copy) -> None:
    path = copy.alter("payments/*-105-*.txt", lambda text: text.replace(b"62170", b"62171", 1))
    copy.restamp(path)
    assert ("account", path.name) in copy.found()


def test_a_wrong_control_sum_is_found(copy: Copy) -> None:
    def more(content: bytes) -> bytes:
        lines = content.decode("gb18030").split("\r\n")
        lines[-2] = lines[-2][:-1] + "9"
        return "\r\n".join(lines).encode("gb18030")

    path = copy.alter("payments/*-102-*.txt", more)
    copy.restamp(path)
    assert ("control_sum", path.name) in copy.found()


def test_no_difference_tells_a_name_a_number_or_an_account(copy: Copy) -> None:
    copy.alter("payments/*-105-*.txt", lambda text: text.replace(b"62170", b"62171"))
    said = json.dumps([vars(one) for one in copy.verified().differences], ensure_ascii=False)
    rows = pq.read_table(copy.file("payees.parquet")).to_pylist()
    secrets = {row[name] for row in rows for name in ("payee_name", "account_no", "beneficiary_id")}
    assert said
    assert not [one for one in secrets if one and one in said]


def test_only_computing_again_finds_a_change_that_fits_everywhere(copy: Copy) -> None:
    """An issuer is another in one table; its hash was made to fit. All other bytes are the same."""
    path = copy.file("facts_certificate.parquet")
    table = pq.read_table(path)
    place = table.schema.get_field_index("issuer")
    text = pc.replace_substring(table["issuer"], "中心", "学会")
    changed = pc.if_else(pc.equal(pa.array(range(table.num_rows)), 3), text, table["issuer"])
    pq.write_table(table.set_column(place, "issuer", changed), path)
    copy.restamp(path)
    assert copy.found() == set()
    found = copy.verified(quick=False)
    assert found.recomputed
    assert [one.place for one in found.differences] == [
        "facts_certificate.parquet",
        "manifest.json: outputs.facts_certificate.parquet.sha256",
    ]
    assert "第 4 行，列 issuer" in found.differences[0].said


def test_a_run_of_other_code_or_rules_or_another_ledger_says_what_is_missing(copy: Copy) -> None:
    def aged(manifest: dict[str, Any]) -> None:
        manifest["code"]["duckdb"] = "1.0.0"
        manifest["content"]["rules/zibo/banks.yaml"] = "00"
        manifest["ledger_head"] = "ab" * 32
        manifest["run_id"] = identity_of(manifest).run_id

    copy.manifest(aged)
    found = copy.verified(quick=False)
    assert not found.recomputed
    said = "".join(found.obstacles)
    assert "duckdb 1.0.0" in said
    assert "rules/zibo/banks.yaml" in said
    assert "账本没有" in said
    assert next(one for one in found.checks if one.name == "money").left_out


def test_the_command_ends_with_0_or_with_6(
    copy: Copy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["zhaoren", "verify", copy.folder.name, "--out", os.fspath(copy.out), "--quick"]
    monkeypatch.setattr("sys.argv", words)
    for code, said in ((0, "没有发现不一致"), (6, "发现 ")):
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == code
        assert said in capsys.readouterr().out
        copy.alter("report.html", lambda content: content + b" ")


def test_a_run_without_a_whole_manifest_is_a_difference_too(
    copy: Copy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy.file("manifest.json").write_text("{", encoding="utf-8")
    words = ["zhaoren", "verify", copy.folder.name, "--out", os.fspath(copy.out), "--quick"]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 6
    assert "manifest.json is missing or was altered" in capsys.readouterr().err
