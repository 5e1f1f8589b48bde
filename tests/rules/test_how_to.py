"""The worked example of docs/how-to/write-a-policy.md stands and comes out, word for word."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zhaoren import cli
from zhaoren.cases import run_cases
from zhaoren.content import FOLDERS, Content, find_content
from zhaoren.contracts import Contracts
from zhaoren.rules import check_rules, load_rules
from zhaoren.rules.catalogue import catalogue_problems

PAGE = find_content().root / "docs/how-to/write-a-policy.md"
PIECE = re.compile(r"^\*\*(add to )?`(rules/[^`]+)`\*\*\n\n```\w+\n(.*?)^```$", re.M | re.S)
POLICY = "zibo/provincial-prize"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """A copy of the project with the pieces of the page in their places."""
    root: Path = tmp_path_factory.mktemp("project")
    for folder in FOLDERS:
        if folder == "sample_data":
            (root / folder).mkdir()
        else:
            shutil.copytree(find_content().root / folder, root / folder)
    pieces = PIECE.findall(PAGE.read_text("utf-8"))
    assert len(pieces) == 5
    for add, name, text in pieces:
        path = root / name
        path.parent.mkdir(exist_ok=True)
        assert path.exists() == bool(add)
        path.write_text((path.read_text("utf-8") if add else "") + text, "utf-8")
    return Content(root)


def test_nothing_is_wrong_with_the_example(written: Content, contracts: Contracts) -> None:
    assert check_rules(written, contracts) == []
    assert list(catalogue_problems(written, load_rules(written, "zibo"))) == []


def test_every_sentence_of_the_example_holds(written: Content, contracts: Contracts) -> None:
    results = run_cases(written, contracts, load_rules(written, "zibo"), only=POLICY)
    assert len(results) == 15
    assert [result for result in results if result.fault] == []


def test_the_commands_say_so(written: Content) -> None:
    project = ["--project", str(written.root)]
    runner = CliRunner()
    assert runner.invoke(cli.app, ["check", *project]).exit_code == 0
    assert runner.invoke(cli.app, ["test", "--city", "zibo", *project]).exit_code == 0
    listed = runner.invoke(cli.app, ["policies", "--city", "zibo", *project])
    assert POLICY in listed.output


@pytest.mark.parametrize("edge", ["gold: 20000", "2026-01-01'", "highest: true"])
def test_the_cases_of_the_example_hold_its_edges(
    written: Content, contracts: Contracts, edge: str, tmp_path: Path
) -> None:
    changed = {"gold: 20000": "gold: 20001", "2026-01-01'": "2026-01-02'"}
    shutil.copytree(written.root, tmp_path / "project")
    path = tmp_path / "project/rules" / POLICY / "policy.yaml"
    text = path.read_text("utf-8")
    assert edge in text
    path.write_text(text.replace(edge, changed.get(edge, "highest: false")), "utf-8")
    content = Content(tmp_path / "project")
    results = run_cases(content, contracts, load_rules(content, "zibo"), only=POLICY)
    assert any(result.fault for result in results)
