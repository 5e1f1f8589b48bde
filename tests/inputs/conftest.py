"""Desks: an inbox with one source each."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhaoren.content import find_content
from zhaoren.contracts.load import Contracts, load_contracts

from .desk import Desk, only


@pytest.fixture(scope="session")
def all_contracts() -> Contracts:
    return load_contracts(find_content())


@pytest.fixture
def persons_desk(tmp_path: Path, all_contracts: Contracts) -> Desk:
    return Desk(tmp_path, only(all_contracts, "persons", quarantine_limit=1.0))


@pytest.fixture
def contributions_desk(tmp_path: Path, all_contracts: Contracts) -> Desk:
    return Desk(tmp_path, only(all_contracts, "contributions", quarantine_limit=1.0))


@pytest.fixture
def payments_desk(tmp_path: Path, all_contracts: Contracts) -> Desk:
    return Desk(tmp_path, only(all_contracts, "payments", quarantine_limit=1.0))


@pytest.fixture
def accounts_desk(tmp_path: Path, all_contracts: Contracts) -> Desk:
    return Desk(tmp_path, only(all_contracts, "accounts", quarantine_limit=1.0))
