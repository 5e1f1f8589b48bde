"""Whether a value of the settings file is one that an option takes."""

from __future__ import annotations

from typing import Any

from typer._click.exceptions import BadParameter  # Typer raises it and does not show it

from zhaoren.errors import UsageError


def see_that_it_fits(context: Any, parameter: Any, value: Any, place: str) -> None:
    """See that an option takes a value that was not typed.

    `context`, `parameter`: Typer's. `place`: the file and the line.

    Raises:
        UsageError: it does not; the message names the place.
    """
    name = max(parameter.opts, key=len)
    wrong = _wrong_kind(parameter, value)
    if wrong is None:
        try:
            parameter.process_value(context, value)
        except BadParameter as error:
            wrong = error.message
    if wrong is not None:
        raise UsageError(f"{place}: this is no value for {name}: {wrong}")


def _wrong_kind(parameter: Any, value: Any) -> str | None:
    """What an option takes instead of a value of this kind; None if the kind is right."""
    if getattr(parameter, "is_flag", False):
        return None if isinstance(value, bool) else "write true or false."
    if parameter.multiple:
        listed = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return None if listed else 'write a list, ["one", "two"].'
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return None if plain else 'write one value, a text as "text".'
