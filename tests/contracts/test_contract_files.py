"""A contract file that contradicts itself is refused, with file and line."""

from dataclasses import replace
from pathlib import Path

import pytest

from zhaoren.content import Content
from zhaoren.contracts import load_contracts
from zhaoren.contracts.document import ContractFileError
from zhaoren.contracts.odcs import read_odcs
from zhaoren.errors import RuleError

GOOD = """\
apiVersion: v3.1.0
kind: DataContract
id: urn:zhaoren:input:courses
version: 1.0.0
status: active
name: courses
customProperties:
  - {property: required, value: false}
  - {property: absence, value: Nothing happens.}
  - {property: quarantineLimit, value: 0.05, description: A reason.}
  - {property: shrinkLimit, value: 0.5, description: A reason.}
schema:
  - name: courses
    physicalType: file
    businessName: 课程
    description: Courses.
    dataGranularityDescription: One row per course.
    properties:
      - name: course_no
        businessName: 课程编号
        description: Number of the course.
        logicalType: string
        required: true
        primaryKey: true
        primaryKeyPosition: 1
        customProperties:
          - {property: kind, value: identifier}
          - {property: aliases, value: [KCBH]}
      - name: form
        businessName: 形式
        description: Form of the course.
        logicalType: string
        required: false
        customProperties:
          - {property: kind, value: code}
          - property: codes
            value:
              day: ["1", 日间]
              evening: ["2", 夜间]
"""

FAULTS = {
    "a key that stands twice": ("status: active", "status: active\nstatus: draft", 6, "status"),
    "no YAML": ("  - {property: required, value: false}", "  - {property: required", 9, ""),
    "a word that the standard does not know": (
        "    physicalType: file",
        "    fysical: f",
        14,
        "fysical",
    ),
    "a word of the wrong type": (
        "        required: true",
        '        required: "yes"',
        23,
        "required",
    ),
    "an unknown custom property": ("{property: aliases,", "{property: alias,", 28, "alias"),
    "a custom property given twice": (
        "{property: aliases, value: [KCBH]}",
        "{property: kind, value: code}",
        28,
        "twice",
    ),
    "an unknown kind": ("value: identifier}", "value: number}", 19, "kind"),
    "a logical type that is not the kind's": (
        "logicalType: string",
        "logicalType: date",
        22,
        "logicalType",
    ),
    "another version of the standard": ("v3.1.0", "v3.0.0", 1, "v3.1.0"),
    "another name than the file's": ("name: courses\ncustom", "name: course\ncustom", 6, "courses"),
    "a code that is no text": ('["1", 日间]', "[1, 日间]", 29, "quote"),
    "a code in full width": ('["1", 日间]', '["１", 日间]', 29, "NFKC"),
    "a code with two meanings": ('["2", 夜间]', '["1", 夜间]', 29, "both"),
    "a code list that is missing": ("value: code}\n", "value: text}\n", 29, "codes"),
    "a header of two columns": ("businessName: 形式", "businessName: kcbh", 29, "course_no"),
    "a column that stands twice": ("name: form\n", "name: course_no\n", 29, "twice"),
    "a column without its header": ("        businessName: 形式\n", "", 29, "businessName"),
    "a key without its order": ("primaryKeyPosition: 1", "primaryKeyPosition: 2", 13, "primaryKey"),
    "a limit without its reason": (
        ", description: A reason.}\n  - {property: shrink",
        "}\n  - {property: shrink",
        10,
        "reason",
    ),
    "a source that does not say what its absence means": (
        "  - {property: absence, value: Nothing happens.}\n",
        "",
        7,
        "absence",
    ),
}


def write(folder: Path, text: str) -> Path:
    path = folder / "inputs" / "courses.odcs.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_good_file_is_read(tmp_path):
    contract = read_odcs(write(tmp_path, GOOD), source=True)
    assert (contract.name, contract.title, contract.key) == ("courses", "课程", ("course_no",))
    assert contract.column("form").codes["夜间"] == "evening"
    assert contract.required is False


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_file_and_line(tmp_path, fault):
    old, new, line, said = FAULTS[fault]
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ContractFileError) as refused:
        read_odcs(path, source=True)
    about = [text for text in refused.value.faults if said in text]
    assert about
    assert about[0].startswith(f"inputs/courses.odcs.yaml:{line}: ")


def unless(condition: str, *, required: str = "false") -> str:
    head, tail = GOOD.split("        required: false\n")
    tail = tail.replace(
        "value: code}\n",
        f'value: code}}\n          - {{property: requiredUnless, value: "{condition}"}}\n',
    )
    return f"{head}        required: {required}\n{tail}"


def test_a_condition_over_the_row_is_read(tmp_path):
    contract = read_odcs(write(tmp_path, unless("course_no = 'A'")), source=True)
    assert contract.column("form").required_unless == "course_no = 'A'"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (unless("teacher is null"), "teacher"),
        (unless("course_no = = 1"), "not an SQL condition"),
        (unless("course_no = 'A'", required="true"), "required: false only"),
    ],
)
def test_a_condition_that_cannot_be_asked_is_refused(tmp_path, text, said):
    with pytest.raises(ContractFileError, match=said):
        read_odcs(write(tmp_path, text), source=True)


@pytest.mark.parametrize("sources", [(), ("lessons",)])
def test_a_column_cannot_come_from_an_input_that_is_not_there(tmp_path, sources):
    text = GOOD.replace(
        "required: true\n", "required: true\n        transformSourceObjects: [pupils]\n"
    )
    with pytest.raises(ContractFileError, match=r"courses.odcs.yaml:24: .* pupils"):
        read_odcs(write(tmp_path, text), source=True, sources=frozenset(sources))
    found = read_odcs(write(tmp_path, text), source=True, sources=frozenset({"pupils"}))
    assert found.column("course_no").sources == ("pupils",)


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    write(tmp_path, GOOD.replace("v3.1.0", "v3.0.0").replace("value: identifier", "value: number"))
    content = Content(tmp_path.parent)
    folder = replace(content, root=tmp_path)
    (tmp_path / "data_contracts").mkdir()
    (tmp_path / "inputs").rename(tmp_path / "data_contracts" / "inputs")
    with pytest.raises(RuleError) as refused:
        load_contracts(folder)
    told = str(refused.value)
    assert "inputs/courses.odcs.yaml:1: " in told
    assert "inputs/courses.odcs.yaml:19: " in told
    assert "outputs:1: the folder has no file" in told


def test_the_hash_changes_with_the_file(tmp_path):
    first = read_odcs(write(tmp_path, GOOD), source=True)
    second = read_odcs(write(tmp_path, GOOD + "# a remark\n"), source=True)
    assert first.sha256 != second.sha256
    assert replace(second, sha256=first.sha256) == first
