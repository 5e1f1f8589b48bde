"""Who plays in the worked quarter: the employers, the people and their banks.

Everything is invented. Numbers carry right check digits (GB 11643, GB 32100),
because exports with wrong ones are quarantined.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from zhaoren.sample.identifiers import (
    ORGANISATION_CHECKS,
    ORGANISATION_WEIGHTS,
    credit_code,
    person_id,
)

BANKS = {
    "102453000018": "中国工商银行淄博分行",
    "105453000026": "中国建设银行淄博分行",
    "306453000035": "广发银行淄博分行",
    "308453000041": "招商银行淄博分行",
}
"""Clearing number → name as the accounts export has it; the first three digits are the bank's."""
WELDER, LATHE, ELECTRICIAN = "6-18-02-04", "6-18-01-01", "6-31-01-03"
OCCUPATIONS = {WELDER: "焊工", LATHE: "车工", ELECTRICIAN: "电工"}


def _code(registered_as: str, serial: int) -> str:
    organisation = f"{serial:08}"
    total = sum(int(digit) * w for digit, w in zip(organisation, ORGANISATION_WEIGHTS, strict=True))
    check = chr(ORGANISATION_CHECKS[11 - total % 11])
    return credit_code(f"{registered_as}370300{organisation}{check}")


@dataclass(frozen=True)
class Employer:
    """A legal unit; `district` as the export writes it."""

    name: str
    code: str
    district: str
    kind: str = "enterprise"


LUTAI = Employer("淄博鲁泰恒机械制造有限公司", _code("91", 26090101), "370303")
QIDU = Employer("淄博齐都盛化工股份有限公司", _code("91", 26090202), "临淄区")
HEATING = Employer("淄博热力有限公司", _code("91", 26090303), "370303")
HUIFENG = Employer("淄博汇丰科新材料有限公司", _code("91", 26090404), "高新区")
BORUI = Employer("淄博博瑞远陶瓷有限公司", _code("91", 26090505), "370304")
JINAN = Employer("济南泉城达机电有限公司", _code("91", 26090606), "370102")
PARKS = Employer("淄博市园林绿化管理处", _code("12", 26090707), "370303", "public_institution")
SCHOOL = Employer("淄博市鲁中高级技工学校", _code("12", 26090808), "370303", "public_institution")
EMPLOYERS = (LUTAI, QIDU, HEATING, HUIFENG, BORUI, JINAN, PARKS, SCHOOL)


@dataclass(frozen=True)
class Person:
    """One of the cast, with what the exports say of them on the first night.

    `certificate`: level and day of issue, or None; `bank`: None is no account.
    """

    name: str
    born: date
    employer: Employer
    certificate: tuple[str, date] | None
    bank: str | None
    kind: str = "qualification"
    occupation: str = LATHE
    contract_type: str = "fixed"
    contract_from: date = date(2019, 3, 1)
    contract_to: date = date(2028, 2, 28)
    insured_from: date = date(2019, 3, 1)
    registered: bool = True
    life: dict[str, date] = field(default_factory=dict)
    order: int = 1

    @property
    def number(self) -> str:
        """The citizen number."""
        return person_id(f"370303{self.born:%Y%m%d}{self.order:03}")

    @property
    def certificate_no(self) -> str:
        """16 digits, or Y and 21: the year and the level stand in it."""
        assert self.certificate is not None
        return certificate_number(self, *self.certificate)

    @property
    def account_no(self) -> str:
        """The account of the first night."""
        return f"6217{int(self.number[6:14]) * 1000 + self.order:015}"


def certificate_number(person: Person, level: str, issued_on: date) -> str:
    """The number of a certificate of a person."""
    digit = {"senior": 3, "technician": 2, "senior_technician": 1}[level]
    year, serial = issued_on.year % 100, int(person.number[8:14])
    if person.kind == "skill_level":
        return f"Y{370300000000 + person.order:012}{year:02}{digit}{serial:06}"
    return (
        f"{year:02}{37030000 + issued_on.month * 100 + person.order:08}{digit}{serial % 100000:05}"
    )


T, S = "technician", "senior_technician"
ICBC, CCB, GUANGFA, ZHAOSHANG = BANKS
MAY_2021 = (T, date(2021, 5, 10))

PEOPLE = (
    # 张店: half from the city, half from the district (2021 rules)
    Person("王建国", date(1978, 4, 12), LUTAI, MAY_2021, ICBC),
    Person("刘淑芬", date(1981, 9, 3), LUTAI, (S, date(2020, 11, 16)), CCB, occupation=WELDER),
    Person("陈永强", date(1985, 1, 27), LUTAI, (T, date(2022, 6, 30)), CCB),
    Person("周文斌", date(1980, 7, 19), LUTAI, (T, date(2019, 10, 22)), ICBC, occupation=WELDER),
    Person("吴秀兰", date(1976, 2, 8), LUTAI, (S, date(2021, 3, 15)), ICBC),
    Person("郑海涛", date(1988, 12, 5), LUTAI, (T, date(2021, 9, 8)), ICBC),
    Person("韩志刚", date(1983, 6, 14), LUTAI, (T, date(2020, 4, 20)), ICBC,
           occupation=ELECTRICIAN),
    Person("杨丽娟", date(1986, 10, 30), LUTAI, (T, date(2022, 1, 17)), ICBC),
    Person("冯玉珍", date(1972, 3, 21), LUTAI, (T, date(2018, 12, 3)), CCB),
    Person("钱国栋", date(1979, 8, 11), LUTAI, (T, date(2021, 7, 6)), CCB, occupation=WELDER),
    Person("李晓燕", date(1990, 5, 25), LUTAI, (T, date(2022, 4, 11)), ICBC),
    Person("赵洪亮", date(1984, 11, 9), LUTAI, (T, date(2021, 12, 20)), ICBC, occupation=WELDER),
    Person("孙丽华", date(1982, 7, 2), LUTAI, (S, date(2022, 3, 28)), CCB),
    Person("曹桂英", date(1987, 4, 6), LUTAI, (T, date(2021, 6, 21)), CCB, contract_type="task"),
    Person("曾庆民", date(1985, 9, 17), LUTAI, (T, date(2020, 8, 24)), CCB, contract_type="task"),
    Person("彭学军", date(1977, 1, 13), LUTAI, (T, date(2019, 5, 27)), CCB, occupation=ELECTRICIAN),
    Person("蒋文华", date(1989, 3, 30), LUTAI, (T, date(2022, 7, 12)), CCB),
    Person("何小军", date(1991, 6, 8), LUTAI, (T, date(2021, 10, 19)), None),
    # 临淄: the same rules, another district treasury
    Person("徐振东", date(1980, 10, 1), QIDU, (T, date(2021, 4, 13)), ICBC),
    Person("马红霞", date(1983, 12, 24), QIDU, (S, date(2022, 5, 9)), ICBC, occupation=ELECTRICIAN),
    Person("高立新", date(1975, 8, 18), QIDU, (T, date(2019, 3, 11)), CCB),
    Person("林秀英", date(1986, 2, 14), QIDU, (T, date(2020, 6, 15)), CCB, occupation=WELDER),
    # a municipal state-owned enterprise: the city pays all
    Person("罗建军", date(1974, 5, 5), HEATING, (S, date(2020, 9, 21)), ICBC),
    Person("宋玉梅", date(1984, 4, 29), HEATING, (T, date(2021, 11, 1)), GUANGFA),
    # an employer near its ceiling under the measures of 2022; the city pays all
    Person("唐立军", date(1988, 1, 15), HUIFENG, (T, date(2024, 3, 18)), CCB, "skill_level"),
    Person("谢桂芳", date(1990, 9, 26), HUIFENG, (T, date(2025, 5, 20)), CCB, "skill_level"),
    Person("邓长青", date(1987, 7, 7), HUIFENG, (T, date(2026, 3, 16)), CCB, "skill_level"),
    Person("董伟", date(1992, 11, 21), HUIFENG, (T, date(2026, 4, 22)), CCB, "skill_level"),
    # who come in October with new certificates
    Person("袁志远", date(1993, 2, 17), LUTAI, None, ICBC, "skill_level"),
    Person("潘晓琳", date(1989, 8, 9), QIDU, None, CCB, "skill_level", ELECTRICIAN),
    # a graduate: an allowance for each settled month
    Person("邹明宇", date(2004, 10, 11), LUTAI, None, ZHAOSHANG, contract_from=date(2026, 7, 1),
           insured_from=date(2026, 7, 1)),
    # who get nothing, each for one reason
    Person("梁宝华", date(1966, 5, 16), LUTAI, MAY_2021, CCB,
           life={"retired_on": date(2026, 6, 1)}),
    Person("苏海燕", date(1988, 2, 3), LUTAI, MAY_2021, ICBC, registered=False),
    Person("魏东升", date(1979, 12, 12), LUTAI, (T, date(2017, 12, 31)), ICBC),
    Person("程丽萍", date(1985, 6, 23), LUTAI, MAY_2021, CCB, "skill_level"),
    Person("田家旺", date(1983, 3, 9), JINAN, MAY_2021, ICBC),
    Person("石秀云", date(1980, 8, 28), PARKS, MAY_2021, CCB),
    Person("贾志勇", date(1991, 10, 4), QIDU, MAY_2021, ICBC, contract_from=date(2026, 1, 5),
           contract_to=date(2026, 12, 31)),
    Person("蔡永红", date(1986, 1, 31), BORUI, ("senior", date(2023, 5, 5)), CCB),
)  # fmt: skip

WHO = {person.name: person for person in PEOPLE}


def changed_number(person: Person) -> str:
    """The number under which a person is known after a correction of the birthday."""
    return person_id(f"370303{person.born:%Y%m}{person.born.day - 1:02}{person.order:03}")
