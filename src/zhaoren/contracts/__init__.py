"""Data contracts: one ODCS v3.1 file per input source and per published table."""

from zhaoren.contracts.load import Contracts, load_contracts
from zhaoren.contracts.model import Column, Contract, Kind

__all__ = ["Column", "Contract", "Contracts", "Kind", "load_contracts"]
