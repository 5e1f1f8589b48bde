"""`python -m zhaoren.catalogue`: docs/policies.md."""

from __future__ import annotations

import sys

from zhaoren.catalogue.describe import document
from zhaoren.content import find_content

if __name__ == "__main__":
    sys.stdout.write(document(find_content()))
