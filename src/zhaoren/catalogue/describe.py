"""The catalogue as a document: docs/policies.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from zhaoren.catalogue.entries import BENEFICIARIES, STATUSES, Entry, entries
from zhaoren.content import Content
from zhaoren.contracts import Contracts, load_contracts
from zhaoren.rules import Ruleset, city_ids, load_rules
from zhaoren.rules.catalogue import load_catalogue

COLUMNS = ("措施", "条款", "政策", "发放对象", "发放标准", "认定单元", "状态", "解读")
_HEAD = """# 政策目录

<!-- Written by `python -m zhaoren.catalogue > docs/policies.md`; edit rules/. -->

所收文件的每一项措施由哪项政策执行；不发放资金的，写明理由。“待定”的政策，条文没有给出必要的数额，
只登记、不发放。“认定单元”是一次认定的对象（`data_contracts/outputs/facts_<名称>.odcs.yaml`）；“解读”是
条文没有写明、由本系统解读的处数，见 [interpretations.md](interpretations.md)。

在终端查看：`zhaoren policies --city zibo`。
"""


def document(content: Content) -> str:
    """The catalogues of all cities.

    Raises:
        RuleError: a catalogue does not stand.
    """
    contracts = load_contracts(content)
    lines = [_HEAD]
    for city in city_ids(content):
        lines += _city(content, contracts, load_rules(content, city))
    return "\n".join(lines)


def _city(content: Content, contracts: Contracts, ruleset: Ruleset) -> Iterator[str]:
    found = list(entries(content, contracts, ruleset))
    listings = load_catalogue(content, ruleset)
    yield f"## {ruleset.city.title}\n"
    yield f"{counts_said(found)}。\n"
    for name, of_document in groupby(found, key=lambda entry: entry.document):
        yield f"### 《{ruleset.documents[name].title}》（{ruleset.documents[name].issuer}）\n"
        if listings[name].note:
            yield f"{squeezed(listings[name].note)}\n"
        yield _row(COLUMNS)
        yield _row(["---"] * len(COLUMNS))
        yield from (_row(cells(entry, contracts)) for entry in of_document)
        yield ""


def counts_said(found: Sequence[Entry]) -> str:
    """How many measures and policies there are."""
    measures = {(entry.document, entry.measure) for entry in found}
    active = {entry.policy_id for entry in found if entry.status == "active"}
    pending = {entry.policy_id for entry in found if entry.status == "pending"}
    return f"{len(measures)}项措施，{len(active)}项政策施行，{len(pending)}项政策待定"


def cells(entry: Entry, contracts: Contracts, between: str = "<br>") -> list[str]:
    """One row of the table, by COLUMNS; `between` the lines of a cell."""
    grain = contracts.outputs[f"facts_{entry.grain}"].title if entry.grain else ""
    return [
        entry.measure,
        "、".join(name for name in entry.articles if name != entry.measure),
        f"{entry.title}{between}{entry.policy_id}" if entry.policy_id else "",
        BENEFICIARIES.get(entry.beneficiary, ""),
        entry.amount or entry.why,
        f"{grain.removesuffix('事实')}{between}{entry.grain}" if entry.grain else "",
        STATUSES[entry.status],
        str(entry.readings) if entry.status == "active" else "",
    ]


def squeezed(text: str) -> str:
    """Chinese text that was folded over lines in its file."""
    return "".join(text.split())


def _row(columns: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in columns) + " |"
