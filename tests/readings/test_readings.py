"""The price of another reading, and the document that a bureau confirms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zhaoren import cli
from zhaoren.content import find_content
from zhaoren.readings import Price, PricedReading
from zhaoren.readings.__main__ import AS_OF
from zhaoren.readings.describe import described
from zhaoren.readings.inbox import price_readings
from zhaoren.rules import city_ids, load_rules

CONTENT = find_content()
DOCUMENT = Path(__file__).parents[2] / "docs" / "interpretations.md"


@pytest.fixture(scope="module")
def priced() -> dict[str, list[PricedReading]]:
    return {
        city: price_readings(CONTENT, city, CONTENT.sample_data / city / "inbox", AS_OF)
        for city in city_ids(CONTENT)
    }


@pytest.mark.long
def test_the_document_is_what_the_rules_say(priced: dict[str, list[PricedReading]]) -> None:
    titles = {load_rules(CONTENT, city).city.title: found for city, found in priced.items()}
    assert DOCUMENT.read_text("utf-8") == described(titles, AS_OF.isoformat()), (
        "run `python -m zhaoren.readings > docs/interpretations.md`"
    )


def _price(priced: list[PricedReading], policy: str, name: str, what: str) -> Price:
    (found,) = (
        one for one in priced if (one.reading.policy_id, one.reading.name) == (policy, name)
    )
    return found.prices[what]


@pytest.mark.long
def test_a_looser_reading_only_gains(priced: dict[str, list[PricedReading]]) -> None:
    loose = _price(priced["rizhao"], "rizhao/skill-star", "in_city", "不限选手单位")
    assert loose.gain > 0
    assert loose.difference_fen > 0


@pytest.mark.long
def test_a_stricter_reading_only_loses(priced: dict[str, list[PricedReading]]) -> None:
    strict = _price(priced["rizhao"], "rizhao/talent-import", "hired_in_window", "不含印发当年")
    assert strict.lose > 0
    assert strict.gain == 0
    assert strict.difference_fen < 0


def test_the_command_prices_an_inbox_and_writes_nothing(tmp_path: Path) -> None:
    inbox = CONTENT.sample_data / "rizhao" / "inbox"
    words = ["readings", "--city", "rizhao", "--inbox", str(inbox), "--as-of", "2026-11-20"]
    done = CliRunner().invoke(cli.app, [*words, "--json"])
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert {"policy_id", "reading", "otherwise"} <= found[0].keys()
    assert not any(tmp_path.iterdir())
