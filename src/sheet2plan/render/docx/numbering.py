"""Ids of a document's parts: marked where a template's loops would repeat them, numbered once the document is whole."""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import nodes

# Stand for ids until the document is whole; characters that XML forbids, so that neither template nor data holds them.
PARAGRAPH_ID, SHAPE_ID, BOOKMARK_ID, CONTROL_ID, DRAWING_ID = "\x01", "\x02", "\x03", "\x04", "\x06"
CONTROL_MARK = "\ufdd6"  # CONTROL_ID in a template's tree, which takes only what XML allows

_PARAGRAPH_IDS = re.compile(r'(w14:paraId=")[0-9A-Fa-f]{8}(")')
_SHAPE_IDS = re.compile(r'(<v:\w+ (?:[^>]*? )?id="[^"{]*|o:spid="[^"{]*)(")')
_BOOKMARKS = re.compile(r'(<w:bookmark(?:Start|End)\b[^>]*? w:id=")(\d+)(")')
_BOOKMARK = re.compile(rf'(<w:bookmark(Start|End)\b[^>]*?w:id=")(\d+){BOOKMARK_ID}("[^>]*>)')
_ANY_ID = re.compile(r'(\bid=")[^"]*')
_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")[^"]*(?=")')
_FIRST_SHAPE = 1000
_FIRST_PARAGRAPH = 0x50000000


def mark_loop_ids(tree: nodes.Template) -> bool:
    """Puts marks in the place of the ids within loops, so that each turn gets its own; tells whether there are any."""
    found = False
    for loop in tree.find_all(nodes.For):
        for part in loop.find_all(nodes.TemplateData):
            marked = _PARAGRAPH_IDS.sub(rf"\g<1>{PARAGRAPH_ID}\g<2>", part.data)
            marked = _SHAPE_IDS.sub(lambda found: found[1].rstrip(SHAPE_ID) + SHAPE_ID + found[2], marked)
            if BOOKMARK_ID not in marked:
                marked = _BOOKMARKS.sub(rf"\g<1>\g<2>{BOOKMARK_ID}\g<3>", marked)
            found = found or marked != part.data
            part.data = marked
    return found


def mark_drawings(tree: nodes.Template) -> bool:
    """Marks the id of each drawing; tells whether that could be done for all."""
    found = 0
    for part in tree.find_all(nodes.TemplateData):
        found += part.data.count("<wp:docPr")
        part.data, marked = _DRAWING.subn(rf"\g<1>{DRAWING_ID}", part.data)
        found -= marked
    return not found


def with_loop_ids(xml: str) -> str:
    """The part with ids of paragraphs, shapes and bookmarks in the places of their marks."""
    xml = numbered(xml, PARAGRAPH_ID, lambda number: f"{_FIRST_PARAGRAPH + number:08X}")
    xml = numbered(xml, SHAPE_ID, lambda number: f"_{number}")
    return _with_bookmarks(xml) if BOOKMARK_ID in xml else xml


def numbered(xml: str, mark: str, name: Callable[[int], str]) -> str:
    """The text with each mark replaced by the name of its number, counted from 1."""
    if mark not in xml:
        return xml
    first, *pieces = pieces_of(xml, mark)
    made = [first]
    for number, piece in enumerate(pieces, 1):
        made += (name(number), piece)
    return "".join(made)


def pieces_of(xml: str, mark: str) -> list[str]:
    """The pieces between marks of one sign; for text as long as a document, several times as fast as str.split."""
    pieces, at = [], 0
    while (place := xml.find(mark, at)) >= 0:
        pieces.append(xml[at:place])
        at = place + 1
    pieces.append(xml[at:])
    return pieces


def _with_bookmarks(xml: str) -> str:
    """Bookmarks of loops with ids and names of their own; the end of one finds the number of its start."""
    open_ones: dict[str, list[int]] = {}
    turns: dict[str, int] = {}
    count = 100_000

    def renumbered(found: re.Match[str]) -> str:
        nonlocal count
        if found[2] == "End":
            number = open_ones.get(found[3], [0]).pop() if open_ones.get(found[3]) else 0
            return f"{found[1]}{number}{found[4]}"
        count += 1
        open_ones.setdefault(found[3], []).append(count)
        turns[found[3]] = turns.get(found[3], 0) + 1
        turn = turns[found[3]]
        whole = f"{found[1]}{count}{found[4]}"
        return whole if turn == 1 else re.sub(r'(w:name=")([^"]*)', rf"\g<1>\g<2>_{turn}", whole)

    return _BOOKMARK.sub(renumbered, xml)


def with_drawing_ids(xml: str, everywhere: bool) -> str:
    """The body with docPr ids from 1001 on, in order; `everywhere` finds also those that values brought."""
    if not everywhere:
        return numbered(xml, DRAWING_ID, lambda number: str(_FIRST_SHAPE + number))
    before, *drawings = xml.split("<wp:docPr")
    made = [before]
    for number, drawing in enumerate(drawings, _FIRST_SHAPE + 1):
        made += ("<wp:docPr", _ANY_ID.sub(rf"\g<1>{number}", drawing, count=1))
    return "".join(made)
