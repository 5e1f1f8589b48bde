"""docs/lifecycle.md: the states, who does what, and the quarter as it was played."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from tests.story.stage import Stage
from zhaoren.ledger.lifecycle import TITLES

PREFACE = Path(__file__).with_name("preface.md")
MONTHS = {9: "September 2026", 10: "October 2026", 11: "November 2026"}


WHY = {
    "彭学军": "rejected by the district's reviewer",
    "谢桂芳": "objection upheld",
    "冯玉珍": "died before payment; her 2 500 yuan are given back",
    "李晓燕": "resigned during the notice; not yet insured for a settled month by her new employer",
    "韩志刚": "account frozen",
    "钱国栋": "certificate revoked after payment; paid back",
    "陈永强": "the finding was an employer's mistake",
    "邹明宇2026-09": "waits for the city's share",
    "邓长青": "next under the ceiling, once 谢桂芳 was rejected",
    "何小军": "account opened after the funds had come",
    "赵洪亮": "held for two nights by an employer's mistake",
    "孙丽华": "objection dismissed",
    "曹桂英": "confirmed by a reviewer",
    "蒋文华": "known under two numbers",
    "王建国": "once, though he has two certificates of one occupation and level",
    **dict.fromkeys(("徐振东", "马红霞", "高立新", "林秀英"), "the district's share came late"),
    **dict.fromkeys(("周文斌", "吴秀兰", "郑海涛", "杨丽娟"), "failed once, mended, paid"),
}


def _everybody(stage: Stage) -> Iterator[str]:
    """Every grant of the ledger in the order in which it was found."""
    yield "| grant | whom | yuan | found | paid | at the end | |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name, grant in stage.grants().items():
        cells = (
            grant.id, name, f"{grant.amount_fen // 100:,}".replace(",", " "), grant.found_on,
            grant.paid_on or "", TITLES[grant.state], WHY.get(name, ""),
        )  # fmt: skip
        yield f"| {' | '.join(str(cell) for cell in cells)} |"
    yield "| | 董伟 | | | | | never found: capped all the time |"
    yield "| | 曾庆民 | | | | | never found: in review, and denied by the reviewer |"


def document(stage: Stage) -> str:
    """The whole document."""
    parts = [PREFACE.read_text("utf-8").rstrip()]
    for month, days in groupby(stage.days, key=lambda day: day.on.month):
        parts.append(f"## {MONTHS[month]}")
        parts += [day.markdown() for day in days]
    parts.append("## What became of everybody\n\n" + "\n".join(_everybody(stage)))
    return "\n\n".join(parts) + "\n"
