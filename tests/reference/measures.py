"""Random rows of the sources that only one measure or another looks at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from .evaluator import Row
from .evaluator.settings import LIAOCHENG_2024, RIZHAO_2019, ZIBO_2022
from .evaluator.world import KEYS
from .graduated import add_classes, add_graduates, add_supply
from .ids import person_number
from .people import NAMES
from .rows import (
    account,
    award,
    certificate,
    designation,
    employer,
    hire,
    hosting,
    org_account,
    org_year,
    recognition,
    startup,
)
from .scene import Scene, district

FIRST_DAY = {"zibo": ZIBO_2022, "liaocheng": LIAOCHENG_2024, "rizhao": RIZHAO_2019}
CLASSES = (
    "world",
    "national_1",
    "national_2",
    "provincial_1",
    "provincial_2",
    "city_1",
    "city_2",
    "city_star",
)
PRIZES = ("gold", "silver", "bronze", "merit", "none")
EVENTS = ("数控车", "焊接", "电工")
TITLES = (
    "national_master_studio",
    "qilu_master_station",
    "provincial_technician_station",
    "city_technician_station",
    "city_master_station",
    "national_quality_school",
    "provincial_quality_school",
    "national_quality_major",
    "provincial_quality_major",
    "national_integrated_major",
    "provincial_integrated_major",
    "group_pilot",
    "national_training_base",
)
ENOUGH = 100  # people: smaller worlds hold no class or staff of a hundred


def add_measures(scene: Scene, people: int) -> None:
    """Everything that the city's measures look at beyond certificates."""
    by_city: dict[str, tuple[Callable[[Scene, int], None], ...]] = {
        "zibo": (add_graduates, hires, recognitions, org_years, hostings),
        "liaocheng": (add_graduates, awards, recognitions, hostings, startups, self_evaluated),
        "rizhao": (awards, designations, hires, recognitions, org_years, add_supply, add_classes),
    }
    for add in by_city[scene.city.id]:
        add(scene, people)
    accounts(scene)


def once(scene: Scene, source: str, row: Row) -> None:
    """One more row, unless its key is there already: contradictions are made on purpose."""
    key = tuple(row[name] for name in KEYS[source])
    if all(
        tuple(each[name] for name in KEYS[source]) != key for each in scene.rows.get(source, [])
    ):
        scene.add(source, row)


def somebody(scene: Scene) -> str:
    """Usually somebody who works, under one of the person's numbers."""
    staff = scene.rows.get("contracts", [])
    if not staff or scene.odd():
        return person_number(scene.random.randint(15_900, 15_999))
    number: str = scene.pick(staff)["person_id"]
    return number


def org(scene: Scene) -> str:
    """An organisation: a few of them have most of the rows."""
    return scene.employer_id()


def day(scene: Scene) -> date:
    """A day close to one that matters, or one that does not."""
    first = FIRST_DAY[scene.city.id]
    if scene.odd(0.3):
        return date(2062, 5, 10)
    if scene.random.random() < 0.25:
        new_year = date(scene.as_of.year, 1, 1)
        return scene.near(scene.pick((first, scene.as_of, new_year, scene.as_of)))
    span = max((scene.as_of - first).days, 1)
    return first + timedelta(days=scene.random.randint(0, min(span, 1_200)))


def year(scene: Scene) -> int:
    """A year close to D's, or to the first that counts."""
    first, this = FIRST_DAY[scene.city.id].year, scene.as_of.year
    if scene.random.random() < 0.2:
        return scene.pick((first, first - 1, first + 1, this + 1))
    return scene.pick((this, this - 1, max(this - 2, first)))


def money(scene: Scene, *yuan: int) -> int | None:
    """An amount at a boundary, a fen beside it, or none."""
    if scene.odd(2.0):
        return None
    amount = scene.pick(yuan) * 100
    return amount + scene.pick((0, 0, 0, 1, -1, 33))


def awards(scene: Scene, people: int) -> None:
    """Awards of few events, so that one person or team has several of a year."""
    teams = [f"TD{number}" for number in range(max(2, people // 20))]
    stars = [somebody(scene) for _ in range(max(2, people // 6))]
    for _ in range(people // 2 + 3):
        row = award(
            award_no=scene.number("HJ"),
            event=scene.pick(EVENTS),
            prize=scene.pick(PRIZES[:4] if scene.odd(3.0) else PRIZES[:3]),
            rank=scene.pick((1, 2, 3, 4, 6, 7, None)),
            role="coach_team" if scene.odd(3.0) else "competitor",
            person_id=None if scene.odd(0.7) else scene.pick(stars),
            team_id=scene.pick(teams) if scene.random.random() < 0.3 else None,
            employer_id=None if scene.odd(0.5) else scene.employer_id(),
            awarded_on=day(scene),
        ) | {"class": scene.pick(CLASSES)}
        if scene.odd(0.5):
            row["prize"] = "none"
        scene.add("contest_awards", row)
        if scene.city.id == "rizhao" and row["person_id"] and scene.random.random() < 0.7:
            recognise(scene, row)
    if scene.city.id == "rizhao" and people >= ENOUGH and scene.random.random() < 0.5:
        many_experts(scene)


def recognise(scene: Scene, row: Row) -> None:
    """The competitor is recognised as 技术能手, on the day of the award or about it."""
    effective_on = scene.pick((scene.near(row["awarded_on"]), scene.as_of, day(scene)))
    once(
        scene,
        "designations",
        designation(
            person_id=row["person_id"], title="rizhao_skill_expert", effective_on=effective_on
        ),
    )


def many_experts(scene: Scene) -> None:
    """More competitors of one year than the quota."""
    awarded_on = min(date(scene.as_of.year - 1, 5, 1), scene.as_of)
    for index in range(scene.pick((99, 100, 101, 108))):
        number = person_number(14_000 + index)
        row = award(
            award_no=scene.number("HJ"),
            event=scene.pick(EVENTS),
            prize="gold",
            rank=scene.pick((1, 2, 3, None)),
            person_id=number,
            employer_id=scene.codes[0],
            awarded_on=scene.pick((awarded_on, awarded_on + timedelta(days=1))),
        ) | {"class": scene.pick(CLASSES[1:3])}
        scene.add("contest_awards", row)
        title = "rizhao_skill_expert"
        scene.add(
            "designations",
            designation(person_id=number, title=title, effective_on=scene.as_of),
        )


def designations(scene: Scene, people: int) -> None:
    """Chief and outstanding technicians, around the limits of a year or a round."""
    for title, limit in (("chief_technician", 20), ("outstanding_technician", 50)):
        count = people // 12 + 1
        if people >= ENOUGH and scene.random.random() < 0.6:
            count += limit
        for _ in range(count):
            effective_on = day(scene)
            if scene.random.random() < 0.5:
                effective_on = date(scene.as_of.year - scene.pick((1, 1, 2, 4)), 4, 1)
            revoked_on = None
            if scene.odd(1.5):
                revoked_on = scene.pick(
                    (scene.near(scene.as_of), scene.near(effective_on), day(scene))
                )
            row = designation(
                person_id=somebody(scene),
                title=f"rizhao_{title}",
                effective_on=effective_on,
                revoked_on=revoked_on,
            )
            once(scene, "designations", row)
            if scene.random.random() < 0.1:  # an overlapping term, or a second title
                again = effective_on + timedelta(days=scene.pick((1, 40, 366, 1461, 1462)))
                once(scene, "designations", row | {"effective_on": again, "revoked_on": None})


def hires(scene: Scene, people: int) -> None:
    """People brought in, many by one employer in one year."""
    tiers = ("qilu_chief", "provincial_expert", "provincial_leading", "above")
    for _ in range(people // 3 + 3):
        row = hire(
            person_id=somebody(scene),
            employer_id=scene.employer_id(),
            year=year(scene),
            tier=scene.pick(tiers if scene.random.random() < 0.4 else tiers[2:]),
            mode=scene.pick(("full_time", "full_time", "flexible", "trained")),
            from_city=scene.pick((None, "inside")) if scene.odd() else "outside",
            annual_pay_fen=money(scene, 200_000, 333_333, 400_000, 250_000, 120_001),
            approved=scene.pick((None, False)) if scene.odd() else True,
            approved_amount_fen=money(scene, 1_000_000, 500_000, 999_999, 1_200_000),
        )
        once(scene, "talent_hires", row)
        if scene.random.random() < 0.15:
            once(scene, "talent_hires", row | {"year": row["year"] + scene.pick((1, -1))})


def recognitions(scene: Scene, people: int) -> None:
    """Titles of organisations, some of them twice for one object."""
    for _ in range(people // 3 + 3):
        org_id = org(scene)
        row = recognition(
            org_id=org_id,
            org_name=name_of(scene, org_id),
            title=scene.pick(TITLES),
            object=scene.pick((None, "数控", "焊接", "李工作室")),
            recognised_on=day(scene),
            district=district(scene),
            national_subsidy_fen=money(scene, 3_000_000, 1_000_001),
            approved_amount_fen=money(scene, 2_000_000, 1_999_999, 2_500_000),
        )
        once(scene, "recognitions", row)
        if scene.random.random() < 0.2:
            again = scene.near(row["recognised_on"], 300)
            once(scene, "recognitions", row | {"recognised_on": again})


def org_years(scene: Scene, people: int) -> None:
    """What organisations did in a year."""
    for _ in range(people // 4 + 3):
        row = org_year(
            org_id=org(scene),
            item=scene.pick(("self_evaluation", "public_training", "base_supply")),
            year=year(scene),
            district=district(scene),
            quantity=None if scene.odd(2.0) else scene.pick((999, 1000, 1001, 1999, 2000, 2345)),
            approved_amount_fen=money(scene, 80_000, 79_999, 90_000, 30_000),
        )
        once(scene, "org_years", row)


def hostings(scene: Scene, people: int) -> None:
    """Contests that organisations held."""
    for _ in range(people // 4 + 3):
        row = hosting(
            org_id=org(scene),
            contest=scene.pick(("技能大赛", "行业竞赛", "职工大赛")),
            event=scene.pick(EVENTS),
            held_on=day(scene),
            district=district(scene),
            approved_amount_fen=money(scene, 10_000, 30_000, 20_000, 500_000, 510_000),
        ) | {"class": scene.pick(CLASSES)}
        once(scene, "hostings", row)


def startups(scene: Scene, people: int) -> None:
    """Rent of several years of one person, from before the first to after D's."""
    programmes = ("senior", "preparatory_technician", "senior", "intermediate")
    for _ in range(people // 6 + 2):
        person_id, org_id = somebody(scene), org(scene)
        graduated_on = scene.near(date(scene.as_of.year - scene.random.randint(0, 7), 6, 30))
        programme = scene.pick(programmes)
        for paid in range(2024, scene.as_of.year + 2):
            if scene.random.random() < 0.3:
                continue
            row = startup(
                person_id=person_id,
                year=paid,
                org_id=org_id,
                district=district(scene),
                programme=programme,
                graduated_on=graduated_on,
                premises="incubator_government" if scene.odd() else "other",
                rent_paid_fen=money(scene, 20_000, 12_345, 25_000),
            )
            once(scene, "startups", row)


def self_evaluated(scene: Scene, people: int) -> None:
    """Employers who certified their own staff, around the bounds of the bands."""
    if people < ENOUGH:
        counts: tuple[int, ...] = (scene.random.randint(0, 3),)
    else:
        counts = tuple(scene.pick((29, 30, 31, 50, 51, 52, 100, 101, 102)) for _ in range(3))
    for place, count in enumerate(counts):
        firm = employer(
            employer_id=scene.codes[place],
            employer_name=name_of(scene, scene.codes[place]),
            district=district(scene),
        )
        kept = [
            each for each in scene.rows["employers"] if each["employer_id"] != firm["employer_id"]
        ]
        scene.rows["employers"] = [*kept, firm]
        for index in range(count + scene.random.randint(0, 2)):
            certify_own(scene, firm, 12_000 + 400 * place + index, exact=scene.odd(4.0))


def certify_own(scene: Scene, firm: Row, index: int, *, exact: bool) -> None:
    """One of the staff, sure to be counted unless something is odd."""
    last_year = scene.as_of.year - 1
    number = person_number(index)
    row = certificate(
        certificate_no=scene.number("ZP"),
        person_id=number,
        person_name=scene.pick(NAMES),
        kind="skill_level",
        level=scene.pick(("senior", "technician", "special_technician")),
        issued_on=date(last_year, scene.random.randint(1, 12), scene.random.randint(1, 28)),
        issuer=firm["employer_name"],
        route="enterprise_assessment",
    )
    if scene.odd(0.2):
        row[scene.pick(("route", "status", "issuer"))] = scene.pick(("contest",))
        row["status"] = scene.pick(("valid", "revoked"))
    if scene.odd(0.1):
        row["route"] = None
    if scene.odd(0.1) and not exact:
        row["issued_on"] = scene.near(scene.pick((date(last_year, 1, 1), date(last_year, 12, 31))))
    if scene.odd(0.1):
        row["issuer"] = firm["employer_name"][:3] + " " + firm["employer_name"][3:]
    scene.add("certificates", row)
    if scene.odd(0.3):
        earlier = row["issued_on"] - timedelta(days=scene.pick((0, 1, 400)))
        scene.add(
            "certificates",
            row
            | {
                "certificate_no": scene.number("ZP"),
                "issued_on": earlier,
                "level": scene.pick(("senior", "intermediate")),
                "issuer": "别的鉴定机构",
            },
        )


def name_of(scene: Scene, org_id: str) -> str:
    """The organisation's name, as the employers' export has it."""
    names = [row["employer_name"] for row in scene.employers if row["employer_id"] == org_id]
    return names[0] if names else "不在册的单位"


def accounts(scene: Scene) -> None:
    """Accounts of organisations, and of people who have none from elsewhere."""
    ids: set[str] = set(scene.codes)
    for source, column in (("graduates", "school_id"), ("recognitions", "org_id")):
        ids |= {row[column] for row in scene.rows.get(source, [])}
    for org_id in sorted(ids):
        if scene.odd():
            continue
        name = name_of(scene, org_id)
        schools = [r for r in scene.rows.get("graduates", []) if r["school_id"] == org_id]
        if schools:
            name = schools[0]["school_name"]
        row = org_account(org_id=org_id, account_name="别人" if scene.odd() else name)
        if scene.odd():
            row["status"] = scene.pick(("inactive", "lost", "cancelled"))
        scene.add("org_accounts", row)
    have = {row["person_id"] for row in scene.rows.get("accounts", [])}
    people = {
        row["person_id"]
        for source in ("designations", "contest_awards", "graduates", "startups")
        for row in scene.rows.get(source, [])
        if row["person_id"]
    }
    for number in sorted(people - have):
        if not scene.odd():
            scene.add("accounts", account(person_id=number, account_name=scene.pick(NAMES)))
