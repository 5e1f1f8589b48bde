"""Random certificates, and what was paid for them before."""

from __future__ import annotations

from datetime import date, timedelta

from .evaluator import Row
from .evaluator.months import add_months
from .evaluator.settings import BENEFIT, POLICY_2021, POLICY_2022
from .rows import certificate, payment
from .scene import Scene

OCCUPATIONS = ("6-18-01-01", "6-18-01-02", "4-07-05-04")
LEVELS = ("technician", "senior_technician")
BENEFITS = {
    "zibo": (BENEFIT, POLICY_2021, POLICY_2022),
    "liaocheng": ("liaocheng/skill-upgrade",),
    "rizhao": ("rizhao/technician-reward",),
}
ROUTES = ("golden_blue_collar", "social_assessment", "contest", "enterprise_assessment", None)
OTHER_LEVELS = ("junior", "intermediate", "senior", "special_technician", "chief_technician")
DIGITS = {"technician": "2", "senior_technician": "1", "senior": "3"}


def certify(scene: Scene, first_month: date) -> list[Row]:
    """No to three certificates; person and name are left to the caller."""
    made: list[Row] = []
    skilled = scene.city.id == "liaocheng"
    for _ in range(scene.pick((0, 1, 1, 1, 1, 2, 2, 3))):
        level = scene.pick(OTHER_LEVELS) if scene.odd(0.3) else scene.pick(LEVELS)
        if skilled and scene.random.random() < 0.5:
            level = scene.pick(OTHER_LEVELS[2:])
        occupation = scene.pick(OCCUPATIONS)
        if made and scene.random.random() < 0.6:
            occupation, level = made[0]["occupation_code"], made[0]["level"]
        number = _number(scene, level)
        if number in {row["certificate_no"] for row in made}:
            continue  # one person, one number: never a key conflict by chance
        made.append(
            certificate(
                certificate_no=number,
                occupation_code=occupation,
                level=level,
                kind="skill_level" if scene.odd() != skilled else "qualification",
                route=scene.pick(ROUTES[1:] if scene.odd(2.0) else ROUTES[:3]),
                issued_on=_issued(scene, first_month),
                status=scene.pick(("revoked", "cancelled")) if scene.odd(0.3) else "valid",
            )
        )
    return made


def _issued(scene: Scene, first_month: date) -> date:
    edges = (date(2018, 1, 1), date(2022, 8, 15), date(2022, 8, 16), scene.as_of)
    if scene.city.id == "liaocheng":
        edges = (date(2024, 12, 29), date(2024, 12, 29), scene.as_of)
        if scene.random.random() < 0.5:
            return scene.pick((date(2025, 3, 1), date(2025, 1, 2), date(2025, 3, 1)))
    if scene.city.id == "rizhao":
        edges = (date(2019, 4, 30), date(2019, 4, 30), scene.as_of)
    if scene.random.random() < 0.3:
        return scene.near(scene.pick(edges))
    if scene.random.random() < 0.3:
        near_first = (first_month, first_month - timedelta(days=1), add_months(first_month, 1))
        return scene.near(scene.pick(near_first))
    if scene.odd(0.3):
        return scene.pick((date(2062, 5, 10), scene.some_day()))
    return scene.pick(
        (
            date(2019, 5, 10),
            date(2021, 5, 10),
            date(2021, 6, 10),
            date(2022, 9, 1),
            date(2023, 2, 3),
        )
    )


def _number(scene: Scene, level: str) -> str:
    """Any style; now and then one that somebody else holds or that says another level."""
    known = scene.rows.get("certificates", [])
    if known and scene.odd(0.2):
        return str(scene.pick(known)["certificate_no"])
    digit = DIGITS.get(level, "3")
    if scene.odd(0.5):
        digit = scene.pick("0123457")
    serial = scene.number("")
    styles = (
        f"21{serial}0{digit}{serial[:5]}",
        f"{scene.pick('YS')}370300000{serial[:3]}021{digit}{serial[:6]}"[:22],
        f"ZS{serial}",
        f"zs{serial}",
        f"淄{serial}",
        serial,
    )
    return scene.pick(styles)


def pay(scene: Scene, certificates: list[Row], employers: list[str]) -> list[Row]:
    """Payments of the benefit to the person; the person is left to the caller."""
    made: list[Row] = []
    for _ in range(scene.odd(0.8) + scene.odd(0.4)):
        like = scene.pick(certificates) if certificates and not scene.odd() else None
        row = payment(
            payment_no=scene.number("FF"),
            benefit=scene.pick(BENEFITS[scene.city.id]),
            occupation_code=like["occupation_code"] if like else scene.pick(OCCUPATIONS),
            level=like["level"] if like else scene.pick((*LEVELS, "senior")),
            status=scene.pick(("paid", "returned", "recovered")),
            employer_id=scene.pick((None, *employers, scene.employer_id())),
            paid_on=_paid_on(scene),
            amount_fen=scene.pick((250_000, 300_000)),
        )
        if scene.odd():
            row[scene.pick(("occupation_code", "level"))] = None
        made.append(row)
    return made


def fill_ceiling(scene: Scene, employer_id: str, person_id: str) -> Row:
    """A payment that leaves little under the employer's ceiling."""
    zibo = scene.city.id == "zibo"
    benefit = POLICY_2022 if zibo else BENEFITS[scene.city.id][0]
    yuan = scene.pick((10_000, 20_000, 30_000, 42_500, 44_500, 47_500, 50_000, 60_000))
    return payment(
        payment_no=scene.number("FF"),
        person_id=person_id,
        benefit=scene.pick((benefit, benefit, benefit, POLICY_2021 if zibo else benefit)),
        occupation_code="9-99-99-99",
        status=scene.pick(("paid", "paid", "returned")),
        employer_id=scene.pick((employer_id, employer_id, None)),
        paid_on=_paid_on(scene),
        amount_fen=yuan * 100 + scene.pick((0, 0, 1, -1)),
    )


def _paid_on(scene: Scene) -> date:
    year = scene.as_of.year
    edges = (date(year - 1, 12, 31), date(year, 1, 1), date(year, 12, 31), date(year + 1, 1, 1))
    return scene.pick((*edges, scene.as_of, scene.some_day(), date(year, 3, 1)))
