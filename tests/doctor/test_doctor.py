"""What the doctor finds: each thing in order and out of order, and the exit code."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.cli.typed import type_in
from tests.ledger_builder import FOUND_ON as DAY
from tests.ledger_builder import Office
from zhaoren.content import FOLDERS, find_content
from zhaoren.doctor import Finding, State, check_machine, check_place
from zhaoren.doctor.machine import gigabytes
from zhaoren.doctor.place import check_space
from zhaoren.doctor.project import check_calendars
from zhaoren.ledger import Ledger
from zhaoren.ledger.store import default_url
from zhaoren.office.keys import plan_register, plan_revoke, public_of
from zhaoren.workspace import Workspace, make_private


def named(found: list[Finding]) -> dict[str, Finding]:
    return {one.name: one for one in found}


def place(out: Path, ledger: str | None = None, key: Path | None = None) -> dict[str, Finding]:
    return named(list(check_place(out, ledger, key)))


def machine(root: Path, memory: str = "1GB", **environment: str) -> dict[str, Finding]:
    return named(list(check_machine(root, memory, environment)))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one's own in which a contract does not stand."""
    for name in FOLDERS:
        (tmp_path / name).symlink_to(find_content().root / name)
    (tmp_path / "data_contracts").unlink()
    (tmp_path / "data_contracts" / "inputs").mkdir(parents=True)
    (tmp_path / "data_contracts" / "inputs" / "persons.odcs.yaml").write_text("kind: none\n")
    return tmp_path


def test_what_is_missing_ends_with_1_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ["doctor", "--project", str(project), "--out", str(out), "--memory", "1GB"]
    lost = ["--ledger", f"sqlite:///{tmp_path}/lost.db"]
    told = json.loads(type_in(monkeypatch, *words, *lost, "--json").out)
    missing = {one["name"] for one in told["checks"] if one["state"] == "missing"}
    assert (told["ready"], missing) == (False, {"Ledger", "Contracts"})
    assert all(bool(one["do"]) == (one["state"] != "ok") for one in told["checks"])
    assert not out.exists()  # nothing was made
    said = type_in(monkeypatch, *words, *lost, "--lang", "zh")
    assert said.code == 1
    assert "✗ 账本" in said.out
    assert "请放回最新副本" in said.out


def test_a_workspace_is_for_its_owner_alone(tmp_path: Path) -> None:
    make_private(tmp_path / "own")
    assert place(tmp_path / "own")["Workspace"].state == State.ok
    (tmp_path / "own").chmod(0o750)
    assert place(tmp_path / "own")["Workspace"].state == State.warning
    assert place(tmp_path / "none")["Workspace"].state == State.warning


@pytest.mark.parametrize(
    ("free", "state"), [(0.0, "missing"), (0.4, "missing"), (0.6, "warning"), (6.0, "ok")]
)
def test_a_machine_without_room_is_not_ready(free: float, state: str) -> None:
    assert check_space(free).state == state
    assert check_space(free, names_left=False).state == "missing"


def test_the_disk_that_is_looked_at_is_that_of_the_workspace_to_come(tmp_path: Path) -> None:
    assert place(tmp_path / "not" / "yet")["Disk"].found.endswith("GB free")


def test_a_run_that_is_running_is_named(tmp_path: Path) -> None:
    with Workspace(tmp_path).locked():
        held = place(tmp_path)["Lock"]
    assert held.state == State.warning
    assert place(tmp_path)["Lock"].state == State.ok
    (tmp_path / "lock").write_text("999999999\n", encoding="ascii")  # killed long ago
    assert place(tmp_path)["Lock"].state == State.ok


def test_a_ledger_is_opened_and_its_head_told(tmp_path: Path) -> None:
    assert "none yet" in place(tmp_path)["Ledger"].found
    with Ledger(default_url(tmp_path)):
        pass
    assert "no events yet" in place(tmp_path)["Ledger"].found
    (tmp_path / "ledger.db").write_bytes(b"no database" * 100)
    assert place(tmp_path)["Ledger"].state == State.missing


def test_two_people_can_sign_a_batch(tmp_path: Path) -> None:
    office = Office(tmp_path)
    states = []
    for name, role in (("王会计", "prepare"), ("王会计", "release"), ("李科长", "release")):
        public = public_of(Ed25519PrivateKey.generate())
        if (name, role) == ("王会计", "release"):
            office.do(plan_revoke(name, DAY), "管理员")
        office.do(plan_register(name, ["prepare", role], public, "管理员", DAY), "管理员")
        states.append(place(tmp_path)["Signers of zibo"].state)
    assert states == [State.warning, State.warning, State.ok]


def test_a_key_lies_outside_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    out, key = tmp_path / "out", tmp_path / "key.pem"
    out.mkdir()
    assert place(out, key=key)["Key"].state == State.missing
    key.touch(0o600)
    assert place(out, key=key)["Key"].state == State.ok
    key.chmod(0o640)
    assert place(out, key=key)["Key"].state == State.missing
    inside = out / "key.pem"
    inside.touch(0o600)
    assert place(out, key=inside)["Key"].state == State.missing


def test_a_library_in_another_version_is_named(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    locked = tmp_path / "requirements" / "run.txt"
    locked.write_text("duckdb==0.1\n    --hash=sha256:00\n", encoding="utf-8")
    other = machine(tmp_path)["Libraries"]
    assert (other.state, "duckdb" in other.found) == (State.warning, True)
    locked.write_text("no-such-library==1.0\n", encoding="utf-8")
    assert machine(tmp_path)["Libraries"].state == State.missing


@pytest.mark.parametrize(
    ("limit", "state"), [("1MB", State.ok), ("90TB", State.warning), ("much", State.missing)]
)
def test_the_memory_limit_fits_the_machine(tmp_path: Path, limit: str, state: State) -> None:
    assert machine(tmp_path, limit)["Memory"].state == state


@pytest.mark.parametrize(
    ("size", "in_gb"), [("3GB", 3), ("700 MB", 0.7), ("2GiB", 2), ("1.5g", 1.5), ("x", None)]
)
def test_sizes_are_read_as_the_engine_takes_them(size: str, in_gb: float | None) -> None:
    assert gigabytes(size) == pytest.approx(in_gb)


def test_no_network_is_used_where_a_server_is_named(tmp_path: Path) -> None:
    found = machine(tmp_path, PREFECT_API_URL="http://192.0.2.1/api")["Prefect"]
    assert (found.state, "PREFECT_API_URL" in found.found) == (State.ok, True)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 10, 31), State.ok),
        (date(2026, 11, 1), State.warning),  # the next year should be announced by now
        (date(2027, 1, 1), State.missing),
    ],
)
def test_working_days_are_known_beyond_the_years_end(today: date, state: State) -> None:
    found = named(list(check_calendars(find_content(), today)))
    assert found["Working days of zibo"].state == state
