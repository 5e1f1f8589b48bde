"""Repeats and key conflicts, in a file and across files; the books always add up."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoren.contracts.load import Contracts

from .desk import FIRM, PEOPLE, Desk, only
from .test_formats import contributions, is_referenced
from .test_text import HEADER, one

ACCOUNTS = "person_id,account_name,account_no,bank_code,bank_name,status\n"
CONTRIBUTIONS = "person_id,employer_id,insurance,period,kind,status,base,amount,paid_on\n"


def account(person: str, number: str = "6228", name: str = "买买提·艾力") -> str:
    return f"{person},{name},{number},102,工行,active\n"


def paid(person: str, month: str = "202609", amount: str = "100") -> str:
    return f"{person},{FIRM},pension,{month},regular,paid,,{amount},\n"


def test_a_row_that_repeats_an_earlier_one_is_dropped(accounts_desk: Desk) -> None:
    accounts_desk.write(
        "accounts-1.csv",
        ACCOUNTS
        + account(PEOPLE[1])
        + account(PEOPLE[1].lower(), name="买买提•艾力")  # the same after normalisation
        + account(PEOPLE[0]),
    )
    accounts_desk.write("accounts-2.csv", ACCOUNTS + account(PEOPLE[0]) + account(PEOPLE[2]))
    accounts_desk.read()
    assert accounts_desk.books() == [("accounts-1.csv", 3, 2, 0, 1), ("accounts-2.csv", 2, 1, 0, 1)]
    assert accounts_desk.rows(
        "select source_file, source_row, account_name_original from accepted.accounts order by 1, 2"
    ) == [
        ("accounts-1.csv", 2, "买买提·艾力"),
        ("accounts-1.csv", 4, "买买提·艾力"),
        ("accounts-2.csv", 3, "买买提·艾力"),
    ]


def test_rows_that_share_a_key_but_differ_are_all_quarantined(accounts_desk: Desk) -> None:
    accounts_desk.write(
        "accounts-1.csv", ACCOUNTS + account(PEOPLE[0], "1") + account(PEOPLE[1], "1")
    )
    accounts_desk.write(
        "accounts-2.csv",
        ACCOUNTS + account(PEOPLE[0], "1") + account(PEOPLE[0], "2") + account(PEOPLE[2], "3"),
    )
    accounts_desk.read()
    assert accounts_desk.books() == [("accounts-1.csv", 2, 1, 1, 0), ("accounts-2.csv", 3, 1, 1, 1)]
    assert accounts_desk.rows(
        'select file, row, reason, "column", value, person_id from intake.quarantine order by 1, 2'
    ) == [
        ("accounts-1.csv", 2, "key.conflict", None, None, PEOPLE[0]),
        ("accounts-2.csv", 3, "key.conflict", None, None, PEOPLE[0]),
    ]


def test_a_part_of_the_key_may_be_empty(tmp_path: object, all_contracts: Contracts) -> None:
    desk = Desk(tmp_path, only(all_contracts, "recognitions", quarantine_limit=1.0))
    header = "org_id,org_name,title,object,recognised_on,district\n"
    title = next(iter(all_contracts.inputs["recognitions"].column("title").codes.values()), "x")
    row = f"{FIRM},某单位,{title},,2026-01-01,张店区\n"
    desk.write("recognitions.csv", header + row + row + row.replace("张店区", "临淄区"))
    desk.read()
    assert desk.books() == [("recognitions.csv", 3, 0, 2, 1)]


def test_a_conflict_in_one_file_is_not_forgotten_in_the_next(accounts_desk: Desk) -> None:
    accounts_desk.write(
        "accounts-1.csv", ACCOUNTS + account(PEOPLE[0], "1") + account(PEOPLE[0], "2")
    )
    accounts_desk.write("accounts-2.csv", ACCOUNTS + account(PEOPLE[0], "2"))
    accounts_desk.read()
    assert accounts_desk.books() == [("accounts-1.csv", 2, 0, 2, 0), ("accounts-2.csv", 1, 0, 0, 1)]


def test_faulty_rows_repeat_nothing(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", HEADER + one(PEOPLE[0], died="?") * 2 + one(PEOPLE[0]))
    persons_desk.read()
    assert persons_desk.books() == [("persons.csv", 3, 1, 2, 0)]


def test_quarantined_persons_and_payments_keep_their_number(
    persons_desk: Desk, payments_desk: Desk
) -> None:
    persons_desk.write("persons.csv", HEADER + one(PEOPLE[0], died="2026年13月") + one(PEOPLE[1]))
    persons_desk.read()
    query = "select reason, value, person_id from intake.quarantine order by row"
    assert persons_desk.rows(query) == [("deceased_on.invalid", "2026年13月", PEOPLE[0])]
    payments_desk.write(
        "payments.csv",
        "payment_no,person_id,org_id,benefit,amount,paid_on,status\n"
        f"1,{PEOPLE[0]},,技师补贴,2500,2026-01-01,paid\n"
        f"2,{PEOPLE[1]},,别的补贴,2500,2026-01-01,paid\n"
        f"3,,,zibo/technician,2500,2026-01-01,paid\n"
        f"4,,{FIRM},zibo/technician,2500,0,已发放\n"
        f"5,{PEOPLE[1]}1,,zibo/technician,2500,2026-01-01,已发放\n",
    )
    payments_desk.read()
    assert payments_desk.rows(query) == [
        ("benefit.unknown_code", "别的补贴", PEOPLE[1]),
        ("person_id.missing", None, None),
        ("paid_on.missing", "0", FIRM),
        ("person_id.invalid", PEOPLE[1] + "1", None),
    ]


def test_what_was_paid_for_is_read_however_an_office_writes_a_month(payments_desk: Desk) -> None:
    header = "payment_no,person_id,benefit,period,amount,paid_on,status\n"
    written = ["2026-09", "202609", "2026年9月", "2026", "", "第三季度"]
    rows = (
        f"{number},{PEOPLE[0]},技师补贴,{period},2500,2026-10-01,paid\n"
        for number, period in enumerate(written, 1)
    )
    payments_desk.write("payments.csv", header + "".join(rows))
    payments_desk.read()
    assert payments_desk.rows("select period from accepted.payments order by source_row") == [
        ("2026-09",), ("2026-09",), ("2026-09",), ("2026",), (None,)
    ]  # fmt: skip
    assert payments_desk.faults() == [(7, "period.invalid", "period", "第三季度")]


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_contributions_collapse_but_never_conflict(contributions_desk: Desk, format: str) -> None:
    if format == "csv":
        rows = [paid(PEOPLE[0]), paid(PEOPLE[1]), paid(PEOPLE[0], amount="100.00")]
        contributions_desk.write("contributions-1.csv", CONTRIBUTIONS + "".join(rows))
        contributions_desk.write(
            "contributions-2.csv", CONTRIBUTIONS + paid(PEOPLE[1], amount="1") + paid(PEOPLE[1])
        )
        contributions_desk.write("contributions-3.csv", CONTRIBUTIONS + paid(PEOPLE[1], "202608"))
    else:
        same = pa.array([PEOPLE[0], PEOPLE[1], PEOPLE[0]])
        columns = {
            name: pa.concat_arrays([values.slice(0, 1)] * 3)
            for name, values in contributions().items()
        } | {"person_id": same}
        august = pa.array([datetime.date(2026, 8, 1)] * 3)
        contributions_desk.write_parquet("contributions-1.parquet", columns)
        contributions_desk.write_parquet(
            "contributions-2.parquet",
            {
                name: pa.concat_arrays([v.slice(1, 1), v.slice(1, 1).slice(0, 1)])
                for name, v in columns.items()
            },
        )
        contributions_desk.write_parquet(
            "contributions-3.parquet",
            columns | {"period": august, "person_id": pa.array(PEOPLE[:3])},
        )
    contributions_desk.read()
    books = contributions_desk.books()
    if format == "csv":
        assert [book[1:] for book in books] == [(3, 2, 0, 1), (2, 1, 0, 1), (1, 1, 0, 0)]
    else:
        assert [book[1:] for book in books] == [(3, 2, 0, 1), (2, 0, 0, 2), (3, 3, 0, 0)]
        assert is_referenced(contributions_desk)


def test_the_same_file_twice_counts_once(contributions_desk: Desk) -> None:
    contributions_desk.write_parquet("contributions-1.parquet", contributions())
    contributions_desk.write_parquet("contributions-2.parquet", contributions())
    contributions_desk.read()
    assert [book[1:] for book in contributions_desk.books()] == [(3, 3, 0, 0), (3, 0, 0, 3)]


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_rows_in_doubt_keep_their_numbers_in_a_long_file(
    contributions_desk: Desk, threads: int
) -> None:
    desk = Desk(contributions_desk.folder / "long", contributions_desk.contracts, threads=threads)
    rows = 150_000
    names = [PEOPLE[0]] * rows
    amounts = [Decimal(place) for place in range(rows)]
    for place in (0, 70_000, rows - 1):
        names[place] = "37030"
    for place in (9_999, 80_000):
        amounts[place] = amounts[5]
    first = {name: values[0].as_py() for name, values in contributions().items()}
    columns = {name: pa.array([value] * rows) for name, value in first.items()} | {
        "person_id": pa.array(names),
        "period": pa.array([first["period"]] * rows, pa.date32()),
        "base": pa.array([first["base"]] * rows, pa.decimal128(12, 2)),
        "amount": pa.array(amounts, pa.decimal128(12, 2)),
    }
    desk.write_parquet("contributions.parquet", columns, row_group_size=7_000)
    desk.read()
    assert [fault[0] for fault in desk.faults()] == [1, 70_001, rows]
    assert desk.rows(
        "from range(1, 150001) anti join accepted.contributions on source_row = range order by 1"
    ) == [(1,), (10_000,), (70_001,), (80_001,), (rows,)]
    assert is_referenced(desk)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_conflict_within_one_file_is_found_again_each_night(
    accounts_desk: Desk, suffix: str
) -> None:
    rows = [(PEOPLE[0], "1"), (PEOPLE[1], "1"), (PEOPLE[1], "1"), (PEOPLE[0], "2")]
    if suffix == "csv":
        accounts_desk.write("accounts.csv", ACCOUNTS + "".join(account(*row) for row in rows))
    else:
        columns = {
            "person_id": [person for person, _ in rows],
            "account_name": ["张三"] * 4,
            "account_no": [number for _, number in rows],
            "bank_code": ["102"] * 4,
            "bank_name": ["工行"] * 4,
            "status": ["active"] * 4,
        }
        accounts_desk.write_parquet("accounts.parquet", columns)
    for _ in range(2):
        accounts_desk.read()
        assert [book[1:] for book in accounts_desk.books()] == [(4, 1, 2, 1)]
        assert [fault[1] for fault in accounts_desk.faults()] == ["key.conflict"] * 2


def test_an_open_end_written_in_two_ways_is_one(contributions_desk: Desk) -> None:
    columns = contributions(
        person_id=pa.array([PEOPLE[0]] * 3),
        employer_id=pa.array([FIRM] * 3),
        insurance=pa.array(["pension"] * 3),
        kind=pa.array(["regular"] * 3),
        base=pa.array([None] * 3, pa.decimal128(12, 2)),
        amount=pa.array([Decimal("1.00")] * 3, pa.decimal128(12, 2)),
        paid_on=pa.array([None, datetime.date(9999, 12, 31), None], pa.date32()),
    )
    contributions_desk.write_parquet("contributions.parquet", columns)
    contributions_desk.read()
    assert [book[1:] for book in contributions_desk.books()] == [(3, 1, 0, 2)]


row = st.tuples(
    st.sampled_from([*PEOPLE[:2], PEOPLE[1].lower(), "", "37030", '"', " "]),
    st.sampled_from(["1", "２", "2", "3.7E+17", ""]),
    st.sampled_from(["active", "正常", "?"]),
)


@settings(deadline=None, max_examples=25)
@given(files=st.lists(st.lists(row, max_size=8), min_size=1, max_size=3))
def test_sums_agree_on_hostile_rows(
    files: list[list[tuple[str, str, str]]],
    all_contracts: Contracts,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    desk = Desk(folder, only(all_contracts, "accounts", quarantine_limit=1.0))
    for number, rows in enumerate(files):
        cells = [(person, "张三", account_no, "102", "工行", s) for person, account_no, s in rows]
        desk.write_rows(f"accounts-{number}.csv", [ACCOUNTS.strip().split(","), *cells])
    desk.read()
    for number, (_, read, accepted, quarantined, duplicate) in enumerate(desk.books()):
        assert read == len(files[number]) == accepted + quarantined + duplicate
    found = desk.rows("select count(*), count(distinct person_id) from accepted.accounts")
    assert found[0][0] == found[0][1] == sum(book[2] for book in desk.books())
    assert found[0][0] == _expected(files)


def _expected(files: list[list[tuple[str, str, str]]]) -> int:
    """Row by row: people with exactly one distinct good account."""
    numbers: dict[str, set[str]] = {}
    for person, account_no, status in (row for rows in files for row in rows):
        if person.upper() in PEOPLE and account_no in {"1", "2", "２"} and status != "?":
            numbers.setdefault(person.upper(), set()).add(account_no.replace("２", "2"))
    return sum(len(found) == 1 for found in numbers.values())
