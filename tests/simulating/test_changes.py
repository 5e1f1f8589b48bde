"""What may be typed after --set and --curve, and what the rules say then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhaoren.content import find_content
from zhaoren.errors import UsageError
from zhaoren.rules import Ruleset, load_rules
from zhaoren.simulating import parse_budgets, parse_change, parse_range
from zhaoren.simulating.changes import changed, parse_changes
from zhaoren.simulating.curves import check_range, figure_now

TECHNICIAN = "zibo/technician-2022"
FROM_2022 = date(2022, 8, 16)


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return load_rules(find_content(), "zibo")


@pytest.fixture(scope="module")
def prizes() -> Ruleset:
    return load_rules(find_content(), "liaocheng")


def values(rules: Ruleset, typed: str, parameter: str) -> dict:
    change = parse_change(typed)
    policy = changed(rules, [change]).policy(change.policy_id).policy
    return dict(policy.parameters[parameter].values)


def refused(rules: Ruleset, typed: str) -> str:
    with pytest.raises(UsageError) as raised:
        changed(rules, [parse_change(typed)])
    return str(raised.value)


def test_a_figure_without_a_day_stands_at_every_date(rules: Ruleset) -> None:
    assert values(rules, f"{TECHNICIAN}.employer_limit=80000.50", "employer_limit") == {
        FROM_2022: Decimal("80000.50")
    }


def test_a_figure_from_a_day_on_leaves_what_stood_before(rules: Ruleset) -> None:
    assert values(rules, f"{TECHNICIAN}.employer_limit@2026-01-01=80000", "employer_limit") == {
        FROM_2022: Decimal(50000),
        date(2026, 1, 1): Decimal(80000),
    }


def test_a_figure_from_the_first_day_on_replaces_it(rules: Ruleset) -> None:
    assert values(rules, f"{TECHNICIAN}.employer_limit@2022-08-16=80000", "employer_limit") == {
        FROM_2022: Decimal(80000)
    }


def test_one_entry_of_a_table_is_changed_and_no_other(rules: Ruleset) -> None:
    assert values(rules, f"{TECHNICIAN}.subsidy.technician=3000", "subsidy") == {
        FROM_2022: {"technician": Decimal(3000), "senior_technician": Decimal(3000)}
    }


def test_an_entry_under_two_keys(prizes: Ruleset) -> None:
    typed = "liaocheng/contest-prize.prize.world.gold=1"
    (table,) = values(prizes, typed, "prize").values()
    assert table["world"]["gold"] == 1
    assert table["national_1"]["gold"] == 200_000


def test_later_changes_come_on_top_of_earlier_ones(rules: Ruleset) -> None:
    limit = f"{TECHNICIAN}.employer_limit"
    both = [parse_change(f"{limit}=80000"), parse_change(f"{limit}@2026-01-01=90000")]
    parameter = changed(rules, both).policy(TECHNICIAN).policy.parameters["employer_limit"]
    assert list(parameter.values.values()) == [80000, 90000]


def test_another_reading_of_a_criterion_is_called_by_its_name(rules: Ruleset) -> None:
    other = changed(rules, [parse_change(f"{TECHNICIAN}.insured=不要求参保")])
    assert other.policy(TECHNICIAN).criteria["insured"].test == "true"
    assert rules.policy(TECHNICIAN).criteria["insured"].test == "insured"


def test_another_reading_of_a_parameter_is_called_by_its_name() -> None:
    rules = load_rules(find_content(), "rizhao")
    other = changed(rules, [parse_change("rizhao/school-supply.least=不含100名")])
    assert set(other.policy("rizhao/school-supply").policy.parameters["least"].values.values()) == {
        Decimal(101)
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("zibo/technician.employer_limit=1", TECHNICIAN),
        (f"{TECHNICIAN}.limit=1", "subsidy.technician, subsidy.senior_technician, employer_limit"),
        (f"{TECHNICIAN}.subsidy=1", f"{TECHNICIAN}.subsidy.technician"),
        (f"{TECHNICIAN}.subsidy.worker=1", f"{TECHNICIAN}.subsidy.senior_technician"),
        (f"{TECHNICIAN}.insured=随便", "不要求参保"),
        (f"{TECHNICIAN}.in_service=true", "contract_one_year, registered, insured"),
    ],
)
def test_what_there_is_not_is_answered_by_what_there_is(
    rules: Ruleset, typed: str, said: str
) -> None:
    assert said in refused(rules, typed)


@pytest.mark.parametrize("value", ["-1", "8万", "80,000", "1e9", "", "80000元", "NaN"])
def test_what_is_no_figure_is_refused(rules: Ruleset, value: str) -> None:
    refused(rules, f"{TECHNICIAN}.employer_limit={value}")


def test_a_figure_is_at_most_as_fine_as_a_fen(rules: Ruleset) -> None:
    assert "finer" in refused(rules, f"{TECHNICIAN}.employer_limit=1.001")


def test_a_day_that_is_none_is_refused(rules: Ruleset) -> None:
    assert "no day" in refused(rules, f"{TECHNICIAN}.employer_limit@2026-02-30=1")


def test_where_years_count_a_new_figure_begins_with_the_year(rules: Ruleset) -> None:
    by_year = [
        (item.id, name)
        for item in rules.policies
        if "year" in item.policy.dated_by
        for name, one in item.policy.parameters.items()
        if not one.by and not one.band
    ]
    policy, name = by_year[0]
    assert "1 January" in refused(rules, f"{policy}.{name}@2026-03-01=1")
    assert values(rules, f"{policy}.{name}@2026-01-01=1", name)[date(2026, 1, 1)] == 1


def test_a_range_has_both_ends() -> None:
    found = parse_range(f"{TECHNICIAN}.employer_limit=50000:100000:10000")
    assert found.figures == ("50000", "60000", "70000", "80000", "90000", "100000")


def test_a_range_never_goes_beyond_its_end() -> None:
    assert parse_range(f"{TECHNICIAN}.employer_limit=1:2:0.75").figures == ("1.00", "1.75")


@pytest.mark.parametrize("typed", ["1:2", "2:1:1", "1:2:0", "1:2:-1", "a:b:c", "0:100000:1", "::"])
def test_a_range_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        parse_range(f"{TECHNICIAN}.employer_limit={typed}")


def test_every_point_of_a_range_must_fit(rules: Ruleset) -> None:
    with pytest.raises(UsageError, match="finer"):
        check_range(rules, parse_range(f"{TECHNICIAN}.employer_limit=1:1.01:0.001"))


def test_the_figure_of_the_rules_is_known_where_it_is_one(rules: Ruleset) -> None:
    limit = parse_change(f"{TECHNICIAN}.employer_limit=1")
    assert figure_now(rules, limit) == 50000
    dated = changed(rules, [parse_change(f"{TECHNICIAN}.employer_limit@2026-01-01=1")])
    assert figure_now(dated, limit) is None


def test_budgets_are_yuan_by_payer() -> None:
    assert parse_budgets(["city=5000000", "张店=300000.5"]) == {
        "city": 500_000_000,
        "张店": 30_000_050,
    }


@pytest.mark.parametrize("typed", [["city"], ["=1"], ["city=-1"], ["city=1", "市级=2"]])
def test_a_budget_that_is_none_is_refused(typed: list[str]) -> None:
    with pytest.raises(UsageError):
        parse_budgets(typed)


def test_a_place_is_set_once_and_from_a_day_on_is_another_place() -> None:
    limit = f"{TECHNICIAN}.employer_limit"
    assert len(parse_changes([f"{limit}=1", f"{limit}@2026-01-01=2"])) == 2
    with pytest.raises(UsageError, match="set twice"):
        parse_changes([f"{limit}=1", f"{limit}=2"])
