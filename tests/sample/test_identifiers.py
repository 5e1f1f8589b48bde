"""Numbers of the sample are valid by somebody else's reckoning (python-stdnum)."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest
from stdnum.cn import ric, uscc

from zhaoren.sample.columns import strings
from zhaoren.sample.identifiers import (
    credit_code,
    draw_credit_codes,
    draw_person_ids,
    person_id,
    wrong_check,
)


def test_every_drawn_citizen_number_has_its_check_digit_and_a_birth_date() -> None:
    """One drawn number in a thousand wrong would be dirt that nobody asked for."""
    numbers = strings(
        draw_person_ids(np.random.default_rng(7), ["370303", "370302"], 3000)
    ).to_pylist()
    assert len(set(numbers)) == 3000
    for number in numbers:
        assert number[-1] == ric.calc_check_digit(number)
        assert date(1962, 1, 1) <= _birth(number) <= date(2006, 12, 31)


def _birth(number: str) -> date:
    return datetime.strptime(number[6:14] + "+0800", "%Y%m%d%z").date()


def test_every_drawn_credit_code_is_valid() -> None:
    """Credit codes pass stdnum's GB 32100 check."""
    codes = strings(
        draw_credit_codes(np.random.default_rng(7), ["91", "52"] * 500, "370300")
    ).to_pylist()
    assert len(set(codes)) == 1000
    assert all(uscc.is_valid(code) for code in codes)


def test_known_numbers() -> None:
    """The standard's own example, and one from stdnum's documentation."""
    assert person_id("11010519491231002") == "11010519491231002X"
    assert credit_code("91110000600037341") == "91110000600037341L"


@pytest.mark.parametrize("number", ["11010519491231002X", "370303198006151231"])
def test_a_wrong_check_digit_is_wrong(number: str) -> None:
    """`wrong_check` never hits the right one by chance."""
    number = person_id(number[:17])
    assert wrong_check(number)[-1] != number[-1]
