"""Where random people live: the day, the firms, the pools from which collisions come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from .evaluator import Row
from .evaluator.months import add_months, month_of, settled_month
from .evaluator.settings import CITY_LEVEL, MUNICIPAL_ENTERPRISES, ZIBO, City
from .ids import credit_code
from .rows import employer

Choice = TypeVar("Choice")

# Days and shares of odd fields, taken in turn by worlds with a seed: lengths without a
# common divisor, so that all pairs occur
DAYS_OF_ZIBO = (
    date(2026, 11, 20),
    date(2024, 2, 29),
    date(2026, 12, 31),
    date(2022, 8, 16),
    date(2026, 11, 20),
    date(2026, 1, 1),
    date(2021, 10, 18),
    date(2025, 2, 28),
    date(2022, 8, 15),
    date(2022, 12, 31),
    date(2028, 2, 29),
    date(2024, 3, 1),
    date(2021, 10, 17),
)
DAYS = {
    "zibo": DAYS_OF_ZIBO,
    "liaocheng": (
        date(2026, 11, 20),
        date(2027, 1, 1),
        date(2025, 12, 31),
        date(2026, 12, 31),
        date(2028, 2, 29),
        date(2024, 12, 29),
        date(2026, 1, 1),
        date(2024, 12, 28),
        date(2025, 1, 1),
        date(2026, 3, 31),
        date(2029, 7, 1),
    ),
    "rizhao": (
        date(2026, 11, 20),
        date(2024, 2, 29),
        date(2026, 12, 31),
        date(2019, 4, 30),
        date(2027, 1, 1),
        date(2022, 6, 30),
        date(2020, 1, 1),
        date(2019, 4, 29),
        date(2025, 2, 28),
        date(2019, 12, 31),
        date(2028, 2, 29),
    ),
}
ODDITIES = (0.06, 0.15, 0.1, 0.03, 0.01, 0.4)
KINDS = (
    "public_institution",
    "government",
    "association",
    "private_non_enterprise",
    "private_non_enterprise",
    "individual_business",
    "agency",
    "other",
)
ELSEWHERE = ("371502", "371502000000", "370102", "110105", "310115012345", "440305", "370299")
NOWHERE = ("370399", "370399000000", "370000", "999999", "东昌府区", "不详", "3703", "张店镇")
NEAR_NAMES = (
    "淄博热力有限公司张店分公司",
    "热力有限公司",
    "煤气公司",
    "淄博热",
    "淄博市煤气公司工会",
    "中国石化齐鲁石化公司",
    "齐商银行股份有限公司(张店支行)",
)


@dataclass
class Scene:
    """One city on one day, before anybody lives in it.

    `oddity` is the share of fields that are not as they should be; `missing`
    are months of which the export holds nothing.
    """

    random: Random
    as_of: date
    oddity: float
    exported_from: date
    missing: set[date]
    city: City = ZIBO
    employers: list[Row] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    serial: int = 0

    def pick(self, options: Sequence[Choice]) -> Choice:
        """One of the options."""
        return self.random.choice(options)

    def odd(self, share: float = 1.0) -> bool:
        """Whether this field is odd; `share` makes it rarer."""
        return self.random.random() < self.oddity * share

    def add(self, source: str, row: Row) -> None:
        """One more row of the export."""
        self.rows.setdefault(source, []).append(row)

    def number(self, prefix: str) -> str:
        """A number that no other row has."""
        self.serial += 1
        return f"{prefix}{self.serial * 7919 % 1_000_003:07d}"

    def employer_id(self) -> str:
        """A place of work: the first firms are large, a few codes are in no export."""
        ahead = min(len(self.codes), 3)
        return self.pick(self.codes[:ahead] if self.random.random() < 0.6 else self.codes)

    def near(self, day: date, spread: int = 1) -> date:
        """The day or one close by."""
        return day + timedelta(days=self.random.randint(-spread, spread))

    def some_day(self) -> date:
        """A day that means nothing, in the years around D."""
        return self.as_of + timedelta(days=self.random.randint(-2500, 800))


def scene(random: Random, people: int, as_of: date, oddity: float, city: City = ZIBO) -> Scene:
    """A city with firms for so many people."""
    settled = settled_month(as_of)
    early = [add_months(settled, -back) for back in (14, 30, 30, 50, 70)]
    if random.random() < 0.12:
        early = [add_months(settled, -back) for back in (1, 2, 3)]
    early += [date(2020, 4, 1), date(2022, 7, 1), date(2022, 8, 1), date(2023, 1, 1)]
    before = [month for month in early if month < settled]
    missing = {add_months(settled, -back) for back in range(4) if random.random() < 0.05}
    missing |= {date(2022, 8, 1)} if random.random() < 0.1 else set()
    made = Scene(
        random=random,
        as_of=as_of,
        oddity=oddity,
        exported_from=random.choice(before),
        missing=missing,
        city=city,
    )
    for index in range(max(3, people // 8)):
        made.codes.append(credit_code(index))
        if index < 2 or random.random() < 0.95:
            made.employers.append(firm(made, made.codes[-1]))
    made.rows["employers"] = list(made.employers)
    return made


def firm(scene: Scene, employer_id: str) -> Row:
    """An employer, with anything about it odd now and then."""
    changes: dict[str, Any] = {"employer_name": f"淄博{scene.serial}远大机械有限公司"}
    scene.serial += 1
    if scene.random.random() < 0.25:
        names = scene.pick((sorted(MUNICIPAL_ENTERPRISES), NEAR_NAMES))
        changes["employer_name"] = scene.pick(names)
    if scene.odd(0.8) or (len(scene.codes) > 3 and scene.random.random() < 0.15):
        changes["kind"] = scene.pick(KINDS)
    if scene.random.random() < 0.5:
        changes["enterprise_like"] = scene.pick((True, False, None))
    changes["district"] = district(scene)
    if scene.odd(0.5):
        changes["status"] = "closed"
    if scene.odd(0.3):
        changes["employer_name"] = spaced(scene, changes["employer_name"])
    return employer(employer_id=employer_id, **changes)


def district(scene: Scene) -> str:
    """A district in one of its many styles, sometimes of another city or of none."""
    if scene.odd(0.5) or (len(scene.codes) > 3 and scene.random.random() < 0.15):
        own = (scene.city.code, f"{scene.city.code}000000", CITY_LEVEL)
        unlisted = (f"{scene.city.prefix}99",)
        return scene.pick(scene.pick((ELSEWHERE, (*NOWHERE, *unlisted), own)))
    city = scene.city
    name = scene.pick(tuple(city.districts))
    suffix, codes = city.districts[name]
    code = scene.pick(codes or (city.code,))
    stem = name.removesuffix(suffix)
    prefix = scene.pick(("", city.name, f"{city.name}市"))
    named = prefix + scene.pick((stem, stem + suffix))
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    return scene.pick((code, code + "000000", code + "102003", named, named, wide))


def spaced(scene: Scene, name: str) -> str:
    """The same name with white space in it, or in full width."""
    at = scene.random.randint(1, len(name) - 1)
    spread = name[:at] + scene.pick((" ", "\u3000")) + name[at:]
    return scene.pick((spread, name.replace("(", "（").replace(")", "）")))


def month_near(scene: Scene) -> date:
    """A month close to one that matters."""
    here = month_of(scene.as_of)
    anchors = (scene.exported_from, date(2022, 8, 1), add_months(here, -30), date(2020, 4, 1))
    earlier = [month for month in anchors if month < add_months(here, -6)]
    lately = add_months(here, -2)
    usual = scene.pick(earlier or [scene.exported_from])
    return add_months(lately if scene.odd() else usual, scene.random.randint(-1, 1))
