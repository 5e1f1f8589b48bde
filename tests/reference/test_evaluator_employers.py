"""Employers: enterprises, municipal ones, districts, who pays."""

from __future__ import annotations

from typing import Any

import pytest

from .evaluator.settings import MUNICIPAL_ENTERPRISES
from .rows import certificate, employer, standard_world
from .sayings import ELIGIBLE, decision, money, said


def test_there_are_forty_municipal_enterprises() -> None:
    assert len(MUNICIPAL_ENTERPRISES) == 40


def test_the_city_pays_all_at_a_municipal_enterprise() -> None:
    world = standard_world(
        employers=[employer(employer_name="淄博热力有限公司")],
        certificates=[certificate(level="senior_technician")],
    )
    row = decision(world)
    assert (row["outcome"], *money(row)) == ("eligible", 300_000, 300_000, 0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"employer_name": "中国石化齐鲁石化公司"}, ELIGIBLE),
        ({"kind": "private_non_enterprise"}, ("review", "enterprise")),
        ({"kind": "private_non_enterprise", "enterprise_like": True}, ELIGIBLE),
        (
            {"kind": "private_non_enterprise", "enterprise_like": False},
            ("ineligible", "enterprise"),
        ),
        ({"kind": "agency"}, ("ineligible", "enterprise")),
        ({"kind": "individual_business"}, ("ineligible", "enterprise")),
        ({"status": "closed"}, ("review", "enterprise")),
        ({"kind": "other", "status": "closed"}, ("review", "enterprise")),
        (
            {"kind": "public_institution", "employer_name": "淄博市房地产交易中心"},
            ("review", "enterprise"),
        ),
        ({"employer_name": "淄博热力有限公司张店分公司"}, ("review", "funding")),
        ({"employer_name": "热力有限公司"}, ("review", "funding")),
        ({"employer_name": "淄博热"}, ELIGIBLE),
        ({"employer_name": " 淄博 热力 有限公司 "}, ELIGIBLE),
    ],
)
def test_kinds_and_names_of_employers(changes: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert said(standard_world(employers=[employer(**changes)])) == expected


def test_an_employer_that_is_not_in_the_export_is_looked_at_by_a_person() -> None:
    assert said(standard_world(employers=[])) == ("review", "enterprise", "in_city", "funding")


@pytest.mark.parametrize(
    ("district", "short"),
    [
        ("370391", "高新区"),
        ("370307", "高新区"),
        ("370307000000", "高新区"),
        ("370391012345", "高新区"),
        ("高新", "高新区"),
        ("淄博市高新区", "高新区"),
        ("370393", "经开区"),
        ("370351", "经开区"),
        ("淄博经开区", "经开区"),
        ("370392", "文昌湖区"),
        ("370308", "文昌湖区"),
        ("文昌湖", "文昌湖区"),
        ("桓台", "桓台"),
        ("淄博市桓台县", "桓台"),
        ("３７０３０３", "张店"),
        ("淄博张店", "张店"),
    ],
)
def test_every_code_style_of_a_district_of_the_city_passes(district: str, short: str) -> None:
    row = decision(standard_world(employers=[employer(district=district)]))
    assert (row["outcome"], row["district"]) == ("eligible", short)


@pytest.mark.parametrize(
    ("district", "expected"),
    [
        ("370399", ("review", "in_city")),
        ("370399000000", ("review", "in_city")),
        ("东昌府区", ("review", "in_city")),
        ("不详", ("review", "in_city")),
        ("370000", ("review", "in_city")),
        ("999999", ("review", "in_city")),
        ("371502", ("ineligible", "in_city")),
        ("371599", ("ineligible", "in_city")),
        ("110105000000", ("ineligible", "in_city")),
        ("370300", ("review", "funding")),
        ("市本级", ("review", "funding")),
    ],
)
def test_other_districts(district: str, expected: tuple[str, ...]) -> None:
    world = standard_world(employers=[employer(district=district)])
    assert said(world) == expected
    assert decision(world)["district"] == ("市本级" if "funding" in expected else None)


def test_the_city_level_needs_no_district_where_the_city_pays_all() -> None:
    world = standard_world(employers=[employer(district="370300", employer_name="淄博市煤气公司")])
    assert money(decision(world)) == (250_000, 250_000, 0)
