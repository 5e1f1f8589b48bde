"""Text exports: encodings, separators, headers, quotes, widths."""

from __future__ import annotations

import random

import pytest

from zhaoren.errors import InputError

from .desk import PEOPLE, Desk

HEADER = "公民身份号码,死亡日期,退休日期,合并后公民身份号码\n"


def one(person: str = PEOPLE[0], died: str = "", retired: str = "", merged: str = "") -> str:
    return f"{person},{died},{retired},{merged}\n"


def stops(desk: Desk, *words: str) -> InputError:
    with pytest.raises(InputError) as caught:
        desk.read()
    text = str(caught.value)
    assert all(word in text for word in words), text
    assert not any(person in text for person in PEOPLE)
    assert "\n" not in text
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", "|"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_encodings_separators_and_line_breaks(
    persons_desk: Desk, encoding: str, separator: str, line_break: str
) -> None:
    text = HEADER + one(died="2026-09-01") + one(PEOPLE[1], retired="20260901")
    text = text.replace(",", separator).replace("\n", line_break)
    persons_desk.write("persons.txt", text, encoding)
    persons_desk.read()
    assert persons_desk.books() == [("persons.txt", 2, 2, 0, 0)]
    assert persons_desk.rows(
        "select person_id, deceased_on::varchar, retired_on::varchar, source_row "
        "from accepted.persons order by source_row"
    ) == [(PEOPLE[0], "2026-09-01", None, 2), (PEOPLE[1], None, "2026-09-01", 3)]
    assert persons_desk.rows("select encoding from intake.reconciliation") == [(encoding,)]


@pytest.mark.parametrize(
    "header", ["person_id", "PERSON_ID", " aac002 ", "公民 身份号码", "ＡＡＣ００２", '"身份证号"']
)
def test_a_header_under_each_of_its_names(persons_desk: Desk, header: str) -> None:
    persons_desk.write("Persons-2026.CSV", f"{header},备注\n{PEOPLE[0]},x\n")
    intake = persons_desk.read()
    assert persons_desk.rows("select person_id from accepted.persons") == [(PEOPLE[0],)]
    assert intake.unknown_columns == (("persons", "Persons-2026.CSV", "备注"),)


def test_a_column_under_two_names_stops(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", f"公民身份号码,AAC002\n{PEOPLE[0]},{PEOPLE[0]}\n")
    stops(persons_desk, "persons.csv", "person_id", "AAC002")


def test_a_missing_required_column_stops(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", "姓名,死亡日期\n张三,\n")
    stops(persons_desk, "persons.csv", "person_id", "公民身份号码", "姓名, 死亡日期")


def test_a_file_without_a_header_stops_and_tells_no_number(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", one() + one(PEOPLE[1]))
    stops(persons_desk, "persons.csv", "looks like data")


def test_lines_that_end_with_a_carriage_return_alone_stop(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", f"person_id,deceased_on\r{PEOPLE[0]},\r")
    stops(persons_desk, "persons.csv", "carriage return")


def test_two_separators_in_one_header_stop(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", f"公民身份号码,备注|死亡日期\n{PEOPLE[0]},|\n")
    stops(persons_desk, "separates")


def test_header_only_has_no_row(persons_desk: Desk) -> None:
    persons_desk.write("persons-1.csv", HEADER)
    persons_desk.write("persons-2.csv", HEADER + one())
    persons_desk.read()
    assert persons_desk.books() == [("persons-1.csv", 0, 0, 0, 0), ("persons-2.csv", 1, 1, 0, 0)]


def test_header_only_of_a_required_source_stops(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", HEADER)
    stops(persons_desk, "persons", "no accepted row")


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_stops(persons_desk: Desk, content: str) -> None:
    persons_desk.write("persons.csv", content)
    stops(persons_desk, "persons.csv")


def test_blank_lines_count_as_lines_but_not_as_rows(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", "\n" + HEADER + "\n" + one() + "  \n\n" + one(PEOPLE[1]))
    persons_desk.read()
    assert persons_desk.rows("select source_row from accepted.persons order by 1") == [(4,), (7,)]
    assert persons_desk.books() == [("persons.csv", 2, 2, 0, 0)]


@pytest.mark.parametrize("quoted", [False, True])
def test_rows_too_wide_or_too_narrow_are_set_aside(persons_desk: Desk, quoted: bool) -> None:
    rows = [one(), f"{PEOPLE[1]},,\n", one(PEOPLE[2], merged=",,"), "x\n", one(PEOPLE[3])]
    if quoted:
        rows[0] = rows[0].replace(PEOPLE[0], f'"{PEOPLE[0]}"')
    persons_desk.write("persons.csv", HEADER + "".join(rows))
    persons_desk.read()
    assert persons_desk.rows("select source_row from accepted.persons order by 1") == [(2,), (6,)]
    assert persons_desk.rows(
        "select row, reason, person_id from intake.quarantine order by row"
    ) == [
        (3, "row.malformed", PEOPLE[1]),
        (4, "row.malformed", PEOPLE[2]),
        (5, "row.malformed", None),
    ]


def test_a_shifted_malformed_row_still_gives_away_its_person(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", HEADER + f"1,{PEOPLE[0]},,,\n" + one(PEOPLE[1]))
    persons_desk.read()
    assert persons_desk.rows("select person_id from intake.quarantine") == [(PEOPLE[0],)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_quoted_fields(accounts_desk: Desk, encoding: str) -> None:
    accounts_desk.write(
        "accounts.csv",
        "公民身份号码,户名,账号,银行代码,开户银行,账户状态\n"
        f'"{PEOPLE[0]}","张三","622 8","ICBC","支行,""东""",正常\n'
        f'{PEOPLE[1]},李四,6229,CCB,"两\n行",正常\n'
        f'{PEOPLE[2]},王"五",6230,BOC,5" 店,正常\n',
        encoding,
    )
    accounts_desk.read()
    assert accounts_desk.rows(
        "select account_name, account_no, bank_name, source_row from accepted.accounts order by 4"
    ) == [
        ("张三", "6228", '支行,"东"', 2),
        ("李四", "6229", "两 行", 3),
        ('王"五"', "6230", '5" 店', 5),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ['"{0},,,\n', "{1},,,\n", "{2},,,\n"],
        ["{0},,,\n", '{1},"2026,,\n', "{2},,,\n"],
        ["{0},,,\n", "{1},,,\n", '"{2},,,'],
        ['"{0},,,\n', '"{1}",,,\n', '"{2}",,,\n'],
        ['{0},"2026-01-01,,\n', '{1},,"",\n', "{2},,,\n"],
    ],
)
def test_an_unclosed_quote_stops_and_names_its_line(persons_desk: Desk, rows: list[str]) -> None:
    text = "".join(rows).format(*PEOPLE)
    line = next(number for number, row in enumerate(rows, 2) if '"' in row)
    persons_desk.write("persons.csv", HEADER + text)
    error = stops(persons_desk, "persons.csv", "quotation")
    assert error.row == line


def test_a_quote_before_more_text_spoils_its_row_only(persons_desk: Desk) -> None:
    persons_desk.write("persons.csv", HEADER + one() + f'"{PEOPLE[1]}"0,,,\n' + one(PEOPLE[2]))
    persons_desk.read()
    assert persons_desk.faults() == [(3, "row.malformed", None, None)]


def test_a_far_unclosed_quote_in_a_long_file_stops(persons_desk: Desk) -> None:
    rows = [one(PEOPLE[index % 4]) for index in range(60_000)]
    rows[40_000] = '"' + rows[40_000]
    persons_desk.write("persons.csv", HEADER + "".join(rows))
    assert stops(persons_desk, "quotation").row == 40_002


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEADER.encode("utf-16"), "UTF-16"),
        (HEADER.encode("utf-16-le"), "not valid"),
        (b"\xef\xbb\xbf" + HEADER.encode("gb18030"), "UTF-8"),
        (HEADER.encode() + one().encode() + b"\xff,,,\n", "Byte 96 of the file"),
        (HEADER.encode("gb18030") + one().encode() + b"\xff,,,\n", "GB18030"),
        (HEADER.encode() + "张三的各种公司,,,\n".encode("gb18030"), "UTF-8"),
        (HEADER.encode("gb18030") + "张三的各种公司,,,\n".encode(), "UTF-8"),
        (HEADER.encode() + one().encode() + b"\0" * 50, "NUL"),
        (HEADER.encode() + one().replace("3", "\0", 1).encode(), "NUL"),
        ("person_id\n".encode("utf-16-be"), "NUL"),
    ],
)
def test_what_cannot_be_decoded_stops(persons_desk: Desk, content: bytes, words: str) -> None:
    persons_desk.write("persons.csv", content)
    stops(persons_desk, "persons.csv", words)


def test_text_that_could_be_either_encoding_stops(persons_desk: Desk) -> None:
    pair = bytes([0xC4, 0xA3])
    assert pair.decode("gb18030") != pair.decode("utf-8")
    persons_desk.write("persons.csv", b"person_id,x\n" + PEOPLE[0].encode() + b"," + pair + b"\n")
    stops(persons_desk, "UTF-8 as well as GB18030")


def test_a_character_cut_by_a_block_is_whole(
    persons_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for block in range(1, 12):
        monkeypatch.setattr("zhaoren.inputs.decode._BLOCK", block)
        for encoding in ("utf-8", "gb18030"):
            desk = Desk(persons_desk.folder / f"{block}-{encoding}", persons_desk.contracts)
            desk.write("persons.csv", (HEADER + one(died="2026年9月1日")), encoding)
            desk.read()
            assert desk.rows("select deceased_on::varchar from accepted.persons") == [
                ("2026-09-01",)
            ]


def test_a_total_line_goes_only_where_the_control_file_says_so(persons_desk: Desk) -> None:
    text = HEADER + one() + "合计,1,,\n"
    persons_desk.write("persons-1.csv", text)
    persons_desk.write("persons-2.csv", HEADER + one(PEOPLE[1]) + "合计\n\n")
    persons_desk.control("persons-2.csv", total_line=True, rows=1)
    persons_desk.read()
    assert persons_desk.books() == [("persons-1.csv", 2, 1, 1, 0), ("persons-2.csv", 1, 1, 0, 0)]


def test_control_characters_become_spaces(accounts_desk: Desk) -> None:
    accounts_desk.write(
        "accounts.csv",
        "person_id,account_name,account_no,bank_code,bank_name,status\n"
        f"\x01{PEOPLE[0]}\x1f,张\x02三,62\x1f28,I,a\tb\x7fc,active\n",
    )
    accounts_desk.read()
    assert accounts_desk.rows(
        "select person_id, account_name, account_no, bank_name from accepted.accounts"
    ) == [(PEOPLE[0], "张 三", "6228", "a b c")]


def test_books_add_up_on_random_dirt(persons_desk: Desk) -> None:
    letters = [
        *PEOPLE,
        ",",
        ",",
        ",",
        "\n",
        "\n",
        '"',
        " ",
        "2026-01-01",
        "0",
        "龘",
        "\r",
        "\t",
        "x",
    ]
    for seed in range(25):
        chance = random.Random(seed)
        desk = Desk(persons_desk.folder / str(seed), persons_desk.contracts)
        text = "".join(chance.choice(letters) for _ in range(chance.randrange(120)))
        desk.write("persons.csv", HEADER + one(PEOPLE[0], merged=PEOPLE[1]) + text)
        try:
            desk.read()
        except InputError:
            continue
        ((_, read, accepted, quarantined, duplicate),) = desk.books()
        assert read == accepted + quarantined + duplicate
        plain = '"' not in text
        lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip(" \r\t")]
        assert not plain or read == 1 + len(lines)
