"""Right-to-left text: which way each character runs, and the order in which a line is drawn.

The implicit part of the Unicode bidirectional algorithm (UAX #9, rules W1-W7, N1-N2, I1-I2, L1-L2); explicit embedding
characters are left out of the text before it comes here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

_STRONG = ("L", "R", "AL")
_NEUTRAL = ("B", "S", "WS", "ON")


def needs_order(text: str) -> bool:
    """Whether any of it runs from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text)


def base_level(text: str) -> int:
    """0 for a paragraph that runs left to right, 1 for one that runs right to left."""
    first = next((kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), "L")
    return 0 if first == "L" else 1


def levels(text: str, base: int) -> list[int]:
    """The level of each character: even runs left to right, odd right to left."""
    kinds = [unicodedata.bidirectional(letter) or "L" for letter in text]
    _weak(kinds, "R" if base else "L")
    _neutral(kinds, "R" if base else "L")
    found = [_level(kind, base) for kind in kinds]
    for place in range(len(text) - 1, -1, -1):
        if not text[place].isspace():
            break
        found[place] = base
    return found


def _weak(kinds: list[str], edge: str) -> None:
    previous = strong = edge
    for place, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kind = previous
        if kind == "EN" and strong == "AL":
            kind = "AN"
        kinds[place] = previous = kind
        strong = kind if kind in _STRONG else strong
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    _separators(kinds)
    strong = edge
    for place, kind in enumerate(kinds):
        strong = kind if kind in ("L", "R") else strong
        if kind == "EN" and strong == "L":
            kinds[place] = "L"


def _separators(kinds: list[str]) -> None:
    for place in range(1, len(kinds) - 1):
        around = kinds[place - 1], kinds[place + 1]
        if around[0] == around[1] and (
            (kinds[place] == "CS" and around[0] in ("EN", "AN")) or (kinds[place] == "ES" and around[0] == "EN")
        ):
            kinds[place] = around[0]
    start = 0
    for kind, group in groupby(list(kinds)):
        end = start + len(list(group))
        beside = (kinds[start - 1] if start else "", kinds[end] if end < len(kinds) else "")
        if kind == "ET":
            kinds[start:end] = ["EN" if "EN" in beside else "ON"] * (end - start)
        start = end
    kinds[:] = ["ON" if kind in ("ES", "CS", "ET") else kind for kind in kinds]


def _neutral(kinds: list[str], edge: str) -> None:
    start = 0
    for neutral, group in groupby([kind in _NEUTRAL for kind in kinds]):
        end = start + len(list(group))
        if neutral:
            before = _direction(kinds[start - 1]) if start else edge
            after = _direction(kinds[end]) if end < len(kinds) else edge
            kinds[start:end] = [before if before == after else edge] * (end - start)
        start = end


def _direction(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else "L"


def _level(kind: str, base: int) -> int:
    if kind == "L":
        return base + base % 2
    if kind == "R":
        return base + 1 - base % 2
    return base + 2 - base % 2 if kind in ("EN", "AN") else base


def runs(text: str, base: int) -> Iterator[tuple[str, bool]]:
    """The pieces of a line as they are drawn from left to right, each with whether it runs from right to left."""
    known = levels(text, base)
    pieces: list[tuple[int, int, int]] = []
    start = 0
    for level, group in groupby(known):
        end = start + len(list(group))
        pieces.append((level, start, end))
        start = end
    for level, begin, end in _reordered(pieces):
        yield text[begin:end], bool(level % 2)


def _reordered(pieces: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    ordered = list(pieces)
    highest = max((level for level, _, _ in ordered), default=0)
    for level in range(highest, 0, -1):
        start = 0
        while start < len(ordered):
            end = start
            while end < len(ordered) and ordered[end][0] >= level:
                end += 1
            ordered[start:end] = ordered[start:end][::-1]
            start = max(end, start + 1)
    return ordered
