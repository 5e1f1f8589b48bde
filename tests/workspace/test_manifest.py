"""The manifest: what a run is, and whether it is still whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zhaoren.content import Content, find_content
from zhaoren.errors import ZhaorenError
from zhaoren.manifest import (
    Identity,
    InputFile,
    code_version,
    content_hashes,
    output_files,
    verify_run,
    write_manifest,
)

IDENTITY = Identity(
    city="zibo",
    as_of=date(2026, 11, 20),
    inputs=[InputFile("persons", "persons.csv", "00" * 32, total_line=False)],
    rules={"zibo/technician-2021": "11" * 32},
    content={"transforms/1_staging/persons.sql": "22" * 32},
    policies=["zibo/technician-2021"],
    waived=[],
    code={"zhaoren": "0.1.0"},
)


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": date(2026, 11, 21)},
        {"inputs": [InputFile("persons", "persons.csv", "01" * 32, total_line=False)]},
        {"inputs": [InputFile("persons", "persons.csv", "00" * 32, total_line=True)]},
        {"rules": {"zibo/technician-2021": "12" * 32}},
        {"content": {}},
        {"policies": []},
        {"waived": ["payments"]},
        {"code": {"zhaoren": "0.1.1"}},
        {"ledger_head": "33" * 32},
    ],
)
def test_everything_that_matters_makes_another_run(change: dict[str, object]) -> None:
    assert replace(IDENTITY, **change).run_id != IDENTITY.run_id  # type: ignore[arg-type]


def test_the_same_makes_the_same_run() -> None:
    assert replace(IDENTITY).run_id == IDENTITY.run_id


def test_the_rules_of_another_city_do_not_matter(tmp_path: Path) -> None:
    content = find_content()
    hashes = content_hashes(content, "zibo")
    assert "rules/zibo/city.yaml" in hashes
    assert "rules/zibo/banks.yaml" in hashes
    assert not [name for name in content_hashes(content, "nowhere") if "zibo" in name.split("/")]


@pytest.mark.parametrize(
    ("before", "after", "matters"),
    [("amount: 1000", "amount: 2000", False), ("benefit: rizhao/old", "benefit: rizhao/new", True)],
)
def test_of_another_city_only_the_names_of_what_it_pays_matter(
    tmp_path: Path, before: str, after: str, matters: bool
) -> None:
    content = Content(tmp_path)
    policy = content.rules / "rizhao" / "a-measure" / "policy.yaml"
    policy.parent.mkdir(parents=True)
    (content.rules / "zibo").mkdir()
    for city in ("rizhao", "zibo"):
        (content.rules / city / "city.yaml").touch()
    policy.write_text("benefit: rizhao/old\namount: 1000\n", encoding="utf-8")
    first = content_hashes(content, "zibo")
    policy.write_text(policy.read_text("utf-8").replace(before, after), encoding="utf-8")
    assert (content_hashes(content, "zibo") != first) is matters


def test_the_code_version_is_the_same_each_time() -> None:
    assert code_version() == code_version()
    assert len(code_version()["source"]) == 64


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    (tmp_path / "payments").mkdir()
    (tmp_path / "payments" / "a.txt").write_text("a", encoding="utf-8")
    files = output_files(tmp_path, {"payments/a.txt": 1})
    write_manifest(tmp_path, {"run_id": "id", "outputs": files})
    return tmp_path


def test_a_whole_run_is_whole(run_dir: Path) -> None:
    manifest = verify_run(run_dir, "id")
    assert [(file["path"], file["rows"]) for file in manifest["outputs"]] == [("payments/a.txt", 1)]


@pytest.mark.parametrize("name", ["payments/a.txt", "manifest.json"])
def test_a_damaged_run_is_named_with_its_file(run_dir: Path, name: str) -> None:
    (run_dir / name).write_text("b", encoding="utf-8")
    with pytest.raises(ZhaorenError, match=f"damaged: {name}"):
        verify_run(run_dir, "id")
    (run_dir / name).unlink()
    with pytest.raises(ZhaorenError, match=f"damaged: {name}"):
        verify_run(run_dir, "id")
