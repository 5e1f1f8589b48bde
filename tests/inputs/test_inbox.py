"""Snapshots: what is recognised, what control files say, what stops before a byte is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from zhaoren.contracts.load import Contracts
from zhaoren.errors import InputError

from .desk import PEOPLE, Desk, only
from .test_text import HEADER, one, stops

TEXT = HEADER + one() + one(PEOPLE[1], died="2026-09-01") + one(PEOPLE[2])


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("name", ["persons.csv", "persons-2026.txt", "PERSONS.a.CSV"])
def test_a_source_is_known_by_its_stem(persons_desk: Desk, name: str) -> None:
    persons_desk.write(name, TEXT)
    assert [file.source for file in persons_desk.snapshot().files] == ["persons"]


def test_foreign_hidden_and_unfinished_files_are_ignored_and_reported(persons_desk: Desk) -> None:
    names = ["~$persons.xlsx", ".persons.csv", "persons.csv.part", "persons2026.csv", "说明.docx",
             "persons.csv~"]  # fmt: skip
    for name in names:
        persons_desk.write(name, "x")
    (persons_desk.inbox / "persons-2025").mkdir()
    persons_desk.write("persons.csv", TEXT)
    snapshot = persons_desk.snapshot()
    assert [file.name for file in snapshot.files] == ["persons.csv"]
    assert snapshot.ignored == tuple(sorted([*names, "persons-2025/"]))


@pytest.mark.parametrize("name", ["persons-2.parquet", "persons-2.csv", "persons.csv.ctl.json"])
@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("gone.csv")])
def test_a_folder_or_a_dangling_link_under_the_name_of_an_export_stops(
    persons_desk: Desk, name: str, make: Callable[[Path], None]
) -> None:
    persons_desk.write("persons.csv", TEXT)
    make(persons_desk.inbox / name)
    stops(persons_desk, name, "folder", "link that leads nowhere")


def test_an_export_may_be_a_link(persons_desk: Desk) -> None:
    persons_desk.write("2026.dat", TEXT)
    (persons_desk.inbox / "persons.csv").symlink_to("2026.dat")
    persons_desk.read()
    assert persons_desk.books() == [("persons.csv", 3, 3, 0, 0)]


def test_two_control_files_of_one_export_stop(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", TEXT)
    persons_desk.write("persons.csv.ctl.json", '{"rows": 1}')
    persons_desk.write("persons.csv.CTL.JSON", '{"rows": 1}')
    stops(persons_desk, "persons.csv", "several control files")


def test_another_format_of_a_known_source_stops(persons_desk: Desk) -> None:
    persons_desk.write("persons.xls", "x")
    stops(persons_desk, "persons.xls", ".xls")


def test_an_absent_required_source_stops(tmp_path: Path, all_contracts: Contracts) -> None:
    desk = Desk(tmp_path, only(all_contracts, "persons", "accounts"))
    desk.write("accounts.csv", "person_id\n")
    stops(desk, "persons", "人员状态", "--without persons")
    assert not (tmp_path / "snapshots").exists()


def test_a_waived_source_is_treated_as_absent(tmp_path: Path, all_contracts: Contracts) -> None:
    desk = Desk(tmp_path, only(all_contracts, "persons", "accounts"))
    desk.write("persons.csv", b"\xff broken")
    intake = desk.read(without=frozenset({"persons"}))
    assert intake.rows == {"persons": 0, "accounts": 0}
    assert intake.ignored == ("persons.csv",)
    assert desk.rows("select count(*) from accepted.persons") == [(0,)]


def test_no_inbox_stops(persons_desk: Desk) -> None:
    persons_desk.inbox.rmdir()
    stops(persons_desk, "not a folder")


def test_the_copy_is_whole_and_named_by_its_hash(persons_desk: Desk) -> None:
    content = TEXT.encode()
    persons_desk.write("persons.csv", content)
    (file,) = persons_desk.snapshot().files
    assert file.path.name == file.sha256 == sha(content)
    assert file.path.read_bytes() == content
    assert file.size == len(content)


def test_a_spoilt_or_half_copy_is_made_again(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", TEXT)
    (file,) = persons_desk.snapshot().files
    file.path.write_bytes(TEXT.encode()[:-1] + b"x")
    (file.path.parent / "left-over.part").write_bytes(b"x")
    persons_desk.snapshot()
    assert file.path.read_bytes() == TEXT.encode()
    assert [path.name for path in file.path.parent.iterdir()] == [file.sha256]


def test_a_file_that_changes_while_it_is_copied_stops(
    persons_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = persons_desk.write("persons.csv", TEXT)

    def copy(source: Path, to: Path) -> None:
        to.write_bytes(source.read_bytes() + b"more")

    monkeypatch.setattr("zhaoren.inputs.snapshot.shutil.copyfile", copy)
    stops(persons_desk, "persons.csv", "changed while")
    assert path.exists()
    assert list((persons_desk.folder / "snapshots").iterdir()) == []


def test_every_truncation_of_an_export_with_a_control_file_stops(persons_desk: Desk) -> None:
    content = TEXT.encode("gb18030")
    persons_desk.control("persons.csv", rows=3, sha256=sha(content), exported_at="2026-11-19")
    for length in range(len(content)):
        persons_desk.write("persons.csv", content[:length])
        with pytest.raises(InputError):
            persons_desk.snapshot()
    assert not (persons_desk.folder / "snapshots").exists()
    persons_desk.write("persons.csv", content)
    persons_desk.read()
    assert persons_desk.books() == [("persons.csv", 3, 3, 0, 0)]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"sha256": "0" * 64}, "sha256"),
        ({"rows": 2}, "holds 3 data rows"),
        ({"rows": 4}, "holds 3 data rows"),
        ({"rows": 3, "total_line": True}, "holds 2 data rows"),
        ({"rows": "3"}, "rows is not"),
        ({"rows": True}, "rows is not"),
        ({"sha256": "abc"}, "sha256 is not"),
        ({"total_line": "no"}, "total_line"),
        ({"exported_at": 3}, "exported_at"),
        ({"sha265": "0" * 64}, "sha265"),
    ],
)
def test_a_control_file_that_disagrees_stops(
    persons_desk: Desk, said: dict[str, object], words: str
) -> None:
    persons_desk.write("persons.csv", TEXT)
    persons_desk.control("persons.csv", **said)
    stops(persons_desk, "persons.csv", words)


@pytest.mark.parametrize("content", ["", "{", "[]", "\xff", '{"rows": 3'])
def test_a_malformed_control_file_stops(persons_desk: Desk, content: str) -> None:
    persons_desk.write("persons.csv", TEXT)
    persons_desk.write("persons.csv.ctl.json", content, "latin-1")
    stops(persons_desk, "persons.csv.ctl.json")


def test_a_control_file_without_its_export_stops(persons_desk: Desk) -> None:
    persons_desk.write("persons-2.csv", TEXT)
    persons_desk.control("persons-1.csv", rows=1)
    stops(persons_desk, "persons-1.csv.ctl.json", "not there")


def test_a_source_that_shrank_stops_unless_it_may(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", TEXT)
    persons_desk.read(previous_rows={"persons": 6})
    with pytest.raises(InputError, match=r"last published run read 7.*--allow-shrink persons"):
        persons_desk.read(previous_rows={"persons": 7})
    persons_desk.read(previous_rows={"persons": 7}, allow_shrink=frozenset({"persons"}))


def test_too_many_quarantined_rows_stop(tmp_path: Path, all_contracts: Contracts) -> None:
    desk = Desk(tmp_path, only(all_contracts, "persons"))
    good = [
        f"3703031980{month:02d}{day:02d}{100 + day}" for month in (1, 3) for day in range(1, 11)
    ]
    from stdnum.cn import ric

    rows = [one(number + str(ric.calc_check_digit(number + "0"))) for number in good]
    desk.write("persons.csv", HEADER + "".join(rows[:19]) + one(PEOPLE[0], died="?"))
    desk.read()
    assert desk.books() == [("persons.csv", 20, 19, 1, 0)]
    desk.write("persons.csv", HEADER + "".join(rows[:18]) + one(PEOPLE[0], died="?"))
    stops(desk, "persons.csv", "1 of 19 rows", "5%", "deceased_on.invalid")
