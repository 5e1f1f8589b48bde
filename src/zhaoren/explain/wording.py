"""What a worker is told beside a table's own words: what to do, what comes next."""

from __future__ import annotations

from collections.abc import Mapping

VERDICTS: Mapping[str, str] = {"pass": "符合", "fail": "不符合", "unknown": "待核实"}
"""A criterion's verdict."""

HOLDS: Mapping[str, str] = {
    "no_account": "没有登记收款账户：个人请到合作银行开通社会保障卡金融账户，单位请登记账户",
    "account_not_active": "收款账户未激活或者状态异常：请到开户银行激活或者恢复账户",
    "account_name_differs": "收款账户的户名与姓名（名称）不一致：请核对，更正后系统重新核对",
}
"""Why an eligible one cannot be paid yet, and what they can do about it."""

NEXT: Mapping[str, str] = {
    "found": "等待区县初审，随后市级复核、公示",
    "district_approved": "区县初审已通过，等待市级复核",
    "city_approved": "市级复核已通过，等待公示",
    "noticed": "正在公示；期满没有异议的，转入资金申请",
    "suspended": "公示期内有人提出异议，正在核查",
    "cleared": "公示期满，等待申请资金",
    "requested": "已经向财政申请资金，等待资金到账",
    "funded": "资金已经到账，等待编制发放批次",
    "batched": "已经编入发放批次，等待第二人放行",
    "released": "发放批次已经放行，等待报送银行",
    "submitted": "已经报送银行，等待银行发放",
    "paid": "银行已经发放",
    "failed": "银行发放失败，更正账户后重新发放",
    "unknown": "银行的结果不明，正在向银行核实",
    "held": "暂缓办理，原因消除后继续",
    "rejected": "审核不予发放",
    "recovery": "已发放，因情况变化列入追回核查",
    "recovered": "已经追回",
    "dismissed": "已发放，回查没有问题",
}
"""State of a grant → what happened, and what comes next."""

REASONS: Mapping[str, str] = {
    "missing": "应当填写而没有填写",
    "invalid": "填写的值无效",
    "unknown_code": "填写的代码不在规定的代码之内",
    "malformed": "整行的格式有误",
    "conflict": "同一编号的几行内容互相矛盾",
}
"""The kind of a fault for which a row was rejected."""

NOT_CANDIDATE: Mapping[str, str] = {
    "not_in_force": "政策在认定日期尚未施行",
    "no_record": "数据中没有该政策所认定的{grain}记录",
    "out_of_scope": "数据中有{grain}记录，但不在该政策规定的范围之内（例如等级、类别不同）",
    "unclear": "没有作为该政策的认定对象",
}
"""Why a policy gave no verdict."""


def rejected_text(reason: str, column_title: str) -> str:
    """Why a row was rejected: its column and the kind of the fault."""
    said = REASONS.get(reason.rpartition(".")[2], reason)
    return f"{column_title}：{said}" if column_title else said
