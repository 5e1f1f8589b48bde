"""All data contracts of a project: of its input sources and its published tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhaoren.content import Content
from zhaoren.contracts.document import ContractFileError
from zhaoren.contracts.model import Contract
from zhaoren.contracts.odcs import read_odcs
from zhaoren.durable import sha256_of
from zhaoren.errors import RuleError

SUFFIX = ".odcs.yaml"


@dataclass(frozen=True)
class Contracts:
    """The contracts by name, in the order of their names."""

    inputs: Mapping[str, Contract]
    outputs: Mapping[str, Contract]


def load_contracts(content: Content) -> Contracts:
    """The contracts in `data_contracts/inputs` and `data_contracts/outputs`.

    Raises:
        RuleError: with every fault of every file, each as `file:line: what`.
    """
    faults: list[str] = []
    inputs = _load_folder(content.data_contracts / "inputs", faults, source=True)
    outputs = _load_folder(
        content.data_contracts / "outputs", faults, source=False, sources=frozenset(inputs)
    )
    if faults:
        raise RuleError("The data contracts do not stand; mend them:\n" + "\n".join(faults))
    return Contracts(inputs=MappingProxyType(inputs), outputs=MappingProxyType(outputs))


def _load_folder(
    folder: Path, faults: list[str], *, source: bool, sources: frozenset[str] = frozenset()
) -> dict[str, Contract]:
    contracts: dict[str, Contract] = {}
    paths = sorted(folder.glob(f"*{SUFFIX}"))
    if not paths:
        faults.append(f"{folder.name}:1: the folder has no file *{SUFFIX}")
    for path in paths:
        try:
            contract = _read(path.resolve(), sha256_of(path), source, sources)
        except ContractFileError as error:
            faults.extend(error.faults)
        else:
            contracts[contract.name] = contract
    return contracts


@cache
def _read(path: Path, _sha256: str, source: bool, sources: frozenset[str]) -> Contract:
    """The contract in a file of that content, read once a process."""
    return read_odcs(path, source=source, sources=sources)
