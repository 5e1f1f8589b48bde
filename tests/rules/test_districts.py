"""A district in every style in which exports write it (2-policies)."""

from __future__ import annotations

import pytest

from zhaoren.content import find_content
from zhaoren.rules import load_rules
from zhaoren.rules.districts import Districts


@pytest.fixture(scope="module")
def zibo() -> Districts:
    return load_rules(find_content(), "zibo").districts


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("370303", "张店"),
        ("370303000000", "张店"),
        ("370303001002", "张店"),
        ("张店", "张店"),
        ("张店区", "张店"),
        ("淄博张店", "张店"),
        ("淄博市张店区", "张店"),
        ("桓台县", "桓台"),
        ("370391", "高新区"),
        ("370307", "高新区"),
        ("高新区", "高新区"),
        ("高新", "高新区"),
        ("淄博市高新区", "高新区"),
        ("淄博高新技术产业开发区", "高新区"),
        ("370392", "文昌湖区"),
        ("370308", "文昌湖区"),
        ("文昌湖", "文昌湖区"),
        ("370393", "经开区"),
        ("370351000000", "经开区"),
        ("经开区", "经开区"),
        ("370300", "市本级"),
    ],
)
def test_a_district_of_the_city_passes(zibo: Districts, written: str, name: str) -> None:
    place = zibo.place(written)
    assert (place.name, place.in_city) == (name, True)
    assert place.has_payer is (None if name == "市本级" else True)


@pytest.mark.parametrize("written", ["370102", "371102", "110101", "371502000000"])
def test_another_prefecture_fails(zibo: Districts, written: str) -> None:
    assert zibo.place(written).in_city is False


@pytest.mark.parametrize("written", ["", "370399", "历下区", "999999", "3703", "37030", "x", "0"])
def test_what_is_not_known_is_unknown(zibo: Districts, written: str) -> None:
    assert zibo.place(written).in_city is None
