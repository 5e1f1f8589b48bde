"""A desk with three people found and one in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger_builder import Office, Person, people
from tests.review.desk import Desk, Doubt

DOUBTFUL = Doubt(Person(501, name="李娜"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def desk(office: Office) -> Desk:
    found = people(3)
    office.find(found)
    made = Desk(office)
    made.publish([DOUBTFUL], found)
    return made
