"""Canonical JSON is RFC 8785's, whatever the text."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from zhaoren.errors import LedgerError
from zhaoren.ledger.canonical import canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
WHOLE = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def nested(leaves: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.recursive(
        leaves, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20
    )


@given(nested(WHOLE | FLOATS))
def test_it_is_what_the_reference_writes(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(nested(WHOLE))
def test_written_again_it_is_the_same(value: object) -> None:
    once = canonical(value)
    assert canonical(json.loads(once)) == once


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("\x00\x08\t\n\x0c\r\x1f\x7f", b'"\\u0000\\b\\t\\n\\f\\r\\u001f\x7f"'),
        ('"\\/', b'"\\"\\\\/"'),
        ("\u2028\u2029", '"\u2028\u2029"'.encode()),
        ("😀👩‍🔧𠮷", '"😀👩‍🔧𠮷"'.encode()),
        # keys sort by UTF-16 code units: the emoji's surrogates come before U+FB33
        ({"\ufb33": 1, "😀": 2, "a": 3}, '{"a":3,"😀":2,"\ufb33":1}'.encode()),
        ({"b": [1, None, True], "a": ()}, b'{"a":[],"b":[1,null,true]}'),
        (1e21, b"1e+21"),
        (-0.0, b"0"),
    ],
)
def test_hostile_values(value: object, written: bytes) -> None:
    assert canonical(value) == written


@pytest.mark.parametrize(
    "value",
    ["王伟\ud800", {"\udfff": 1}, ["x", {"a": "\ud83d"}], 2**53, -(2**53), float("nan"),
     float("inf"), {1: "a"}, b"bytes", {"a": {"b": object()}}],
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused_without_showing_it(value: object) -> None:
    with pytest.raises(LedgerError) as refused:
        canonical(value)
    assert "王伟" not in str(refused.value)


def test_something_nested_beyond_reason_is_refused() -> None:
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(LedgerError):
        canonical(value)
