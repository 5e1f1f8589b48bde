"""No message repeats a citizen number, wherever on the command line it was typed."""

from __future__ import annotations

import pytest

from tests.cli.typed import type_in

NUMBER = "37030319910110063X"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "words",
    [
        f"explain --out nowhere {NUMBER}",
        f"near --out nowhere --run {NUMBER}",
        f"near --out nowhere --within {NUMBER}",
        f"{NUMBER}",
    ],
)
def test_a_number_in_the_wrong_place_is_not_repeated(
    words: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = type_in(monkeypatch, "--lang", lang, *words.split())
    assert answer.code == 2
    assert NUMBER not in answer.out + answer.err
