"""Where a verdict and its grant stand, in a sentence."""

from __future__ import annotations

from zhaoren.explain.groups import Alike, references
from zhaoren.explain.model import Ceiling, Grant, Record
from zhaoren.explain.tables import yuan_text
from zhaoren.explain.wording import NEXT

_INNER = str.maketrans("“”", "‘’")


def standing(group: Alike) -> str:
    """Where verdicts stand: their grants, or why there is none."""
    one = group.last
    if one.grant and len(group.verdicts) > 1:
        numbers = [verdict.grant.grant_id for verdict in group.verdicts if verdict.grant]
        return f"{numbers[0]}等{len(numbers)}笔，最近一期{grant_said(one.grant)}"
    if one.grant:
        return grant_said(one.grant)
    if one.outcome == "eligible":
        return "本次新认定，记入台账后由区县初审"
    if one.outcome == "review":
        return "等待工作人员核实待核实的各项，核实前不发放"
    if one.outcome == "already_granted":
        return "以前已经发放，不再办理"
    return "没有进入办理"


def grant_said(grant: Grant) -> str:
    """Where a grant stands: its number, its state, since when, and what comes next."""
    said = f"{grant.grant_id} {grant.state_title}（{grant.since}起），{NEXT[grant.state]}"
    if grant.state == "held":
        said += f"；{grant.waits_for}"
    if grant.due_on and not grant.paid_on:
        said += f"；应于{grant.due_on}前发放"
    if grant.paid_on:
        said += f"；{grant.paid_on}发放"
    findings = "、".join(f"{one.title}（{one.value}）" for one in grant.findings)
    return f"{said}；回查发现：{findings}" if findings else said


def payment_said(record: Record) -> str:
    """A payment that was made before: its day, its sum and what became of it."""
    says = {one.name: one.text for one in record.says}
    told = (says.get(name, "") for name in ("paid_on", "amount_fen", "status"))
    return f"{'，'.join(filter(None, told))}{references([record.place])}"


def ceiling_said(ceiling: Ceiling) -> str:
    """Who stands before a candidate under its ceiling, without naming anybody."""
    per = "、".join(ceiling.per)
    whose = f"同一{per}" if per else "全市"
    return (
        f"限额按{whose}计算，排在前面、本次仍可享受的有{ceiling.grants}笔，"
        f"{yuan_text(ceiling.amount_fen)}；历史发放也计入限额"
    )


def titled(title: str) -> str:
    """A title in quotation marks, those within it single."""
    return f"“{title.translate(_INNER)}”"
