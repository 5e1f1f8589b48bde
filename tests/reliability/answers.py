"""What a bank answers, as the layout `pipe` of Zibo's banks.yaml has it."""

from __future__ import annotations

from pathlib import Path

from zhaoren.office.batch_files import reference_of

from .picture import book_of, events_of

TITLES = "序号|账号|户名|金额|结果|原因"


def answer_of(out: Path, batch_id: str, folder: Path, fails: str | None = None) -> Path:
    """Write the return file of a batch: all paid but the grant `fails`, whose name differs."""
    events, particulars = events_of(out)
    batch = book_of("zibo", events).batches[batch_id]
    rows = [
        [serial, payee["account_no"], payee["account_name"], _yuan(line.amount_fen),
         *(("失败", "户名不符") if line.grant == fails else ("成功", ""))]
        for serial, line in enumerate(batch.lines, 1)
        for payee in [particulars[line.payee]]
    ]  # fmt: skip
    count, total = len(rows), _yuan(batch.total_fen)
    lines = [
        [reference_of("zibo", batch_id), count, total],
        [TITLES],
        *rows,
        ["合计", count, total],
    ]
    path = folder / f"{batch_id}-return.txt"
    text = "".join("|".join(str(cell) for cell in line) + "\r\n" for line in lines)
    path.write_bytes(text.encode("gb18030"))
    return path


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
