"""Reading rules files: strict YAML whose errors know file and line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of the rules: where it stands and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Source:
    """A YAML file as read, which knows the line of each of its places."""

    def __init__(self, path: Path, root: Path, tree: Any) -> None:
        self.path, self.tree = path, tree
        self.name = path.relative_to(root).as_posix()

    def line(self, place: Sequence[str | int] = ()) -> int:
        """The 1-based line of a place, or of its nearest known parent."""
        node, found = self.tree, 1
        for step in place:
            if isinstance(node, CommentedMap) and step in node:
                found = node.lc.key(step)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                found = node.lc.item(step)[0] + 1
            else:
                break
            node = node[step]
        return int(found)

    def problem(self, message: str, *place: str | int) -> Problem:
        """A problem at that place of this file."""
        return Problem(self.name, self.line(place), message)


def read_yaml(path: Path, root: Path) -> Source | Problem:
    """The file at `path` (a duplicate key is an error), named relative to `root`."""
    name = path.relative_to(root).as_posix()
    try:
        tree = _tree_of(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Problem(name, 1, "the file is missing")
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Problem(name, line, f"not readable as YAML: {error.problem or error.context}")
    if not isinstance(tree, CommentedMap):
        return Problem(name, 1, "expected a mapping at the top of the file")
    return Source(path, root, tree)


@cache
def _tree_of(text: str) -> Any:
    """The tree of a text, read once a process; nobody changes it."""
    return YAML(typ="rt").load(text)


def plain(node: Any) -> Any:
    """The tree without the reader's own types."""
    if isinstance(node, dict):
        return {plain(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    return str(node) if isinstance(node, str) else node


def parse(model: type[Model], source: Source) -> Model | list[Problem]:
    """The file as `model`, or every place that does not fit it."""
    try:
        return model.model_validate(plain(source.tree))
    except ValidationError as error:
        return [
            source.problem(
                f"{'.'.join(str(step) for step in fault['loc'])}: {fault['msg']}", *fault["loc"]
            )
            for fault in error.errors(include_input=False, include_url=False)
        ]
