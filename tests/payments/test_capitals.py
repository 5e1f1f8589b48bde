"""Amounts in capital numerals, against the examples of the People's Bank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoren.payments.capitals import capital_amount


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (250_000, "贰仟伍佰元整"),
        (300_000, "叁仟元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (1_000, "壹拾元整"),
        (1_500, "壹拾伍元整"),
        (10_000_000, "壹拾万元整"),
        (10_010_000, "壹拾万零壹佰元整"),
        (1_000_000_000_000, "壹佰亿元整"),
        (1_000_000_010_000, "壹佰亿零壹佰元整"),
        (100_000_000_000_001, "壹万亿元零壹分"),
        (50, "伍角整"),
        (4, "肆分"),
    ],
)
def test_examples(fen: int, words: str) -> None:
    assert capital_amount(fen) == words


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_two_amounts_never_read_alike(one: int, other: int) -> None:
    assert (capital_amount(one) == capital_amount(other)) == (one == other)


@given(st.integers(0, 10**15))
def test_no_two_zeros_stand_together(fen: int) -> None:
    assert "零零" not in capital_amount(fen)


def test_nothing_is_paid_backwards() -> None:
    with pytest.raises(ValueError, match="negative"):
        capital_amount(-1)
