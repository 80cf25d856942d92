"""Rendered XML made fit for Word: lines resolved, empty cells and tables mended. Strings only, so cheap.

What can happen is found out when a template is compiled; a document pays for nothing that its template can't need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree

from sheet2plan.render.docx.numbering import mark_drawings, mark_loop_ids, pieces_of, with_loop_ids
from sheet2plan.render.docx.reading import PartSource

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

HOLLOW_END = "\x05"  # a sign like those of ids: stands before the end of what may have come out empty

_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_CELL_LEVEL = re.compile(r"\{[{%]tc |\{%\s*(?:colspan|hm)\b")
_LINE_SIGNS = ("\n", "\t", "\a", "\f")
_ENDS = tuple(
    f"</w:{name}>"
    for name in ("tbl", "sdtContent", "tc", "hdr", "ftr", "footnote", "endnote", "comment", "txbxContent")
)


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
        drawings=body and not mark_drawings(tree),
        hollow=story and _mark_hollow_ends(tree),
        loop_ids=story and mark_loop_ids(tree),
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


# ----------------------------------------------------------------------------------------------------- after rendering


def repaired(xml: str, needs: Needs) -> str:
    """The rendered part, mended as far as its template can need it; lines are resolved already."""
    if needs.hollow:
        xml = _without_hollows(xml)
    if needs.loop_ids:
        xml = with_loop_ids(xml)
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
