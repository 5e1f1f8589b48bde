"""Build the wheel, install it into a fresh environment, and run a night from another folder.

Run by `make test-wheel`. It is no pytest test because it makes an
environment, which the ordinary tests should not wait for.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str | Path, cwd: Path) -> str:
    """Run a command to its end; its last line of stdout."""
    done = subprocess.run(
        [*map(str, words)], cwd=cwd, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def ships_the_sources(wheel: Path) -> None:
    """The source documents stand in the wheel byte for byte."""
    with zipfile.ZipFile(wheel) as packed:
        for path in sorted((ROOT / "rules/documents").iterdir()):
            if packed.read(f"zhaoren/_content/rules/documents/{path.name}") != path.read_bytes():
                sys.exit(f"the wheel's {path.name} is not the one in rules/documents")


def main() -> None:
    """Build, install, run and compare with what the source tree finds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            folder,
            ".",
            cwd=ROOT,
        )
        (wheel,) = folder.glob("zhaoren-*.whl")
        ships_the_sources(wheel)
        venv.create(folder / "env", with_pip=True)
        pip = [folder / "env/bin/pip", "install", "--quiet", "--disable-pip-version-check"]
        run(*pip, "--no-deps", "--require-hashes", "-r", ROOT / "requirements/run.txt", cwd=folder)
        run(*pip, "--no-deps", wheel, cwd=folder)
        zhaoren = folder / "env/bin/zhaoren"
        night = ["run", "--city", "zibo", "--inbox", ROOT / "sample_data/zibo/inbox"]
        night += ["--as-of", "2026-11-20", "--json"]
        installed = json.loads(run(zhaoren, *night, "--out", folder / "out", cwd=folder))
        here = Path(sys.executable).parent / "zhaoren"
        source = json.loads(run(here, *night, "--out", folder / "source", cwd=ROOT))
        run(zhaoren, "check", cwd=folder)
        run(zhaoren, "test", cwd=folder)
    for what in ("run_id", "outcomes", "amount_fen"):
        if installed[what] != source[what]:
            sys.exit(f"the wheel's {what} differs from the source tree's: {installed[what]}")
    print(f"wheel: 1 passed, 0 failed ({wheel.name}, {installed['amount_fen'] // 100} yuan)")


if __name__ == "__main__":
    main()
