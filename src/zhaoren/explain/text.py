"""An explanation as text for a terminal of 80 columns; Chinese signs are two columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import east_asian_width

from zhaoren.explain.groups import Alike, alike, money_said, references
from zhaoren.explain.model import Answer, Explanation, Grant, Record, Said, Subject, Verdict
from zhaoren.explain.standing import ceiling_said, grant_said, standing, titled
from zhaoren.explain.tables import yuan_text
from zhaoren.explain.wording import VERDICTS
from zhaoren.signs import visible

WIDTH = 80
_NEVER_FIRST, _NEVER_LAST = "，。；：、！？）》”’]—", "（《“‘["


def text(found: Explanation) -> Iterator[str]:
    """The lines; none is wider than 80 columns."""
    for subject in found.subjects:
        yield from _head(found, subject)
        before = None
        for group in alike(subject.verdicts):
            yield ""
            yield from _verdict(group, briefly=group.last.policy_id == before)
            before = group.last.policy_id
        yield from _rest(subject)


def _head(found: Explanation, subject: Subject) -> Iterator[str]:
    who = "　".join(filter(None, [subject.name, subject.number]))
    if who or subject.known:
        yield from wrapped(who or "（号码已经清除）")
    if subject.others and subject.number:
        yield from wrapped(f"曾用号码：{'、'.join(subject.others)}")
    yield from wrapped(f"{found.city_title}　认定日期 {found.as_of}　运行 {found.run}")
    yield from wrapped("系统核对结果，均为建议，未经审核。")
    if not subject.known:
        yield from wrapped("这次运行的数据和结果里没有这个号码。")
        if subject.hint:
            yield from wrapped(f"{subject.hint}。")
    elif not subject.verdicts and not subject.no_candidate:
        whose = "本人" if subject.kind == "person" else "该单位"
        yield from wrapped(f"这次运行没有对{whose}作出认定。")


def _verdict(group: Alike, *, briefly: bool) -> Iterator[str]:
    """A verdict; `briefly`: what is passed was told of another candidate of the policy."""
    one = group.last
    yield from wrapped(f"■ {one.title}（{one.policy_id}）")
    about = [part for part in one.about if part.name != "period" or len(group.verdicts) == 1]
    if about:
        yield from wrapped("　".join(f"{part.title} {part.text}" for part in about), 2)
    yield from wrapped(
        f"结果：{'，'.join(filter(None, [one.outcome_title, money_said(group)]))}", 2
    )
    yield from wrapped(one.explanation, 2)
    if not one.to_subject:
        yield from wrapped(f"这项补贴发给{one.beneficiary_title}，不发给本人。", 2)
    yield from _in_the_way(one)
    yield from wrapped(f"办理：{standing(group)}", 2)
    if one.paid:
        yield from wrapped(f"发放记录{references(one.paid)}", 2)
    for answer in one.answers:
        if not briefly or answer.verdict != "pass":
            yield from _answer(answer)
    passed = [answer.label for answer in one.answers if answer.verdict == "pass"]
    if briefly and passed:
        yield from wrapped(f"【{VERDICTS['pass']}】{'、'.join(passed)}（同上）", 2)


def _in_the_way(one: Verdict) -> Iterator[str]:
    """What stands between an eligible candidate and the money, and where that would go."""
    if one.winner:
        whose = "同一对象的" if one.winner.of_subject else "其他对象的"
        yield from wrapped(
            f"由{whose}{titled(one.winner.title)}认定享受：{one.winner.candidate_id}", 2
        )
    if one.ceiling:
        yield from wrapped(f"{ceiling_said(one.ceiling)}。", 2)
    if one.hold_reason:
        yield from wrapped(f"暂缓发放：{one.hold_title}。", 2)
    if one.payee:
        bank = f"{one.payee.bank_name or '银行不详'}，尾号{one.payee.account_ends}"
        yield from wrapped(f"收款账户：{bank}，{one.payee.status_title}", 2)


def _answer(one: Answer) -> Iterator[str]:
    yield from wrapped(f"【{VERDICTS[one.verdict]}】{one.label}", 2)
    clause = f"“{one.clause}”——" if one.clause else ""
    yield from wrapped(f"条款　{clause}{one.citation}", 4, 10)
    seen = "；".join(f"{part.title} {part.text}" for part in one.seen)
    yield from wrapped(f"数据　{seen or '没有可以核对的数据'}{references(one.records)}", 4, 10)
    if one.absent and one.verdict != "pass":
        yield from wrapped(f"没有对应的数据行：{'、'.join(one.absent)}", 10)
    if one.mend:
        yield from wrapped(f"办法　{one.mend}", 4, 10)
    if one.mends_on or one.expected_on:
        yield from wrapped(f"日期　{one.outlook}", 4, 10)


def _rest(subject: Subject) -> Iterator[str]:
    """What stands beside the verdicts."""
    told = {one.grant.grant_id for one in subject.verdicts if one.grant}
    others = [grant for grant in subject.grants if grant.grant_id not in told]
    yield from _list(
        "台账中的其他发放事项",
        (
            f"{one.title}{_of(one)}，{yuan_text(one.amount_fen)}：{grant_said(one)}"
            for one in others
        ),
    )
    yield from _list("已知日期", (f"{one.on_date}　{one.text}" for one in subject.upcoming))
    yield from _list(
        "不能采用的数据行",
        (f"{one.title} {one.file} 第{one.row}行：{one.text}" for one in subject.rejected),
    )
    yield from _list(
        "没有认定结果的政策", (f"{one.title}：{one.text}" for one in subject.no_candidate)
    )
    yield from _list("依据的数据行", map(record_said, subject.records))


def _of(grant: Grant) -> str:
    period = f"（{grant.period}）" if grant.period else ""
    return f"{period} {yuan_text(grant.amount_fen)}"


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        if place == 0:
            yield ""
            yield f"■ {title}"
        yield from wrapped(line, 2, 6)


def record_said(record: Record) -> str:
    """An input row: where it stands, and what it says."""
    values = "；".join(f"{one.title} {one.text}" for one in _telling(record))
    return f"[{record.place}] {record.title} {record.file} 第{record.row}行：{values}"


def _telling(record: Record) -> Iterable[Said]:
    """What a row says; the subject's own number only where it is an earlier one."""
    own = {"person_id"} if record.number is None and not record.of_others else set()
    return (one for one in record.says if one.name not in own)


def wrapped(text: str, indent: int = 0, further: int | None = None) -> Iterator[str]:
    """A paragraph in lines of 80 columns; `further`: the indent of all lines but the first."""
    line, width = " " * indent, indent
    for word in _words(visible(text)):
        size = sum(map(_columns, word))
        if width + size > WIDTH and line.strip():
            yield line.rstrip()
            width = indent if further is None else further
            line = " " * width
            if word == " ":
                continue
        line, width = line + word, width + size
    if line.strip():
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """What must stay on one line: a sign with the punctuation after it, a number, a name."""
    word = ""
    for sign in " ".join(text.split("\n")):
        joined = _is_narrow(sign) and word and _is_narrow(word[-1])
        too_long = len(word) >= WIDTH // 2
        bound = word.endswith(tuple(_NEVER_LAST)) or sign in _NEVER_FIRST
        if word and not too_long and (joined or bound):
            word += sign
        else:
            if word:
                yield word
            word = sign
    if word:
        yield word


def _is_narrow(sign: str) -> bool:
    return sign.isascii() and sign not in " |;"


def _columns(sign: str) -> int:
    return 2 if east_asian_width(sign) in "WFA" else 1
