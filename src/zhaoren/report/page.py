"""report.html: one file that says what a run found, readable offline, with nobody's data in it.

Everything is counted from the tables that the run is about to publish, beside
the intake's books; the earlier run gives what changed. The same run gives the
same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb
from markupsafe import Markup

from zhaoren.contracts import Contracts
from zhaoren.pages import page
from zhaoren.payments.bankfile import MARK
from zhaoren.payments.prepare import Prepared
from zhaoren.publish.figures import OUTCOMES
from zhaoren.publish.parquet import Stamp
from zhaoren.report.changes import Changes, read_changes
from zhaoren.report.charts import draw
from zhaoren.report.earlier import Earlier
from zhaoren.report.findings import Counted, Findings, read_findings
from zhaoren.report.funnels import Funnel, read_funnels
from zhaoren.report.pictures import MOST, pictures
from zhaoren.report.quality import Quality, read_quality
from zhaoren.report.wording import Both, ages, codes, hold, words
from zhaoren.runs import Run


@dataclass(frozen=True)
class Surroundings:
    """What a reader of the figures must know beside them.

    `not_in_force`: policy → title, of those that are not in force yet.
    """

    city_title: str
    not_in_force: Mapping[str, str]
    waived: Sequence[str]
    earlier: Earlier


@dataclass(frozen=True)
class Report:
    """Everything that the page shows."""

    funnels: Sequence[Funnel]
    findings: Findings
    quality: Quality
    changes: Changes
    tables: Sequence[tuple[str, Both, int]]

    def total(self, outcome: str) -> int:
        """How many candidates of all policies have an outcome."""
        return sum(funnel.outcomes.get(outcome, 0) for funnel in self.funnels)

    @property
    def candidates(self) -> int:
        """How many were decided."""
        return sum(funnel.candidates for funnel in self.funnels)

    @property
    def amount_fen(self) -> int:
        """What is due, in fen."""
        return sum(funnel.amount_fen for funnel in self.funnels)


def write_report(
    folder: Path,
    db: duckdb.DuckDBPyConnection,
    stamp: Stamp,
    contracts: Contracts,
    around: Surroundings,
    prepared: Prepared,
    rows: Mapping[str, int],
) -> None:
    """Write `report.html` of the run whose tables lie in `folder`; `rows`: file name → rows."""
    Run(folder, {}).show(db, "published")
    funnels = read_funnels(db, prepared.by_policy)
    report = Report(
        funnels=funnels,
        findings=read_findings(db, contracts, stamp.as_of),
        quality=read_quality(db, contracts, stamp.as_of),
        changes=read_changes(db, around.earlier, [funnel.policy_id for funnel in funnels]),
        tables=[
            (name, Both(contract.title, words(name)), rows[f"{name}.parquet"])
            for name, contract in contracts.outputs.items()
        ],
    )
    text = render(report, stamp, contracts, around, prepared)
    (folder / "report.html").write_text(text, encoding="utf-8")


def render(
    report: Report,
    stamp: Stamp,
    contracts: Contracts,
    around: Surroundings,
    prepared: Prepared,
) -> str:
    """The page."""
    style, script = Markup(_read("style.css.j2")), Markup(_read("switch.js.j2"))  # noqa: S704 # ours
    drawn = draw([*pictures(report.funnels, report.findings, report.changes)])
    charts = {name: Markup(svg) for name, svg in drawn.items()}  # noqa: S704 # texts are escaped
    text = page("zhaoren.report", "report.html.j2").render(
        report=report,
        stamp=stamp,
        around=around,
        prepared=prepared,
        account_holds=[Counted(hold(name), count) for name, count in prepared.held.items()],
        titles={funnel.policy_id: funnel.title for funnel in report.funnels},
        charts=charts,
        outcomes={name: codes(contracts, "decisions", "outcome")[name] for name in OUTCOMES},
        sources={name: Both(one.title, words(name)) for name, one in contracts.inputs.items()},
        ages=list(ages().values()),
        mark=MARK,
        most=MOST,
        style=style,
        script=script,
        allowed={"style": _digest(style), "script": _digest(script)},
    )
    return f"{text.strip()}\n"


def _read(name: str) -> str:
    return files("zhaoren.report").joinpath(name).read_text(encoding="utf-8").strip()


def _digest(text: str) -> str:
    """What a content security policy calls an inline text that may stand."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
