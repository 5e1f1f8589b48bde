"""What the kinds and answers of near misses are called."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "near": "只差一项",
    "qualifies": "届时符合",
    "expected": "预计符合",
    "closes": "期限将满",
    "notice_ends": "公示期满",
    "money_due": "应当发放",
    "policy_begins": "政策施行",
}
VERDICTS: Mapping[str, str] = {"fail": "不符合", "unknown": "待核"}
BENEFICIARIES: Mapping[str, str] = {
    "person": "个人",
    "employer": "用人单位",
    "institution": "机构",
}
NOWHERE = "区县不详"
