"""Numbers that were found canonical once in a night, recognised by their hash.

The same organisations stand in every row of every file. What is not recognised
is looked at as if nothing were known, so forgetting one costs time only.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
_LAST = np.uint64((1 << 21) - 1)  # slot, of 16 MB; a city has some ten thousand organisations
_HALF = np.uint64(32)  # bits


class Recognised:
    """A table of hashes, each in two places, of which a later one may take both.

    Readers of several files may share it: each write is one of a good number's whole hash.
    """

    def __init__(self) -> None:
        self._slots = np.zeros(int(_LAST) + 1, dtype=np.uint64)

    def unknown(self, hashes: Hashes) -> npt.NDArray[np.intp]:
        """Places of the hashes that are not recognised."""
        places = np.flatnonzero(self._slots[hashes & _LAST] != hashes)
        rest = hashes[places]
        return np.asarray(places[self._slots[rest >> _HALF & _LAST] != rest])

    def learn(self, hashes: Hashes) -> None:
        """Recognise these from now on."""
        self._slots[hashes & _LAST] = hashes
        self._slots[hashes >> _HALF & _LAST] = hashes
