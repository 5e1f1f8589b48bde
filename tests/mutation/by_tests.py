"""Whether the tests of facts notice that a SELECT was altered, in a copy of the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from zhaoren.content import Content
from zhaoren.transforms import Transform

WITHOUT = shutil.ignore_patterns(
    ".git", ".venv", "out", "bench", "build", "__pycache__", ".*_cache"
)
TESTS = "tests/facts"


class Copy:
    """A copy of the project in which one SELECT at a time is altered."""

    def __init__(self, content: Content, folder: Path) -> None:
        self._root = folder / "copy"
        shutil.copytree(content.root, self._root, ignore=WITHOUT)

    def notices(self, label: str, mutant: Transform, tables: Sequence[str]) -> bool:
        """Whether a test of the altered table, or of one that follows from it, fails."""
        path = self._root / "transforms" / label
        before = path.read_text("utf-8")
        path.write_text(mutant.sql, "utf-8")
        try:
            return self._fails([mutant.table, *tables])
        finally:
            path.write_text(before, "utf-8")

    def _fails(self, tables: Sequence[str]) -> bool:
        modules = [
            str(path)
            for path in sorted((self._root / TESTS).glob("test_*.py"))
            if any(table in path.read_text("utf-8") for table in ("fact.{grain}", *tables))
        ]
        told = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *modules]
        paths = os.pathsep.join((str(self._root / "src"), str(self._root)))
        ran = subprocess.run(
            told,
            cwd=self._root,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            check=False,
        )
        assert ran.returncode in (0, 1), ran.stdout[-2000:]
        return ran.returncode == 1
