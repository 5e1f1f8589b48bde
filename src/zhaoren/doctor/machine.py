"""The machine itself: Python and libraries, memory, time zone, locale, fonts, orchestrator."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zhaoren.doctor.findings import Finding, absent, doubtful, well

LOCKED = Path("requirements") / "run.txt"
OLDEST = (3, 11)
ZONE = "Asia/Shanghai"
BESIDE = 1.0
"""GB that Python, the orchestrator and the system need beside the SQL engine's limit."""

_PIN = re.compile(r"^([\w.-]+)==([\w.+!-]+)", re.MULTILINE)
_SIZE = re.compile(r"^\s*([\d.]+)\s*([KMGT]?)I?B?\s*$", re.IGNORECASE)
_UNITS = {"": 1e-9, "K": 1e-6, "M": 1e-3, "G": 1.0, "T": 1e3}


def check_machine(
    root: Path, memory_limit: str, environment: Mapping[str, str]
) -> Iterator[Finding]:
    """The checks of the machine; `root`: where the locked versions stand, if they do."""
    yield _python()
    yield _libraries(root / LOCKED)
    yield _memory(memory_limit)
    yield _zone()
    yield _locale(environment)
    yield _fonts()
    yield _orchestrator(environment)


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] < OLDEST:
        return absent("Python", found, "Install Python 3.11 or newer and make the .venv anew.")
    return well("Python", found)


def _libraries(locked: Path) -> Finding:
    """Whether what is installed is what was tested together."""
    name = "Libraries"
    if not locked.is_file():
        return well(name, "no list of locked versions beside this program")
    pins = dict(_PIN.findall(locked.read_text(encoding="utf-8")))
    installed = {one: _version(one) for one in pins}
    other = [f"{one} {installed[one] or '-'} ({pin})" for one, pin in pins.items()
             if installed[one] != pin]  # fmt: skip
    if not other:
        return well(name, f"{len(pins)} as locked")
    do = "Install them as locked: pip install --require-hashes -r requirements/run.txt."
    told = f"{len(other)} differ from what is locked: {', '.join(sorted(other)[:5])}"
    lacking = [one for one in pins if installed[one] is None]
    return absent(name, told, do) if lacking else doubtful(name, told, do)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def gigabytes(size: str) -> float | None:
    """A size such as 3GB or 700 MB in GB; None if it is none."""
    found = _SIZE.match(size)
    return float(found[1]) * _UNITS[found[2].upper()] if found else None


def _memory(limit: str) -> Finding:
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    wanted = gigabytes(limit)
    told = f"{there:.1f} GB; the SQL engine may take {limit}"
    if wanted is None:
        return absent("Memory", told, "Write the limit (--memory, memory =) as 3GB or 700MB.")
    if there < wanted + BESIDE:
        do = "Lower the limit (--memory, memory =) or give the machine more; it spills to disk."
        return doubtful("Memory", told, do)
    return well("Memory", told)


def _zone() -> Finding:
    try:
        ZoneInfo(ZONE)
    except (ZoneInfoNotFoundError, OSError):
        do = "Install tzdata: nights and staff commands take the day from it."
        return absent("Time zone", f"{ZONE} is not known", do)
    return well("Time zone", ZONE)


def _locale(environment: Mapping[str, str]) -> Finding:
    encoding = sys.getfilesystemencoding()
    told = next((environment[n] for n in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(n)), "-")
    if encoding.lower().replace("-", "") != "utf8":
        do = "Set LANG=C.UTF-8 or zh_CN.UTF-8: names of files are Chinese."
        return absent("Locale", f"{told}; file names are {encoding}", do)
    return well("Locale", f"{told}; file names are UTF-8")


def _fonts() -> Finding:
    """Chinese fonts, for who opens documents on this machine; files hold none."""
    program = shutil.which("fc-list")
    if program is None:
        return well("Fonts", "not looked for: no desktop here")
    listed = subprocess.run(  # noqa: S603 # our own words
        [program, ":lang=zh", "family"], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not listed:
        do = (
            "Install a Chinese font, such as fonts-noto-cjk, where documents are opened or printed."
        )
        return doubtful("Fonts", "no Chinese font on this machine", do)
    return well("Fonts", f"{len(listed)} Chinese fonts")


def _orchestrator(environment: Mapping[str, str]) -> Finding:
    name, found = "Prefect", _version("prefect")
    if found is None:
        return absent(name, "not installed", "Install the locked requirements/run.txt.")
    if environment.get("PREFECT_API_URL"):
        return well(name, f"{found}; the server that PREFECT_API_URL names is used")
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
    except OSError:
        do = "Let this user open local ports, or name a server by PREFECT_API_URL."
        return absent(name, f"{found}; no local port can be opened", do)
    return well(name, f"{found}; starts its own server on a local port")
