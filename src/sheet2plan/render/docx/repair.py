"""Rendered XML made fit for Word: lines resolved, empty cells and tables mended, ids unique. Strings only, so cheap.

What can happen is found out when a template is compiled; a document pays for nothing that its template can't need.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree

from sheet2plan.render.docx.reading import PartSource

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# Stand for ids until the document is whole; characters that XML forbids, so that neither template nor data holds them.
PARAGRAPH_ID, SHAPE_ID, BOOKMARK_ID, CONTROL_ID, DRAWING_ID = "\x01", "\x02", "\x03", "\x04", "\x06"
HOLLOW_END = "\x05"  # stands before the end of what may have come out empty
CONTROL_MARK = "\ufdd6"  # CONTROL_ID in a template's tree, which takes only what XML allows

_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_PARAGRAPH_IDS = re.compile(r'(w14:paraId=")[0-9A-Fa-f]{8}(")')
_SHAPE_IDS = re.compile(r'(<v:\w+ (?:[^>]*? )?id="[^"{]*|o:spid="[^"{]*)(")')
_BOOKMARKS = re.compile(r'(<w:bookmark(?:Start|End)\b[^>]*? w:id=")(\d+)(")')
_BOOKMARK = re.compile(rf'(<w:bookmark(Start|End)\b[^>]*?w:id=")(\d+){BOOKMARK_ID}("[^>]*>)')
_ANY_ID = re.compile(r'(\bid=")[^"]*')
_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")[^"]*(?=")')
_CELL_LEVEL = re.compile(r"\{[{%]tc |\{%\s*(?:colspan|hm)\b")
_LINE_SIGNS = ("\n", "\t", "\a", "\f")
_ENDS = tuple(
    f"</w:{name}>"
    for name in ("tbl", "sdtContent", "tc", "hdr", "ftr", "footnote", "endnote", "comment", "txbxContent")
)
_FIRST_SHAPE = 1000
_FIRST_PARAGRAPH = 0x50000000

Fix = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Needs:
    """What documents of one part may need. `hollow`: something may come out empty that Word wants filled.

    `drawings`: there are some whose ids could not be marked.
    """

    exact_tables: bool
    drawings: bool
    hollow: bool
    loop_ids: bool
    nested: bool


def needs_of(source: PartSource, tree: nodes.Template) -> Needs:
    """What the part's documents may need; puts marks where something must be looked at once they are made."""
    body, story = source.is_body, source.story
    return Needs(
        exact_tables=body and not (_grids_hold(source.xml, source.template) and _blocks_keep_cells(tree)),
        drawings=body and not _mark_drawings(tree),
        hollow=story and _mark_hollow_ends(tree),
        loop_ids=story and _mark_loop_ids(tree),
        nested="<w:txbxContent" in source.template,
    )


def _mark_hollow_ends(tree: nodes.Template) -> bool:
    """Marks the end of each element that a loop or condition may leave empty; tells whether there are any."""
    found = False
    for part in tree.find_all(nodes.TemplateData):
        if part.data.startswith(_ENDS):
            part.data = HOLLOW_END + part.data
            found = True
    return found


def _mark_drawings(tree: nodes.Template) -> bool:
    """Marks the id of each drawing; tells whether that could be done for all."""
    found = 0
    for part in tree.find_all(nodes.TemplateData):
        found += part.data.count("<wp:docPr")
        part.data, marked = _DRAWING.subn(rf"\g<1>{DRAWING_ID}", part.data)
        found -= marked
    return not found


def _grids_hold(xml: str, template: str) -> bool:
    """Whether every row of every table fills its grid, so that docxtpl's mending of tables changes nothing."""
    if "<w:tbl>" not in template and "<w:tbl " not in template:
        return True
    if _CELL_LEVEL.search(re.sub(r"<[^>]+>", "", xml)):
        return False
    return all(
        grid is not None and {_width(row) for row in table.iter(f"{W}tr")} == {len(grid)}
        for table in etree.fromstring(xml).iter(f"{W}tbl")
        for grid in [table.find(f"{W}tblGrid")]
    )


def _blocks_keep_cells(tree: nodes.Template) -> bool:
    """Whether no loop or condition begins in one cell and ends in another, which would change a row's width."""
    for block in tree.find_all((nodes.If, nodes.For)):
        data = "".join(part.data for part in block.find_all(nodes.TemplateData))
        end = data.find("</w:tc>")
        if end >= 0 and "<w:tc>" not in data[:end] and "<w:tc " not in data[:end]:
            return False
    return True


def _width(row: etree._Element) -> int:
    cells = (*row.findall(f"{W}tc"), *row.iterfind(f"{W}sdt/{W}sdtContent/{W}tc"))
    spans = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in cells)
    return sum(1 if span is None else int(span.get(f"{W}val") or 1) for span in spans)


# ---------------------------------------------------------------------------------------------------- before compiling


def with_braces(data: str) -> str:
    """Template text with docxtpl's escaped braces as braces; done here, no client's data is taken for them."""
    if "_" in data:
        for escaped, brace in _BRACES:
            data = data.replace(escaped, brace)
    return data


def _mark_loop_ids(tree: nodes.Template) -> bool:
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


# ----------------------------------------------------------------------------------------------------- after rendering


def repaired(xml: str, needs: Needs) -> str:
    """The rendered part, mended as far as its template can need it; lines are resolved already."""
    if needs.hollow:
        xml = _without_hollows(xml)
    if needs.loop_ids:
        xml = _with_loop_ids(xml)
    return xml


def lines_resolved(xml: str, filling: DocxTemplate, nested: bool) -> str:
    """Line ends, tabs, new paragraphs and pages of values as Word has them: docxtpl's function, where it is needed."""
    if nested:
        whole: str = filling.resolve_listing(xml) if any(sign in xml for sign in _LINE_SIGNS) else xml
        return whole
    pieces: list[str] = []
    at = 0
    for start, end in _paragraphs_with_signs(xml):
        pieces += (xml[at:start], filling.resolve_listing(xml[start:end]))
        at = end
    return "".join((*pieces, xml[at:]))


def _paragraphs_with_signs(xml: str) -> Iterator[tuple[int, int]]:
    at = 0
    for place in sorted(place for sign in _LINE_SIGNS for place in _places(xml, sign)):
        if place >= at:
            start = max(xml.rfind("<w:p>", at, place), xml.rfind("<w:p ", at, place))
            end = xml.find("</w:p>", start) + 6 if start >= 0 else 0
            if end > place:
                yield start, end
            at = max(end, place + 1)


def _places(xml: str, sign: str) -> Iterator[int]:
    # Four searches for a character each: a pattern of four takes a hundred times as long.
    place = xml.find(sign)
    while place >= 0:
        yield place
        place = xml.find(sign, place + 1)


def _without_hollows(xml: str) -> str:
    """Cells, headers and notes end in a paragraph; tables without rows and controls without content are taken out."""
    first, *pieces = pieces_of(xml, HOLLOW_END)
    made = [first]
    for piece in pieces:
        before = made[-1]
        if piece.startswith("</w:tbl>"):
            if not before.endswith(("</w:tr>", "</w:sdt>")):
                made, piece = [_cut_from("<w:tbl>", "<w:tbl ", made)], piece.removeprefix("</w:tbl>")
        elif piece.startswith("</w:sdtContent>"):
            if before.endswith("<w:sdtContent>"):
                made, piece = [_cut_from("<w:sdt>", "<w:sdt ", made)], piece.removeprefix("</w:sdtContent></w:sdt>")
        elif not _ends_well(before):
            made.append("<w:p/>")
        if piece:
            made.append(piece)
    return "".join(made)


def _cut_from(start: str, or_start: str, made: list[str]) -> str:
    xml = "".join(made)
    return xml[: max(xml.rfind(start), xml.rfind(or_start))]


def _ends_well(xml: str) -> bool:
    return xml.endswith(("</w:p>", "</w:sdt>")) or (xml.endswith("/>") and xml[xml.rfind("<") :].startswith("<w:p"))


def _with_loop_ids(xml: str) -> str:
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
