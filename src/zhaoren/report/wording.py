"""What the report says, in Chinese and in English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zhaoren.contracts import Contracts
from zhaoren.contracts.model import Column, Contract
from zhaoren.payments.documents import reason_label


class Both(NamedTuple):
    """The same said twice; `en` stands in the file beside `zh`, and one of them is shown."""

    zh: str
    en: str


_FAULTS = {
    "missing": Both("缺失", "missing"),
    "invalid": Both("无法识别", "cannot be read"),
    "unknown_code": Both("不在代码表内", "not in the code list"),
}
_OF_A_ROW = {
    "row.malformed": Both("整行格式不符", "malformed row"),
    "key.conflict": Both("同一主键内容不一致", "same key, different content"),
}
_AGES = (
    (7, Both("7天以内", "up to 7 days")),
    (30, Both("8至30天", "8–30 days")),
    (60, Both("31至60天", "31–60 days")),
    (None, Both("超过60天", "over 60 days")),
)


def words(identifier: str) -> str:
    """An identifier as English words: district_approved → district approved."""
    return identifier.replace("_", " ")


def codes(contracts: Contracts, table: str, column: str) -> dict[str, Both]:
    """Code → its Chinese label and its words, in the order of the output contract."""
    return labels(contracts.outputs[table].column(column))


def labels(column: Column) -> dict[str, Both]:
    """Code → its Chinese label and its words."""
    chinese: dict[str, str] = {}
    for raw, code in column.codes.items():
        if not raw.isascii():
            chinese.setdefault(code, raw)
    return {
        code: Both(chinese.get(code, code), words(code))
        for code in dict.fromkeys(column.codes.values())
    }


def fault(contract: Contract, reason: str) -> Both:
    """Why rows of a source were quarantined: person_id.invalid → 公民身份号码无法识别."""
    if reason in _OF_A_ROW:
        return _OF_A_ROW[reason]
    name, _, kind = reason.rpartition(".")
    headers = {column.name: column.header for column in contract.columns}
    said = _FAULTS.get(kind)
    if said is None or name not in headers:
        return Both(reason, reason)
    return Both(f"{headers[name]}{said.zh}", f"{words(name)}: {said.en}")


def hold(reason: str) -> Both:
    """Why money is not paid yet."""
    return Both(reason_label(reason), words(reason))


def ages() -> Mapping[int | None, Both]:
    """Last day of an age → what the age is called; None: older than all others."""
    return dict(_AGES)
