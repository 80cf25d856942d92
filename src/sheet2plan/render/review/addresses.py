"""Addresses of cells, as a sheet's XML writes them."""

from __future__ import annotations

import re

Place = tuple[int, int]  # row as Excel counts it, column from 0

LAST_ROW, LAST_COLUMN = 1_048_576, 16_383
REFERENCE = re.compile(rb"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def corners_of(ref: bytes) -> tuple[Place, Place] | None:
    """The first and last place of a range such as A1:F20, or of one cell; None for what is none."""
    first, _, last = ref.partition(b":")
    begin, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last or first)
    if begin is None or end is None:
        return None
    return (int(begin[2]), column_index(begin[1])), (int(end[2]), column_index(end[1]))


def parse_place(ref: str) -> Place | None:
    """The place of an address such as F27; None for what is none."""
    corners = corners_of(ref.encode())
    return corners[0] if corners else None


def column_index(letters: bytes) -> int:
    """The index from 0 of a column's letters."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + letter - 64
    return index - 1
