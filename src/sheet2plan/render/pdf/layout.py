"""Fits text into a box: chooses the size, the lines and their places; says when not all of it fits.

Sizes and places follow what Acrobat does: a single line that may choose its size fills the height, prose starts at
twelve points; a size that the form fixed is kept unless the text would not fit, then it shrinks to a floor.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from sheet2plan.render.pdf.faces import Face

LINE_FLOOR, PROSE_FLOOR, AUTO_FLOOR = 5.0, 6.0, 4.0
PROSE_TOP, LINE_TOP = 12.0, 144.0
_CLOSE = re.compile(
    r"[\u1100-\u11FF\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFFEF\U00020000-\U0003FFFF]"
)
_APART = re.compile(f" ?{_CLOSE.pattern}| ?(?:(?!{_CLOSE.pattern})[^ ])+| ")


@dataclass(frozen=True, slots=True)
class Box:
    """The room a field has for text. `size` is the form's own font size, 0 when the viewer may choose.

    `inset` is the width of the border; `cells` the number of combs (0: none), `limit` the most characters the field
    takes (0: any number); `align` 0 left, 1 centred, 2 right. `padding` is from the edge to the text at the sides,
    `clear` above and below, `room` how wide a line may be.
    """

    width: float
    height: float
    size: float = 0.0
    multiline: bool = False
    cells: int = 0
    limit: int = 0
    max_lines: int = 0
    align: int = 0
    inset: float = 1.0
    padding: float = field(init=False)
    room: float = field(init=False)
    clear: float = field(init=False)

    def __post_init__(self) -> None:
        padding = min(max(self.inset * 2, 2.0), self.width / 6)
        object.__setattr__(self, "padding", padding)
        object.__setattr__(self, "room", max(self.width - 2 * padding, 0.1))
        object.__setattr__(self, "clear", min(self.inset, self.height / 12))


@dataclass(frozen=True, slots=True)
class Fit:
    """What is shown: text, size, (line, left end, base line) of each line; `whole` is False when text was left out."""

    text: str
    size: float
    lines: tuple[tuple[str, float, float], ...]
    whole: bool = True


def fit(text: str, box: Box, face: Face) -> Fit:
    """The text at the largest size that shows all of it; not `whole`, and empty, when there is none."""
    if not box.multiline and ("\n" in text or "\t" in text):
        text = " ".join(text.split())
    if box.limit and len(text) > box.limit:
        return Fit("", 0.0, (), whole=False)
    if box.cells:
        return _in_cells(text, box, face)
    if box.multiline:
        return _prose(text, box, face)
    return _line(text, box, face)


def cut(text: str, box: Box, face: Face, pointer: str) -> Fit:
    """The whole words that fit with the pointer behind them; empty when not even the pointer fits."""
    ends = [word.end() for word in re.finditer(r"\S+", text)]
    heads = [pointer, *(_pointed(text[:end], pointer) for end in ends[:-1])]
    low, high, best = 0, len(heads), Fit("", 0.0, (), whole=False)
    while low < high:
        middle = (low + high) // 2
        fitted = fit(heads[middle], box, face)
        if fitted.whole:
            low, best = middle + 1, Fit(fitted.text, fitted.size, fitted.lines, whole=False)
        else:
            high = middle
    return best


def _pointed(head: str, pointer: str) -> str:
    return f"{head} {pointer}" + "]" * (head.count("[") > head.count("]"))


def _tallest(box: Box, face: Face, ink: float) -> float:
    """The largest size whose ink, so high over the base line, stays between the edges."""
    return max(box.height - 2 * box.clear, 0.5) / (ink + face.deep)


def _top(text: str, face: Face) -> float:
    # Accents stand on capitals; plain letters don't reach higher than the ascent.
    return face.top if text.isascii() else max(face.top, 0.95)


def _line(text: str, box: Box, face: Face) -> Fit:
    ink = _top(text, face)
    wide, tall = face.width(text), _tallest(box, face, ink)
    widest = box.room / wide if wide else LINE_TOP
    if box.size:
        size, floor = min(box.size, tall), min(box.size, LINE_FLOOR, tall)
    else:
        size, floor = min(max(box.height - 4 * box.clear, 1.0) / face.leading, tall, LINE_TOP), min(AUTO_FLOOR, tall)
    if size > widest:
        size = widest // 0.05 * 0.05
        if size < floor:
            return Fit("", 0.0, (), whole=False)
    left = box.padding + (box.room - wide * size) * box.align / 2
    return Fit(text, size, ((text, left, _middle(ink, size, box, face)),))


def _middle(ink: float, size: float, box: Box, face: Face) -> float:
    """The base line that centres capitals, unless what hangs down or stands up would leave the box."""
    base = (box.height - face.capital * size) / 2
    lowest = box.clear + face.deep * size
    highest = box.height - box.clear - ink * size
    return max(min(base, highest), lowest) if lowest <= highest else (lowest + highest) / 2


def _in_cells(text: str, box: Box, face: Face) -> Fit:
    # Part of an identifier is another identifier: in combs it is all or nothing.
    if len(text) > box.cells:
        return Fit("", 0.0, (), whole=False)
    cell, ink = box.width / box.cells, _top(text, face)
    widths = [face.width(letter) for letter in text]
    auto = min(max(box.height - 4 * box.clear, 1.0) / face.leading, 12.0)
    size = min(box.size or auto, _tallest(box, face, ink), cell / max(widths, default=1) if any(widths) else 12.0)
    first = (0, (box.cells - len(text)) // 2, box.cells - len(text))[box.align]
    base = _middle(ink, size, box, face)
    placed = (
        (letter, (first + place) * cell + (cell - wide * size) / 2, base)
        for place, (letter, wide) in enumerate(zip(text, widths, strict=True))
        if letter != " "
    )
    return Fit(text, size, tuple(placed))


@dataclass(frozen=True, slots=True)
class _Words:
    """A paragraph in pieces that are not broken, with their widths; lines are `joined` with `gap` between.

    `ends` says how far each piece reaches when all stand on one line.
    """

    pieces: list[str]
    joined: list[str]
    gap: str
    widths: list[float]
    ends: list[float]


def _prose(text: str, box: Box, face: Face) -> Fit:
    blank = face.width(" ")
    paragraphs = [_words(part, face, blank) for part in text.replace("\t", " ").split("\n")]
    over, ink = _over(box), _top(text, face)
    for size in _prose_sizes(box, face, ink):
        room = box.room / size
        lines = [line for words in paragraphs for line in _wrapped(words, room, face.width)]
        step, behind = size * face.leading, len(lines) - 1
        too_many = behind and box.max_lines and behind >= box.max_lines
        if too_many or max([wide for _, wide in lines]) * size > box.room + 0.01:
            continue
        top = box.height - over - ink * size
        spare = top - behind * step - (box.clear + face.deep * size)
        if spare >= -0.01:
            # The first line keeps the distance that accents would need, where there is room for it.
            top -= max(min(spare, box.clear + max(0.95 - ink, 0.0) * size), 0.0)
            placed = [
                (line, box.padding + (box.room - wide * size) * box.align / 2, top - number * step)
                for number, (line, wide) in enumerate(lines)
            ]
            return Fit(text, size, tuple(placed))
    return Fit("", 0.0, (), whole=False)


def _prose_sizes(box: Box, face: Face, ink: float) -> Iterator[float]:
    floor = AUTO_FLOOR if not box.size else min(box.size, PROSE_FLOOR)
    tallest = _tallest(box, face, ink) * 0.97
    size = min(box.size or PROSE_TOP, tallest)
    while size > floor:
        yield size
        size = (size * 2 - 0.001) // 1 / 2
    highest = max(box.height - box.clear - _over(box), 0.5) / (ink + face.deep)
    yield min(floor, tallest, highest)


def _over(box: Box) -> float:
    """How far the first line of several stays from the upper edge."""
    return max(box.clear, 1.0)


def _words(paragraph: str, face: Face, blank: float) -> _Words:
    pieces = paragraph.split(" ")
    if paragraph.isascii() or not _CLOSE.search(paragraph):
        widths = face.widths_of(pieces)
        return _Words(pieces, pieces, " ", widths, list(accumulate([wide + blank for wide in widths])))
    # Chinese, Japanese and Korean may break between any two characters.
    joined = [piece for word in pieces for piece in _APART.findall(f" {word}")]
    pieces = [piece.removeprefix(" ") for piece in joined]
    widths = face.widths_of(pieces)
    steps = [wide + blank if piece[:1] == " " else wide for wide, piece in zip(widths, joined, strict=True)]
    return _Words(pieces, joined, "", widths, list(accumulate(steps)))


Line = tuple[str, float]


def _wrapped(words: _Words, room: float, measured: Callable[[str], float]) -> list[Line]:
    """The lines of one paragraph; a word wider than the line is broken, so that no letter is lost."""
    lines: list[Line] = []
    start, ends = 0, words.ends
    while start < len(ends):
        line, used = words.pieces[start], words.widths[start]
        if used > room:
            *full, (line, used) = _broken(line, room, measured)
            lines += full
        end = bisect_right(ends, room - used + ends[start], start + 1)
        lines.append((words.gap.join([line, *words.joined[start + 1 : end]]), used + ends[end - 1] - ends[start]))
        start = end
    return lines


def _broken(word: str, room: float, measured: Callable[[str], float]) -> list[Line]:
    pieces: list[Line] = []
    rest = word
    while rest:
        low, high = 1, len(rest)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if measured(rest[:middle]) <= room else (low, middle - 1)
        pieces.append((rest[:low], measured(rest[:low])))
        rest = rest[low:]
    return pieces
