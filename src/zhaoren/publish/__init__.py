"""Writing what others read: tables, the compiled SQL and the report of a run."""

from zhaoren.money import yuan
from zhaoren.publish.figures import Figures, run_figures
from zhaoren.publish.parquet import Stamp, write_table
from zhaoren.publish.report import Surroundings, outcome_titles, write_report
from zhaoren.publish.sql import write_sql
from zhaoren.publish.tables import publish_tables

__all__ = [
    "Figures",
    "Stamp",
    "Surroundings",
    "outcome_titles",
    "publish_tables",
    "run_figures",
    "write_report",
    "write_sql",
    "write_table",
    "yuan",
]
