"""What is cached is not read again; what is spoilt is; threads change nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import zhaoren.inputs.read as read_module
from zhaoren.contracts.load import Contracts

from .desk import PEOPLE, Desk, only
from .test_formats import contributions, sheet
from .test_repeats import CONTRIBUTIONS, paid
from .test_text import HEADER, one


@pytest.fixture
def read_names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are read from their bytes."""
    names: list[str] = []
    true_read = read_module.read_file

    def counted(db: object, file: object, *rest: object) -> object:
        names.append(file.name)  # type: ignore[attr-defined]
        return true_read(db, file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(read_module, "read_file", counted)
    return names


def filled(desk: Desk) -> Desk:
    rows = one() + one(PEOPLE[1], died="?") + one() + one(PEOPLE[2]) + "x\n"
    desk.write("persons-1.csv", HEADER + rows, "gb18030")
    sheet(desk.inbox / "persons-2.xlsx", [["person_id"], [PEOPLE[3]], [PEOPLE[2]]])
    return desk


def everything(desk: Desk) -> list[object]:
    return [
        desk.rows("select * from accepted.persons order by source_file, source_row"),
        desk.rows("select * from intake.quarantine order by file, row"),
        desk.rows("select * from intake.reconciliation order by file"),
        desk.rows("select * from intake.unknown_columns order by all"),
    ]


def test_a_second_night_reads_nothing(persons_desk: Desk, read_names: list[str]) -> None:
    filled(persons_desk).read()
    first = everything(persons_desk)
    assert sorted(read_names) == ["persons-1.csv", "persons-2.xlsx"]
    persons_desk.read()
    assert len(read_names) == 2
    assert everything(persons_desk) == first


def test_a_new_name_for_the_same_bytes_reads_nothing(
    persons_desk: Desk, read_names: list[str]
) -> None:
    filled(persons_desk).read()
    (persons_desk.inbox / "persons-1.csv").rename(persons_desk.inbox / "persons-9.csv")
    persons_desk.read()
    assert len(read_names) == 2
    assert [book[0] for book in persons_desk.books()] == ["persons-2.xlsx", "persons-9.csv"]


def test_only_a_new_file_is_read(persons_desk: Desk, read_names: list[str]) -> None:
    filled(persons_desk).read()
    persons_desk.write("persons-3.csv", HEADER + one(PEOPLE[1]))
    persons_desk.read()
    assert read_names[2:] == ["persons-3.csv"]


def test_another_contract_or_total_line_reads_again(
    persons_desk: Desk, read_names: list[str]
) -> None:
    filled(persons_desk).read()
    persons_desk.control("persons-1.csv", total_line=True)
    persons_desk.read()
    assert read_names[2:] == ["persons-1.csv"]
    contract = replace(persons_desk.contracts.inputs["persons"], sha256="0" * 64)
    persons_desk.contracts = Contracts(inputs={"persons": contract}, outputs={})
    persons_desk.read()
    assert sorted(read_names[3:]) == ["persons-1.csv", "persons-2.xlsx"]


def test_other_benefits_read_payments_again(payments_desk: Desk, read_names: list[str]) -> None:
    payments_desk.write(
        "payments.csv",
        "payment_no,person_id,benefit,amount,paid_on,status\n"
        f"1,{PEOPLE[0]},技师补贴,2500,2026-01-01,paid\n2,{PEOPLE[0]},乙,2500,2026-01-01,paid\n",
    )
    payments_desk.read()
    payments_desk.read(benefits={"技师补贴": "a", "乙": "b"})
    assert read_names == ["payments.csv"] * 2
    assert payments_desk.rows("select benefit from accepted.payments order by 1") == [
        ("a",),
        ("b",),
    ]


def test_a_spoilt_entry_is_made_again(persons_desk: Desk, read_names: list[str]) -> None:
    filled(persons_desk).read()
    first = everything(persons_desk)
    entries = (persons_desk.folder / "cache").glob("reader-*/**/*")
    made = sorted(path for path in entries if path.is_file())
    assert {path.suffix for path in made} == {".json", ".parquet"}
    for path in made:
        for spoilt in (None, b"", path.read_bytes()[:-1] + b"x"):
            _spoil(path, spoilt)
            read_names.clear()
            persons_desk.read()
            assert len(read_names) == 1
            assert everything(persons_desk) == first


def _spoil(path: Path, content: bytes | None) -> None:
    path.unlink() if content is None else path.write_bytes(content)


def test_nothing_half_made_stays(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", HEADER + one() + '"')
    with pytest.raises(Exception, match="quotation"):
        persons_desk.read()
    assert not [path for path in (persons_desk.folder / "cache").rglob("*") if path.is_file()]


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_threads_change_nothing(tmp_path: Path, all_contracts: Contracts, threads: int) -> None:
    results = []
    for number in (2, threads):
        desk = Desk(
            tmp_path / f"{number}-{len(results)}",
            only(all_contracts, "contributions", quarantine_limit=1.0),
            threads=number,
        )
        rows = "".join(paid(PEOPLE[i % 3], "202608", str(i % 4000)) for i in range(20_000))
        desk.write("contributions-1.csv", CONTRIBUTIONS + rows + "x\n" + rows[:5000])
        desk.write_parquet("contributions-2.parquet", contributions())
        desk.read()
        results.append(
            [
                desk.rows("select * from accepted.contributions order by source_file, source_row"),
                desk.rows("select * from intake.quarantine order by file, row"),
                desk.books(),
            ]
        )
    assert results[0] == results[1]


def test_a_file_in_several_parts_reads_like_one(
    contributions_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhaoren.inputs.text._PART", 1)
    monkeypatch.setattr("zhaoren.inputs.decode._BLOCK", 500)
    rows = [paid(PEOPLE[i % 3], f"2026{i % 12 + 1:02d}", str(i % 60)) for i in range(100)]
    rows[50] = "x\n"
    contributions_desk.write("contributions.csv", CONTRIBUTIONS + "".join(rows))
    contributions_desk.read()
    assert contributions_desk.books() == [("contributions.csv", 100, 59, 1, 40)]
    assert contributions_desk.rows(
        "select min(source_row), max(source_row), count(*) from accepted.contributions "
        "where source_row <= 51"
    ) == [(2, 51, 50)]
    assert contributions_desk.faults() == [(52, "row.malformed", None, None)]


def test_every_source_has_a_typed_view(tmp_path: Path, all_contracts: Contracts) -> None:
    optional = {n: replace(c, required=False) for n, c in all_contracts.inputs.items()}
    desk = Desk(tmp_path, Contracts(inputs=optional, outputs={}))
    desk.read()
    for name, contract in optional.items():
        found = {column: kind for column, kind, *_ in desk.rows(f"describe accepted.{name}")}
        for column in contract.columns:
            assert found[column.stored_as] == column.sql_type.upper()
        assert found["source_row"] == "BIGINT"
