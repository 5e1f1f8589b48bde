"""The list of mutants that nothing can notice can be read, and names what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.same import known
from zhaoren.content import find_content

ENTRY = '[[same]]\nfile = "3_decisions/queue.sql"\nwhy = "{why}"\naltered = ["[1 → 2]"]\n'


def test_every_entry_has_a_reason_and_a_file() -> None:
    content = find_content()
    for file, what in known():
        is_select = (content.transforms / file).is_file() and " → " in what
        assert is_select or (content.rules / file / "policy.yaml").is_file(), (file, what)


@pytest.mark.parametrize("text", [ENTRY.format(why=" "), 2 * ENTRY.format(why="the same")])
def test_an_entry_without_a_reason_or_told_twice_is_refused(text: str, tmp_path: Path) -> None:
    listed = tmp_path / "same.toml"
    listed.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="stands twice, or has no reason"):
        known(listed)
