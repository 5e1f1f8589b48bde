"""What must hold when the quarter is over: every grant, yuan, document and file once more."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from tests.story import documents
from tests.story.banks import payment_file, read_sent
from tests.story.people import HEATING
from tests.story.stage import Stage
from tests.story.standing import STATION
from zhaoren.office.balance import balance

PAID = {
    "王建国": 2500, "刘淑芬": 3000, "陈永强": 2500, "周文斌": 2500, "吴秀兰": 3000, "郑海涛": 2500,
    "杨丽娟": 2500, "钱国栋": 2500, "赵洪亮": 2500, "孙丽华": 3000, "曹桂英": 2500, "蒋文华": 2500,
    "何小军": 2500, "徐振东": 2500, "马红霞": 3000, "高立新": 2500, "林秀英": 2500, "罗建军": 3000,
    "宋玉梅": 2500, "唐立军": 2500, "邓长青": 2500, "袁志远": 2500, "潘晓琳": 3000, "邹明宇": 2000,
    HEATING.name: 80000,
}  # fmt: skip
"""What the banks have paid to whom in the whole quarter, in yuan; nobody else got anything."""

FAILED_ONCE = {"周文斌": 2500, "吴秀兰": 3000, "郑海涛": 2500, "韩志刚": 2500, "杨丽娟": 2500}


def check(stage: Stage) -> None:
    """All of it; tells how much was checked."""
    _grants(stage)
    _money(stage)
    _files(stage)
    count = documents.check(stage)
    _chain(stage)
    _again(stage)
    stage.day.text(f"""
        At the end {len(stage.expected)} grants, {count} documents and
        {len(stage.book().batches)} payment files were compared with what was written by hand.""")


def _grants(stage: Stage) -> None:
    stage.check()
    assert len(stage.expected) == 32
    counted = Counter(stage.expected.values())
    assert counted == {
        "paid": 24, "dismissed": 1, "recovered": 1, "failed": 1, "held": 1, "rejected": 3,
        "requested": 1,
    }  # fmt: skip


def _money(stage: Stage) -> None:
    assert sum(PAID.values()) == 142500
    found = balance(stage.book())
    assert (found.requested, found.arrived, found.paid) == (14850000, 14750000, 14250000)
    assert (found.unpaid, found.recovered, found.with_bank) == (250000, 250000, 0)
    assert found.to_return == 250000


def _files(stage: Stage) -> None:
    """What stands in the files that went to the banks is what the ledger and the paper say."""
    book = stage.book()
    sent: Counter[str] = Counter()
    for batch in book.batches.values():
        assert batch.status == "submitted"
        path = payment_file(stage, batch.id)
        file = read_sent(path)
        assert file.total_fen == batch.total_fen
        assert len(file.transfers) == len(batch.lines)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == batch.file_sha256
        for one in file.transfers:
            sent[one.account_name] += one.amount_fen // 100
    assert sent == Counter(PAID) + Counter(FAILED_ONCE)
    paid: Counter[str] = Counter()
    name = {grant.id: name for name, grant in stage.grants().items()}
    for payment in book.payments:
        paid[name[payment.grant].removesuffix("-07").removesuffix("-08")] += payment.amount_fen
    expected = {who: yuan * 100 for who, yuan in PAID.items()}
    expected[STATION] = expected.pop(HEATING.name)
    expected["邹明宇2026"] = expected.pop("邹明宇")
    assert paid == expected


def _chain(stage: Stage) -> None:
    head = stage.book().head
    kept = " ".join(f"--head {one}" for one in stage.heads)
    assert stage.run(f"ledger verify {kept}").code == 0
    stage.does(f"ledger verify --head {head}", on=False, heads=True)
    stage.refused(f"ledger verify --head {'0' * 63}1", on=False)


def _again(stage: Stage) -> None:
    """Nights and documents once more change nothing."""
    head, before = stage.book().head, _contents(stage)
    for day in (stage.nights[0], stage.nights[len(stage.nights) // 2], stage.nights[-1]):
        stage.night_again(day)
    for batch in stage.book().batches.values():
        stage.again(f"batch export {batch.id} --by 严明")
    assert stage.book().head == head
    assert _contents(stage) == before


def _contents(stage: Stage) -> dict[Path, bytes]:
    folders = (stage.out / "documents", stage.out / "payments")
    return {
        path: path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
