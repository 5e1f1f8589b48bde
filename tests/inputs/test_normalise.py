"""Each normalisation in boundary pairs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from zhaoren.inputs import fixed_width, normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("370303198001011234", "370303198001011234"),
        ("370303198001011235", None),  # check digit
        ("37030319800102123x", "37030319800102123X"),
        (" 370303 19800102 123X\u3000", "37030319800102123X"),
        ("３７０３０３１９８００１０２１２３Ｘ", "37030319800102123X"),
        ("370303800102123", "37030319800102123X"),  # 15 digits, century 19
        ("370303800230123", None),  # 30 February
        ("37030380010212", None),
        ("3703031980010212", None),
        ("3.70303E+17", None),
        ("370303198001011234\x00", "370303198001011234"),  # a control character is a space
        ("X70303198001011234", None),
    ],
)
def test_a_citizens_number(raw: str, expected: str | None) -> None:
    assert normalise.person_id(raw) == expected


@pytest.mark.parametrize(
    ("day", "real"),
    [("19000229", False), ("20000229", True), ("19800431", False), ("19800430", True),
     ("19801301", False), ("19801231", True), ("19800100", False), ("00000101", False)],
)  # fmt: skip
def test_the_birth_date_is_real(day: str, real: bool) -> None:
    number = f"370303{day}123"
    number += ric.calc_check_digit(number + "0")
    assert (normalise.person_id(number) is not None) is real


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("91370303000000001J", "91370303000000001J"),
        ("91370303000000001K", None),
        (" 91370303000000001j ", "91370303000000001J"),
        ("N2370303MA00000015", "N2370303MA00000015"),  # a rural collective
        ("9137030300000001J", None),
        ("9I370303000000001J", None),  # a letter that the standard leaves out
    ],
)
def test_an_organisations_code(raw: str, expected: str | None) -> None:
    assert normalise.organisation_id(raw) == expected


@pytest.mark.parametrize("dot", "·•・．.･")
def test_the_dot_between_han_characters_becomes_one(dot: str) -> None:
    assert normalise.name(f"买买提{dot}艾力") == "买买提·艾力"


def test_a_dot_elsewhere_and_inner_space_stay() -> None:
    assert normalise.name(" J. 史密斯 ") == "J. 史密斯"
    assert normalise.name("㐀.𠮷") == "㐀·𠮷"
    assert normalise.original_name("\u3000买买提•艾力 ") == "买买提•艾力"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-09-01", date(2026, 9, 1)),
        ("20260901", date(2026, 9, 1)),
        ("2026/9/1", date(2026, 9, 1)),
        ("2026年9月1日", date(2026, 9, 1)),
        ("２０２６年９月１日", date(2026, 9, 1)),
        ("2026-09-01 00:00:00", date(2026, 9, 1)),
        ("2026-09-31", None),
        ("2026-02-29", None),
        ("2024-02-29", date(2024, 2, 29)),
        ("9999-12-31", normalise.OPEN_ENDED),
        ("99991231", normalise.OPEN_ENDED),
        ("0", normalise.OPEN_ENDED),
        ("00", None),
        ("2026-9", None),
        ("2026.9.1", None),
        ("46266", None),
        ("9/1/2026", None),
    ],
)
def test_a_date(raw: str, expected: date | None) -> None:
    assert normalise.day(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("202609", date(2026, 9, 1)),
        ("2026-09", date(2026, 9, 1)),
        ("2026年9月", date(2026, 9, 1)),
        ("2026-09-01", date(2026, 9, 1)),
        ("2026-09-02", None),
        ("202613", None),
        ("202600", None),
        ("26-09", None),
    ],
)
def test_a_month(raw: str, expected: date | None) -> None:
    assert normalise.month(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-09", "2026-09"), ("202609", "2026-09"), ("2026年9月", "2026-09"),
        ("2026-09-01", "2026-09"), ("2026", "2026"), ("２０２６年", "2026"),
        ("2026-13", None), ("26年", None), ("第三季度", None), ("0", None),
    ],
)  # fmt: skip
def test_a_month_or_year_that_was_paid_for(raw: str, expected: str | None) -> None:
    assert normalise.period(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2500", 250000), ("2500.5", 250050), ("2500.50", 250050), ("2500.500", 250050),
        ("2500.505", None), ("1,234.50", 123450), ("1,23.50", None), ("1234,500", None),
        ("-0.01", -1), ("+3", 300), (".5", 50), (".", None), ("-", None), ("1e3", None),
        ("２５００", 250000), ("999999999999999.99", 99999999999999999),
        ("1000000000000000", None), ("贰仟", None), ("NaN", None), ("1,234,567", 123456700),
    ],
)  # fmt: skip
def test_an_amount_in_fen(raw: str, expected: int | None) -> None:
    assert normalise.fen(raw) == expected


@settings(deadline=None)
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_amounts_are_exact(amount: Decimal) -> None:
    assert normalise.fen(str(amount)) == int(amount * 100)
    assert normalise.fen(f"{amount:,}") == int(amount * 100)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("HT 001", "HT001"),
        ("3.70303E+17", None),
        ("6.2E+18", None),
        ("12E34", "12E34"),
        ("#N/A", None),
        ("＃ＤＩＶ/0!", None),
        ("#FORMULA", None),
        ("#7", "#7"),
        ("７", "7"),
    ],
)
def test_an_identifier(raw: str, expected: str | None) -> None:
    assert normalise.identifier(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"), [("3", 3), ("3.0", 3), ("3.5", None), ("-2", -2), ("1" * 19, None)]
)
def test_an_integer(raw: str, expected: int | None) -> None:
    assert normalise.integer(raw) == expected


numbers = st.one_of(
    st.builds(
        lambda place, year, rest: (
            (body := f"{place:06}{year:04}{rest:07}") + str(ric.calc_check_digit(body + "0"))
        ),
        st.integers(0, 999_999),
        st.sampled_from([0, 1600, 1899, 1900, 1980, 2000, 2024, 9999]),
        st.integers(0, 1_399_999),
    ),
    st.text(alphabet="0123456789Xx /:", min_size=16, max_size=19),
    st.text(max_size=20),
    st.none(),
)


@settings(deadline=None)
@given(st.lists(numbers, max_size=40))
def test_the_vectorised_check_says_what_stdnum_says(values: list[str | None]) -> None:
    column = pa.array(values, pa.string())
    assert fixed_width.canonical(column, fixed_width.person_ids).tolist() == [
        value is not None and normalise.person_id(value) == value for value in values
    ]
    sliced = fixed_width.canonical(column.slice(1), fixed_width.person_ids)
    assert len(sliced) == max(len(values) - 1, 0)


codes = st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=15, max_size=15).map(
    lambda text: (body := text[:2] + "370303" + text[2:11]) + uscc.calc_check_digit(body)
)


@settings(deadline=None)
@given(st.lists(st.one_of(codes, st.text(alphabet="0123456789AIOZ", min_size=18, max_size=18))))
def test_so_it_does_for_organisations(values: list[str]) -> None:
    column = pa.array(values, pa.string())
    assert fixed_width.canonical(column, fixed_width.organisation_ids).tolist() == [
        normalise.organisation_id(value) == value for value in values
    ]


def test_every_citizens_number_of_stdnums_check_passes() -> None:
    bodies = [f"370303{year}0228{order:03d}" for year in (1950, 2000) for order in range(500)]
    good = [body + str(ric.calc_check_digit(body + "0")) for body in bodies]
    assert fixed_width.canonical(pa.array(good), fixed_width.person_ids).all()
    wrong = [number[:-1] + ("0" if number[-1] != "0" else "1") for number in good]
    assert not fixed_width.canonical(pa.array(wrong), fixed_width.person_ids).any()
