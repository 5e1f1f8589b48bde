"""What the three cities have settled: districts, own enterprises, days from which they pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CITY_LEVEL = "市本级"

# Short name → (suffix that may be left out, codes)
Districts = dict[str, tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class City:
    """A city and its "Districts and code styles" (2-policies)."""

    id: str
    name: str
    prefix: str  # of its codes in GB/T 2260
    districts: Districts
    municipal: frozenset[str] = frozenset()  # names of its own state-owned enterprises

    @property
    def code(self) -> str:
        """The city's own code, of 市本级."""
        return f"{self.prefix}00"


DISTRICTS: Districts = {
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

DISTRICTS_OF_LIAOCHENG: Districts = {
    "东昌府": ("区", ("371502",)),
    "茌平": ("区", ("371503", "371523")),
    "阳谷": ("县", ("371521",)),
    "莘县": ("县", ("371522",)),
    "东阿": ("县", ("371524",)),
    "冠县": ("县", ("371525",)),
    "高唐": ("县", ("371526",)),
    "临清": ("市", ("371581",)),
    "高新区": ("区", ("371591",)),
    "经开区": ("区", ("371592",)),
    "度假区": ("区", ("371593",)),
}

DISTRICTS_OF_RIZHAO: Districts = {
    "东港": ("区", ("371102",)),
    "岚山": ("区", ("371103",)),
    "五莲": ("县", ("371121",)),
    "莒县": ("县", ("371122",)),
    "经开区": ("区", ("371191", "371171")),
    "山海天": ("", ("371192",)),
    "国际海洋城": ("", ("371193", "371172")),
    "高新区": ("区", ()),
}

# The days of the documents
ZIBO_2021 = date(2021, 10, 18)
ZIBO_2022 = date(2022, 8, 16)
LIAOCHENG_2024 = date(2024, 12, 29)
RIZHAO_2019 = date(2019, 4, 30)

# Names of the payments export
BENEFIT = "zibo/technician"
POLICY_2021 = "zibo/technician-2021"
POLICY_2022 = "zibo/technician-2022"

YUAN = 100  # fen

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

ZIBO = City("zibo", "淄博", "3703", DISTRICTS, MUNICIPAL_ENTERPRISES)
LIAOCHENG = City("liaocheng", "聊城", "3715", DISTRICTS_OF_LIAOCHENG)
RIZHAO = City("rizhao", "日照", "3711", DISTRICTS_OF_RIZHAO)
CITIES = {city.id: city for city in (ZIBO, LIAOCHENG, RIZHAO)}
