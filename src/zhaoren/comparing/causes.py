"""Why a verdict differs: every respect in which it does has at least one cause.

What can be a cause at all is what the two runs rest on (basis.py). Which of it
was, is looked for in this order: what the criteria saw and the rows that it
comes from; the ledger; another candidate; the policy's rules; the date; the
program. Where several remain and nothing tells between them, all are named and
marked as possible, not certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from zhaoren.comparing.answers import Answer
from zhaoren.comparing.known import Cause, GrantChange, Known, Seen
from zhaoren.comparing.verdicts import Changed, Key

_ACCOUNTS = frozenset({"accounts", "org_accounts"})
_PAST = frozenset({"granted_before", "recovered_before", "paid_less_before", "payment_lacks_key"})
"""Facts that payments and the ledger give together."""

_OF_OTHERS = frozenset({"number_shared"})
_SETTLED = "settled_month"


def causes_of(one: Changed, known: Known) -> list[Cause]:
    """Why a verdict differs; never empty. What has the same ground is one cause."""
    found: dict[str, Cause] = {}
    for aspect in one.aspects:
        for cause in list(_LOOKED_AT[aspect](one, known)) or _by_exclusion(one, aspect, known):
            ground = repr((cause.kind, cause.certain, cause.rows, cause.others, cause.grants))
            same = found.get(ground)
            found[ground] = _joined(same, cause, aspect) if same else _of(cause, aspect)
    return list(found.values())


def _of(cause: Cause, aspect: str) -> Cause:
    return replace(cause, aspects=(aspect,))


def _joined(same: Cause, cause: Cause, aspect: str) -> Cause:
    return replace(
        same,
        aspects=tuple(dict.fromkeys((*same.aspects, aspect))),
        seen=tuple({(one.criterion, one.fact): one for one in (*same.seen, *cause.seen)}.values()),
        files=list(dict.fromkeys((*same.files, *cause.files))),
    )


def _of_answers(one: Changed, known: Known) -> Iterator[Cause]:
    for answer in known.answers.get(one.key, ()):
        if answer.differs:
            yield from _of_answer(one, answer, known)


def _of_answer(one: Changed, answer: Answer, known: Known) -> Iterator[Cause]:
    """Why a criterion was answered otherwise, or saw something else."""
    criterion = answer.criterion_id
    rules = known.basis.rules_of(one.policy_id)
    if answer.reworded and rules:
        yield Cause("rules", (), seen=(Seen(criterion),), files=rules)
    elif answer.facts:
        for name, (before, after) in answer.facts.items():
            seen = (Seen(criterion, name, before, after),)
            for cause in _of_fact(one, answer, name, known):
                yield replace(cause, seen=seen)
    elif rules:
        yield Cause("rules", (), seen=(Seen(criterion),), files=rules)
    else:
        for cause in _left(known, ("code", "date", "ledger", "data")):
            yield replace(cause, seen=(Seen(criterion),))


def _is_its_own(one: Changed, fact: str, known: Known) -> bool:
    """Whether a fact comes of rows that speak of the candidate, and both runs show those."""
    shown = known.shows_rows and not known.strangers.intersection(one.subjects[:1])
    return shown and fact not in _OF_OTHERS and one.policy_id not in known.counted


def _unseen(answer: Answer, sources: Sequence[str], files: Sequence[str]) -> bool:
    """Whether rows that differ may lie behind a fact although none is shown.

    Of contributions runs show the settled months only; where those moved on,
    the date moved them.
    """
    moved = _SETTLED in answer.facts
    return not sources or ("contributions" in files and not moved)


def _of_fact(one: Changed, answer: Answer, fact: str, known: Known) -> list[Cause]:
    """Why a fact has another value: its rows, else what its sources, date and rules allow."""
    basis, criterion = known.basis, answer.criterion_id
    if fact in _PAST and (grants := _grants_of(one, known)):
        return [Cause("ledger", (), grants=grants)]
    of_fact = known.of_facts.get((one.policy_id, fact))
    sources = of_fact or known.sources.get((one.policy_id, criterion), ())
    if rows := known.rows_of(one, sources):
        return [Cause("data", (), rows=rows)]
    files = [name for name in basis.inputs if not sources or name in sources]
    if basis.days and _is_its_own(one, fact, known) and not _unseen(answer, sources, files):
        return [Cause("date", ())]
    causes = [Cause("date", ())] if basis.days else []
    if files:
        causes.append(Cause("data", (), files=files))
    causes = causes or _left(known, ("rules", "code", "ledger", "choice", "data"))[:1]
    return [replace(cause, certain=cause.certain and len(causes) == 1) for cause in causes]


def _of_granted(one: Changed, known: Known) -> Iterator[Cause]:
    """Whether the same was granted before: in the ledger, or as the payments export says."""
    if grants := _grants_of(one, known):
        yield Cause("ledger", (), grants=grants)
    if rows := known.rows_of(one, ["payments"]):
        yield Cause("data", (), rows=rows)


def _of_winner(one: Changed, known: Known) -> Iterator[Cause]:
    """Who takes its place, or did."""
    winners = list(dict.fromkeys(side.winner for side in one.sides if side.winner))
    if moved := [key for key in winners if key in known.changed]:
        yield Cause("another", (), others=moved)
        return
    yield from _of_own_facts(one, known)
    if winners:
        yield Cause("another", (), others=winners)


def _of_ceiling(one: Changed, known: Known) -> Iterator[Cause]:
    """What else takes the room under its ceiling, or took it."""
    rivals, count = known.rivals_of(one)
    if rivals:
        yield Cause("another", (), others=rivals, others_count=count)
    if rules := known.basis.rules_of(one.policy_id):
        yield Cause("rules", (), certain=not rivals, files=rules)
    days = known.basis.days
    if days and days[0][:4] != days[1][:4]:
        yield Cause("date", ())
    if not rivals:
        yield from _of_own_facts(one, known)


def _of_amount(one: Changed, known: Known) -> Iterator[Cause]:
    """The rate and what it is applied to; else the room that a ceiling leaves."""
    found = list(_of_criteria(one, ("amount_known",), known, "amount_fen"))
    found = found or list(_of_own_facts(one, known))
    yield from found
    if not found:
        yield from _of_ceiling(one, known)


def _of_share(one: Changed, known: Known) -> Iterator[Cause]:
    yield from _of_criteria(one, ("funding",), known)


def _of_hold(one: Changed, known: Known) -> Iterator[Cause]:
    """The account: its rows, else names that changed."""
    rows = [row for row in known.rows_of(one) if row.source in _ACCOUNTS]
    if rows or (rows := known.rows_of(one)):
        yield Cause("data", (), rows=rows)


def _of_place(one: Changed, known: Known) -> Iterator[Cause]:
    yield from _of_criteria(one, ("in_city", "funding"), known)


def _of_criteria(
    one: Changed, criteria: Sequence[str], known: Known, result: str = ""
) -> Iterator[Cause]:
    """What some criteria saw otherwise; `result`: a fact that is worked out from the others."""
    rules = known.basis.rules_of(one.policy_id)
    for answer in known.answers.get(one.key, ()):
        if answer.criterion_id not in criteria:
            continue
        if rules and set(answer.facts) == {result}:
            seen = Seen(answer.criterion_id, result, *answer.facts[result])
            yield Cause("rules", (), seen=(seen,), files=rules)
        else:
            yield from _of_answer(one, answer, known)


def _of_own_facts(one: Changed, known: Known) -> Iterator[Cause]:
    """What any criterion saw otherwise, else rows that say something else."""
    found = [
        cause
        for answer in known.answers.get(one.key, ())
        for cause in _of_answer(one, answer, known)
    ]
    yield from found
    if not found and (rows := known.rows_of(one)):
        yield Cause("data", (), rows=rows)


def _of_candidate(one: Changed, known: Known) -> Iterator[Cause]:
    """Why one run has no such candidate."""
    rows = known.rows_of(one)
    days = known.basis.days
    if why := known.absent.get(one.policy_id):
        yield Cause(why, (), files=known.basis.rules_of(one.policy_id))
    elif other := _continues(one, known):
        persons = [row for row in rows if row.source == "persons"]
        yield Cause("data", (), rows=persons, others=[other])
    elif rows:
        timeless = one.policy_id in known.timeless
        unclear = bool(days) and not timeless and one.subjects[0] in known.strangers
        if unclear:
            yield Cause("date", (), certain=False)
        yield Cause("data", (), not unclear, rows=rows)


def _continues(one: Changed, known: Known) -> Key | None:
    """The same candidate under its new number (or its old one), if numbers were merged."""
    gone = one.after is None
    for number in one.subjects:
        new = known.merged.get(number)
        for other in [new] if gone and new else () if gone else known.numbers.get(number, ()):
            key = (one.policy_id, one.candidate_id.replace(number, other))
            if key != one.key and key in known.changed:
                return key
    return None


def _by_exclusion(one: Changed, aspect: str, known: Known) -> list[Cause]:
    """What is left where nothing was seen to differ: rows, rules, and what the runs allow."""
    found = [] if aspect == "candidate" else list(_of_own_facts(one, known))
    if rules := known.basis.rules_of(one.policy_id):
        found.append(Cause("rules", (), certain=not found, files=rules))
    timed = aspect == "candidate" and one.policy_id not in known.timeless
    if not found and timed and known.basis.days and _is_its_own(one, "", known):
        return [Cause("date", ())]
    return found or _left(known, ("date", "data", "ledger", "code", "rules", "choice"))


def _left(known: Known, order: Sequence[str]) -> list[Cause]:
    """The kinds that the runs allow, in this order; certain where there is only one."""
    basis = known.basis
    allowed = [kind for kind in order if kind in basis.kinds]
    if not allowed:
        return [Cause("unexplained", (), certain=False)]
    files: dict[str, Sequence[str]] = {
        "data": list(basis.inputs),
        "rules": basis.rules,
        "code": [*basis.code, *basis.other],
    }
    certain = len(basis.kinds) == 1
    return [Cause(kind, (), certain, files=files.get(kind, ())) for kind in allowed]


def _grants_of(one: Changed, known: Known) -> list[GrantChange]:
    found = [grant for number in one.subjects for grant in known.grants.get(number, ())]
    return list(dict.fromkeys(found))


_LOOKED_AT: Mapping[str, Callable[[Changed, Known], Iterator[Cause]]] = {
    "candidate": _of_candidate,
    "answers": _of_answers,
    "granted": _of_granted,
    "winner": _of_winner,
    "ceiling": _of_ceiling,
    "amount": _of_amount,
    "share": _of_share,
    "hold": _of_hold,
    "place": _of_place,
}
