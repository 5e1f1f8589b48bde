"""Exported files beside the ledger: the same, or what differs is named and nobody is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batches.desk import LI, Desk
from tests.cli.typed import Answer, type_in
from zhaoren.ledger import Ledger
from zhaoren.ledger.store import default_url
from zhaoren.payments.export import batch_folder
from zhaoren.verifying.exported import check_exported

ACCOUNT = "6222020000000000001"


@pytest.fixture(scope="module")
def paying(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a batch of three lines that went to the bank."""
    desk = Desk(tmp_path_factory.mktemp("paying"))
    desk.register()
    desk.funded(3)
    desk.prepare()
    desk.sent()
    return desk.out


@pytest.fixture
def desk(paying: Path, tmp_path: Path) -> Desk:
    """A desk with a copy of that workspace."""
    shutil.copytree(paying, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path)


@pytest.fixture
def sent(desk: Desk) -> Path:
    """The folder of the batch."""
    return batch_folder(desk.out, desk.city, "B0001")


def found(desk: Desk, *chosen: str) -> set[tuple[str, str]]:
    """Kind and place of every difference."""
    with Ledger(default_url(desk.out)) as ledger, ledger.reading(desk.city) as transaction:
        folder = desk.out / "payments" / desk.city
        checks = check_exported(transaction.book(), transaction, folder, chosen)
    return {(one.kind, one.place) for check in checks for one in check.differences}


def typed(desk: Desk, monkeypatch: pytest.MonkeyPatch, *words: str) -> Answer:
    return type_in(
        monkeypatch, "batch", "verify", "--city", desk.city, "--out", str(desk.out), *words
    )


@pytest.mark.parametrize("bank", ["105", "306", "308"])
def test_what_was_exported_is_what_the_ledger_says(desk: Desk, bank: str) -> None:
    desk.funded(2, first=9, bank_code=bank)
    desk.prepare()
    desk.sent("B0002")
    assert found(desk) == set()


FILE = "B0001/zibo-B0001-102.txt"


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("|王伟|2500.00|", "|王伟|2500.01|", {"hash", "amount", "total", "control_sum"}),
        (ACCOUNT, "6222020000000000009", {"hash", "account"}),
        ("|王伟|", "|王明|", {"hash", "account"}),
        ("合计|3|7500.00", "合计|3|7500.01", {"hash", "control_sum"}),
        ("zibo-B0001|2026-10-20|3|", "zibo-B0001|2026-10-20|4|", {"hash", "control_sum"}),
        ("zibo-B0001|", "zibo-B0002|", {"hash"}),
        ("\r\n", "\n", {"hash", "bank_file"}),
        ("王伟", "\ud800", {"hash", "bank_file"}),
    ],
)
def test_whatever_was_altered_in_the_bank_file_is_named(
    desk: Desk, sent: Path, old: str, new: str, kinds: set[str]
) -> None:
    path = sent / "zibo-B0001-102.txt"
    text = path.read_bytes().decode("gb18030")
    times = -1 if old == "\r\n" else 1
    altered = b"\xff".join(
        part.encode("gb18030") for part in text.replace(old, new, times).split("\ud800")
    )
    path.write_bytes(altered)
    assert found(desk) == {(kind, FILE) for kind in kinds}


def test_a_line_more_is_named(desk: Desk, sent: Path) -> None:
    path = sent / "zibo-B0001-102.txt"
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join([*lines[:-2], lines[-3], *lines[-2:]]))
    kinds = {"hash", "lines", "total", "control_sum"}
    assert found(desk) == {(kind, FILE) for kind in kinds}


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (lambda sent: (sent / "manifest.json").write_text("{}"), ("manifest", "manifest.json")),
        (
            lambda sent: (sent / "manifest.release.sig").write_bytes(b"\0" * 64),
            ("signature", "manifest.release.sig"),
        ),
        (
            lambda sent: (sent / "manifest.prepare.pub").write_bytes(
                (sent / "manifest.release.pub").read_bytes()
            ),
            ("signature", "manifest.prepare.pub"),
        ),
        (lambda sent: (sent / "zibo-B0001-102.txt").unlink(), ("missing", "zibo-B0001-102.txt")),
        (
            lambda sent: (sent / "zibo-B0001-102 (2).txt").touch(),
            ("extra", "zibo-B0001-102 (2).txt"),
        ),
        (
            lambda sent: (sent / "发放花名册-zibo-B0001.xlsx").write_bytes(b"PK"),
            ("roster", "发放花名册-zibo-B0001.xlsx"),
        ),
    ],
)
def test_whatever_was_altered_beside_it_is_named(
    desk: Desk, sent: Path, change: Callable[[Path], object], difference: tuple[str, str]
) -> None:
    change(sent)
    kind, name = difference
    assert found(desk) == {(kind, f"B0001/{name}")}


def test_files_of_a_batch_that_never_went_to_the_bank_are_named(desk: Desk, sent: Path) -> None:
    desk.funded(1, first=9)
    desk.prepare()
    assert found(desk, "B0002") == set()
    for name in ("B0002", "B0007"):
        (sent.parent / name).mkdir()
    assert found(desk) == {("not_exported", "B0002"), ("unknown", "B0007")}
    assert ("not_exported", "B0002") in found(desk, "B0002")


def test_what_was_erased_is_told_and_the_rest_still_compared(desk: Desk, sent: Path) -> None:
    with Ledger(default_url(desk.out)) as ledger, ledger.reading(desk.city) as transaction:
        book = transaction.book()
        lines = book.batches["B0001"].lines
        lines[0].payee = "0" * 64  # as if nothing were kept under it
        (check, _) = check_exported(book, transaction, sent.parent)
    assert (list(check.differences), check.left_out[:3]) == ([], "1 笔")


def test_an_account_that_is_not_what_the_chain_says_is_named(desk: Desk, sent: Path) -> None:
    with Ledger(default_url(desk.out)) as ledger, ledger.reading(desk.city) as transaction:
        book = transaction.book()
        first, second, _ = book.batches["B0001"].lines
        first.payee = second.payee
        (check, _) = check_exported(book, transaction, sent.parent)
    kinds = [one.kind for one in check.differences]
    assert kinds == ["account", "account"]  # bank file and roster; the digest is that of another


def test_differences_end_with_6_and_name_nobody(
    desk: Desk, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = typed(desk, monkeypatch)
    assert (well.code, well.err, "没有发现不一致" in well.out) == (0, "", True)
    path = sent / "zibo-B0001-102.txt"
    path.write_bytes(path.read_bytes().replace(ACCOUNT.encode(), b"6222020000000000009"))
    said = typed(desk, monkeypatch)
    assert (said.code, "第 1 笔（G0000001）的账号或户名与账本不同" in said.out) == (6, True)
    assert "2 difference(s), first in B0001/zibo-B0001-102.txt" in said.err
    told = json.loads(typed(desk, monkeypatch, "--json", "B0001").out)
    assert (told["differences"], told["checks"][0]["count"]) == (2, 3)
    text = said.out + said.err + json.dumps(told, ensure_ascii=False)
    assert not [one for one in ("622202", "王伟", "37030") if one in text]


def test_files_that_lie_elsewhere_are_compared_there(
    desk: Desk, sent: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    said = typed(desk, monkeypatch, "--folder", str(stick))
    assert (said.code, "B0001/manifest.json" in said.out) == (6, True)
    sent.rename(stick / "B0001")
    assert typed(desk, monkeypatch, "--folder", str(stick)).code == 0
    assert LI not in said.out
    assert typed(desk, monkeypatch, "B0009").code == 5
