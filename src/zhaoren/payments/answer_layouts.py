"""How banks answer: the layouts of return files (`returns:` in banks.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from zhaoren.rules.model import Strict

AnswerCell = Literal["serial", "account_no", "account_name", "amount", "result", "reason", "other"]
AnswerCount = Literal[
    "batch_id",
    "count",
    "total",
    "paid_count",
    "paid_total",
    "failed_count",
    "failed_total",
    "other",
]
Result = Literal["paid", "failed", "unknown"]
_NEEDED = {"serial", "account_no", "amount", "result"}

REASONS: Mapping[str, str] = {
    "户名不符": "name_mismatch",
    "账号不存在": "no_such_account",
    "账户状态异常": "account_abnormal",
    "未激活": "not_activated",
    "冻结": "frozen",
    "已销户": "closed",
    "重复记录": "duplicate",
}
"""A bank's words for why it did not pay → code. Other words are kept beside the chain."""

OTHER = "other"
TITLES: Mapping[str, str] = {**{code: word for word, code in REASONS.items()}, OTHER: "其他原因"}
"""Code → what it is called."""


class AnswerLayout(Strict):
    """One bank's form of return files.

    Lines: `header` (names the batch), the columns' titles if `titles`, a row
    a transfer, `trailer` after the word `total_word`. `count` and `total` are
    of all rows, `paid_…` and `failed_…` of those with that result. `results`
    and `reasons` are the bank's words; reasons beyond those that every bank
    uses. `other` is a cell that nobody reads.
    """

    format: Literal["delimited", "xlsx"]
    encoding: Literal["gb18030", "gbk", "gb2312", "utf-8"] = "gb18030"
    delimiter: Literal["|", ",", "\t"] = "|"
    header: tuple[AnswerCount, ...]
    titles: bool = True
    columns: Annotated[tuple[AnswerCell, ...], Field(min_length=1)]
    trailer: tuple[AnswerCount, ...] = ()
    total_word: Annotated[str, Field(min_length=1)] = "合计"
    amount_unit: Literal["yuan", "fen"] = "yuan"
    results: Mapping[Annotated[str, Field(min_length=1)], Result]
    reasons: Mapping[str, str] = {}

    @model_validator(mode="after")
    def _can_be_matched(self) -> AnswerLayout:
        if missing := _NEEDED - set(self.columns):
            raise ValueError(f"columns lack {', '.join(sorted(missing))}")
        named = [one for one in self.columns if one != "other"]
        if len(set(named)) != len(named):
            raise ValueError("columns name one twice")
        if "batch_id" not in self.header:
            raise ValueError("header lacks batch_id: a return must say which batch it answers")
        if missing_words := {"paid", "failed"} - set(self.results.values()):
            raise ValueError(f"results have no word for {', '.join(sorted(missing_words))}")
        if unknown := set(self.reasons.values()) - set(TITLES):
            raise ValueError(f"reasons name unknown codes: {', '.join(sorted(unknown))}")
        return self
