"""`make bench`: a night over a whole city, timed as whole processes.

Writes an invented city (1.2 million insured people, 60 monthly files of
contributions, 200 thousand certificates) once, then prints, beside a bare
scan of the same contribution files in the same run:

* the full night on canonical Parquet, by step, with its peak memory, and the
  night on which one of the 60 months is new: of the two technician measures,
  for which the aims were set, and of all measures
* the same two nights where the contributions are GB18030 CSV
* the first read of one such CSV beside `iconv` and a bare `read_csv`

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
TECHNICIANS = ("zibo/technician-2021", "zibo/technician-2022")
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


def night(inbox: Path, out: Path, policies: tuple[str, ...] = ()) -> dict[str, Any]:
    """One `zhaoren run`; its JSON with the wall time and the peak memory."""
    words: list[str | Path] = [ZHAOREN, "run", "--city", "zibo", "--inbox", inbox, "--out", out]
    words += [word for policy in policies for word in ("--policy", policy)]
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


def as_csv(inbox: Path, work: Path) -> Path:
    """The inbox again, its contributions as GB18030 CSV; written once."""
    folder = work / f"{inbox.parent.name}-csv"
    folder.mkdir(exist_ok=True)
    months = set(inbox.glob("contributions*.parquet"))
    for path in sorted(inbox.iterdir()):
        to = folder / path.name
        if path not in months:
            to.unlink(missing_ok=True)
            os.link(path, to)
        elif not (csv := to.with_suffix(".csv")).is_file():
            part = csv.with_suffix(".part")
            write_month_csv(find_content(), path, part, AS_OF)
            part.replace(csv)
    return folder


def newest(inbox: Path) -> Path:
    """The month that comes new: the last one that is settled."""
    return sorted(inbox.glob("contributions*"))[-3]


def linked(inbox: Path, to: Path, leave_out: str) -> Path:
    """The inbox again, by hard links, without one file."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for path in inbox.iterdir():
        if path.name != leave_out:
            os.link(path, to / path.name)
    return to


def one_month_new(
    inbox: Path, work: Path, out: Path, policies: tuple[str, ...] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The night without the newest month, and the one after it with all."""
    before = night(linked(inbox, work / "night", newest(inbox).name), out, policies)
    os.link(newest(inbox), work / "night" / newest(inbox).name)
    return before, night(work / "night", out, policies)


def own_seconds(found: dict[str, Any]) -> float:
    """What the steps took, without Prefect."""
    return sum(took for name, took in found["seconds"].items() if name != "orchestration")


def show(what: str, found: dict[str, Any], scan: float) -> None:
    """One line a night, and one a step."""
    own = own_seconds(found)
    print(f"\n{what}: {own:.1f} s = {own / scan:.1f} scans, peak {found['peak_gib']:.2f} GiB")
    print(f"  start of Python, Prefect and its server, and its end: {found['wall'] - own:.1f} s")
    for name, seconds in found["seconds"].items():
        if name != "orchestration":
            print(f"  {name:10} {seconds:6.2f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("bench"))
    parser.add_argument("--people", type=int, default=1_200_000)
    options = parser.parse_args()
    work = options.work.resolve()
    inbox = city(work, options.people)
    csvs = as_csv(inbox, work)
    out = work / "out"
    shutil.rmtree(out, ignore_errors=True)
    scan = median(3, lambda: float(timed([sys.executable, "-c", SCAN, inbox])[2].split()[-1]))
    print(f"bare scan of all contribution columns: {scan:.2f} s (median of 3)")

    for what, policies in (("two measures", TECHNICIANS), ("all measures", ())):
        show(f"{what}, full night", night(inbox, out / "full", policies), scan)
        shutil.rmtree(out / "full")
        _, second = one_month_new(inbox, work, out / "month", policies)
        show(f"{what}, one of 60 months new", second, scan)
        shutil.rmtree(out / "month")
    first, second = one_month_new(csvs, work, out / "csv")
    show("all measures, first night of 59 months as GB18030 CSV", first, scan)
    show("all measures, one of 60 months new as GB18030 CSV", second, scan)
    print(f"  of the first night: {own_seconds(second) / own_seconds(first):.2f}")
    shutil.rmtree(out / "csv")
    first_read(newest(csvs), work)


def first_read(csv: Path, work: Path) -> None:
    """The reader alone on one CSV, beside the least that others need for it."""
    inbox = work / "one"
    shutil.rmtree(inbox, ignore_errors=True)
    inbox.mkdir()
    os.link(csv, inbox / csv.name)
    utf8 = work / "month.utf8"
    iconv = ["sh", "-c", f"iconv -f GB18030 -t UTF-8 '{csv}' > '{utf8}'"]
    bare = median(3, lambda: timed([*iconv])[0] + timed([sys.executable, "-c", READ_CSV, utf8])[0])
    reader = Path(__file__).with_name("read_one.py")
    words = [sys.executable, reader, inbox / csv.name, work / "out" / "read"]
    own = median(3, lambda: float(timed(words)[2].split()[-1]))
    size = csv.stat().st_size / 1e6
    print(
        f"\nfirst read of one GB18030 CSV ({size:.0f} MB): {own:.2f} s, "
        f"iconv and read_csv {bare:.2f} s, ratio {own / bare:.2f}"
    )


if __name__ == "__main__":
    main()
