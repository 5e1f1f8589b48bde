"""Names of people and employers, as they are compared (1-inputs, Normalisation)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
DOTS = re.compile(f"(?<=[{HAN}])[·•・．.](?=[{HAN}])")


@cache
def comparable(name: str) -> str:
    """A person's name "compared after normalisation, white space dropped".

    "middle dots `· • ・ ． .` between Han characters become `·`"
    """
    dotted = DOTS.sub("·", unicodedata.normalize("NFKC", name).strip())
    return "".join(dotted.split())


@cache
def folded(name: str) -> str:
    """An employer's name with "all white space removed, full width folded"."""
    return "".join(unicodedata.normalize("NFKC", name).split())
