"""Pages that people open: one way to fill a template, so that none forgets to escape."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from zhaoren.money import yuan
from zhaoren.signs import legible


@cache
def page(package: str, name: str) -> Template:
    """A package's template, read once: text is escaped, unseen signs shown, what lacks is an error.

    Filters: `yuan` of fen, `count` with thousands apart.
    """
    made = Environment(
        autoescape=True,
        finalize=legible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"yuan": yuan, "count": "{:,}".format}
    return made.from_string(files(package).joinpath(name).read_text(encoding="utf-8").strip())
