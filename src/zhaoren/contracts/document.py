"""A YAML file as a document whose faults name file and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml.error import MarkedYAMLError

from zhaoren.yaml_text import line_of, values_of

Place = tuple[str | int, ...]  # the way to a value: keys and positions


class ContractFileError(Exception):
    """All faults of one file, each as `file:line: what`."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


class Document:
    """The parsed file, and the faults that were found in it so far."""

    def __init__(self, where: str, text: str, content: dict[str, Any]) -> None:
        self.where, self.content = where, content
        self._text = text
        self._faults: list[tuple[int, str]] = []

    def fault(self, at: Place, what: str) -> None:
        """Note a fault of the value at that place."""
        self._faults.append((line_of(self._text, at), what))

    def raise_faults(self) -> None:
        """Raise all that was noted, in the order of the lines."""
        if self._faults:
            raise ContractFileError(
                [f"{self.where}:{line}: {what}" for line, what in sorted(self._faults)]
            )


def read_document(path: Path) -> Document:
    """The YAML mapping in `path`; a key that stands twice is a fault.

    Raises:
        ContractFileError: it is not UTF-8, not YAML or not a mapping.
    """
    where = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_bytes().decode("utf-8")
        content = values_of(text)
    except UnicodeDecodeError as error:
        raise ContractFileError([f"{where}:1: is not UTF-8 ({error.reason})"]) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContractFileError([f"{where}:{line}: {error.problem}"]) from error
    if not isinstance(content, dict):
        raise ContractFileError([f"{where}:1: is not a mapping"])
    return Document(where, text, content)
