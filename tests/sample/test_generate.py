"""The generator: the same bytes again, and exports that the contracts describe."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook
from stdnum.cn import ric, uscc

from zhaoren.content import Content, find_content
from zhaoren.contracts import Kind, load_contracts
from zhaoren.errors import UsageError
from zhaoren.sample import Formats, SampleSummary, write_month_csv, write_sample
from zhaoren.sample.layout import headers_of, load_layouts

AS_OF = date(2026, 11, 20)


@pytest.fixture(scope="module")
def content() -> Content:
    """The content of the repository."""
    return find_content()


@pytest.fixture(scope="module")
def mixed(content: Content, tmp_path_factory: pytest.TempPathFactory) -> SampleSummary:
    """An inbox of three thousand people in every format."""
    out = tmp_path_factory.mktemp("mixed")
    return write_sample(content, city="zibo", people=3000, seed=3, out=out, as_of=AS_OF)


@pytest.fixture(scope="module")
def canonical(content: Content, tmp_path_factory: pytest.TempPathFactory) -> SampleSummary:
    """The same people as canonical Parquet."""
    out = tmp_path_factory.mktemp("canonical")
    return write_sample(
        content, city="zibo", people=3000, seed=3, out=out, as_of=AS_OF, formats=Formats.PARQUET
    )


def hashes(folder: Path) -> Mapping[str, str]:
    """The SHA-256 of every file."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


@pytest.mark.parametrize("formats", list(Formats))
def test_the_same_seed_gives_the_same_bytes(
    content: Content, tmp_path: Path, formats: Formats
) -> None:
    """Two runs agree in every file; another seed gives other people."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_sample(
            content,
            city="zibo",
            people=200,
            seed=seed,
            out=tmp_path / name,
            as_of=AS_OF,
            formats=formats,
        )
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")
    assert hashes(tmp_path / "a") != hashes(tmp_path / "c")


@pytest.mark.parametrize("city", ["liaocheng", "rizhao"])
def test_each_city_has_every_source(content: Content, tmp_path: Path, city: str) -> None:
    """Its people and employers bear its own prefecture's codes."""
    summary = write_sample(content, city=city, people=200, seed=1, out=tmp_path, as_of=AS_OF)
    assert set(summary.rows) == set(load_contracts(content).inputs)
    few = {"payments"}  # of two hundred people nobody need have been paid
    assert all(rows for source, rows in summary.rows.items() if source not in few)
    prefix = {"liaocheng": "3715", "rizhao": "3711"}[city]
    lines = (tmp_path / "employers.csv").read_text(encoding="gb18030").splitlines()[1:]
    assert {line[2:6] for line in lines} == {prefix}


def test_text_files_decode_and_have_the_headers_and_rows_that_they_should(
    content: Content, mixed: SampleSummary
) -> None:
    """Every text file is read back with its declared encoding and separator."""
    contracts = load_contracts(content).inputs
    for name, layout in load_layouts(content).items():
        if layout.file.endswith(".xlsx"):
            continue
        source = name.split("_csv")[0].split("_txt")[0]
        stem, _, suffix = layout.file.partition(".")
        path = next(p for p in mixed.inbox.glob(f"{stem}*.{suffix}"))
        lines = path.read_text(encoding=layout.encoding).splitlines()
        assert lines[0].split(layout.separator) == headers_of(layout, contracts[source])
        if source != "contributions":
            extra = 2 if layout.total_line else 1
            assert len(lines) - extra == mixed.rows[source]


def test_control_files_agree(mixed: SampleSummary) -> None:
    """Rows and hash of a control file are those of its file."""
    controls = list(mixed.inbox.glob("*.ctl.json"))
    assert len(controls) == 3
    for path in controls:
        control = json.loads(path.read_text(encoding="utf-8"))
        data = path.with_name(path.name.removesuffix(".ctl.json")).read_bytes()
        assert control["sha256"] == hashlib.sha256(data).hexdigest()
        lines = data.decode("utf-8-sig").splitlines()
        assert control["rows"] == len(lines) - 1 - int(control["total_line"])


def test_the_workbook_reads_back(content: Content, mixed: SampleSummary) -> None:
    """Numbers are text and dates are dates in the XLSX."""
    book = CalamineWorkbook.from_path(str(mixed.inbox / "certificates.xlsx"))
    rows = book.get_sheet_by_index(0).to_python()
    contract = load_contracts(content).inputs["certificates"]
    assert rows[0] == headers_of(load_layouts(content)["certificates"], contract)
    assert len(rows) - 1 == mixed.rows["certificates"]
    assert all(isinstance(row[0], str) and isinstance(row[7], date) for row in rows[1:])


def test_canonical_parquet_has_canonical_names_types_and_codes(
    content: Content, canonical: SampleSummary
) -> None:
    """Such a file can be referenced instead of rewritten."""
    types = {
        "date": "date32[day]",
        "month": "date32[day]",
        "amount": "decimal128(12, 2)",
        "boolean": "bool",
        "integer": "int64",
    }
    contracts = load_contracts(content).inputs
    for path in canonical.inbox.iterdir():
        contract = contracts[path.name.split("-")[0].split(".")[0]]
        table = pq.read_table(path)
        assert table.column_names == [column.name for column in contract.columns]
        for column in contract.columns:
            assert str(table.schema.field(column.name).type) == types.get(
                column.kind.value, "string"
            )
            if column.kind is Kind.CODE:
                used = set(table[column.name].unique().to_pylist()) - {None}
                assert used <= set(column.codes.values())


def test_dirt_is_there_and_far_below_the_limit(canonical: SampleSummary) -> None:
    """Wrong check digits and repeats occur, in less than one row of a hundred."""
    db = duckdb.connect()
    for source in ("contracts", "contributions"):
        numbers = db.sql(
            f"select person_id, count(*) from '{canonical.inbox}/{source}*.parquet' group by 1"
        )
        counted = numbers.fetchall()
        wrong = sum(n for number, n in counted if number[-1] != ric.calc_check_digit(number))
        assert 0 < wrong < 0.01 * canonical.rows[source]
        distinct = db.sql(
            f"select count(*) from (select distinct * from '{canonical.inbox}/{source}*.parquet')"
        )
        ((rows,),) = distinct.fetchall()
        assert 0 < canonical.rows[source] - rows < 0.01 * canonical.rows[source]


def test_text_holds_other_spellings_of_numbers(mixed: SampleSummary) -> None:
    """15-digit, full-width and spaced numbers occur in text, in less than a row of a hundred."""
    text = (mixed.inbox / "contracts.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    numbers = [line.split(",")[1] for line in text]
    odd = [number for number in numbers if len(number) != 18 or not number.isascii()]
    assert 0 < len(odd) < 0.01 * len(numbers)
    assert {len(number) for number in odd} >= {15, 18}


def test_employers_are_valid_and_municipal_enterprises_are_among_them(
    canonical: SampleSummary,
) -> None:
    """Every employer's credit code is right; 附件1 is represented."""
    rows = pq.read_table(canonical.inbox / "employers.parquet").to_pylist()
    assert all(uscc.is_valid(row["employer_id"]) for row in rows)
    assert "淄博热力有限公司" in {row["employer_name"] for row in rows}
    assert {"enterprise", "private_non_enterprise", "public_institution"} <= {
        row["kind"] for row in rows
    }


def test_certificate_numbers_hold_year_and_level(canonical: SampleSummary) -> None:
    """Digits 1-2 and 11 of 16; characters 14-15 and 16 of 22."""
    digit = {
        "junior": "5",
        "intermediate": "4",
        "senior": "3",
        "technician": "2",
        "senior_technician": "1",
    }
    rows = pq.read_table(canonical.inbox / "certificates.parquet").to_pylist()
    for row in rows:
        number = row["certificate_no"]
        year, level = (number[:2], number[10]) if len(number) == 16 else (number[13:15], number[15])
        assert len(number) == 16 or (len(number) == 22 and number[0] in "YS")
        assert year == f"{row['issued_on'].year % 100:02}"
        assert row["level"] not in digit or level == digit[row["level"]]
    assert len({(row["certificate_no"], row["person_id"]) for row in rows}) >= 0.99 * len(rows)


def test_months_are_complete_and_the_newest_are_in_transit(canonical: SampleSummary) -> None:
    """Sixty months up to that of the date; what is in transit stands in the newest two only."""
    db = duckdb.connect()
    rows = db.sql(
        "select period, count(*) filter (status = 'in_transit') from "
        f"'{canonical.inbox}/contributions-*.parquet' group by 1 order by 1"
    ).fetchall()
    assert (len(rows), rows[0][0], rows[-1][0]) == (60, date(2021, 12, 1), date(2026, 11, 1))
    assert [in_transit > 0 for _, in_transit in rows] == [False] * 58 + [True] * 2
    kinds = db.sql(
        f"select distinct kind from '{canonical.inbox}/contributions-*.parquet'"
    ).fetchall()
    assert {kind for (kind,) in kinds} == {"regular", "back_payment", "refund"}


def test_a_month_as_gb18030_csv_holds_the_same_rows(
    content: Content, canonical: SampleSummary, tmp_path: Path
) -> None:
    """What the benchmark reads from CSV is what it reads from Parquet."""
    parquet = canonical.inbox / "contributions-202609.parquet"
    out = tmp_path / "contributions-202609.csv"
    rows = write_month_csv(content, parquet, out, AS_OF)
    lines = out.read_text(encoding="gb18030").splitlines()
    assert lines[0].startswith("公民身份号码,统一社会信用代码,险种类型")
    assert len(lines) - 1 == rows == pq.read_metadata(parquet).num_rows
    assert [line.split(",")[0] for line in lines[1:]] == pq.read_table(parquet)[
        "person_id"
    ].to_pylist()


def test_what_it_refuses(content: Content, tmp_path: Path) -> None:
    """An unknown city, too few people, a folder that holds something."""
    with pytest.raises(UsageError, match="no sample for the city"):
        write_sample(content, city="qufu", people=200, seed=1, out=tmp_path / "a", as_of=AS_OF)
    with pytest.raises(UsageError, match="at least"):
        write_sample(content, city="zibo", people=3, seed=1, out=tmp_path / "b", as_of=AS_OF)
    (tmp_path / "old.csv").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="not empty"):
        write_sample(content, city="zibo", people=200, seed=1, out=tmp_path, as_of=AS_OF)
