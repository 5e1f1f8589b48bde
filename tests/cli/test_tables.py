"""Tables on terminals of every width: no word is lost, and no column is a sign wide."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from zhaoren.cli.tables import WIDE, Column, print_table
from zhaoren.cli.wrapping import width_of

COLUMNS = [Column("政策"), Column("人次", figure=True), Column("日期", whole=True)]
ROWS = [["技师补贴[bold]", "12", "2026-11-20\n至 2026-12-01"], ["平台资金", "3", ""]]


def printed(width: int) -> list[str]:
    said = StringIO()
    print_table(Console(width=width, file=said), "按政策", COLUMNS, ROWS, "金额未计限额。")
    return said.getvalue().splitlines()


@pytest.mark.parametrize("width", [20, 40, WIDE - 1, WIDE, 120])
def test_every_cell_can_be_read(width: int) -> None:
    lines = printed(width)
    assert all(width_of(line) <= width for line in lines)
    told = "\n".join(lines)
    for word in ("技师补贴[bold]", "12", "2026-11-20", "2026-12-01", "平台资金", "金额未计限额"):
        assert word in told


def test_a_narrow_terminal_gets_a_block_for_each_row() -> None:
    assert printed(40) == [
        "按政策",
        "技师补贴[bold]",
        "  人次  12",
        "  日期  2026-11-20",
        "        至 2026-12-01",
        "平台资金",
        "  人次  3",
        "",
        "金额未计限额。",
    ]
