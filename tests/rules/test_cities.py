"""What each city's file says: its districts in every style, and the names of its benefits."""

from __future__ import annotations

from collections import Counter

import pytest

from zhaoren.content import find_content
from zhaoren.payments.layouts import load_banks
from zhaoren.rules import city_ids, load_rules

CITIES = city_ids(find_content())
WRITTEN = [
    ("liaocheng", "371503", "茌平"),
    ("liaocheng", "371523", "茌平"),
    ("liaocheng", "茌平县", "茌平"),
    ("liaocheng", "聊城市东昌府区", "东昌府"),
    ("liaocheng", "371581000000", "临清"),
    ("liaocheng", "莘", "莘县"),
    ("liaocheng", "冠县", "冠县"),
    ("liaocheng", "371592", "经开区"),
    ("liaocheng", "江北水城旅游度假区", "度假区"),
    ("liaocheng", "371500", "市本级"),
    ("rizhao", "371171", "经开区"),
    ("rizhao", "371191000", "经开区"),
    ("rizhao", "莒县", "莒县"),
    ("rizhao", "日照山海天", "山海天"),
    ("rizhao", "日照高新区", "高新区"),
    ("rizhao", "371193", "国际海洋城"),
    ("rizhao", "371172", "国际海洋城"),
]
DOUBTFUL = [("liaocheng", "371594"), ("rizhao", "371104"), ("rizhao", "")]


def test_there_are_three_cities() -> None:
    assert CITIES == ["liaocheng", "rizhao", "zibo"]


@pytest.mark.parametrize(("city", "written", "name"), WRITTEN)
def test_a_district_in_every_style(city: str, written: str, name: str) -> None:
    place = load_rules(find_content(), city).districts.place(written)
    assert (place.name, place.in_city) == (name, True)


@pytest.mark.parametrize(("city", "written"), DOUBTFUL)
def test_a_district_that_is_not_listed_is_unknown(city: str, written: str) -> None:
    place = load_rules(find_content(), city).districts.place(written)
    assert (place.name, place.in_city) == (None, None)


@pytest.mark.parametrize("city", CITIES)
def test_another_citys_district_is_elsewhere(city: str) -> None:
    districts = load_rules(find_content(), city).districts
    for other in CITIES:
        prefix = load_rules(find_content(), other).city.prefix
        assert districts.place(f"{prefix}02").in_city is (city == other)


@pytest.mark.parametrize("city", CITIES)
def test_every_policy_has_names_in_the_payments_export(city: str) -> None:
    ruleset = load_rules(find_content(), city)
    known = {item.id for item in (*ruleset.policies, *ruleset.pending)}
    benefits = {item.benefit for item in ruleset.policies}
    named = ruleset.city.benefit_names
    assert set(named) <= known | benefits
    assert {item.id for item in ruleset.pending} <= set(named)
    assert benefits <= set(named)


def test_what_another_city_paid_is_known_by_its_id_and_not_by_its_names() -> None:
    benefits = load_rules(find_content(), "liaocheng").benefits
    for identifier in ("zibo/technician", "zibo/technician-2022", "zibo/internship"):
        assert benefits[identifier] == identifier
    assert "zibo/nothing" not in benefits
    assert "技能新星补贴" not in benefits


@pytest.mark.parametrize("city", CITIES)
def test_no_name_means_two_benefits(city: str) -> None:
    names = load_rules(find_content(), city).city.benefit_names.values()
    assert [name for name, times in Counter(sum(names, ())).items() if times > 1] == []


@pytest.mark.parametrize("city", CITIES)
def test_the_banks_of_a_city_stand(city: str) -> None:
    assert "102" in load_banks(find_content(), city).banks


def test_only_zibo_lists_municipal_enterprises() -> None:
    listed = {city: load_rules(find_content(), city).municipal_enterprises for city in CITIES}
    assert {city: len(names) for city, names in listed.items()} == {
        "liaocheng": 0,
        "rizhao": 0,
        "zibo": 40,
    }
