"""Comments (Excel's notes): ours behind the sheet's own, in the comments part and in the drawing of their boxes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from sheet2plan.model import column_letters
from sheet2plan.render.review.addresses import LAST_COLUMN, LAST_ROW, Place, parse_place
from sheet2plan.render.review.grid import Grid
from sheet2plan.render.review.markup import (
    Element,
    attribute,
    children,
    inserted,
    masked,
    prefixed,
    root,
    text,
)

AUTHOR = "sheet2plan"
MAX_TEXT = 32_000  # Excel's own limit is a little above

_BOX_WIDTH, _LINE_HEIGHT, _LINE_LENGTH, _TALLEST = 330, 15, 52, 480
_BLOCK = 1024  # shape ids come in blocks of this many, one block or more to a sheet
_SHAPE_ID = re.compile(rb"_x0000_s(\d{1,9})\b")
_ID_MAP = re.compile(rb"""<(?:[\w.-]+:)?idmap\b[^>]*?\sdata\s*=\s*(["'])([\d,\s]*)\1""")
_LOOK = b'<sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/>'

_VML = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>'
)
_NAMESPACES = (
    (b"v", b"urn:schemas-microsoft-com:vml"),
    (b"o", b"urn:schemas-microsoft-com:office:office"),
    (b"x", b"urn:schemas-microsoft-com:office:excel"),
)
_ID_MAP_OF = b'<o:shapelayout v:ext="edit"%b><o:idmap v:ext="edit" data="%b"/></o:shapelayout>'
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"%b>'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:1.5pt;'
    b'width:%dpt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"%b>'
    b'<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    b'<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%b</x:Anchor>'
    b"<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)


@dataclass(frozen=True, slots=True)
class Note:
    """What a comment says: a bold heading and the words under it, once or several times."""

    place: Place
    paragraphs: tuple[tuple[str, str], ...]

    @property
    def length(self) -> int:
        """How many characters it has."""
        return sum(len(heading) + len(words) + 2 for heading, words in self.paragraphs)


def blank_comments(namespace: str) -> bytes:
    """A comments part without comments."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<comments xmlns="{namespace}"><authors/><commentList/></comments>'.encode()


def blank_drawing() -> bytes:
    """A drawing of comment boxes without any."""
    return _VML


def with_notes(xml: bytes, notes: Sequence[Note]) -> tuple[bytes, tuple[Note, ...]]:
    """A comments part with the notes, and those notes that are comments of their own and so need a box.

    A note for a cell that has a comment already goes behind that comment's words. Raises ValueError for a part that
    is no comments part.
    """
    mask = masked(xml)
    top = root(mask)
    parts = {part.local: part for part in children(mask, top.inner, top.inner_end)}
    if not {b"authors", b"commentList"} <= parts.keys():
        raise ValueError("no comments part")
    authors, listed = parts[b"authors"], parts[b"commentList"]
    there = _by_place(mask, listed)
    author, xml_authors = _author(xml, mask, authors)
    fresh = tuple(note for note in notes if note.place not in there)
    new = prefixed(b"".join(_comment(note, author) for note in fresh), top.prefix)
    out = inserted(xml, listed, new)
    own = [(there[note.place], note) for note in notes if note.place in there]
    for comment, note in sorted(own, key=lambda pair: pair[0].start, reverse=True):
        out = _merged(out, mask, comment, prefixed(_runs(note, b"\n\n"), top.prefix))
    return out[: authors.start] + xml_authors + out[authors.end :], fresh


def _by_place(mask: bytes, listed: Element) -> dict[Place, Element]:
    there = {}
    for comment in children(mask, listed.inner, listed.inner_end):
        place = parse_place((attribute(mask[comment.start : comment.inner], b"ref") or b"").decode("ascii", "replace"))
        if place is not None:
            there[place] = comment
    return there


def _author(xml: bytes, mask: bytes, authors: Element) -> tuple[int, bytes]:
    """The number of our author, and the authors with it."""
    names = [xml[part.inner : part.inner_end] for part in children(mask, authors.inner, authors.inner_end)]
    if AUTHOR.encode() in names:
        return names.index(AUTHOR.encode()), xml[authors.start : authors.end]
    ours = prefixed(f"<author>{AUTHOR}</author>".encode(), authors.prefix)
    return len(names), inserted(xml[: authors.end], authors, ours)[authors.start :]


def _comment(note: Note, author: int) -> bytes:
    row, column = note.place
    reference = f"{column_letters(column)}{row}".encode()
    return b'<comment ref="%b" authorId="%d"><text>%b</text></comment>' % (reference, author, _runs(note, b""))


def _runs(note: Note, before: bytes) -> bytes:
    runs = []
    for heading, words in note.paragraphs:
        bold = b'<r><rPr><b/>%b</rPr><t xml:space="preserve">%b%b</t></r>' % (_LOOK, before, text(heading))
        runs.append(bold + b'<r><rPr>%b</rPr><t xml:space="preserve">\n%b</t></r>' % (_LOOK, text(words)))
        before = b"\n\n"
    return b"".join(runs)


def _merged(xml: bytes, mask: bytes, comment: Element, runs: bytes) -> bytes:
    """The part with runs behind a comment's own words; plain words become a run, for Excel reads either or."""
    for part in children(mask, comment.inner, comment.inner_end):
        if part.local == b"text":
            words = list(children(mask, part.inner, part.inner_end))
            runs_there = [word for word in words if word.local in (b"t", b"r")]
            if not runs_there:
                return inserted(xml, part, runs)
            last = runs_there[-1]
            own = xml[last.start : last.end]
            if last.local == b"t":
                own = b"<%br>%b</%br>" % (part.prefix, own, part.prefix)
            return xml[: last.start] + own + runs + xml[last.end :]
    return xml


def used_blocks(drawing: bytes) -> set[int]:
    """The blocks of shape ids that a drawing uses or claims."""
    claimed = {int(block) for found in _ID_MAP.finditer(drawing) for block in found[2].split(b",") if block.strip()}
    return claimed | {int(found[1]) // _BLOCK for found in _SHAPE_ID.finditer(drawing)}


def with_boxes(drawing: bytes, notes: Sequence[Note], grid: Grid, first_block: int) -> bytes:
    """A drawing with a hidden box for each note. Ids are taken from `first_block` on, which nobody may use yet."""
    top = root(masked(drawing))
    spare = _declarations(drawing[top.start : top.inner])
    blocks = range(first_block, first_block + blocks_needed(notes))
    claimed = b",".join(b"%d" % block for block in blocks)
    found = _ID_MAP.search(drawing)
    shapes = []
    if found is None:
        shapes.append(_ID_MAP_OF % (spare, claimed))
    if b'"_x0000_t202"' not in drawing:
        shapes.append(_SHAPE_TYPE % spare)
    shapes += [_box(note, grid, number, first_block, spare) for number, note in enumerate(notes)]
    out = inserted(drawing, top, b"".join(shapes))
    if found is None:
        return out
    return out[: found.end(2)] + b"," * bool(found[2].strip()) + claimed + out[found.end(2) :]


def blocks_needed(notes: Sequence[Note]) -> int:
    """How many blocks of shape ids the boxes take."""
    return ceil(len(notes) / (_BLOCK - 1))


def _declarations(tag: bytes) -> bytes:
    """The namespaces that the drawing's outermost element leaves undeclared, for each element of ours."""
    return b"".join(
        b' xmlns:%b="%b"' % (prefix, name) for prefix, name in _NAMESPACES if attribute(tag, b"xmlns:" + prefix) != name
    )


def _box(note: Note, grid: Grid, number: int, first_block: int, spare: bytes) -> bytes:
    block, place_in_block = divmod(number, _BLOCK - 1)
    shape = (first_block + block) * _BLOCK + 1 + place_in_block
    height = _box_height(note)
    anchor = ", ".join(map(str, _anchor(note.place, height, grid))).encode()
    row, column = note.place
    points = (_BOX_WIDTH * 3 // 4, height * 3 // 4)
    return _SHAPE % (shape, *points, number + 1, spare, anchor, row - 1, column)


def _box_height(note: Note) -> int:
    lines = sum(
        max(1, ceil(len(line) / _LINE_LENGTH))
        for heading, words in note.paragraphs
        for line in (heading, *words.split("\n"), "")
    )
    return min(lines * _LINE_HEIGHT + 8, _TALLEST)


def _anchor(place: Place, height: int, grid: Grid) -> Iterator[int]:
    """Left column, top row, right column, bottom row, counted from 0, each followed by the offset in it in pixels."""
    row, column = place
    left = column + 1 if column <= LAST_COLUMN - 8 else column - 6
    top = max(row - 2, 0) if row <= LAST_ROW - 40 else row - 40
    right, bottom = (
        _reach(left, 15, _BOX_WIDTH, grid.width),
        _reach(top, 4, height, lambda index: grid.height(index + 1)),
    )
    yield from (left, 15, top, 4, *right, *bottom)


def _reach(start: int, offset: int, length: int, size: Callable[[int], int]) -> tuple[int, int]:
    """Where a length ends that begins at an offset in column or row `start`, and the offset there."""
    length += offset
    for index in range(start, start + 60):
        if length < size(index):
            return index, length
        length -= size(index)
    return start + 60, 0
