"""What a person reads of an error: one paragraph, in the language that is spoken."""

from __future__ import annotations

import re
import sys

from typer import Context
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError

from zhaoren.errors import InputError
from zhaoren.faults import paragraph
from zhaoren.messages import Language, say, say_piece, spoken
from zhaoren.signs import visible

_OF_A_PERSON = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")


def complain(text: str) -> None:
    """One paragraph on stderr, in the language that is spoken."""
    sys.stderr.write(f"{nameless(say(text))}\n")


def nameless(text: str) -> str:
    """A text without citizen numbers: one that was typed in the wrong place is not repeated.

    Names of files may hold signs that are not seen; they are shown.
    """
    return visible(_OF_A_PERSON.sub("*" * 18, text))


def readable(error: BaseException) -> str:
    """An error in the language that is spoken; of an export also where in it."""
    if spoken() == Language.en or not isinstance(error, InputError):
        return say(paragraph(error))
    where = "，".join(say_piece(place) for place in error.places)
    return f"{where}：{_sentences(error)}" if where else _sentences(error)


def _sentences(error: InputError) -> str:
    return say(error.what) + say(error.next_step)


def show_usage(error: ClickException) -> None:
    """What was wrong with the words: how the command is called, where its help is, and what."""
    if isinstance(error, NoArgsIsHelpError):
        error.show()
        return
    context = error.ctx if isinstance(error, UsageError) else None
    if isinstance(context, Context):
        hint = f"Try '{context.command_path} {context.help_option_names[0]}' for help."
        sys.stderr.write(f"{context.get_usage()}\n{say(hint)}\n\n")
    sys.stderr.write(f"{say('Error: ')}{nameless(say(error.format_message()))}\n")
