"""Why: what a run decided about somebody, criterion by criterion, in plain Chinese.

Everything comes from the run's own Parquet files through DuckDB; no rules, no
inputs and no ledger are read, so that an answer is that of the night itself.
"""

from zhaoren.explain.compose import explain
from zhaoren.explain.model import Explanation
from zhaoren.explain.subjects import Asked

__all__ = ["Asked", "Explanation", "explain"]
