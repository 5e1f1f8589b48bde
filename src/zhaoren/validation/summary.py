"""What a validation found, without any value of any row."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class CheckResult:
    """One expectation on one table.

    `column` is empty where the expectation is about whole rows;
    `unexpected_count` counts rows (for the key: keys that stand twice).
    """

    table: str
    expectation: str
    column: str
    success: bool
    unexpected_count: int

    def sentence(self) -> str:
        """The fault in a few words, without values."""
        where = f"{self.table}.{self.column}" if self.column else self.table
        return f"{where} fails {self.expectation} ({self.unexpected_count} unexpected)"


@dataclass(frozen=True)
class ValidationSummary:
    """All results in a fixed order: by table, expectation, column."""

    results: tuple[CheckResult, ...]

    @property
    def success(self) -> bool:
        """Whether every expectation holds."""
        return all(result.success for result in self.results)

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """The expectations that do not hold."""
        return tuple(result for result in self.results if not result.success)

    def as_json(self) -> list[dict[str, str | bool | int]]:
        """Plain values for the run's manifest, in the fixed order."""
        return [asdict(result) for result in self.results]
