"""Text files as UTF-8, strictly: detected, never guessed wrong in silence.

A file that is valid UTF-8 is UTF-8. Anything else must be valid GB18030 (and
so GBK and GB2312) as a whole, and not contain stretches that are plainly UTF-8.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from zhaoren.errors import InputError

UTF_8, UTF_8_BOM, GB18030 = "utf-8", "utf-8-sig", "gb18030"
_BLOCK = 1 << 20  # bytes; a few such fit into the processor's cache
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE_AS = "Save the file as UTF-8 or GB18030 text and export it whole."
_RUN = 6  # Chinese characters in UTF-8 one after the other; in GB18030 by chance 1 in 10^14
_UTF_8_RUN = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){%d}" % _RUN)
_TELLING = 4  # characters of three bytes that make a file UTF-8 beyond chance
_THREE_BYTES = re.compile("[\u0800-\ufefe\uff00-\U0010ffff]")  # or four; not the mark of order
_TWO_BYTES = re.compile("[\x80-\u07ff]")


def detect_encoding(path: Path, name: str) -> str:
    """`utf-8`, `utf-8-sig` or `gb18030`.

    Raises:
        InputError: UTF-16; UTF-8 that is broken; text that could be either.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(_UTF_16):
        raise InputError("The file is UTF-16.", file=name, next_step=_SAVE_AS)
    with_bom = start.startswith(codecs.BOM_UTF8)
    telling, other, failed_at = _try_utf_8(path)
    if failed_at is not None:
        if with_bom or telling >= _TELLING:
            raise _undecodable(path, failed_at, name, "UTF-8")
        return GB18030
    if with_bom:
        return UTF_8_BOM
    if other and not telling and _is_gb18030(path):
        raise InputError(
            "The text could be UTF-8 as well as GB18030, and would read differently.",
            file=name,
            next_step="Save the file as UTF-8 with BOM.",
        )
    return UTF_8


def utf8_blocks(path: Path, encoding: str, name: str) -> Iterator[bytes]:
    """The content as UTF-8 without BOM, in blocks that end anywhere.

    Raises:
        InputError: a byte that is not valid in `encoding`, with line and place.
    """
    with path.open("rb") as file:
        if encoding != GB18030:
            file.seek(len(codecs.BOM_UTF8) if encoding == UTF_8_BOM else 0)
            while block := file.read(_BLOCK):
                yield block
            return
        decoder = codecs.getincrementaldecoder(GB18030)("strict")
        place = 0
        while True:
            block = file.read(_BLOCK)
            if block.isascii() and block and not decoder.getstate()[0]:
                place += len(block)
                yield block
                continue
            held = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                failed_at = place - held + error.start
                raise _undecodable(path, failed_at, name, "UTF-8 and not as GB18030") from None
            if (run := _utf_8_run(block)) is not None:
                raise _undecodable(path, place + run, name, "GB18030 (here it is UTF-8)")
            if not block:
                return
            place += len(block)
            yield text.encode()


def _utf_8_run(block: bytes) -> int | None:
    """Where a stretch that is plainly UTF-8 begins."""
    letters = np.frombuffer(block, dtype=np.uint8)
    leads = (letters >= 0xE4) & (letters <= 0xE9)
    last = max(len(leads) - 3 * _RUN, 0)
    together = leads[:last]
    for step in range(3, 3 * _RUN, 3):
        together = together & leads[step : step + last]
    for place in np.flatnonzero(together).tolist():
        if _UTF_8_RUN.match(block, place):
            return int(place)
    return None


def _try_utf_8(path: Path) -> tuple[int, int, int | None]:
    """Characters of three or more bytes and of two bytes, and where UTF-8 fails."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    telling = other = place = 0
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            held = decoder.getstate()[0]
            if block.isascii() and block and not held:
                place += len(block)
                continue
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                good = (held + block)[: error.start].decode()
                telling += len(_THREE_BYTES.findall(good))
                return telling, other, place - len(held) + error.start
            if telling < _TELLING and not text.isascii():
                telling += len(_THREE_BYTES.findall(text))
                other += len(_TWO_BYTES.findall(text))
            place += len(block)
            if not block:
                return telling, other, None


def _is_gb18030(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder(GB18030)("strict")
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _undecodable(path: Path, place: int, name: str, encoding: str) -> InputError:
    line, done = 1, 0
    with path.open("rb") as file:
        while done < place:
            block = file.read(min(_BLOCK, place - done))
            line += block.count(b"\n")
            done += len(block)
    return InputError(
        f"Byte {place + 1} of the file is not valid as {encoding}.",
        file=name,
        row=line,
        next_step=_SAVE_AS,
    )
