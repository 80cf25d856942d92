"""Fits text into a box: chooses the size and the lines; says when not all of it fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sheet2plan.render.pdf.fonts import ASCENT, DESCENT, WIDTH_OF, width_of

CONTINUED = "…see plan"
PADDING = 2.0
LEADING = 1.15
LINE_FLOOR, PROSE_FLOOR = 6.0, 7.0
LINE_TOP, PROSE_TOP = 12.0, 10.0


@dataclass(frozen=True, slots=True)
class Box:
    """The room a field has for text. `size` is the form's own font size, 0 when the viewer may choose.

    `cells` is the number of combs (0: none), `limit` the most characters the field takes (0: any number).
    """

    width: float
    height: float
    size: float = 0.0
    multiline: bool = False
    cells: int = 0
    limit: int = 0
    max_lines: int = 0


@dataclass(frozen=True, slots=True)
class Fit:
    """What is shown: its text, its lines, their size; `whole` is False when the text had to be cut or left out."""

    text: str
    lines: tuple[str, ...]
    size: float
    whole: bool = True


def fit(text: str, box: Box) -> Fit:
    """The text at the largest size that shows all of it, else the whole words that fit and a pointer to the plan."""
    if not box.multiline:
        text = " ".join(text.split())
    if box.cells:
        return _in_cells(text, box)
    lay = _prose if box.multiline else _line
    return _all_of(text, box, lay) or _part_of(text, box, lay)


Lay = Callable[[str, Box, float], "Fit | None"]


def _all_of(text: str, box: Box, lay: Lay) -> Fit | None:
    if box.limit and len(text) > box.limit:
        return None
    return next(filter(None, (lay(text, box, size) for size in _sizes(box))), None)


def _part_of(text: str, box: Box, lay: Lay) -> Fit:
    ends = [word.end() for word in re.finditer(r"\S+", text)]
    heads = [CONTINUED, *(_cut(text[:end]) for end in ends[:-1])]
    smallest = min(_sizes(box))
    low, high, best = 0, len(heads), Fit("", (), smallest, whole=False)
    while low < high:
        middle = (low + high) // 2
        fitted = _at(heads[middle], box, lay, smallest)
        if fitted is None:
            high = middle
        else:
            low, best = middle + 1, Fit(fitted.text, fitted.lines, fitted.size, whole=False)
    return best


def _cut(head: str) -> str:
    return f"{head} {CONTINUED}" + "]" * (head.count("[") > head.count("]"))


def _at(text: str, box: Box, lay: Lay, size: float) -> Fit | None:
    return None if box.limit and len(text) > box.limit else lay(text, box, size)


def _sizes(box: Box) -> Iterator[float]:
    floor, top = (PROSE_FLOOR, PROSE_TOP) if box.multiline else (LINE_FLOOR, LINE_TOP)
    size = box.size or top
    if not box.multiline:
        size = min(size, max(floor, (box.height - 1) / (ASCENT + DESCENT)))
    while size > floor:
        yield size
        size = (size * 2 - 1) // 1 / 2
    yield min(floor, box.size or floor)


def _line(text: str, box: Box, size: float) -> Fit | None:
    return Fit(text, (text,), size) if width_of(text, size) <= box.width - 2 * PADDING else None


def _prose(text: str, box: Box, size: float) -> Fit | None:
    lines = tuple(line for part in text.split("\n") for line in wrap(part, box.width - 2 * PADDING, size))
    room = int((box.height - 2 * PADDING - (ASCENT + DESCENT) * size + 0.01) // (size * LEADING)) + 1
    return Fit(text, lines, size) if len(lines) <= min(room, box.max_lines or room) else None


def _in_cells(text: str, box: Box) -> Fit:
    size = min(_sizes(box)) if box.size else min(LINE_TOP, box.height * 0.8)
    # Part of an identifier is another identifier: in combs it is all or nothing.
    return Fit(text, (text,), size) if len(text) <= box.cells else Fit("", (), size, whole=False)


def wrap(text: str, width: float, size: float) -> list[str]:
    """The lines of one paragraph; a word wider than the line is broken, so that no letter is lost."""
    lines, line, used = [], "", 0.0
    space = WIDTH_OF[" "] * size
    for word in text.split(" "):
        for piece, wide in _pieces(word, width, size):
            if line and used + space + wide <= width:
                line, used = f"{line} {piece}", used + space + wide
                continue
            if line:
                lines.append(line)
            line, used = piece, wide
    return [*lines, line]


def _pieces(word: str, width: float, size: float) -> Iterator[tuple[str, float]]:
    start, used = 0, 0.0
    for index, letter in enumerate(word):
        wide = WIDTH_OF[letter] * size
        if used + wide > width and index > start:
            yield word[start:index], used
            start, used = index, 0.0
        used += wide
    if word[start:]:
        yield word[start:], used
