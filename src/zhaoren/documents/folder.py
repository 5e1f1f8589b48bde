"""Where documents for offices lie: <out>/documents/<city>/, for their owner alone."""

from __future__ import annotations

from pathlib import Path

from zhaoren.durable import write_whole
from zhaoren.faults import plain_fault
from zhaoren.workspace import make_private, private_files


def document_path(out: Path, city: str, name: str) -> Path:
    """Where a document of that name lies."""
    return out / "documents" / city / name


def write_document(out: Path, city: str, name: str, content: bytes) -> Path:
    """Write a document whole, unless it stands there already with the same bytes; where it lies."""
    path = document_path(out, city, name)
    with private_files(), plain_fault(out):
        make_private(path.parent)
        if not path.is_file() or path.read_bytes() != content:
            write_whole(path, content)
    return path
