"""The report of a run: one HTML file that says what was found, with nobody's data in it."""

from zhaoren.report.charts import prepare
from zhaoren.report.earlier import Earlier
from zhaoren.report.page import Surroundings, write_report

__all__ = ["Earlier", "Surroundings", "prepare", "write_report"]
