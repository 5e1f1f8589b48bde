"""Sentences of the specification in pairs: one side of a boundary, and the other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .evaluator import Row, evaluate
from .rows import (
    award,
    designation,
    employer,
    graduate,
    hire,
    hosting,
    org_year,
    recognition,
    standard_world,
    startup,
)

HOME = {"zibo": "370303", "liaocheng": "371502", "rizhao": "371102"}
MAKERS = {
    "contest_awards": award,
    "designations": designation,
    "graduates": graduate,
    "hostings": hosting,
    "org_years": org_year,
    "recognitions": recognition,
    "startups": startup,
    "talent_hires": hire,
}


def said(policy_id: str, source: str, **changes: Any) -> list[tuple[str, int | None]]:
    """Outcome and yuan of every verdict on one row of the source, in the city of the policy."""
    city = policy_id.partition("/")[0]
    row: Row = MAKERS[source]()
    for column in ("district", "school_district"):
        if column in row:
            row[column] = HOME[city]
    world = standard_world(
        city, employers=[employer(district=HOME[city])], **{source: [row | changes]}
    )
    decisions = evaluate(world).decisions
    return [
        (each["outcome"], None if each["amount_fen"] is None else each["amount_fen"] // 100)
        for each in decisions.values()
        if each["policy_id"] == policy_id
    ]


NO, ASK = ("ineligible", None), ("review", None)


@pytest.mark.parametrize(
    ("policy_id", "source", "changes", "expected"),
    [
        ("liaocheng/contest-prize", "contest_awards", {}, ("eligible", 100_000)),
        (
            "liaocheng/contest-prize",
            "contest_awards",
            {"awarded_on": date(2024, 12, 29)},
            ("eligible", 100_000),
        ),
        ("liaocheng/contest-prize", "contest_awards", {"awarded_on": date(2024, 12, 28)}, NO),
        ("liaocheng/contest-prize", "contest_awards", {"awarded_on": date(2026, 11, 21)}, ASK),
        ("liaocheng/contest-prize", "contest_awards", {"person_id": None}, ASK),
        ("liaocheng/contest-employer", "contest_awards", {}, ("eligible", 50_000)),
        ("liaocheng/contest-employer", "contest_awards", {"employer_id": None}, ASK),
        ("rizhao/skill-expert", "contest_awards", {"rank": 7}, NO),
        ("rizhao/skill-expert", "contest_awards", {"rank": 6}, ASK),  # not yet recognised
        ("rizhao/skill-star", "contest_awards", {"class": "city_star"}, ("eligible", 10_000)),
        ("rizhao/talent-import", "talent_hires", {}, ("eligible", 90_000)),
        (
            "rizhao/talent-import",
            "talent_hires",
            {"annual_pay_fen": 40_000_000},
            ("eligible", 100_000),
        ),
        ("rizhao/talent-import", "talent_hires", {"from_city": None}, ASK),
        ("rizhao/talent-import", "talent_hires", {"annual_pay_fen": None}, ASK),
        ("rizhao/talent-import", "talent_hires", {"year": 2018}, NO),
        (
            "zibo/flexible-talent",
            "talent_hires",
            {"mode": "flexible", "annual_pay_fen": 20_000_000},
            ("eligible", 40_000),
        ),
        (
            "zibo/flexible-talent",
            "talent_hires",
            {"mode": "flexible", "annual_pay_fen": 19_999_999},
            NO,
        ),
        ("zibo/leading-talent", "talent_hires", {"mode": "trained"}, ("eligible", 500_000)),
        ("zibo/leading-talent", "talent_hires", {"approved_amount_fen": None}, ASK),
        (
            "rizhao/outstanding-technician",
            "designations",
            {"title": "rizhao_outstanding_technician"},
            ("eligible", 10_000),
        ),
        (
            "rizhao/outstanding-technician",
            "designations",
            {"title": "rizhao_outstanding_technician", "revoked_on": date(2026, 11, 20)},
            NO,
        ),
        ("zibo/platform", "recognitions", {}, ("eligible", 80_000)),
        ("zibo/platform", "recognitions", {"recognised_on": date(2022, 8, 15)}, NO),
        (
            "zibo/platform",
            "recognitions",
            {"recognised_on": date(2022, 8, 16)},
            ("eligible", 80_000),
        ),
        ("rizhao/station", "recognitions", {}, ("eligible", 50_000)),
        ("zibo/self-evaluation", "org_years", {}, ("eligible", 50_000)),
        (
            "zibo/self-evaluation",
            "org_years",
            {"approved_amount_fen": 8_000_001},
            ("eligible", 80_000),
        ),
        (
            "zibo/public-training",
            "org_years",
            {"item": "public_training", "quantity": 2000},
            ("eligible", 1_300_000),
        ),
        ("zibo/public-training", "org_years", {"item": "public_training", "quantity": 1999}, NO),
        ("rizhao/base-supply", "org_years", {"item": "base_supply", "quantity": 999}, NO),
        ("rizhao/base-supply", "org_years", {"item": "base_supply"}, ASK),
        ("liaocheng/contest-hosting", "hostings", {}, ("eligible", 20_000)),
        ("liaocheng/contest-hosting", "hostings", {"approved_amount_fen": 999_999}, ASK),
        (
            "liaocheng/contest-hosting",
            "hostings",
            {"approved_amount_fen": 3_000_100},
            ("eligible", 30_000),
        ),
        ("liaocheng/startup-rent", "startups", {}, ("eligible", 12_000)),
        ("liaocheng/startup-rent", "startups", {"rent_paid_fen": 2_000_100}, ("eligible", 20_000)),
        (
            "liaocheng/startup-rent",
            "startups",
            {"graduated_on": date(2020, 1, 1)},
            ("eligible", 12_000),
        ),
        ("liaocheng/startup-rent", "startups", {"graduated_on": date(2019, 12, 31)}, NO),
        ("liaocheng/school-retention", "graduates", {}, ("eligible", 1_000)),
        (
            "liaocheng/school-retention",
            "graduates",
            {"certificate_issued_on": date(2025, 7, 1)},
            NO,
        ),
        ("liaocheng/school-retention", "graduates", {"certificate_issued_on": None}, ASK),
        ("liaocheng/school-retention", "graduates", {"school_kind": "vocational"}, NO),
    ],
)
def test_one_row(
    policy_id: str, source: str, changes: dict[str, Any], expected: tuple[str, int | None]
) -> None:
    assert said(policy_id, source, **changes) == [expected]


def test_no_amount_no_verdict() -> None:
    for changes in (
        {"prize": "none"},
        {"prize": "merit"},
        {"class": "city_1", "role": "coach_team"},
    ):
        assert not said("liaocheng/contest-prize", "contest_awards", **changes)


def test_forty_eight_months_of_a_chief_technician_up_to_the_month_of_d() -> None:
    assert len(said("rizhao/chief-technician", "designations")) == 20
    longer = said("rizhao/chief-technician", "designations", effective_on=date(2020, 1, 31))
    assert longer == [("eligible", 1_000)] * 48


def test_a_new_star_has_a_verdict_for_every_month_up_to_s() -> None:
    assert said("zibo/new-star", "graduates") == [("eligible", 500)] * 16
    assert said("zibo/new-star", "graduates", full_time=False) == [NO]
    assert said("zibo/new-star", "graduates", certificate_level="technician") == [ASK]
