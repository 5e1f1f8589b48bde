"""Data contracts: one Open Data Contract Standard v3.1 file per input source and published table."""

from zhaoren.contracts.load import Contracts, load_contracts
from zhaoren.contracts.model import Column, Contract, Kind

__all__ = ["Column", "Contract", "Contracts", "Kind", "load_contracts"]
