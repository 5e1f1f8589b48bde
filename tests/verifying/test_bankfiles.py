"""What is no bank file or list is told as such, whatever it is instead."""

from __future__ import annotations

import pytest

from zhaoren.verifying.bankfiles import read_csv_amounts, read_list


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"\xff\xfe\x00" * 50])
def test_what_is_no_workbook_is_no_list(content: bytes) -> None:
    with pytest.raises(ValueError, match="no workbook"):
        read_list(content)


@pytest.mark.parametrize("amount", ["Infinity", "NaN", "1e999999999", "", "一百", "0.001"])
def test_what_is_no_amount_is_none(amount: str) -> None:
    with pytest.raises(ValueError, match=r"amount|fraction"):
        read_csv_amounts(f"编号,金额（元）\n1,{amount}\n".encode())
