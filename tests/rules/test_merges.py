"""Following changed numbers to the one in use today."""

from __future__ import annotations

from zhaoren.merges import current_numbers


def test_a_chain_ends_at_its_last_number() -> None:
    assert current_numbers({"a": "b", "b": "c"}) == ({"a": ("c", 2), "b": ("c", 1)}, set())


def test_order_does_not_matter() -> None:
    assert current_numbers({"b": "c", "a": "b"})[0] == current_numbers({"a": "b", "b": "c"})[0]


def test_two_numbers_may_end_in_one() -> None:
    assert current_numbers({"a": "c", "b": "c"})[0] == {"a": ("c", 1), "b": ("c", 1)}


def test_a_circle_and_what_leads_into_it_has_no_current_number() -> None:
    assert current_numbers({"a": "b", "b": "a"}) == ({}, {"a", "b"})
    assert current_numbers({"a": "a"}) == ({}, {"a"})
    for pairs in ({"x": "a", "a": "b", "b": "a"}, {"a": "b", "b": "a", "x": "a"}):
        assert current_numbers(pairs) == ({}, {"a", "b", "x"})
