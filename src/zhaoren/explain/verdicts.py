"""The verdicts on a subject's candidates, with their answers and what stands in their way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zhaoren.explain.answers import Questions, answer, organisations_in
from zhaoren.explain.model import Ceiling, Grant, Payee, Said, Verdict, Winner
from zhaoren.explain.records import Candidate, Records
from zhaoren.explain.subjects import Meant
from zhaoren.explain.tables import Row, Tables, said
from zhaoren.explain.wording import HOLDS

_DUE = ("eligible", "capped")
_COPIED = (
    "policy_id", "candidate_id", "beneficiary_kind", "district", "period", "outcome",
    "amount_fen", "city_fen", "district_fen", "explanation", "hold_reason",
)  # fmt: skip
_BENEFITS = ("benefit_id", "policy_id")  # a policy's own title is told before a shared one's
_TAIL = 4  # signs of an account's number that are shown


class Verdicts:
    """Everything that the verdicts on one subject need, read once."""

    def __init__(self, tables: Tables, rules: list[Row], rows: list[Row], meant: Meant) -> None:
        self.tables, self.meant = tables, meant
        self.policies = {row["policy_id"]: row for row in rules}
        self.questions = Questions(tables, rows, rules)
        numbers = [meant.number] if meant.number else []
        concerned = {row[name] for row in rows for name in ("person_id", "employer_id")}
        concerned |= organisations_in(self.questions.criteria)
        benefits = {row[name]: row["title"] for name in _BENEFITS for row in rules}
        self.records = Records(tables, numbers, sorted(filter(None, concerned)), benefits)
        self.payees = {
            (row["beneficiary_kind"], row["beneficiary_id"]): row
            for number in numbers
            for row in tables.rows("payees", "beneficiary_id = ?", [number])
        }

    @property
    def payee_name(self) -> str | None:
        """The name by which the candidates know the subject, where it may be paid."""
        return next((row["payee_name"] for row in self.payees.values()), None)

    def verdict(self, row: Row, grants: Iterable[Grant]) -> Verdict:
        """What a policy says of one candidate."""
        tables, policy = self.tables, self.policies.get(row["policy_id"], {})
        grain = str(policy.get("grain") or "")
        asked = self.questions.of(row)
        parts = self._parts(row, grain)
        candidate = self._candidate(row, organisations_in(asked.criteria), parts)
        paid = self.records.place_of(["payments"], candidate, {}) if _was_granted(row) else ()
        return Verdict(
            **{name: row[name] for name in _COPIED},
            title=str(policy.get("title") or row["policy_id"]),
            document=str(policy.get("document") or ""),
            about=self._about(row, parts, grain),
            beneficiary_title=tables.code("decisions", "beneficiary_kind", row["beneficiary_kind"]),
            to_subject=row["beneficiary_id"] == self.meant.number,
            outcome_title=tables.code("decisions", "outcome", row["outcome"]),
            winner=self._winner(row),
            ceiling=self._ceiling(row, grain),
            hold_title=HOLDS.get(row["hold_reason"] or "", row["hold_reason"] or ""),
            payee=self._payee(row),
            paid=paid,
            answers=tuple(
                answer(tables, one, asked, grain, candidate, self.records) for one in asked.criteria
            ),
            grant=next((one for one in grants if _rests_on(one, row)), None),
        )

    def _candidate(self, row: Row, organisations: set[str], parts: Mapping[str, str]) -> Candidate:
        benefit = self.policies.get(row["policy_id"], {}).get("benefit_id", "")
        return Candidate(
            people=frozenset(filter(None, [row["person_id"]])),
            organisations=frozenset({*organisations, *filter(None, [row["employer_id"]])}),
            parts={name: value for name, value in parts.items() if value},
            benefits=frozenset({row["policy_id"], benefit}),
        )

    def _parts(self, row: Row, grain: str) -> dict[str, str]:
        """The candidate's key, column by column; empty where it cannot be told apart."""
        key = self.tables.key(f"facts_{grain}")
        values = row["candidate_id"].split("|")
        return dict(zip(key, values, strict=True)) if len(key) == len(values) else {}

    def _about(self, row: Row, parts: dict[str, str], grain: str) -> tuple[Said, ...]:
        """What tells this candidate from the subject's others."""
        labels = self.tables.labels(f"facts_{grain}")
        own = {self.meant.number, *self.meant.others}
        told = [said(name, value, labels) for name, value in parts.items() if value not in own]
        if not parts:
            told = [said("candidate_id", row["candidate_id"], self.tables.labels("decisions"))]
        if row["level"]:
            told.append(said("level", row["level"], self.tables.labels("decisions")))
        return tuple(one for one in told if one.value)

    def _winner(self, row: Row) -> Winner | None:
        policy, candidate = row["winner_policy_id"], row["winner_candidate_id"]
        if not policy:
            return None
        parts = set(candidate.split("|"))
        title = str(self.policies.get(policy, {}).get("title") or policy)
        return Winner(policy, title, candidate, of_subject=self.meant.number in parts)

    def _ceiling(self, row: Row, grain: str) -> Ceiling | None:
        """Who stands under the ceiling that left nothing for a candidate."""
        if row["outcome"] != "capped":
            return None
        standing = self.tables.rows("findings", "policy_id = ? and stands", [row["policy_id"]])
        per = next((one["ceiling_per"] for one in standing if one["ceiling_per"] is not None), None)
        if per is None or not row.keys() >= set(per):
            return None
        own = [row[name] for name in per]
        before = [one for one in standing if one["ceiling_values"] == own]
        labels = self.tables.labels(f"facts_{grain}")
        return Ceiling(
            tuple(said(name, None, labels).title for name in per),
            len(before),
            sum(one["amount_fen"] or 0 for one in before),
        )

    def _payee(self, row: Row) -> Payee | None:
        found = self.payees.get((row["beneficiary_kind"], row["beneficiary_id"]))
        if found is None or row["outcome"] not in _DUE or not found["account_no"]:
            return None
        status = self.tables.code("payees", "status", found["status"])
        return Payee(found["bank_name"], found["account_no"][-_TAIL:], status)


def _was_granted(row: Row) -> bool:
    return bool(row["outcome"] == "already_granted")


def _rests_on(grant: Grant, row: Row) -> bool:
    return (grant.policy_id, grant.candidate_id) == (row["policy_id"], row["candidate_id"])
