"""Which files of an inbox are exports, of which source, and what is ignored."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from zhaoren.errors import InputError

CONTROL_SUFFIX = ".ctl.json"
TEXT_SUFFIXES = frozenset({".csv", ".txt"})
WORKBOOK_SUFFIX = ".xlsx"
PARQUET_SUFFIX = ".parquet"
SUFFIXES = TEXT_SUFFIXES | {WORKBOOK_SUFFIX, PARQUET_SUFFIX}
_EXPECTED = SUFFIXES | {Path(CONTROL_SUFFIX).suffix}  # where somebody meant a file
_UNFINISHED = (".bak", ".crdownload", ".part", ".swp", ".tmp", "~")


@dataclass(frozen=True)
class Export:
    """One export in the inbox and its control file, if it has one."""

    source: str
    path: Path
    control: Path | None


@dataclass(frozen=True)
class Inbox:
    """Exports in the order of (source, file name), and the names of the rest."""

    exports: tuple[Export, ...]
    ignored: tuple[str, ...]


def look_into(folder: Path, sources: Collection[str], waived: Collection[str] = ()) -> Inbox:
    """Recognise the files of a folder by the stem before the first `.` or `-`.

    Raises:
        InputError: the folder is not there; an export has a format that cannot
            be read, or is no file; an export has two control files, or a control
            file no export beside it.
    """
    if not folder.is_dir():
        raise InputError(
            f"The inbox {folder} is not a folder.", next_step="Name the folder with the exports."
        )
    unasked = {None, *waived}
    names, others = {}, []
    for path in sorted(folder.iterdir()):
        if path.is_file():
            names[path.name] = path
            continue
        if suffix_of(path.name) in _EXPECTED and source_of(path.name, sources) not in unasked:
            raise _not_a_file(path.name)
        others.append(f"{path.name}/" if path.is_dir() else path.name)
    controls = {name for name in names if name.lower().endswith(CONTROL_SUFFIX)}
    exports, ignored = [], others
    for name in sorted(names.keys() - controls):
        source = source_of(name, sources)
        if source is None or source in waived:
            ignored.append(name)
            continue
        _check_format(name)
        control = _control_of(name, controls)
        exports.append(Export(source, names[name], names[control] if control else None))
    used = {export.control.name for export in exports if export.control}
    for name in sorted(controls - used):
        export_name = name[: -len(CONTROL_SUFFIX)]
        if source_of(name, sources) not in unasked and export_name not in names:
            raise InputError(
                f"There is a control file, but the export {export_name} is not there.",
                file=name,
                next_step="Export it again, or take the control file away.",
            )
        ignored.append(name)
    exports.sort(key=lambda export: (export.source, export.path.name))
    return Inbox(tuple(exports), tuple(sorted(ignored)))


def _control_of(name: str, controls: Collection[str]) -> str | None:
    """The control file of an export, in whatever case its name is written."""
    found = sorted(c for c in controls if c.lower() == (name + CONTROL_SUFFIX).lower())
    if len(found) > 1:
        raise InputError(
            f"The export has several control files: {', '.join(found)}.",
            file=name,
            next_step="Keep the one that belongs to this export.",
        )
    return found[0] if found else None


def source_of(name: str, sources: Collection[str]) -> str | None:
    """The source of a file of that name; None for hidden, unfinished and foreign files."""
    lower = name.lower()
    if lower.startswith((".", "~", "#")) or lower.endswith(_UNFINISHED):
        return None
    stem = re.split(r"[.\-]", lower, maxsplit=1)[0]
    return next((source for source in sources if source.lower() == stem), None)


def suffix_of(name: str) -> str:
    """The lower-case suffix that tells the format."""
    return Path(name).suffix.lower()


def _check_format(name: str) -> None:
    if suffix_of(name) not in SUFFIXES:
        raise InputError(
            f"The format {suffix_of(name) or '(none)'} cannot be read.",
            file=name,
            next_step="Save it as CSV, TXT, XLSX or Parquet, or take the file out of the inbox.",
        )


def _not_a_file(name: str) -> InputError:
    return InputError(
        "This is a folder, or a link that leads nowhere, and no export could be read from it.",
        file=name,
        next_step="Put the files themselves into the inbox, or take this out of it.",
    )
