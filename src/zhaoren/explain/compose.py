"""An explanation from a run's tables: `explain`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from zhaoren.errors import UsageError
from zhaoren.explain.grants import grants_of, upcoming_of
from zhaoren.explain.model import Explanation, NoCandidate, Rejected, Subject
from zhaoren.explain.records import Records
from zhaoren.explain.subjects import Asked, Meant, doubt_about, who_is_meant
from zhaoren.explain.tables import Row, Tables, places
from zhaoren.explain.verdicts import Verdicts
from zhaoren.explain.wording import NOT_CANDIDATE, rejected_text
from zhaoren.runs import Run, reading

_NAMES = {"employer_id": "employer_name", "org_id": "org_name", "school_id": "school_name"}


def explain(run: Run, asked: Asked) -> Explanation:
    """What a run says of whom the question is about.

    Raises:
        UsageError: the policy or the grant is unknown to the run.
        ZhaorenError: a table is missing or damaged.
    """
    with reading(run), duckdb.connect() as db:
        tables = Tables(run, db)
        rules = tables.rows("rules")
        _check_policy(tables, rules, asked.policy_id)
        meant = who_is_meant(tables, asked)
        return Explanation(
            run_id=run.run_id,
            run=run.folder.name,
            city=run.city,
            city_title=tables.about("decisions").get("city_title", run.city),
            as_of=run.as_of,
            subjects=tuple(_subject(tables, rules, one, asked.policy_id) for one in meant),
        )


def _check_policy(tables: Tables, rules: Sequence[Row], policy_id: str | None) -> None:
    known = sorted(
        {row["policy_id"] for row in rules} | set(tables.run.manifest.get("policies") or ())
    )
    if policy_id is not None and policy_id not in known:
        raise UsageError(
            f"The run {tables.run.folder.name} did not ask a policy {policy_id}; it asked "
            f"{', '.join(known)}."
        )


def _subject(tables: Tables, rules: list[Row], meant: Meant, policy_id: str | None) -> Subject:
    rows = _verdict_rows(tables, meant, policy_id)
    verdicts = Verdicts(tables, rules, rows, meant)
    grants = grants_of(tables, rules, meant, policy_id)
    told = tuple(verdicts.verdict(row, grants) for row in rows)
    if not told:
        verdicts.records.all_own()
    records = tuple(verdicts.records.used.values())
    rejected = _rejected(tables, verdicts, meant)
    known = bool(verdicts.records.rows or told or grants or rejected)
    return Subject(
        kind=meant.kind,
        number=meant.number,
        others=meant.others,
        name=_name(verdicts.records, meant) or verdicts.payee_name,
        known=known,
        hint="" if known else doubt_about(meant.kind, meant.number),
        verdicts=told,
        no_candidate=tuple(_no_candidate(tables, rules, rows, meant, policy_id)),
        grants=grants,
        records=records,
        rejected=rejected,
        upcoming=upcoming_of(tables, rules, meant, policy_id),
    )


def _verdict_rows(tables: Tables, meant: Meant, policy_id: str | None) -> list[Row]:
    """The decisions that the question is about, in the order of policy and candidate."""
    if meant.kind == "person":
        of_subject = "(person_id = ? or (beneficiary_id = ? and beneficiary_kind = 'person'))"
        values: list[object] = [meant.number, meant.number]
    else:
        of_subject = "beneficiary_id = ? and beneficiary_kind <> 'person'"
        values = [meant.number]
    if meant.candidate:
        of_subject, values = "policy_id = ? and candidate_id = ?", list(meant.candidate)
    for column, value in (("policy_id", policy_id), ("certificate_no", meant.certificate_no)):
        if value is not None:
            of_subject += f" and {column} = ?"
            values.append(value)
    return tables.rows("decisions", of_subject, values, order="policy_id, candidate_id")


def _no_candidate(
    tables: Tables, rules: list[Row], rows: list[Row], meant: Meant, policy_id: str | None
) -> Iterable[NoCandidate]:
    """The policies without a verdict on the subject; those asked for, or all of its kind."""
    decided = {row["policy_id"] for row in rows}
    if meant.candidate or (meant.certificate_no and not meant.number):
        return
    for rule in {row["policy_id"]: row for row in rules}.values():
        if rule["policy_id"] in decided or policy_id not in (None, rule["policy_id"]):
            continue
        if policy_id is None and meant.kind == "organisation":
            continue  # most policies are for others
        grain = f"facts_{rule['grain']}"
        noun = tables.about(grain).get("title", "").removesuffix("事实")
        why = _why_no_candidate(tables, rule, grain, meant)
        if why == "unclear" and policy_id is None:
            continue  # a policy for others
        said = NOT_CANDIDATE[why].format(grain=f"“{noun}”" if noun else "")
        yield NoCandidate(rule["policy_id"], rule["title"], why, said)


def _why_no_candidate(tables: Tables, rule: Row, grain: str, meant: Meant) -> str:
    if rule["policy_id"] in tables.run.manifest.get("not_in_force", ()):
        return "not_in_force"
    own = ["person_id"] if meant.kind == "person" else list(_NAMES)
    columns = [name for name in own if name in tables.labels(grain)]
    if not columns:
        return "unclear"
    where = " or ".join(f"{name} = ?" for name in columns)
    found = tables.has(grain, where, [meant.number] * len(columns))
    return "out_of_scope" if found else "no_record"


def _rejected(tables: Tables, verdicts: Verdicts, meant: Meant) -> tuple[Rejected, ...]:
    """The rejected rows that speak of the subject, or hold the number that was asked for."""
    numbers = sorted({number for number in (meant.number, *meant.others) if number})
    columns = [name for name in ("person_id", "value") if name in tables.labels("quarantine")]
    where = " or ".join(f'"{name}" in ({places(numbers)})' for name in columns)
    rows = tables.rows("quarantine", where or "false", numbers * len(columns))
    labels = verdicts.records.labels
    return tuple(
        Rejected(
            source=row["source"],
            title=str(labels.get(row["source"], {}).get("title") or row["source"]),
            file=row["file"],
            row=row["row"],
            reason=row["reason"],
            text=rejected_text(
                row["reason"],
                labels.get(row["source"], {})
                .get("columns", {})
                .get(row["column"], {})
                .get("title", ""),
            ),
        )
        for row in rows
    )


def _name(records: Records, meant: Meant) -> str | None:
    """The subject's name as their rows have it: of the number in use first."""
    columns = {"person_id": "person_name"} if meant.kind == "person" else _NAMES
    for number in (meant.number, *meant.others):
        for says in records.says:
            for column, name in columns.items():
                if says.get(column) == number and says.get(name):
                    return str(says[name])
    return None
