"""zhaoren batch and zhaoren keys, as an office types them."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner

from tests.batches.bank import answer
from tests.batches.desk import ADMIN, LI, WANG, Desk
from tests.ledger_builder import Person
from zhaoren import cli
from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger import State

CITY = "zibo"


class Shell:
    """The command line of an office with two keys outside its workspace."""

    def __init__(self, folder: Path) -> None:
        self.out, self.folder = folder / "out", folder
        self.desk = Desk(self.out)
        for name in ("wang", "li"):
            private, public = f"{folder}/{name}.pem", f"{folder}/{name}.pub"
            self.run("keys", "make", "--private", private, "--public", public)

    def run(self, *words: str) -> str:
        """Run a command; what it printed. Errors are raised."""
        found = CliRunner().invoke(cli.app, list(words))
        if found.exception and not isinstance(found.exception, SystemExit):
            raise found.exception
        assert found.exit_code == 0, found.output
        return found.output

    def act(self, *words: str, by: str = WANG, on: str | None = "2026-10-21") -> dict[str, Any]:
        """Run a command of the office; its JSON."""
        day = ["--on", on] if on else []
        common = ["--city", CITY, "--out", str(self.out), "--by", by, "--json", *day]
        found: dict[str, Any] = json.loads(self.run(*words, *common).splitlines()[-1])
        return found

    def register(self) -> None:
        for name, role, file in ((WANG, "prepare", "wang"), (LI, "release", "li")):
            public = f"{self.folder}/{file}.pub"
            words = ("--name", name, "--role", role, "--public", public)
            self.act("keys", "register", *words, by=ADMIN, on="2026-09-14")

    def publish(self) -> None:
        """A run that found the desk's accounts."""
        run = self.out / "runs" / CITY / "2026-10-20-abc"
        run.mkdir(parents=True, exist_ok=True)
        (self.out / "published").mkdir(exist_ok=True)
        (self.out / "published" / f"{CITY}.json").write_text('["2026-10-20-abc"]')
        with duckdb.connect() as db:
            db.execute(
                "create table payees (beneficiary_kind varchar, beneficiary_id varchar, "
                "payee_name varchar, account_name varchar, account_no varchar, bank_code varchar, "
                "bank_name varchar, hold_reason varchar)"
            )
            rows = [list(one) for one in self.desk.payees.values()]
            db.executemany("insert into payees values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            db.table("payees").write_parquet(str(run / "payees.parquet"))

    def key(self, name: str) -> tuple[str, str]:
        return "--key", f"{self.folder}/{name}.pem"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    made.register()
    made.desk.funded(2)
    made.desk.fund(Person(9, name="李𠮷"), account_name="李龙")
    made.publish()
    return made


def released(shell: Shell) -> None:
    shell.act("batch", "prepare", *shell.key("wang"))
    shell.act("batch", "release", "B0001", *shell.key("li"), by=LI)


def exported(shell: Shell) -> list[Path]:
    return [Path(name) for name in shell.act("batch", "export", "B0001")["files"]]


def test_from_funds_to_the_banks_answer(shell: Shell) -> None:
    told = shell.act("batch", "prepare", *shell.key("wang"))
    assert (told["batches"], told["events"]) == (["B0001"], ["held", "batched"])
    shell.act("batch", "release", "B0001", *shell.key("li"), by=LI)
    files = exported(shell)
    assert files[-1] == shell.out / "payments" / CITY / "B0001" / "zibo-B0001-102.txt"
    returned = shell.folder / "returned.txt"
    results = {"G0000001": ("paid", ""), "G0000002": ("failed", "未激活")}
    returned.write_bytes(answer(files[-1], shell.desk.banks, results))
    assert shell.act("batch", "return", str(returned))["events"] == ["bank_answered"]
    assert shell.act("batch", "return", str(returned))["events"] == []
    told = shell.act("batch", "mend", "G0000002", "--reason", "已激活")
    assert told["said"] == ["G0000002 已记为可再次发放。"]
    assert shell.act("batch", "prepare", *shell.key("wang"))["batches"] == ["B0002"]
    told = shell.act("batch", "void", "B0002", "--reason", "有误")
    assert told["said"] == ["B0002 已作废：1 笔，2,500.00 元"]
    assert shell.desk.states() == [State.PAID, State.FAILED, State.HELD]


def test_files_are_their_owners_alone(shell: Shell) -> None:
    released(shell)
    for path in exported(shell):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_who_is_held_stands_in_a_list_for_the_office(shell: Shell) -> None:
    told = shell.act("batch", "prepare", *shell.key("wang"))
    path = Path(told["held_list"])
    assert path == shell.out / "documents" / CITY / "2026-10-21-暂缓发放名单.xlsx"
    cells = [str(cell) for row in openpyxl.load_workbook(path).worksheets[0].values for cell in row]
    assert "李𠮷" in cells
    assert "户名与姓名（名称）不一致" in cells
    assert not any("未审核" in cell for cell in cells)
    before = path.read_bytes()
    path.unlink()
    shell.act("batch", "prepare", *shell.key("wang"))
    assert path.read_bytes() == before


def test_a_crash_between_ledger_and_file_loses_nothing(shell: Shell) -> None:
    released(shell)
    (shell.out / "payments").write_text("in the way")
    with pytest.raises(OSError, match="payments"):
        exported(shell)
    assert shell.desk.book.batches["B0001"].status == "submitted"
    (shell.out / "payments").unlink()
    files = exported(shell)
    before = [path.read_bytes() for path in files]
    shutil.rmtree(shell.out / "payments")
    assert [path.read_bytes() for path in exported(shell)] == before
    files[-1].write_bytes(b"altered")
    assert [path.read_bytes() for path in exported(shell)] == before


def test_trying_leaves_nothing_behind(shell: Shell) -> None:
    head = shell.desk.book.head
    shell.act("batch", "prepare", *shell.key("wang"), "--dry-run")
    assert shell.desk.book.head == head
    released(shell)
    assert shell.act("batch", "export", "B0001", "--dry-run")["files"] == []
    assert not (shell.out / "payments").exists()


def test_the_roster_names_who_is_paid_and_who_signed(shell: Shell) -> None:
    released(shell)
    path = next(path for path in exported(shell) if path.name.startswith("发放花名册"))
    rows = list(openpyxl.load_workbook(path).worksheets[0].values)
    text = "\n".join(str(cell) for row in rows for cell in row if cell is not None)
    assert "合计：2人次，5,000.00元，大写：伍仟元整" in text
    assert "制表人：王会计" in text
    assert "复核人：李科长" in text
    assert "淄博市" in text
    assert "未审核" not in text


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl")
def test_anybody_can_check_the_signatures(shell: Shell) -> None:
    released(shell)
    folder = exported(shell)[0].parent
    for role in ("prepare", "release"):
        words = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey",
                 f"manifest.{role}.pub", "-in", "manifest.json", "-sigfile",
                 f"manifest.{role}.sig"]  # fmt: skip
        assert subprocess.run(words, cwd=folder, capture_output=True, check=False).returncode == 0


def test_a_passphrase_is_read_from_the_environment(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHAOREN_KEY_PASSPHRASE", "geheim")
    private, public = f"{shell.folder}/zhao.pem", f"{shell.folder}/zhao.pub"
    shell.run("keys", "make", "--private", private, "--public", public, "--passphrase")
    shell.act("keys", "register", "--name", "赵", "--role", "prepare", "--public", public, by=ADMIN)
    assert shell.act("batch", "prepare", *shell.key("zhao"), by="赵")["batches"] == ["B0001"]
    monkeypatch.setenv("ZHAOREN_KEY_PASSPHRASE", "falsch")
    with pytest.raises(UsageError, match="passphrase"):
        shell.act("batch", "prepare", *shell.key("zhao"), by="赵")


def test_keys_are_listed_with_who_registered_them(shell: Shell) -> None:
    shell.act("keys", "revoke", "--name", LI, by=ADMIN)
    said = shell.run("keys", "list", "--city", CITY, "--out", str(shell.out))
    assert "王会计  编制  有效  登记人 管理员" in said
    assert "李科长  放行  已吊销  登记人 管理员" in said


def test_a_key_inside_the_workspace_is_refused(shell: Shell) -> None:
    shutil.copy(f"{shell.folder}/wang.pem", shell.out / "wang.pem")
    with pytest.raises(UsageError, match="inside the workspace"):
        shell.act("batch", "prepare", "--key", str(shell.out / "wang.pem"))


def test_without_a_run_there_are_no_accounts(shell: Shell) -> None:
    shutil.rmtree(shell.out / "published")
    with pytest.raises(LedgerError, match="no published run"):
        shell.act("batch", "prepare", *shell.key("wang"))
