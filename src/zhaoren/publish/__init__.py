"""Writing what others read: tables, the compiled SQL and the figures of a run."""

from zhaoren.money import yuan
from zhaoren.publish.figures import Figures, outcome_titles, run_figures
from zhaoren.publish.parquet import Stamp, write_table
from zhaoren.publish.sql import write_sql
from zhaoren.publish.tables import publish_tables

__all__ = [
    "Figures",
    "Stamp",
    "outcome_titles",
    "publish_tables",
    "run_figures",
    "write_sql",
    "write_table",
    "yuan",
]
