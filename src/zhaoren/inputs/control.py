"""Control files: what the exporting system says about an export (`<file>.ctl.json`)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from zhaoren.errors import InputError

_AGAIN = "Export the file and its control file again, and copy both whole."
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class Control:
    """`rows` counts data rows, without header and total line."""

    rows: int | None = None
    sha256: str | None = None
    exported_at: str | None = None
    total_line: bool = False

    def check_hash(self, sha256: str, name: str) -> None:
        """Compare the hash of the export with the one that was promised.

        Raises:
            InputError: they differ: truncated, still being written, or altered.
        """
        if self.sha256 is not None and self.sha256 != sha256:
            raise InputError(
                "The content does not match the sha256 in its control file; the file is "
                "truncated, still being written, or was altered.",
                file=name,
                next_step=_AGAIN,
            )

    def check_rows(self, rows: int, name: str) -> None:
        """Compare the number of data rows with the one that was promised.

        Raises:
            InputError: they differ.
        """
        if self.rows is not None and self.rows != rows:
            raise InputError(
                f"The file holds {rows} data rows, but its control file says {self.rows}.",
                file=name,
                next_step=_AGAIN,
            )


def read_control(path: Path) -> Control:
    """Read a control file; every key is optional, unknown keys are refused.

    Raises:
        InputError: it is not such JSON.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise _malformed(path, "it is not valid JSON") from error
    if not isinstance(said, dict):
        raise _malformed(path, "it is not a JSON object")
    unknown = sorted(said.keys() - {"rows", "sha256", "exported_at", "total_line"})
    if unknown:
        raise _malformed(path, f"it has the unknown key(s) {', '.join(unknown)}")
    rows, sha256 = said.get("rows"), said.get("sha256")
    exported_at, total_line = said.get("exported_at"), said.get("total_line")
    if rows is not None and (type(rows) is not int or rows < 0):
        raise _malformed(path, "rows is not a whole number")
    if sha256 is not None and not (isinstance(sha256, str) and _SHA256.fullmatch(sha256)):
        raise _malformed(path, "sha256 is not 64 hexadecimal digits")
    if total_line is not None and type(total_line) is not bool:
        raise _malformed(path, "total_line is neither true nor false")
    if exported_at is not None and not isinstance(exported_at, str):
        raise _malformed(path, "exported_at is not a text")
    return Control(rows, sha256.lower() if sha256 else None, exported_at, bool(total_line))


def _malformed(path: Path, what: str) -> InputError:
    return InputError(f"The control file cannot be used: {what}.", file=path.name, next_step=_AGAIN)
