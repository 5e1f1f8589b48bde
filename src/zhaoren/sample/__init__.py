"""Sample exports: a seeded generator, and the committed inbox of named cases.

`write_sample` invents a whole city; `build_case_inbox` builds the inbox of
`sample_data/<city>/cases.yaml` with the verdicts that the cases expect.
"""

from __future__ import annotations

from zhaoren.sample.case_inbox import build_case_inbox
from zhaoren.sample.generate import Formats, SampleSummary, write_month_csv, write_sample

__all__ = ["Formats", "SampleSummary", "build_case_inbox", "write_month_csv", "write_sample"]
