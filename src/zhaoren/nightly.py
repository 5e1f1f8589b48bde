"""The nightly run of one city as plain Python: named steps on one `Night`.

snapshot → read → check → facts → decide → write → verify → publish → record

`run_night` takes the steps in order; a flow may pass its own `run_step` to
schedule, retry and record them. No clock is read here: `as_of` is given.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb

from zhaoren import manifest
from zhaoren.beginning import Beginning, begin, compared_with
from zhaoren.decisions import Decided, decide
from zhaoren.engine import connect
from zhaoren.extracts import Kept
from zhaoren.facts import build_facts
from zhaoren.faults import plain_fault
from zhaoren.heap import no_collection
from zhaoren.incumbents import load_ledger
from zhaoren.inputs import Intake, read_snapshot
from zhaoren.lineage import show_sources, tell_rules
from zhaoren.night import NightOptions, NightResult, result_of
from zhaoren.payments.layouts import load_banks
from zhaoren.payments.payees import unpayable
from zhaoren.payments.prepare import Prepared, prepare_payments
from zhaoren.progress import current_listener, listening, remembered
from zhaoren.publish import (
    Figures,
    Stamp,
    publish_tables,
    run_figures,
    write_sql,
)
from zhaoren.recording.bookkeeping import Bookkeeping, told
from zhaoren.recording.published import read_published
from zhaoren.replay import snapshot_id
from zhaoren.report import Surroundings, write_report
from zhaoren.report import prepare as prepare_charts
from zhaoren.report.earlier import Earlier
from zhaoren.transforms import SqlLog
from zhaoren.validation import Remembered, ValidationSummary, check_inputs, check_outputs
from zhaoren.validation import prepare as prepare_checks
from zhaoren.workspace import Workspace, make_private

__all__ = ["STEPS", "Night", "NightOptions", "NightResult", "RunStep", "run_night"]

STEPS = (
    "snapshot", "read", "check", "facts", "decide", "write", "verify", "publish", "record",
)  # fmt: skip
RunStep = Callable[[str, Callable[[], None]], None]


def run_step_plainly(_name: str, step: Callable[[], None]) -> None:
    """Run a step and nothing else."""
    step()


def run_night(options: NightOptions, run_step: RunStep = run_step_plainly) -> NightResult:
    """Run one city's night, holding the workspace's lock.

    Raises:
        ZhaorenError: with the exit code and one readable paragraph; nothing
            was published. The error also stands in the current listener.
    """
    listener = current_listener()
    with (
        no_collection(),
        listening(listener),
        remembered(listener),
        plain_fault(options.out),
        Workspace(options.out).locked(),
    ):
        listener.result = result = Night(options).run(run_step)
    return result


def load_ahead() -> None:
    """Load beside other work what takes seconds: the checks' library, the charts' engine."""
    for load in (prepare_checks, prepare_charts):
        Thread(target=load).start()


class Night:
    """One run while it is being made; each step leaves what the next ones need."""

    begun: Beginning
    db: duckdb.DuckDBPyConnection
    intake: Intake
    decided: Decided
    figures: Figures
    earlier: Earlier
    building: Path

    def __init__(self, options: NightOptions) -> None:
        self.options = options
        self.workspace = Workspace(options.out)
        self.sql = SqlLog()
        self.rows: dict[str, int] = {}
        self.validation: dict[str, ValidationSummary] = {}
        self.seconds: dict[str, float] = {}
        self.published: dict[str, Any] = {}
        self.books = Bookkeeping(options.ledger_url, options.city)
        self.ledger: dict[str, Any] = {}

    def run(self, run_step: RunStep) -> NightResult:
        """All steps in order; of a run that is there already only the first and the last."""
        self._take(run_step, "snapshot")
        if already_there := bool(self.published):
            current_listener().said(f"This run is there already and whole: {self.begun.run_dir}")
        else:
            with self._engine():
                for name in STEPS[1:-1]:
                    self._take(run_step, name)
        self._take(run_step, STEPS[-1])
        return result_of(
            self.published,
            self.begun.run_dir,
            self.seconds,
            self.ledger,
            already_there=already_there,
        )

    @contextmanager
    def _engine(self) -> Iterator[None]:
        """The SQL engine; nothing keeps it afterwards, or Python complains as it ends."""
        memory_limit = self.options.memory_limit
        load_ahead()
        self.db = connect(self.workspace.spill, memory_limit=memory_limit, threads=self._processors)
        try:
            yield
        finally:
            self.db.close()
            del self.db

    @property
    def _processors(self) -> int:
        return self.options.threads or os.cpu_count() or 1

    def _take(self, run_step: RunStep, name: str) -> None:
        listener = current_listener()
        listener.step_started(name)
        started = time.monotonic()
        run_step(name, partial(self._step, name))
        self.seconds[name] = time.monotonic() - started
        listener.step_ended(name, self.seconds[name])

    def _step(self, name: str) -> None:
        with remembered(current_listener()), plain_fault(self.options.out):
            getattr(self, name)()

    def snapshot(self) -> None:
        """Load the rules, copy the inbox by content, and find out which run this is."""
        self.begun = begin(self.options, self.workspace, self.books)
        for name in self.begun.taken.ignored:
            current_listener().said(f"ignored: {name} is no export that a contract knows")
        if self.begun.run_dir.exists():
            self.published = manifest.verify_run(self.begun.run_dir, self.begun.identity.run_id)
        else:
            self.earlier = compared_with(self.options, self.workspace, self.begun)

    def read(self) -> None:
        """Accepted rows, quarantine and reconciliation."""
        self.intake = read_snapshot(
            self.db,
            self.begun.taken,
            self.begun.contracts,
            cache=self.workspace.cache,
            benefits=self.begun.ruleset.benefits,
            previous_rows=self._previous_rows(),
            allow_shrink=self.options.allow_shrink,
            without=self.options.without,
            report=current_listener().said,
            advance=current_listener().advanced,
        )

    def _previous_rows(self) -> dict[str, int] | None:
        """What the last run read; a replay reads what was enough then."""
        if self.begun.recalled is not None:
            return None
        last = self.workspace.last_run_dir(self.options.city)
        return None if last is None else dict(manifest.read_manifest(last)["rows_read"])

    def check(self) -> None:
        """Great Expectations on what was accepted."""
        without = self.options.without
        sources = self.begun.contracts.inputs
        files = {name: self._depends_on(name) for name in sources}
        rest = {name: [contract.sha256, name in without] for name, contract in sources.items()}
        self.validation["inputs"] = check_inputs(
            self.db,
            self.begun.contracts,
            without=without,
            remembered=Remembered(self.db, self._kept("checked"), files, rest),
        )

    def facts(self) -> None:
        """The knowledge that all policies share."""
        build_facts(
            self.db,
            self.begun.content,
            self.begun.ruleset,
            self.options.as_of,
            self.sql,
            kept=Kept(self._kept("extracts"), self._depends_on("contributions")),
        )

    def _kept(self, what: str) -> Path:
        return self.workspace.cache / what / self.options.city

    def _depends_on(self, source: str) -> dict[str, list[object]]:
        """Files of a source → all that their accepted rows depend on, beside exclusions."""
        contract, benefits = self.begun.contracts.inputs[source], dict(self.begun.ruleset.benefits)
        read_by = [self.begun.identity.code, contract.sha256, benefits]
        return {
            file.name: [*read_by, file.sha256, file.total_line]
            for file in self.begun.identity.inputs
            if file.source == source
        }

    def decide(self) -> None:
        """The verdict of every policy on every candidate, with the ledger's grants in mind."""
        known = self.books.incumbents(self.begun.identity.ledger_head)
        load_ledger(self.db, known.book, known.numbers, known.bases)
        self.decided = decide(
            self.db,
            self.begun.content,
            self.begun.contracts,
            self.begun.ruleset,
            self.options.as_of,
            self.options.policies,
            self.sql,
        )

    def write(self) -> None:
        """Tables, payment files, report and SQL, beside the published runs."""
        options, run_id = self.options, self.begun.identity.run_id
        self.building = self.workspace.building_dir(options.city, run_id)
        make_private(self.building)
        stamp = Stamp(run_id, options.as_of, options.city, self.begun.ruleset.city.title)
        tell_rules(self.db, self.begun.contracts, self.begun.ruleset, self.decided.policies)
        show_sources(self.db, self.begun.contracts, self.sql)
        with ThreadPoolExecutor(1) as beside:
            tables = beside.submit(
                publish_tables, self.db, self.begun.contracts, stamp, self.building
            )
            prepared = prepare_payments(
                self.db,
                content=self.begun.content,
                contracts=self.begun.contracts,
                ruleset=self.begun.ruleset,
                as_of=options.as_of,
                log=self.sql,
                folder=self.building / "payments",
            )
            self.rows = tables.result()
        self.rows |= {f"payments/{name}": rows for name, rows in prepared.rows.items()}
        write_sql(self.sql.entries, self.building / "sql")
        self.figures = run_figures(self.db, self.begun.ruleset, self.decided.policies, prepared)
        self._report(stamp, prepared)

    def _report(self, stamp: Stamp, prepared: Prepared) -> None:
        titles = self.figures.titles
        around = Surroundings(
            city_title=self.begun.ruleset.city.title,
            not_in_force={name: titles[name] for name in self.decided.not_in_force},
            waived=self.begun.identity.waived,
            earlier=self.earlier,
        )
        write_report(
            self.building, self.db, stamp, self.begun.contracts, around, prepared, self.rows
        )

    def verify(self) -> None:
        """Great Expectations on the very files that would be published."""
        tables = {
            name: manifest.parquet_relation(self.building / f"{name}.parquet")
            for name in self.begun.contracts.outputs
        }
        self.validation["outputs"] = check_outputs(self.db, self.begun.contracts, tables)

    def publish(self) -> None:
        """Write the manifest and let the run directory appear in one step."""
        self.published = {
            "run_id": self.begun.identity.run_id,
            **self.begun.identity.values(),
            "snapshot": snapshot_id(self.begun.identity.inputs),
            "compared_with": self.earlier.run_id,
            "inputs": self._inputs_with_rows(),
            "rows_read": dict(self.intake.rows),
            "not_in_force": list(self.decided.not_in_force),
            "validation": {name: found.as_json() for name, found in self.validation.items()},
            "summary": self.figures.summary(),
            "outputs": manifest.output_files(self.building, self.rows),
        }
        manifest.write_manifest(self.building, self.published)
        self.workspace.publish(self.building, self.begun.run_dir, newest=not self._unrecorded())

    def record(self) -> None:
        """Take what was published into the ledger: grants found, held, resumed, cleared …"""
        options, head = self.options, self.books.newest_head
        if why_not := self._unrecorded():
            current_listener().said(why_not)
        if why_not and not options.dry_run:
            self.ledger = told(None, head, why_not)
            return
        run = read_published(
            self.begun.run_dir,
            run_id=self.begun.identity.run_id,
            as_of=options.as_of,
            policies=frozenset(options.policies) or None,
        )
        banks = load_banks(self.begun.content, options.city)
        done = self.books.record(
            run,
            lambda payee, name: unpayable(payee, name, banks),
            recorded_at=options.moment,
            dry_run=options.dry_run,
        )
        if not options.dry_run:
            self.workspace.make_newest(self.begun.run_dir)
        self.ledger = told(done, head)

    def _unrecorded(self) -> str:
        """Why this run is not recorded; empty if it is."""
        if self.begun.recalled is not None:
            return "重放以往的数据，未记账。"
        if self.options.dry_run:
            return "试运行，未记账。"
        last = max(self.books.last_night or date.min, self.begun.newest_day)
        if self.options.as_of < last:
            return f"认定日期早于最近一次夜间运行（{last}），未记账。"
        return ""

    def _inputs_with_rows(self) -> list[dict[str, Any]]:
        read = "select file, rows_read from intake.reconciliation"
        rows: dict[str, int] = dict(self.db.execute(read).fetchall())
        return [{**asdict(file), "rows": rows[file.name]} for file in self.begun.identity.inputs]
