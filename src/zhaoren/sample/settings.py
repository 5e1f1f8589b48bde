"""The generator's settings: YAML of `sample_data/settings`, never figures in code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from zhaoren.content import Content
from zhaoren.errors import UsageError


@dataclass(frozen=True)
class Settings:
    """Names, occupations, and what belongs to one city."""

    names: Mapping[str, Any]
    occupations: Mapping[str, Any]
    city: Mapping[str, Any]


def load_settings(content: Content, city: str) -> Settings:
    """The settings for `city`.

    Raises:
        UsageError: there are no sample settings for the city.
    """
    folder = content.sample_data / "settings"
    path = folder / f"{city}.yaml"
    if not path.is_file():
        raise UsageError(f"There is no sample for the city {city!r}: {path.name} is not there.")
    yaml = YAML(typ="safe")
    return Settings(
        names=yaml.load(folder / "names.yaml"),
        occupations=yaml.load(folder / "occupations.yaml"),
        city=yaml.load(path),
    )
