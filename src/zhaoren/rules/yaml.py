"""Reading rules files: strict YAML whose errors know file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml.error import MarkedYAMLError

from zhaoren.yaml_text import Place, line_of, values_of

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
    """A YAML file, or one of its parts, which knows the line of each of its places."""

    def __init__(self, path: Path, name: str, text: str, tree: Any, part: Place = ()) -> None:
        self.path, self.name, self.tree = path, name, tree
        self._text, self._part = text, part

    def part(self, key: str) -> Source:
        """What stands under a key of it."""
        return Source(self.path, self.name, self._text, self.tree[key], (*self._part, key))

    def line(self, place: Place = ()) -> int:
        """The 1-based line of a place, or of its nearest known parent."""
        return line_of(self._text, (*self._part, *place))

    def problem(self, message: str, *place: str | int) -> Problem:
        """A problem at that place of this file."""
        return Problem(self.name, self.line(place), message)


def read_yaml(path: Path, root: Path) -> Source | Problem:
    """The file at `path` (a duplicate key is an error), named relative to `root`."""
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
        tree = values_of(text)
    except FileNotFoundError:
        return Problem(name, 1, "the file is missing")
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Problem(name, line, f"not readable as YAML: {error.problem or error.context}")
    if not isinstance(tree, dict):
        return Problem(name, 1, "expected a mapping at the top of the file")
    return Source(path, name, text, tree)


def parse(model: type[Model], source: Source) -> Model | list[Problem]:
    """The file as `model`, or every place that does not fit it."""
    try:
        return model.model_validate(source.tree)
    except ValidationError as error:
        return [
            source.problem(
                f"{'.'.join(str(step) for step in fault['loc'])}: {fault['msg']}", *fault["loc"]
            )
            for fault in error.errors(include_input=False, include_url=False)
        ]
