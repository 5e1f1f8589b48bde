"""`make bench`: a night over a whole city, timed as whole processes.

Writes an invented city (1.2 million insured people, 60 monthly files of
contributions, 200 thousand certificates) once, then prints, beside a bare
scan of the same contribution files in the same run:

* the full night on canonical Parquet, by step, with its peak memory
* the night on which one of the 60 months is new: from Parquet, from GB18030 CSV
* the first read of that CSV beside `iconv` and a bare `read_csv`

Nothing is asserted here; docs/benchmarks.md holds the published figures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from zhaoren.content import find_content
from zhaoren.sample import write_month_csv, write_sample

AS_OF = date(2026, 11, 20)
ZHAOREN = Path(sys.executable).parent / "zhaoren"
SCAN = """
import duckdb, sys, time
db = duckdb.connect(config={"threads": 2})
db.execute("set enable_progress_bar = false")
began = time.perf_counter()
db.execute(
    "select bit_xor(hash(person_id, employer_id, insurance, period, kind, status, base, amount, "
    "paid_on)) from read_parquet(?)", [sys.argv[1] + "/contributions*.parquet"]).fetchall()
print(time.perf_counter() - began)
"""
READ_CSV = """
import duckdb, sys
db = duckdb.connect(config={"threads": 2})
columns = {f"c{n}": "varchar" for n in range(9)}
db.execute("create table raw as from read_csv(?, columns=?, header=true, delim=',', quote='\\"', "
           "auto_detect=false)", [sys.argv[1], columns])
"""


def timed(words: list[str | Path]) -> tuple[float, float, str]:
    """Run a process to its end: wall seconds, peak GiB of it and its children, stdout."""
    with tempfile.TemporaryFile("w+") as out:
        began = time.perf_counter()
        process = subprocess.Popen([*map(str, words)], stdout=out)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        if os.waitstatus_to_exitcode(status):
            sys.exit(f"failed: {' '.join(map(str, words))}")
        out.seek(0)
        return seconds, used.ru_maxrss / 1024**2, out.read()


def median(runs: int, measure: Callable[[], float]) -> float:
    """The median of several measurements."""
    return statistics.median(measure() for _ in range(runs))


def night(inbox: Path, out: Path) -> dict[str, Any]:
    """One `zhaoren run`; its JSON with the wall time and the peak memory."""
    words: list[str | Path] = [ZHAOREN, "run", "--city", "zibo", "--inbox", inbox, "--out", out]
    seconds, peak, text = timed([*words, "--as-of", AS_OF.isoformat(), "--json"])
    return json.loads(text.strip().splitlines()[-1]) | {"wall": seconds, "peak_gib": peak}


def city(work: Path, people: int) -> Path:
    """The invented city's inbox, written once."""
    inbox = work / f"city-{people}"
    if not (inbox / "done").is_file():
        shutil.rmtree(inbox, ignore_errors=True)
        write_sample(
            find_content(), city="zibo", people=people, seed=7, out=inbox / "inbox", as_of=AS_OF
        )
        (inbox / "done").touch()
    return inbox / "inbox"


def linked(inbox: Path, to: Path, leave_out: str) -> Path:
    """The inbox again, by hard links, without one file."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for path in inbox.iterdir():
        if path.name != leave_out:
            os.link(path, to / path.name)
    return to


def show(what: str, found: dict[str, Any], scan: float) -> None:
    """One line a night, and one a step."""
    steps = {name: took for name, took in found["seconds"].items() if name != "orchestration"}
    own = sum(steps.values())
    print(f"\n{what}: {own:.1f} s = {own / scan:.1f} scans, peak {found['peak_gib']:.2f} GiB")
    print(f"  start of Python, Prefect and its server, and its end: {found['wall'] - own:.1f} s")
    for name, seconds in steps.items():
        print(f"  {name:10} {seconds:6.2f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("bench"))
    parser.add_argument("--people", type=int, default=1_200_000)
    options = parser.parse_args()
    work = options.work.resolve()
    inbox = city(work, options.people)
    out = work / "out"
    shutil.rmtree(out, ignore_errors=True)
    python = sys.executable
    scan = median(3, lambda: float(timed([python, "-c", SCAN, inbox])[2].split()[-1]))
    print(f"bare scan of all contribution columns: {scan:.2f} s (median of 3)")
    show("full night, canonical Parquet", night(inbox, out / "full"), scan)

    newest = sorted(inbox.glob("contributions*.parquet"))[-3]
    fewer = linked(inbox, work / "fewer", newest.name)
    csv = work / "csv" / (newest.stem + ".csv")
    csv.parent.mkdir(exist_ok=True)
    write_month_csv(find_content(), newest, csv, AS_OF)
    for name, new in (("Parquet", newest), ("GB18030 CSV", csv)):
        night(linked(inbox, work / "night", newest.name), out / name)
        os.link(new, work / "night" / new.name)
        show(f"one of 60 months new, from {name}", night(work / "night", out / name), scan)
    first_read(csv, fewer, out)


def first_read(csv: Path, fewer: Path, out: Path) -> None:
    """The reader alone on one CSV, beside the least that others need for it."""
    utf8 = out / "month.utf8"
    iconv = ["sh", "-c", f"iconv -f GB18030 -t UTF-8 '{csv}' > '{utf8}'"]
    bare = median(3, lambda: timed([*iconv])[0] + timed([sys.executable, "-c", READ_CSV, utf8])[0])
    reader = Path(__file__).with_name("read_one.py")
    own = median(
        3, lambda: float(timed([sys.executable, reader, csv, out / "read"])[2].split()[-1])
    )
    size = csv.stat().st_size / 1e6
    print(
        f"\nfirst read of one GB18030 CSV ({size:.0f} MB): {own:.2f} s, "
        f"iconv and read_csv {bare:.2f} s, ratio {own / bare:.2f}"
    )


if __name__ == "__main__":
    main()
