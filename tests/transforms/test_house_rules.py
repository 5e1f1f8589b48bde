"""What every SQL file keeps to: the same bytes, and a dialect that carries to Spark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.rules import load_rules
from zhaoren.rules.compile import compile_policy

CONTENT = find_content()
FILES = sorted(CONTENT.transforms.glob("*/*.sql"))
GRAIN = re.compile(r"One row per ([^.]+)\.")

FORBIDDEN_FUNCTIONS = {
    "any_value", "first", "last", "arg_max", "arg_min", "max_by", "min_by",  # ties
    "list", "array_agg", "group_concat", "string_agg",  # lose their order
    "avg", "mode", "median",  # sums of doubles
    "to_json", "generate_series", "range", "date_diff", "list_slice",  # do not carry to Spark
    "now", "random", "uuid", "gen_random_uuid",
}  # fmt: skip
FORBIDDEN_NODES = (
    exp.AnyValue, exp.ArgMax, exp.ArgMin, exp.First, exp.Last, exp.ArrayAgg, exp.GroupConcat,
    exp.Avg, exp.DateDiff, exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp, exp.Rand,
    exp.GenerateSeries, exp.Columns,
)  # fmt: skip


def _faults(tree: exp.Expr) -> list[str]:
    faults = [type(node).__name__ for node in tree.find_all(*FORBIDDEN_NODES)]
    faults += [
        node.name for node in tree.find_all(exp.Anonymous) if node.name in FORBIDDEN_FUNCTIONS
    ]
    faults += ["double" for node in tree.find_all(exp.DataType) if node.is_type("double", "float")]
    faults += ["timestamptz" for node in tree.find_all(exp.DataType) if node.is_type("timestamptz")]
    for window in tree.find_all(exp.Window):
        if isinstance(window.this, exp.RowNumber) and not window.args.get("order"):
            faults.append("row_number without order")
    faults += ["collate" for _ in tree.find_all(exp.Collate)]
    faults += ["except/replace" for s in tree.find_all(exp.Star) if s.args.get("replace")]
    return faults


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_one_select_that_states_its_grain(path: Path) -> None:
    text = path.read_text("utf-8")
    (tree,) = sqlglot.parse(text, dialect="duckdb")
    assert isinstance(tree, exp.Select | exp.Union)
    comment = " ".join(line[3:] for line in text.splitlines() if line.startswith("--"))
    assert GRAIN.search(comment), "end the description with: One row per …"
    assert len(text.splitlines()) <= 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_gives_the_same_bytes_and_carries_to_spark(path: Path) -> None:
    tree = sqlglot.parse_one(path.read_text("utf-8"), dialect="duckdb")
    assert _faults(tree) == []
    assert tree.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


@pytest.mark.parametrize(
    "sql",
    [
        "select any_value(a) as a from t",
        "select arg_max(a, b) as a from t",
        "select list(a) as a from t",
        "select string_agg(a, ',') as a from t",
        "select row_number() over (partition by a) as place from t",
        "select avg(a) as a from t",
        "select current_date as a",
        "select cast(a as double) as a from t",
        "select date_diff('month', a, b) as months from t",
        "select * from generate_series(1, 3)",
    ],
)
def test_the_house_rules_notice(sql: str) -> None:
    assert _faults(sqlglot.parse_one(sql, dialect="duckdb"))


def test_compiled_policies_keep_the_house_rules() -> None:
    contracts = load_contracts(CONTENT)
    for item in load_rules(CONTENT, "zibo").policies:
        compiled = compile_policy(item, contracts.outputs[f"facts_{item.policy.grain}"])
        for sql in (compiled.candidates, compiled.payments, compiled.verdicts):
            tree = sqlglot.parse_one(sql, dialect="duckdb")
            assert _faults(tree) == []
            assert tree.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
