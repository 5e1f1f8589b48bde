"""Every source, column, header, alias and code that the specification lists."""

import json
from pathlib import Path

import jsonschema
import open_data_contract_standard
import pytest
from ruamel.yaml import YAML
from specified import COLUMNS, KEYS, PUBLISHED, REQUIRED
from specified_codes import CODES, meanings

from zhaoren.content import find_content
from zhaoren.contracts import Contracts, Kind, load_contracts
from zhaoren.contracts.describe import describe_inputs

CONTENT = find_content()
FILES = sorted(CONTENT.data_contracts.glob("*/*.odcs.yaml"))
LISTED = [(source, *line.split(" | ")) for source, lines in COLUMNS.items() for line in lines]


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return load_contracts(CONTENT)


def test_the_sources_are_those_of_the_specification(contracts):
    assert set(contracts.inputs) == set(COLUMNS)
    assert {name for name, contract in contracts.inputs.items() if contract.required} == REQUIRED
    waivable = {name for name, contract in contracts.inputs.items() if contract.may_be_waived}
    assert waivable == {"persons", "payments"}


@pytest.mark.parametrize("source", COLUMNS)
def test_the_columns_stand_in_the_order_of_the_specification(contracts, source):
    named = [line.split(" | ")[0].rstrip("?") for line in COLUMNS[source]]
    listed = [column.name for column in contracts.inputs[source].columns]
    assert sorted(listed) == sorted(named)
    assert contracts.inputs[source].key == tuple(KEYS[source].split())


@pytest.mark.parametrize("listed", LISTED, ids=lambda it: f"{it[0]}.{it[1].rstrip('?')}")
def test_a_column_has_its_header_and_other_names(contracts, listed):
    source, name, header, *others = listed
    column = contracts.inputs[source].column(name.rstrip("?"))
    assert column.required is not name.endswith("?")
    assert header in (column.header, "…")
    wanted = others[0].split(", ") if others else []
    assert set(wanted) <= {column.header, *column.aliases}


@pytest.mark.parametrize("place", CODES)
def test_a_coded_column_accepts_its_codes_and_labels(contracts, place):
    source, name = place.split(".")
    codes = contracts.inputs[source].column(name).codes
    wanted = meanings(CODES[place])
    assert {raw: codes.get(raw) for raw in wanted} == wanted
    assert {value: codes[value] for value in wanted.values()} == {
        value: value for value in wanted.values()
    }


def test_the_specification_names_every_code_list(contracts):
    coded = {
        f"{name}.{column.name}"
        for name, contract in contracts.inputs.items()
        for column in contract.columns
        if column.codes
    }
    assert coded == set(CODES)


def test_contest_classes_stand_in_their_order(contracts):
    codes = contracts.inputs["contest_awards"].column("class").codes
    assert list(dict.fromkeys(codes.values())) == list(
        dict.fromkeys(meanings(CODES["contest_awards.class"]).values())
    )


def test_an_employer_may_be_empty_unless_the_person_is_employed(contracts):
    column = contracts.inputs["employment_registrations"].column("employer_id")
    assert column.required_unless == "form <> 'employed'"


def test_a_payment_is_to_a_person_or_to_an_organisation(contracts):
    payments = contracts.inputs["payments"]
    assert payments.column("person_id").required_unless == "org_id is not null"
    assert payments.column("org_id").required_unless == "person_id is not null"


def test_numbers_of_persons_and_organisations_are_checked_as_such(contracts):
    for contract in contracts.inputs.values():
        for column in contract.columns:
            if column.name in ("person_id", "merged_into"):
                assert column.kind is Kind.PERSON_ID
            if column.name in ("employer_id", "org_id", "school_id"):
                assert column.kind is Kind.ORGANISATION_ID


def test_every_source_says_what_its_absence_means_and_where_the_run_stops(contracts):
    for contract in contracts.inputs.values():
        assert contract.absence.endswith(".")
        assert contract.quarantine_limit == 0.05
        assert contract.shrink_limit == 0.5


@pytest.mark.parametrize("table", PUBLISHED)
def test_published_columns_are_those_of_the_public_contract(contracts, table):
    columns = contracts.outputs[table].columns
    assert [column.name for column in columns] == PUBLISHED[table].split()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.partition(".")[0])
def test_a_file_is_valid_by_the_standards_own_schema(path):
    schema = Path(open_data_contract_standard.__file__).with_name("schema.json")
    document = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    jsonschema.validate(document, json.loads(schema.read_text("utf-8")))


def test_the_page_about_inputs_is_what_the_contracts_say(contracts):
    page = (CONTENT.root / "docs" / "inputs.md").read_text("utf-8")
    assert page == describe_inputs(contracts.inputs), (
        "run `python -m zhaoren.contracts > docs/inputs.md`"
    )
