"""XLSX and Parquet exports."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from zhaoren.errors import InputError

from .desk import FIRM, OTHER_FIRM, PEOPLE, Desk
from .test_text import stops

MONTH = datetime.date(2026, 9, 1)


def sheet(path: Path, rows: list[list[Any]], start: int = 0) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        book.add_worksheet("other").write(0, 0, "person_id")
        for number, row in enumerate(rows, start):
            for place, cell in enumerate(row):
                page.write(number, place, cell)


def contributions(**changes: Any) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "person_id": pa.array(PEOPLE[:3]),
        "employer_id": pa.array([FIRM, OTHER_FIRM, FIRM]),
        "insurance": pa.array(["pension", "pension", "medical"]),
        "period": pa.array([MONTH] * 3, pa.date32()),
        "kind": pa.array(["regular", "refund", "regular"]),
        "status": pa.array(["paid"] * 3),
        "base": pa.array([Decimal("5000.00"), None, Decimal("4000.10")], pa.decimal128(12, 2)),
        "amount": pa.array([Decimal("1200.00"), Decimal("-3.05"), Decimal("0.01")],
                           pa.decimal128(12, 2)),
        "paid_on": pa.array([MONTH, None, datetime.date(9999, 12, 31)], pa.date32()),
    }  # fmt: skip
    return {**columns, **changes}


TYPED = [
    (PEOPLE[0], FIRM, "pension", MONTH, "regular", 500000, 120000, MONTH, 1),
    (PEOPLE[1], OTHER_FIRM, "pension", MONTH, "refund", None, -305, None, 2),
    (PEOPLE[2], FIRM, "medical", MONTH, "regular", 400010, 1, None, 3),
]


def accepted(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows(
        "select person_id, employer_id, insurance, period, kind, base_fen, amount_fen, paid_on, "
        "source_row from accepted.contributions order by source_file, source_row"
    )


def is_referenced(desk: Desk) -> bool:
    return not list((desk.folder / "cache").rglob("rows-*.parquet"))


def test_a_workbook(accounts_desk: Desk) -> None:
    header = ["公民身份号码", "户名", "账号", "银行代码", "开户银行", "账户状态", "备注"]
    rows = [
        header,
        [PEOPLE[0], "张三", "6228480000000000001", 102, "工行", "正常", "x"],
        [None, "", " "],
        [PEOPLE[1], "李四", 6228480000000000001, "102", "工行", "正常"],
        [370303199912319875, "王五", 622848, "102", "工行", "正常"],
        ["3.70303E+17", "赵六", "622848", "102", "工行", "正常"],
        [PEOPLE[3], "钱七", 622848000000000, "102", "工行", "正常"],
    ]
    sheet(accounts_desk.inbox / "accounts.xlsx", rows, start=2)
    accounts_desk.read()
    assert accounts_desk.rows(
        "select person_id, account_no, bank_code, source_row from accepted.accounts order by 4"
    ) == [(PEOPLE[0], "6228480000000000001", "102", 4), (PEOPLE[3], "622848000000000", "102", 9)]
    assert accounts_desk.faults() == [
        (6, "account_no.invalid", "account_no", "6.22848E+18"),
        (7, "person_id.invalid", "person_id", "3.70303E+17"),
        (8, "person_id.invalid", "person_id", "3.70303E+17"),
    ]


def test_dates_and_amounts_of_a_workbook(contributions_desk: Desk) -> None:
    row = [PEOPLE[0], FIRM, "110", "202609", 10, "1", "5000", 0.1 + 0.2, "0"]
    rows = [
        ["AAC002", "AAB998", "AAE140", "AAE003", "AAA115", "AAE078", "AAE180", "AAE082", "AAB191"],
        row,
        [*row[:3], MONTH, *row[4:8], datetime.date(2026, 9, 2)],
        [*row[:3], 202609, *row[4:8], 46266],
        [*row[:3], 202609.0, *row[4:7], 1234.565, 20260901],
        [*row[:3], "2026年9月", *row[4:7], "1,234.50", "2026/9/1"],
    ]
    sheet(contributions_desk.inbox / "contributions.xlsx", rows)
    contributions_desk.read()
    assert contributions_desk.rows(
        "select period::varchar, base_fen, amount_fen, paid_on::varchar, source_row "
        "from accepted.contributions order by source_row"
    ) == [
        ("2026-09-01", 500000, 30, None, 2),
        ("2026-09-01", 500000, 30, "2026-09-02", 3),
        ("2026-09-01", 500000, 30, "2026-09-01", 4),
        ("2026-09-01", 500000, 123450, "2026-09-01", 6),
    ]
    assert contributions_desk.faults() == [(5, "amount.invalid", "amount", "1234.565")]


def test_a_formula_that_failed_or_was_never_reckoned_is_not_nothing(persons_desk: Desk) -> None:
    with xlsxwriter.Workbook(persons_desk.inbox / "persons.xlsx") as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, ["person_id", "deceased_on"])
        page.write_column(1, 0, PEOPLE)
        page.write_formula(1, 1, "=VLOOKUP(A2,X:Y,2)", None, "#N/A")
        page.write_formula(2, 1, "=DATE(2026,9,1)", day, 46266)
        page.write_formula(3, 1, "=A1", None, "")
    persons_desk.read()
    assert persons_desk.faults() == [
        (2, "deceased_on.invalid", "deceased_on", "#N/A"),
        (4, "deceased_on.invalid", "deceased_on", "#FORMULA"),
    ]
    assert persons_desk.rows(
        "select source_row, deceased_on::varchar from accepted.persons order by source_row"
    ) == [(3, "2026-09-01"), (5, None)]


def test_nought_shown_as_a_date_is_open(persons_desk: Desk) -> None:
    with xlsxwriter.Workbook(persons_desk.inbox / "persons.xlsx") as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, ["person_id", "deceased_on"])
        page.write_row(1, 0, [PEOPLE[0], 0], day)
        page.write_string(1, 0, PEOPLE[0])
    persons_desk.read()
    assert persons_desk.rows("select person_id, deceased_on from accepted.persons") == [
        (PEOPLE[0], None)
    ]


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("shown", ["yyyy-mm-dd", "General"])
def test_a_day_is_the_same_whichever_year_the_workbook_counts_from(
    persons_desk: Desk, shown: str, from_1904: bool
) -> None:
    options = {"date_1904": from_1904}
    with xlsxwriter.Workbook(persons_desk.inbox / "persons.xlsx", options) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": shown})
        page.write_row(0, 0, ["person_id", "deceased_on"])
        page.write_string(1, 0, PEOPLE[0])
        page.write_datetime(1, 1, MONTH, day)
    persons_desk.read()
    assert persons_desk.rows("select deceased_on from accepted.persons") == [(MONTH,)]


def test_a_cell_that_was_left_in_the_far_corner_stops_and_fills_no_memory(
    persons_desk: Desk,
) -> None:
    with xlsxwriter.Workbook(persons_desk.inbox / "persons.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["person_id"])
        page.write_row(1, 0, [PEOPLE[0]])
        page.write_string(1_048_575, 16_383, " ")
    stops(persons_desk, "persons.xlsx", "row 1048576 and column 16384")


@pytest.mark.parametrize("shown", ["yyyy-mm-dd", "General"])
@pytest.mark.parametrize("number", ["-5", "-40000", "1e999", "NaN"])
def test_a_number_that_is_no_day_is_not_nothing(
    persons_desk: Desk, tmp_path: Path, number: str, shown: str
) -> None:
    with xlsxwriter.Workbook(tmp_path / "made.xlsx") as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": shown})
        page.write_row(0, 0, ["person_id", "deceased_on"])
        page.write_column(1, 0, PEOPLE[:2])
        page.write_number(1, 1, 46266, day)
    altered(tmp_path / "made.xlsx", persons_desk.inbox / "persons.xlsx", b"46266", number.encode())
    persons_desk.read()
    ((row, reason, column, _),) = persons_desk.faults()
    assert (row, reason, column) == (2, "deceased_on.invalid", "deceased_on")


def altered(book: Path, to: Path, before: bytes, after: bytes) -> None:
    """Write the workbook anew with other bytes in its first sheet."""
    with ZipFile(book) as package, ZipFile(to, "w") as written:
        for name in package.namelist():
            content = package.read(name)
            is_sheet = name.endswith("sheet1.xml")
            written.writestr(name, content.replace(before, after) if is_sheet else content)


def test_a_renamed_csv_stops(persons_desk: Desk) -> None:
    persons_desk.write("persons.xlsx", f"person_id\n{PEOPLE[0]}\n")
    stops(persons_desk, "persons.xlsx", "CSV file was renamed")


def test_a_cut_or_flipped_workbook_never_reads_as_another(persons_desk: Desk) -> None:
    sheet(persons_desk.inbox / "persons.xlsx", [["person_id"], [PEOPLE[0]], [PEOPLE[1]]])
    whole = (persons_desk.inbox / "persons.xlsx").read_bytes()
    for place in range(0, len(whole), 331):
        for spoilt in (whole[:place], _flipped(whole, place)):
            desk = Desk(persons_desk.folder / f"{place}", persons_desk.contracts)
            desk.write("persons.xlsx", spoilt)
            try:
                desk.read()
            except InputError:
                continue
            assert desk.rows("select person_id from accepted.persons order by source_row") == [
                (PEOPLE[0],),
                (PEOPLE[1],),
            ]


def _flipped(content: bytes, place: int) -> bytes:
    spoilt = bytearray(content)
    spoilt[place] ^= 0x55
    return bytes(spoilt)


def test_a_canonical_parquet_export_is_referenced(contributions_desk: Desk) -> None:
    contributions_desk.write_parquet("contributions-1.parquet", contributions())
    contributions_desk.read()
    assert accepted(contributions_desk) == TYPED
    assert is_referenced(contributions_desk)
    assert contributions_desk.rows("from intake.contribution_months") == [(MONTH,)]


@pytest.mark.parametrize(
    "change",
    [
        {"person_id": pa.array([PEOPLE[0], "37030319800102123x", " " + PEOPLE[2]])},
        {"insurance": pa.array(["110", "企业职工基本养老保险", "310"])},
        {"period": pa.array(["202609", "2026-09", "2026年9月"])},
        {"period": pa.array([202609] * 3, pa.int32())},
        {"period": pa.array([MONTH] * 3).cast(pa.timestamp("us"))},
        {"amount": pa.array([1200.0, -3.05, 0.01])},
        {"amount": pa.array(["1,200", "-3.05", "0.010"])},
        {"amount": pa.array([Decimal("1200"), Decimal("-3.05"), Decimal("0.01")],
                            pa.decimal128(20, 4))},
        {"kind": pa.array([10, 20, 10], pa.int64())},
        {"kind": pa.array([10.0, 20.0, 10.0])},
        {"kind": pa.array(["regular", "refund", "regular"]).dictionary_encode()},
        {"employer_id": pa.array([FIRM.encode(), OTHER_FIRM.encode(), FIRM.encode()])},
        {"employer_id": pa.array([FIRM, OTHER_FIRM, FIRM], pa.large_string())},
    ],
)  # fmt: skip
def test_other_physical_types_say_the_same(contributions_desk: Desk, change: Any) -> None:
    contributions_desk.write_parquet("contributions.parquet", contributions(**change))
    contributions_desk.read()
    assert accepted(contributions_desk) == TYPED


def test_columns_under_other_names(contributions_desk: Desk) -> None:
    columns = contributions()
    columns["AAC002"] = columns.pop("person_id")
    columns["对应费款所属期"] = columns.pop("period")
    contributions_desk.write_parquet("contributions.parquet", columns)
    contributions_desk.read()
    assert accepted(contributions_desk) == TYPED


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"person_id": pa.array([PEOPLE[0], None, PEOPLE[2]])},
         ("person_id.missing", "person_id", None)),
        ({"person_id": pa.array([PEOPLE[0], "37030", PEOPLE[2]])},
         ("person_id.invalid", "person_id", "37030")),
        ({"employer_id": pa.array([FIRM, "9137", FIRM])},
         ("employer_id.invalid", "employer_id", "9137")),
        ({"status": pa.array(["paid", "7", "paid"])}, ("status.unknown_code", "status", "7")),
        ({"amount": pa.array([Decimal("1200.00"), None, Decimal("0.01")], pa.decimal128(12, 2))},
         ("amount.missing", "amount", None)),
        ({"period": pa.array([MONTH, datetime.date(2026, 9, 2), MONTH])},
         ("period.invalid", "period", "2026-09-02")),
        ({"person_id": pa.array([3.70303e17] * 3)}, None),
    ],
)  # fmt: skip
def test_faults_in_parquet(contributions_desk: Desk, change: Any, fault: Any) -> None:
    contributions_desk.write_parquet("contributions.parquet", contributions(**change))
    if fault is None:
        stops(contributions_desk, "no accepted row")
        return
    contributions_desk.read()
    assert contributions_desk.faults() == [(2, *fault)]
    assert [row[:8] for row in accepted(contributions_desk)] == [TYPED[0][:8], TYPED[2][:8]]
    assert contributions_desk.books() == [("contributions.parquet", 3, 2, 1, 0)]


@pytest.mark.parametrize("written", ["csv", "parquet"])
def test_the_largest_amount_that_can_be_written_is_read(
    contributions_desk: Desk, written: str
) -> None:
    most = [
        Decimal("999999999999999.99"),
        Decimal("-999999999999999.99"),
        Decimal("99999999999999.99"),
    ]
    columns = contributions(amount=pa.array(most, pa.decimal128(18, 2)))
    if written == "parquet":
        contributions_desk.write_parquet("contributions.parquet", columns)
    else:
        rows = zip(*(values.to_pylist() for values in columns.values()), strict=True)
        contributions_desk.write_rows("contributions.csv", [list(columns), *rows])
    contributions_desk.read()
    assert contributions_desk.rows(
        "select amount_fen from accepted.contributions order by source_row"
    ) == [(99999999999999999,), (-99999999999999999,), (9999999999999999,)]


def test_no_number_in_parquet_is_quarantined(contributions_desk: Desk) -> None:
    amounts = pa.array([float("nan"), float("inf"), 1200.0])
    contributions_desk.write_parquet("contributions.parquet", contributions(amount=amounts))
    contributions_desk.read()
    assert contributions_desk.faults() == [
        (1, "amount.invalid", "amount", "NAN"), (2, "amount.invalid", "amount", "INF")
    ]  # fmt: skip


@pytest.mark.parametrize("hour", [16, 23])
def test_a_moment_in_parquet_is_a_day_of_the_offices_time(
    contributions_desk: Desk, hour: int
) -> None:
    before = datetime.datetime(2026, 8, 31, hour, tzinfo=datetime.UTC)  # 1 September in China
    moments = pa.array([before, None, None], pa.timestamp("us", "UTC"))
    contributions_desk.write_parquet("contributions.parquet", contributions(paid_on=moments))
    contributions_desk.read()
    assert accepted(contributions_desk) == TYPED


def test_two_names_of_one_column_stop_in_parquet(contributions_desk: Desk) -> None:
    columns = contributions(PERSON_ID=pa.array(PEOPLE[1:4]))
    contributions_desk.write_parquet("contributions.parquet", columns)
    stops(contributions_desk, "person_id", "PERSON_ID", "both mean this column")


def test_a_column_that_is_called_like_the_engines_own_stops(contributions_desk: Desk) -> None:
    columns = contributions(File_Row_Number=pa.array([1, 2, 3]))
    contributions_desk.write_parquet("contributions.parquet", columns)
    stops(contributions_desk, "contributions.parquet", "file_row_number")


def test_optional_columns_may_be_absent(contributions_desk: Desk) -> None:
    columns = contributions()
    del columns["base"], columns["paid_on"]
    contributions_desk.write_parquet("contributions.parquet", columns)
    contributions_desk.write_parquet(
        "contributions-2.parquet", contributions(period=pa.array([datetime.date(2026, 8, 1)] * 3))
    )
    contributions_desk.read()
    assert contributions_desk.rows(
        "select source_file, count(*), count(base_fen) from accepted.contributions "
        "group by 1 order by 1"
    ) == [("contributions-2.parquet", 3, 2), ("contributions.parquet", 3, 0)]


@pytest.mark.parametrize("content", [b"PAR1", b"person_id\n1\n", b"PAR1" + b"x" * 99 + b"PAR1"])
def test_what_is_no_parquet_stops(contributions_desk: Desk, content: bytes) -> None:
    contributions_desk.write("contributions.parquet", content)
    stops(contributions_desk, "contributions.parquet", "Parquet")


@pytest.mark.parametrize("compression", ["zstd", "snappy", "none"])
def test_a_flipped_byte_of_checked_parquet_stops_or_changes_nothing(
    contributions_desk: Desk, compression: str
) -> None:
    path = contributions_desk.write_parquet(
        "whole.parquet", contributions(), compression=compression, write_page_checksum=True
    )
    whole = path.read_bytes()
    path.unlink()
    footer = int.from_bytes(whole[-8:-4], "little") + 8
    for place in range(4, len(whole) - footer, 19):
        desk = Desk(contributions_desk.folder / f"{place}", contributions_desk.contracts)
        desk.write("contributions.parquet", _flipped(whole, place))
        try:
            desk.read()
        except InputError:
            continue
        assert accepted(desk) == TYPED, place


def test_a_file_cut_anywhere_stops(contributions_desk: Desk) -> None:
    path = contributions_desk.write_parquet("whole.parquet", contributions())
    whole = path.read_bytes()
    path.unlink()
    for length in range(1, len(whole), 101):
        contributions_desk.write("contributions.parquet", whole[:length])
        stops(contributions_desk, "Parquet")


def test_the_footer_alone_is_not_trusted(contributions_desk: Desk) -> None:
    path = contributions_desk.write_parquet("contributions.parquet", contributions())
    assert pq.read_metadata(path).num_rows == 3


def test_a_formula_that_failed_is_no_number_of_an_account(accounts_desk: Desk) -> None:
    header = ["person_id", "account_name", "account_no", "bank_code", "bank_name", "status"]
    row = [PEOPLE[0], "王芳", "#N/A", "102", "工商银行", "正常"]
    accounts_desk.write_rows("accounts.csv", [header, row])
    accounts_desk.read()
    assert accounts_desk.faults() == [(2, "account_no.invalid", "account_no", "#N/A")]
