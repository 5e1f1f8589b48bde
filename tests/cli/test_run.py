"""`zhaoren run` as a bureau runs it: a process of its own, with its orchestrator."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import duckdb
import pytest

from tests.cli.examples import ELSEWHERE, Play, commands, examples
from tests.cli.plays import play_all
from zhaoren.content import FOLDERS, find_content

pytestmark = pytest.mark.long

INBOX = find_content().sample_data / "zibo" / "inbox"
COMMAND = [sys.executable, "-c", "from zhaoren.cli import main; main()"]


def words(out: Path, inbox: Path = INBOX) -> list[str]:
    told = ["run", "--city", "zibo", "--as-of", "2026-11-20"]
    return [*COMMAND, *told, "--inbox", str(inbox), "--out", str(out)]


def run(*said: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(said, capture_output=True, text=True, check=False)


def prefect_records(out: Path) -> Iterator[bytes]:
    """Everything that the orchestrator keeps, pickles taken out of their base64."""
    for path in (out / "prefect").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield content
            if path.parent.name == "storage":
                yield base64.b64decode(content)


def people() -> set[bytes]:
    text = (INBOX / "contracts.csv").read_bytes().decode("gb18030", errors="ignore")
    found = set(re.findall(r"\d{17}[\dXx]", text))
    assert len(found) > 20
    return {number.encode() for number in found}


@pytest.fixture(scope="session")
def first(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[subprocess.CompletedProcess[str], Path]:
    """A run that went well, and its workspace."""
    out = tmp_path_factory.mktemp("first")
    return run(*words(out), "--json"), out


@pytest.fixture
def out(first: tuple[object, Path], tmp_path: Path) -> Path:
    """A workspace in which the orchestrator's database is made already: that takes ten seconds."""
    shutil.copytree(first[1] / "prefect", tmp_path / "out" / "prefect")
    return tmp_path / "out"


def assert_names_nobody(content: bytes) -> None:
    assert not [number for number in people() if number in content]


def test_a_run_tells_what_it_found_and_prefect_knows_nobody(
    first: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, out = first
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    told = json.loads(done.stdout.splitlines()[-1])
    assert told.keys() >= {"run_id", "run_dir", "outcomes", "amount_fen"}
    path = Path(told["run_dir"]) / "decisions.parquet"
    found: dict[str, dict[str, int]] = {}
    for policy, outcome, count in duckdb.sql(
        f"select policy_id, outcome, count(*) from '{path}' group by all"
    ).fetchall():
        found.setdefault(policy, {})[outcome] = count
    assert {policy: counts for policy, counts in told["outcomes"].items() if counts} == found
    (amount,) = duckdb.sql(
        f"select sum(amount_fen) from '{path}' where outcome = 'eligible'"
    ).fetchall()[0]
    assert told["amount_fen"] == amount
    for content in prefect_records(out):
        assert_names_nobody(content)
    again = run(*words(out))
    assert again.returncode == 0
    assert "已经完成过" in again.stdout
    assert told["run_id"] in again.stdout
    assert f"账本最新哈希 {told['ledger']['head']}" in again.stdout


def test_a_run_records_what_it_found_and_is_replayed_without_the_inbox(
    first: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, out = first
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["ledger"]["recorded"]
    assert told["ledger"]["found_fen"] == told["amount_fen"]
    asked = ["run", "--city", "zibo", "--as-of", "2026-11-20", "--out", str(out), "--json"]
    again = run(*COMMAND, *asked, "--snapshot", told["run_id"][:12])
    assert again.returncode == 0, again.stderr
    replayed = json.loads(again.stdout.splitlines()[-1])
    assert (replayed["run_id"], replayed["already_there"]) == (told["run_id"], True)
    assert not replayed["ledger"]["recorded"]
    assert replayed["ledger"]["head"] == told["ledger"]["head"]


def test_a_ledger_with_a_password_is_not_told_to_the_orchestrator(out: Path) -> None:
    url = "postgresql://clerk:very-secret@127.0.0.1:1/nobody"
    stopped = run(*words(out), "--ledger", url)
    assert stopped.returncode != 0
    assert "very-secret" not in stopped.stderr
    assert not [content for content in prefect_records(out) if b"very-secret" in content]


def test_an_error_with_a_value_in_it_reaches_nobody(tmp_path: Path, out: Path) -> None:
    project = tmp_path / "project"
    for name in FOLDERS:
        shutil.copytree(find_content().root / name, project / name)
    broken = project / "transforms" / "1_staging" / "persons.sql"
    broken.write_text(
        "select cast(person_id as integer) as person_id, deceased_on, retired_on "
        "from accepted.persons",
        encoding="utf-8",
    )
    stopped = run(*words(out), "--project", str(project))
    assert stopped.returncode == 1
    assert "ConversionException" in stopped.stderr
    assert stopped.stderr.count("\n") == 1
    assert not any((out / "runs").iterdir())
    for content in (stopped.stderr.encode(), stopped.stdout.encode(), *prefect_records(out)):
        assert_names_nobody(content)


def test_inputs_that_break_a_contract_end_with_3(tmp_path: Path, out: Path) -> None:
    inbox = Path(shutil.copytree(INBOX, tmp_path / "inbox"))
    for path in inbox.glob("payments*"):
        path.unlink()
    stopped = run(*words(out, inbox))
    assert stopped.returncode == 3
    assert "payments" in stopped.stderr
    assert "--without payments" in stopped.stderr
    assert stopped.stderr.count("\n") == 1
    assert not any((out / "runs").iterdir())


def test_the_orchestrator_ends_with_a_killed_run(out: Path) -> None:
    log = out / "prefect" / "server.log"
    log.unlink()
    with subprocess.Popen(words(out), stdout=subprocess.DEVNULL) as running:
        address = wait_for_address(log)
        os.kill(running.pid, signal.SIGKILL)
    for _ in range(100):
        if not answers(address):
            return
        time.sleep(0.1)
    pytest.fail("the orchestrator's server outlived the run")


def wait_for_address(log: Path) -> str:
    for _ in range(900):
        found = re.search(r"http://\S+/api", log.read_text("utf-8")) if log.exists() else None
        if found and answers(found[0]):
            return found[0]
        time.sleep(0.1)
    pytest.fail("the orchestrator's server did not start")


def answers(address: str) -> bool:
    try:
        with build_opener(ProxyHandler({})).open(f"{address}/health"):
            return True
    except (URLError, ConnectionError):
        return False


def test_the_examples_of_the_help_work_as_they_are_typed(
    first: tuple[subprocess.CompletedProcess[str], Path], tmp_path: Path
) -> None:
    shutil.copytree(first[1], tmp_path / "out", ignore=shutil.ignore_patterns("prefect"))
    shutil.copytree(INBOX, tmp_path / "exports")
    play = Play(tmp_path)
    play_all(play)
    every = {one for _, command in commands() for one in examples(command)}
    assert every - set(ELSEWHERE) == play.typed
    assert set(ELSEWHERE) <= every
