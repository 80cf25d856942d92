"""Rendered XML made fit for Word: lines resolved, empty cells and tables mended, ids unique. Strings only, so cheap.

What can happen is found out when a template is compiled; a document pays for nothing that its template can't need.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree

from sheet2plan.render.docx.reading import PartSource

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# Stand for an id within a loop until the document is whole; noncharacters, which clean data can't hold.
PARAGRAPH_ID, SHAPE_ID, BOOKMARK_ID, CONTROL_ID = "\ufdd3", "\ufdd4", "\ufdd5", "\ufdd6"

_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_PARAGRAPH_IDS = re.compile(r'(w14:paraId=")[0-9A-Fa-f]{8}(")')
_SHAPE_IDS = re.compile(r'(<v:\w+ (?:[^>]*? )?id="[^"{]*|o:spid="[^"{]*)(")')
_BOOKMARKS = re.compile(r'(<w:bookmark(?:Start|End)\b[^>]*? w:id=")(\d+)(")')
_BOOKMARK = re.compile(rf'(<w:bookmark(Start|End)\b[^>]*?w:id=")(\d+){BOOKMARK_ID}("[^>]*>)')
_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")[^"]*')
_CELL_LEVEL = re.compile(r"\{[{%]tc |\{%\s*(?:colspan|hm)\b")
_LINE_SIGNS = ("\n", "\t", "\a", "\f")
_CONTROL = "w:sdtContent"
_NEVER_EMPTY = (_CONTROL, "w:tc", "w:hdr", "w:ftr", "w:footnote", "w:endnote", "w:comment", "w:txbxContent")
_FIRST_SHAPE = 1000
_FIRST_PARAGRAPH = 0x50000000

Fix = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Needs:
    """What documents of one part may need. `hollow` elements may come out without the paragraph they must end in."""

    exact_tables: bool
    drawings: bool
    hollow: tuple[str, ...]
    tables: bool
    loop_ids: bool
    nested: bool


def needs_of(source: PartSource, tree: nodes.Template, marked: bool) -> Needs:
    """What the part's documents may need; `marked` tells that ids in its loops have been marked."""
    body, xml = source.is_body, source.template
    return Needs(
        exact_tables=body and not (_grids_hold(source.xml, xml) and _blocks_keep_cells(tree)),
        drawings=body and "<wp:docPr" in xml,
        hollow=tuple(name for name in _NEVER_EMPTY if _ends_in_tag(tree, f"</{name}>")) if source.story else (),
        tables=source.story and _ends_in_tag(tree, "</w:tbl>"),
        loop_ids=marked,
        nested="<w:txbxContent" in xml,
    )


def _ends_in_tag(tree: nodes.Template, closing: str) -> bool:
    """Whether a loop or condition may be the last thing before an element's end."""
    after_block = False
    for output in tree.find_all(nodes.Output):
        for part in output.nodes:
            if isinstance(part, nodes.TemplateData):
                after_block = after_block or part.data.lstrip().startswith(closing)
    return after_block


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
    spans = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc"))
    return sum(1 if span is None else int(span.get(f"{W}val") or 1) for span in spans)


# ---------------------------------------------------------------------------------------------------- before compiling


def with_braces(data: str) -> str:
    """Template text with docxtpl's escaped braces as braces; done here, no client's data is taken for them."""
    if "_" in data:
        for escaped, brace in _BRACES:
            data = data.replace(escaped, brace)
    return data


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


# ----------------------------------------------------------------------------------------------------- after rendering


def repaired(xml: str, needs: Needs) -> str:
    """The rendered part, mended as far as its template can need it; lines are resolved already."""
    if needs.tables:
        xml = _without_rowless_tables(xml)
    if needs.hollow:
        xml = _with_paragraphs(xml, needs.hollow)
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


def _without_rowless_tables(xml: str) -> str:
    end = xml.find("</w:tbl>")
    while end >= 0:
        after = end + 8
        if not xml.endswith(("</w:tr>", "</w:sdt>"), 0, end):
            start = max(xml.rfind("<w:tbl>", 0, end), xml.rfind("<w:tbl ", 0, end))
            xml, after = xml[:start] + xml[after:], start
        end = xml.find("</w:tbl>", after)
    return xml


_EMPTY_CONTROL = re.compile(r"<w:sdt>(?:(?!<w:sdt>).)*?<w:sdtContent></w:sdtContent></w:sdt>", re.DOTALL)


def _with_paragraphs(xml: str, names: tuple[str, ...]) -> str:
    """Every cell, header and note ends in a paragraph, as Word wants; a control without content is taken away."""
    for name in names:
        if name == _CONTROL:
            xml = _EMPTY_CONTROL.sub("", xml)
            continue
        closing = f"</{name}>"
        if xml.count(closing) != xml.count(f"</w:p>{closing}"):
            *ended, rest = xml.split(closing)
            xml = closing.join((*(piece if _ends_well(piece) else piece + "<w:p/>" for piece in ended), rest))
    return xml


def _ends_well(xml: str) -> bool:
    return xml.endswith(("</w:p>", "</w:sdt>")) or (xml.endswith("/>") and xml[xml.rfind("<") :].startswith("<w:p"))


def _with_loop_ids(xml: str) -> str:
    xml = numbered(xml, PARAGRAPH_ID, lambda number: f"{_FIRST_PARAGRAPH + number:08X}")
    xml = numbered(xml, SHAPE_ID, lambda number: f"_{number}")
    return _with_bookmarks(xml) if BOOKMARK_ID in xml else xml


def numbered(xml: str, mark: str, name: Callable[[int], str]) -> str:
    """The text with each mark replaced by the name of its number, counted from 1."""
    pieces = xml.split(mark)
    if len(pieces) == 1:
        return xml
    return "".join(_woven(pieces, name))


def _woven(pieces: list[str], name: Callable[[int], str]) -> Iterable[str]:
    yield pieces[0]
    for number, piece in enumerate(pieces[1:], 1):
        yield name(number)
        yield piece


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


def with_drawing_ids(xml: str) -> str:
    """The body with docPr ids from 1001 on, in order."""
    count = _FIRST_SHAPE

    def renumbered(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{found[1]}{count}"

    return _DRAWING.sub(renumbered, xml)
