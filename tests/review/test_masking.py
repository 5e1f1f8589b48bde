"""A person's number in public: digits 7 to 14 are masked wherever it stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger_builder import person_id
from zhaoren.documents.masking import masked

ID = "37030319800101001X"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (ID, "370303********001X"),
        (ID.lower(), "370303********001x"),
        (f"S{ID}003", "S370303********001X003"),
        ("1537030319800101001212", "15370303********001212"),
        (f"{ID}、{ID}", "370303********001X、370303********001X"),
        ("370303198001010012", "370303********0012"),
    ],
)
def test_a_number_is_masked_wherever_it_stands(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    ["", "2126468463200001", "913703005037099433", "370303198013010012", "王伟", "19800101"],
)
def test_what_holds_no_day_of_birth_is_left(text: str) -> None:
    assert masked(text) == text


def test_the_rows_own_number_is_masked_whatever_it_looks_like() -> None:
    assert masked("C-370303800101001-9", ["370303800101001"]) == "C-370303******001-9"
    assert masked("X370303209913990011", ["370303209913990011"]) == "X370303********0011"


@given(st.integers(1, 200_000), st.text("0123456789XABC-", max_size=12), st.text("0123456789X"))
def test_no_text_around_it_shows_the_day_of_birth(number: int, before: str, after: str) -> None:
    own = person_id(number)
    text = before + own + after
    shown = masked(text, [own])
    assert len(shown) == len(text)
    assert shown[len(before) + 6 : len(before) + 14] == "********"
    assert own not in shown
    assert re.sub(r"\*", "", shown) in ("".join(shown.split("*")),)
