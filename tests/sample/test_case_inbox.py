"""The committed inbox: every case of the assignment, and as the builder makes it."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook
from stdnum.cn import ric

from zhaoren.content import Content, find_content
from zhaoren.contracts import load_contracts
from zhaoren.rules import load_rules
from zhaoren.sample import build_case_inbox
from zhaoren.sample.cases import load_cases

ISSUE_CASES = {  # the case column of the assignment's table, and how many cases it names at least
    "standard": 1,
    "senior_technician at 淄博热力有限公司": 1,
    "provincial or central company not on the list": 2,
    "private_non_enterprise, 企业化运营 empty / 是 / 否": 3,
    "employer in 高新区, 经开区, 文昌湖区 under each code style; unknown district code": 13,
    "issued 2017-12-31; 2018-01-01; 2022-08-15; 2022-08-16": 4,
    "level senior": 1,
    "skill_level certificate issued 2021; 2023": 2,
    "level in the number contradicts the column; number held by two persons": 2,
    "revoked": 1,
    "the same row twice; the same occupation and level under a second number (2021-06-10)": 2,
    "technician paid before, now senior_technician; both unpaid; two occupations": 3,
    "paid before; returned; recovered": 3,
    "contract 2025-12-01 to 2026-11-30; to 2026-11-29 (a day short)": 2,
    "contract 2026-01-01 to 2026-12-31; to 2026-12-30": 2,
    "open-ended, end empty, 9999-12-31 or 0": 3,
    "contracts 2026-01-01 to 06-30 and 07-01 to 12-31; the second from 07-02": 2,
    "ended 2026-10-31, contributions go on; terminated 2025-01-31, new contract and contributions "
    "elsewhere since 2025-02": 2,
    "no registration; registered only with the former employer; flexible only": 3,
    "task contract; part_time; dispatch": 3,
    "contract with A, pension paid by B; only injury insurance": 2,
    "newest two months missing or in transit": 2,
    "one of the three settled months missing; back-paid; paid and refunded; all three missing": 4,
    "employed when certified, resigned since": 1,
    "two employers, one outside the city": 1,
    "deceased or retired on or before the date; after it": 6,
    "15-digit number, lower-case x, full-width digits, inner spaces": 4,
    "`3.70303E+17`; wrong check digit": 2,
    "number changed, linked by merged_into; same name, other number": 2,
    "买买提·艾力 in four spellings of the dot; a name with 䶮 or 𠮷; a differing name": 7,
    "21 technicians of one firm certified after 2022-08-16; 17 senior_technicians; 10 000 granted "
    "this year already": 3,
    "淄博热力有限公司张店分公司": 1,
    "employer closed; employer not in the export": 2,
    "certified 2021, first pension month in the city 2023-01": 1,
    "no account; not activated; other name": 3,
}
CRITERIA = [
    "in_service", "enterprise", "in_city", "contract_one_year", "registered", "insured",
    "identity_consistent", "certificate_sound", "no_recovery",
]  # fmt: skip
CRITERIA_OF = {
    "zibo/technician-2021": [*CRITERIA, "certificate_kind", "issued_in_window", "funding"],
    "zibo/technician-2022": [*CRITERIA, "newly_obtained_or_introduced"],
}


@pytest.fixture(scope="module")
def content() -> Content:
    """The content of the repository."""
    return find_content()


CITIES = ("zibo", "liaocheng", "rizhao")


@pytest.fixture(scope="module", params=CITIES)
def city(request: pytest.FixtureRequest, content: Content) -> Path:
    """The committed folder of each city."""
    folder: Path = content.sample_data / request.param
    return folder


@pytest.fixture(scope="module")
def expected(city: Path) -> list[dict[str, str]]:
    """The committed expectations."""
    return rows_of(city / "expected.csv")


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file of text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parts(path: Path) -> object:
    """The bytes; of a workbook its parts, because zlib's own output may differ by version."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_every_case_of_the_assignment_is_there_by_name(content: Content) -> None:
    """A case that is not in the inbox is not tested by `make run`."""
    found = Counter(case.of for case in load_cases(content, "zibo").cases if case.of)
    assert set(found) == set(ISSUE_CASES)
    assert [of for of, count in ISSUE_CASES.items() if found[of] < count] == []


def test_the_committed_files_are_what_the_builder_makes(
    content: Content, city: Path, tmp_path: Path
) -> None:
    """Nobody edits the inbox by hand."""
    build_case_inbox(content, city.name, tmp_path)
    built = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    committed = sorted(p.relative_to(city) for p in city.rglob("*") if p.is_file())
    assert built == [path for path in committed if path.name != "cases.yaml"]
    assert [str(path) for path in built if parts(tmp_path / path) != parts(city / path)] == []


def test_the_inbox_is_small_and_in_every_format(city: Path) -> None:
    """Less than 2 MB; a GB18030 CSV, an XLSX, Parquet, field codes, a BOM, control files."""
    files = {path.name: path for path in (city / "inbox").iterdir()}
    assert sum(path.stat().st_size for path in files.values()) < 2_000_000
    assert {path.suffix for path in files.values()} == {
        ".csv",
        ".json",
        ".parquet",
        ".txt",
        ".xlsx",
    }
    assert "公民身份号码" in files["contributions-202609.csv"].read_bytes().decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        files["contributions-202609.csv"].read_bytes().decode("utf-8")
    assert files["contracts.csv"].read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"AAC002" in files["employment_registrations.csv"].read_bytes()
    assert b'"total_line": true' in files["payments.csv.ctl.json"].read_bytes()
    assert "获奖编号" in files["contest_awards.csv"].read_bytes().decode("gb18030")
    assert b"AAB998" in files["org_years.csv"].read_bytes()


def test_every_source_occurs(content: Content, city: Path) -> None:
    """Each city has a file of each source, whether or not it has a measure for it."""
    stems = {path.name.split(".")[0].split("-")[0] for path in (city / "inbox").iterdir()}
    assert stems == set(load_contracts(content).inputs)


def test_every_case_expects_something_once(
    content: Content, city: Path, expected: list[dict[str, str]]
) -> None:
    """No candidate stands twice under a measure; a case without a verdict has nothing to judge."""
    pairs = Counter((row["policy_id"], row["candidate_id"]) for row in expected)
    assert set(pairs.values()) == {1}
    judged = {c.name for c in load_cases(content, city.name).cases if c.standard.judged}
    assert {row["case"] for row in expected} == judged


def test_every_measure_is_granted_refused_and_left_to_a_person(
    content: Content, city: Path, expected: list[dict[str, str]]
) -> None:
    """Each active measure of the city has at least one case of every common outcome."""
    outcomes: dict[str, set[str]] = {}
    for row in expected:
        outcomes.setdefault(row["policy_id"], set()).add(row["outcome"])
    active = {policy.id for policy in load_rules(content, city.name).policies}
    assert active <= set(outcomes)
    for policy in active:
        missing = {"eligible", "ineligible", "review", "already_granted"} - outcomes[policy]
        assert not missing, policy


def test_expectations_are_possible_verdicts(expected: list[dict[str, str]]) -> None:
    """Outcome, criteria, amounts and winner of a row fit each other."""
    for row in expected:
        case = (row["case"], row["policy_id"])
        failed, unknown = (
            row[name].split(";") if row[name] else [] for name in ("failed", "unknown")
        )
        if order := CRITERIA_OF.get(row["policy_id"]):
            assert failed == sorted(failed, key=order.index), case
            assert unknown == sorted(unknown, key=order.index), case
        assert not set(failed) & set(unknown), case
        assert (row["outcome"] == "ineligible") == bool(failed), case
        assert row["outcome"] != "review" or unknown, case
        assert not unknown or row["outcome"] in {"review", "ineligible", "already_granted"}, case
        assert (row["outcome"] in {"eligible", "capped"}) == bool(row["amount_fen"]), case
        if row["amount_fen"]:
            assert int(row["amount_fen"]) == int(row["city_fen"]) + int(row["district_fen"]), case
        assert (row["outcome"] == "superseded") == bool(row["winner_candidate_id"]), case
        assert not row["hold_reason"] or row["outcome"] == "eligible", case


def test_winners_are_eligible(expected: list[dict[str, str]]) -> None:
    """Whoever takes a place gets the money."""
    outcome = {(row["policy_id"], row["candidate_id"]): row["outcome"] for row in expected}
    for row in expected:
        unsettled = row["case"] == "star_of_two_schools_one_without_a_settled_month"
        if row["winner_candidate_id"] and not unsettled:
            assert outcome[row["winner_policy_id"], row["winner_candidate_id"]] == "eligible"


def test_the_certificates_of_the_cases_and_no_other_technicians_are_in_the_workbook(
    content: Content, city: Path, expected: list[dict[str, str]]
) -> None:
    """Every verdict that the run can reach is foreseen."""
    policies = {
        policy
        for case in load_cases(content, city.name).cases
        for policy in case.standard.judged.get("certificate", {}).values()
    }
    expected = [row for row in expected if row["policy_id"] in policies]
    book = CalamineWorkbook.from_path(str(city / "inbox" / "certificates.xlsx"))
    header, *rows = book.get_sheet_by_index(0).to_python()
    number, level = header.index("证书编号"), header.index("等级")
    foreseen = {row["candidate_id"].split("|")[0] for row in expected}
    assert foreseen <= {row[number] for row in rows}
    judged = {row[number] for row in rows if row[level] in ("技师", "高级技师")}
    assert judged <= foreseen


def test_no_file_nears_the_limit_of_quarantine(city: Path) -> None:
    """Rows with a number that cannot be read, by file; the limit is 5%."""
    book = CalamineWorkbook.from_path(str(city / "inbox" / "certificates.xlsx"))
    header, *rows = book.get_sheet_by_index(0).to_python()
    numbers = [row[header.index("公民身份号码")] for row in rows]
    wrong = [n for n in numbers if not isinstance(n, str) or (len(n) == 18 and not valid(n))]
    assert len(wrong) < 0.04 * len(numbers)
    for name in ("persons.txt", "payments.csv"):
        lines = (city / "inbox" / name).read_text(encoding="utf-8").splitlines()
        assert len(lines) - 1 > 25  # one faulty row each


def valid(number: str) -> bool:
    """The check digit, full-width digits and small x allowed."""
    plain = "".join(chr(ord(c) - 0xFEE0) if ord(c) > 0xFF00 else c for c in number).upper()
    return plain[-1] == str(ric.calc_check_digit(plain))


def test_every_month_of_the_export_has_rows(content: Content, city: Path) -> None:
    """A month without a row would be unknown for everybody."""
    first = int(load_cases(content, city.name).first_month[:4])
    db = duckdb.connect()
    sql = f"select distinct strftime(period, '%Y-%m') from '{city}/inbox/contributions-*.parquet'"
    months = {month for (month,) in db.sql(sql).fetchall()}
    wanted = {f"{year}-{month:02}" for year in range(first, 2027) for month in range(1, 13)}
    wanted -= {"2026-12"}  # the export ends in the month of the date
    assert months == wanted - {"2026-09", "2026-10"}  # those two are text


def test_people_and_employers_of_cases_are_never_mixed_up(
    expected: list[dict[str, str]],
) -> None:
    """Whoever is paid belongs to one case."""
    owners: dict[str, set[str]] = {}
    for row in expected:
        owners.setdefault(row["beneficiary_id"], set()).add(row["case"])
    assert [cases for who, cases in owners.items() if who and len(cases) > 1] == []


def test_quarantine_is_expected_where_a_case_cannot_be_read(city: Path) -> None:
    """Each kind of unreadable row of the assignment is listed."""
    reasons = {row["reason"] for row in rows_of(city / "expected_quarantine.csv")}
    assert reasons >= {"amount.invalid", "deceased_on.invalid"}
    assert city.name != "zibo" or "person_id.invalid" in reasons
