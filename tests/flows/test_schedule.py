"""Two in the morning in China: `zhaoren serve`, prefect.yaml and the flow agree."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy
from ruamel.yaml import YAML

from zhaoren.cli.orchestrator import load_flow
from zhaoren.cli.serve import NIGHTLY, ZONE
from zhaoren.content import find_content
from zhaoren.night import NightOptions

from .conftest import INBOX


def deployment() -> dict[str, Any]:
    path = Path(__file__).parents[2] / "prefect.yaml"
    (found,) = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["deployments"]
    return dict(found)


def test_prefect_yaml_says_what_serve_says() -> None:
    (schedule,) = deployment()["schedules"]
    assert (
        (schedule["cron"], schedule["timezone"])
        == (NIGHTLY, ZONE)
        == ("0 2 * * *", "Asia/Shanghai")
    )
    path, name = deployment()["entrypoint"].split(":")
    assert (find_content().root / path, name) == (find_content().flows / "nightly.py", "nightly")


def test_the_flow_takes_what_a_night_is_told() -> None:
    flow = load_flow(find_content())
    parameters = inspect.signature(flow.fn).parameters
    assert list(parameters) == list(NightOptions.__dataclass_fields__)
    assert set(deployment()["parameters"]) <= set(parameters)
    assert (flow.name, flow.persist_result) == ("nightly", False)


@pytest.mark.long
@pytest.mark.skipif(
    sqlalchemy.__version__ >= "2.1",
    reason="prefect 3.8 cannot store scheduled runs with SQLAlchemy 2.1 (bulk_dml)",
)
def test_serve_schedules_every_night_at_two(tmp_path: Path) -> None:
    log = tmp_path / "out" / "prefect" / "server.log"
    words = ["serve", "--city", "zibo", "--inbox", str(INBOX), "--out", str(tmp_path / "out")]
    command = [sys.executable, "-c", "from zhaoren.cli import main; main()", *words, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as serving:
        try:
            runs = wait_for_runs(log)
        finally:
            serving.terminate()
    starts = {
        datetime.fromisoformat(run["expected_start_time"]).astimezone(ZoneInfo(ZONE))
        for run in runs
    }
    assert {(start.hour, start.minute) for start in starts} == {(2, 0)}
    assert runs[0]["parameters"]["city"] == "zibo"


def wait_for_runs(log: Path) -> list[dict[str, Any]]:
    opener = build_opener(ProxyHandler({}))
    for _ in range(240):
        time.sleep(0.5)
        found = re.search(r"http://\S+/api", log.read_text("utf-8")) if log.exists() else None
        if not found:
            continue
        ask = Request(
            f"{found[0]}/flow_runs/filter",
            data=b"{}",
            headers={"Content-Type": "application/json"},
        )
        try:
            with opener.open(ask) as answer:
                runs: list[dict[str, Any]] = json.load(answer)
        except OSError:
            continue
        if runs:
            return runs
    pytest.fail("nothing was scheduled")
