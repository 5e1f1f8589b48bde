"""The letter: an explanation on a page of A4 that can be handed to whom it is about.

Plain and polite; the own number masked in the middle, nobody else's data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from zhaoren.documents.masking import masked
from zhaoren.errors import UsageError
from zhaoren.explain.groups import Alike, alike, money_said, references, spans
from zhaoren.explain.model import Answer, Explanation, Record, Said, Subject, Verdict
from zhaoren.explain.standing import ceiling_said, grant_said, payment_said, standing, titled
from zhaoren.explain.wording import VERDICTS
from zhaoren.pages import page

_TITLE = "补贴政策核对结果告知单"
_TONES = {"eligible": "yes", "already_granted": "yes", "pass": "yes", "fail": "no"}
_REFUSED = ("ineligible", "capped", "superseded")
_ORDER = ("eligible", "review", "capped", "superseded", "already_granted", "ineligible")
_SHORT = 2  # verdicts with every criterion in full; with more of them what is passed is summed up
_NAMES = ("person_name", "contract_name")


def letter(found: Explanation) -> str:
    """The letter as one HTML file that needs nothing beside it.

    Raises:
        UsageError: several people are meant, and a letter is one person's.
    """
    if len(found.subjects) != 1:
        raise UsageError(
            "A letter is written to one person, and the run knows this certificate under several. "
            "Ask without --html for whom, and then for each with --person."
        )
    subject = found.subjects[0]
    shown = _Shown(subject)
    groups = alike(subject.verdicts)
    return page("zhaoren.explain", "letter.html.j2").render(
        title=_TITLE,
        city_title=found.city_title,
        who=_who(found, subject, shown.text),
        greeting=_greeting(found, subject),
        sections=[_section(its, shown, full=len(groups) < _SHORT) for its in _by_policy(groups)],
        others=[shown.text(text) for text in _others(subject)],
        sources=list(_sources(subject, shown.text)),
        closing=_closing(subject),
        day=_day(found.as_of),
    )


class _Shown:
    """What of a value may be shown to the subject."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.numbers = [one for one in (subject.number, *subject.others) if one]

    def text(self, text: str) -> str:
        """Text in which every person's number is masked."""
        return masked(text, self.numbers)

    def said(self, one: Said) -> str:
        """A value under its title; of a name that is not the subject's only the first sign."""
        value = one.text
        if one.name in _NAMES and one.value not in (None, self.subject.name):
            value = value[:1] + "＊" * (len(value) - 1)
        return self.text(f"{one.title}：{value}")


def _who(
    found: Explanation, subject: Subject, shown: Callable[[str], str]
) -> list[tuple[str, str]]:
    person = subject.kind == "person"
    name = ("姓名" if person else "单位名称", subject.name or "未登记")
    number = ("公民身份号码" if person else "统一社会信用代码", shown(subject.number))
    return [
        *([name] if subject.known else []),
        *([number] if subject.number else []),
        ("数据截至", str(found.as_of)),
    ]


def _greeting(found: Explanation, subject: Subject) -> str:
    you = "您" if subject.kind == "person" else "贵单位"
    if not subject.known:
        return (
            f"您好！截至{_day(found.as_of)}，各部门提供的数据中没有查到{you}的记录，因此没有可以核对的补贴"
            "政策。号码登记有误、刚刚变更，或者用人单位尚未申报的，都会查不到。"
        )
    if not subject.verdicts and subject.grants:
        return f"您好！根据截至{_day(found.as_of)}的数据，{you}的补贴办理情况如下："
    if not subject.verdicts:
        return (
            f"您好！根据截至{_day(found.as_of)}的数据，{you}目前不是各项补贴政策的认定对象。"
            + "".join(f"{one.title}：{one.text}。" for one in subject.no_candidate)
        )
    return (
        f"您好！根据截至{_day(found.as_of)}的数据，系统对{you}是否符合下列补贴政策作了自动核对，"
        f"{you}不需要提出申请。核对结果如下："
    )


def _by_policy(groups: Sequence[Alike]) -> list[list[Alike]]:
    """The groups of each policy; the policy with the best outcome first."""
    together = [list(its) for _, its in groupby(groups, key=lambda group: group.last.policy_id)]
    return sorted(together, key=lambda its: min(_ORDER.index(one.last.outcome) for one in its))


def _section(groups: Sequence[Alike], shown: _Shown, *, full: bool) -> dict[str, Any]:
    """A policy: what holds for all its verdicts, and a block for each."""
    document = groups[0].last.document
    blocks, before = [], None
    for group in groups:
        blocks.append(_block(group, before, shown, full=full))
        before = group.last
    return {
        "title": groups[0].last.title,
        "document": f"《{document}》" if document else "",
        "blocks": blocks,
    }


def _block(group: Alike, before: Verdict | None, shown: _Shown, *, full: bool) -> dict[str, Any]:
    """A verdict; after one of the same policy (`before`) only what differs."""
    one = group.last
    rows = [it for it in one.answers if full or it.verdict != "pass"]
    passed = [it.label for it in one.answers if not full and it.verdict == "pass"]
    summed = f"其他{len(passed)}项条件" if rows else f"全部{len(passed)}项条件"
    return {
        "tone": _TONES.get(one.outcome, "no" if one.outcome in _REFUSED else "wait"),
        "outcome": one.outcome_title,
        "money": money_said(group),
        "said": shown.text(one.explanation),
        "notes": [shown.text(text) for text in _notes(group, before, shown.subject.records)],
        "rows": [_row(it, one.document, shown) for it in rows],
        "passed": f"{summed}均符合：{'、'.join(passed)}。" if passed and not before else "",
    }


def _notes(group: Alike, before: Verdict | None, records: Sequence[Record]) -> Iterator[str]:
    one = group.last
    told = before.about if before else ()
    about = [part for part in one.about if part.name != "period" or len(group.verdicts) == 1]
    if differing := [part for part in about if part not in told]:
        yield "，".join(f"{part.title}{part.text}" for part in differing) + "。"
    if not one.to_subject and not before:
        yield f"这项补贴发给{one.beneficiary_title}。"
    if one.winner and one.winner.of_subject:
        yield f"由本人（本单位）的{titled(one.winner.title)}认定享受。"
    if one.ceiling:
        yield f"{ceiling_said(one.ceiling)}。"
    if one.hold_reason:
        yield f"暂缓发放：{one.hold_title}。"
    yield from _payment(one, records)
    yield f"办理情况：{standing(group)}。"


def _payment(one: Verdict, records: Sequence[Record]) -> Iterator[str]:
    """Where the money would go, or went before."""
    before = [payment_said(record) for record in records if record.place in one.paid]
    if before:
        yield f"发放记录：{'；'.join(before)}。"
    if one.payee and not one.hold_reason:
        yield f"收款账户：{one.payee.bank_name or '银行未登记'}，尾号{one.payee.account_ends}。"


def _row(one: Answer, document: str, shown: _Shown) -> dict[str, str]:
    values = [shown.said(part) for part in _telling(one)]
    seen = "；".join(values) or "没有登记"
    mend = one.mend
    if one.mends_on or one.expected_on:
        mend = f"{mend}。{one.outlook}"
    elsewhere = f"《{one.document}》" if one.document and one.document != document else ""
    place = f"{elsewhere}{one.article or ''}" if one.document else one.citation
    return {
        "label": one.label,
        "clause": one.clause,
        "place": place,
        "seen": f"{seen}{references(one.records)}",
        "mend": shown.text(mend),
        "verdict": VERDICTS[one.verdict],
        "tone": _TONES.get(one.verdict, "wait"),
    }


def _telling(one: Answer) -> list[Said]:
    """The values worth the room: of a criterion that is passed the words and dates, if any."""
    known = [part for part in one.seen if part.value is not None]
    words = [part for part in known if not isinstance(part.value, bool)]
    return words if one.verdict == "pass" and words else known


def _others(subject: Subject) -> Iterator[str]:
    told = {one.grant.grant_id for one in subject.verdicts if one.grant}
    for grant in subject.grants:
        if grant.grant_id not in told:
            yield f"{titled(grant.title)}：{grant_said(grant)}。"
    for one in subject.upcoming:
        yield f"{_day(one.on_date)}：{one.text}"
    for row in subject.rejected:
        yield f"{row.title}中有一行数据没有采用（{row.file} 第{row.row}行）：{row.text}。"


def _sources(subject: Subject, shown: Callable[[str], str]) -> Iterator[str]:
    """File and row of every record, those of a file on one line."""
    files: dict[tuple[str, str], list[Record]] = {}
    for one in subject.records:
        files.setdefault((one.title, one.file), []).append(one)
    for (title, file), records in files.items():
        rows = "、".join(str(one.row) for one in records)
        yield shown(f"{spans([one.place for one in records])} {title} {file} 第{rows}行")


def _closing(subject: Subject) -> Sequence[str]:
    district = next((one.district for one in reversed(subject.verdicts) if one.district), "")
    office = f"{district}人力资源社会保障部门" if district else "所在区县的人力资源社会保障部门"
    card = "本人有效身份证件" if subject.kind == "person" else "单位证明和经办人身份证件"
    return (
        f"对结果有疑问，或者认为数据有误的，请携带{card}到{office}咨询，也可以拨打人社服务热线12333。"
        "数据更正后，系统在下一次核对时自动采用，不需要重新申请。",
        "本告知单是系统核对结果，不作为行政决定；补贴经审核、公示后发放。办理补贴不收取任何费用，"
        "工作人员不会索要银行密码和验证码。",
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
