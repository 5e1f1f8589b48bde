"""Where the content lives: what the system says, beside how it runs.

The content folders (flows, transforms, rules, data_contracts, sample_data)
stand at the root of the repository and ship inside the wheel under
`zhaoren/_content/`. This is the one module that knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from zhaoren.errors import UsageError

FOLDERS = ("flows", "transforms", "rules", "data_contracts", "sample_data")
_BENEFIT = re.compile(r"^benefit: +(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Content:
    """The content folders of one project."""

    root: Path

    @property
    def flows(self) -> Path:
        """Prefect flows, addressed by path."""
        return self.root / "flows"

    @property
    def transforms(self) -> Path:
        """SQL, one SELECT a file; the folder is the layer."""
        return self.root / "transforms"

    @property
    def rules(self) -> Path:
        """The law as data."""
        return self.root / "rules"

    @property
    def data_contracts(self) -> Path:
        """Open Data Contract Standard files of inputs and outputs."""
        return self.root / "data_contracts"

    @property
    def sample_data(self) -> Path:
        """Generator settings and the committed inboxes."""
        return self.root / "sample_data"


def find_content(project: Path | None = None) -> Content:
    """The content of `project`, else the packaged copy, else the repository.

    Raises:
        UsageError: `project` lacks one of the content folders.
    """
    package = Path(__file__).resolve().parent
    if project is None:
        packaged = package / "_content"
        return Content(packaged if packaged.is_dir() else package.parents[1])
    root = project.resolve()
    missing = [name for name in FOLDERS if not (root / name).is_dir()]
    if missing:
        raise UsageError(
            f"--project {project} lacks the folder(s) {', '.join(missing)}; "
            "name a folder that holds flows, transforms, rules, data_contracts and sample_data."
        )
    return Content(root)


def benefits_elsewhere(rules: Path, city: str) -> frozenset[str]:
    """Ids of the other cities' policies and benefits; nothing else that they say is read."""
    found = set[str]()
    for path in rules.glob("*/*/policy.yaml"):
        if path.parts[-3] != city:
            found.add("/".join(path.parts[-3:-1]))
            found.update(_BENEFIT.findall(path.read_text(encoding="utf-8")))
    return frozenset(found)
