"""What Zibo has settled: its districts, its own enterprises, its two measures."""

from __future__ import annotations

from datetime import date

CITY = "zibo"
CITY_NAME = "淄博"
CITY_PREFIX = "3703"
CITY_CODE = "370300"
CITY_LEVEL = "市本级"

# 2-policies, "Districts and code styles": short name → (suffix that may be left out, codes)
DISTRICTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "淄川": ("区", ("370302",)),
    "张店": ("区", ("370303",)),
    "博山": ("区", ("370304",)),
    "临淄": ("区", ("370305",)),
    "周村": ("区", ("370306",)),
    "桓台": ("县", ("370321",)),
    "高青": ("县", ("370322",)),
    "沂源": ("县", ("370323",)),
    "高新区": ("区", ("370391", "370307")),
    "文昌湖区": ("区", ("370392", "370308")),
    "经开区": ("区", ("370393", "370351")),
}

# Benefit and policies; the payments export names either.
BENEFIT = "zibo/technician"
POLICY_2021 = "zibo/technician-2021"
POLICY_2022 = "zibo/technician-2022"
BENEFIT_NAMES = frozenset({BENEFIT, POLICY_2021, POLICY_2022})

LEVELS = frozenset({"technician", "senior_technician"})  # the scope of both
SUBSIDY_FEN = {"technician": 250_000, "senior_technician": 300_000}
EMPLOYER_LIMIT_FEN = 5_000_000  # "50 000 yuan per main employer and calendar year of D"

IN_FORCE = {POLICY_2021: date(2021, 10, 18), POLICY_2022: date(2022, 8, 16)}
WINDOW_2021 = (date(2018, 1, 1), date(2022, 8, 15))
START_2022 = date(2022, 8, 16)

# The 2021 rules, 附件1 市属国有企业名单（40 户）
MUNICIPAL_ENTERPRISES = frozenset(
    {
        "淄博市文化旅游资产经营有限责任公司",
        "淄博市煤气公司",
        "淄博鑫能能源集团有限公司",
        "淄博原山集团有限公司",
        "淄博市自来水公司",
        "淄博市引黄供水有限公司",
        "淄博市公共汽车公司",
        "淄博热力有限公司",
        "淄博环保供热有限公司",
        "淄博市保安服务公司",
        "淄博市供排水工程公司",
        "淄博市房地产交易中心",
        "山东齐安检测技术有限公司",
        "淄博聚纬经贸有限公司",
        "淄博鲁中机动车检测中心",
        "淄博万通房产信息有限公司",
        "淄博建鲁工程建设项目管理公司",
        "淄博建衡工程检测研究中心",
        "山东宜居物业管理有限公司",
        "淄博鼎顺物业有限公司",
        "淄博国土调查测绘有限公司",
        "淄博市水利建筑安装公司",
        "淄博新世纪规划事务所有限公司",
        "淄博市元通劳动服务公司",
        "淄博齐鲁资源有限公司",
        "淄博面粉厂",
        "淄博东郊粮食储备库有限公司",
        "淄博国家粮食储备库有限公司",
        "淄博市粮油收储库有限公司",
        "淄博市劳务技术合作中心",
        "淄博环益环保检测有限公司",
        "淄博工业发展有限公司",
        "淄博齐梦动漫制作有限公司",
        "淄博万和实业有限责任公司",
        "淄博报达印务有限公司",
        "齐商银行股份有限公司",
        "淄博市城市资产运营有限公司",
        "淄博市金融控股有限公司",
        "淄博齐信投资有限公司",
        "淄博齐鲁创业投资有限责任公司",
    }
)
