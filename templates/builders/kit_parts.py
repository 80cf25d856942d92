"""What the Word templates are written in: runs, paragraphs, tables, controls, as WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

ACCENT, MUTED, RULE, TINT, GAP = "1B4B5A", "56666C", "B7C8CE", "EAF1F3", "9C1C1C"
FONT = "Calibri"
PAGE, MARGIN = (12240, 15840), 1296
WIDTH = PAGE[0] - 2 * MARGIN
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


class Raw(str):
    """WordprocessingML that stands for itself among the parts of a paragraph."""

    __slots__ = ()


Part = str | tuple[str, str]  # words, or words and the character style they take


def run(part: Part) -> str:
    """A run; a tab in the words is a tab in Word."""
    if isinstance(part, Raw):
        return part
    words, style = (part, "") if isinstance(part, str) else part
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    pieces = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in words.split("\t"))
    return f"<w:r>{properties}{pieces}</w:r>"


def field(code: str) -> str:
    """A field that Word works out, such as the page number."""
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def para(style: str, *parts: Part, keep: bool = False) -> str:
    """A paragraph of one style."""
    kept = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}</w:pPr>{"".join(run(part) for part in parts)}</w:p>'


def tag(words: str) -> str:
    """A paragraph that holds a tag and vanishes from the document."""
    return para("TemplateTag", "{%p " + words + " %}")


def missing(what: str) -> Part:
    """A marked place for what a client's rows don't hold at all."""
    return f"[missing: {what}]", "Gap"


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs of a cell that spans columns; `line` is a rule along an edge, `fill` a tint."""

    content: tuple[str, ...]
    span: int = 1
    line: str = ""
    fill: str = ""
    valign: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a heading repeated on each page, or one that may break across pages because its text is long."""

    cells: tuple[Cell, ...]
    heading: bool = False
    may_break: bool = False
    height: int = 0


def cell(*content: str, span: int = 1, line: str = "", fill: str = "", valign: str = "") -> Cell:
    """A cell; an empty one still holds a paragraph."""
    return Cell(content or (para("TableText"),), span, line, fill, valign)


def row(*cells: Cell, may_break: bool = False, height: int = 0) -> Row:
    """A row of text."""
    return Row(cells, may_break=may_break, height=height)


def heading_row(*titles: str | tuple[str, int]) -> Row:
    """The heading row of a table; a title may span columns."""
    spans = [(title, 1) if isinstance(title, str) else title for title in titles]
    return Row(tuple(cell(para("TableHeading", words), span=span) for words, span in spans), heading=True)


def tag_row(words: str, columns: int) -> Row:
    """A row that holds a tag and vanishes from the document."""
    return row(cell(para("TemplateTag", "{%tr " + words + " %}"), span=columns))


def loop_rows(head: str, columns: int, *rows: Row) -> list[Row]:
    """Rows between a loop or condition and its end."""
    return [tag_row(head, columns), *rows, tag_row(f"end{head.split()[0]}", columns)]


def table(style: str, caption: str, widths: Sequence[int], rows: Iterable[Row]) -> str:
    """A table of fixed widths, with its caption for screen readers; headings after it bring their own space."""
    assert sum(widths) == WIDTH, (caption, sum(widths))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{WIDTH}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(caption)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        + "".join(_row(row, widths) for row in rows)
        + "</w:tbl>"
    )


def _row(row: Row, widths: Sequence[int]) -> str:
    properties = (
        ("" if row.may_break else "<w:cantSplit/>")
        + (f'<w:trHeight w:val="{row.height}" w:hRule="atLeast"/>' if row.height else "")
        + ("<w:tblHeader/>" if row.heading else "")
    )
    cells, at = [], 0
    for one in row.cells:
        cells.append(_cell(one, sum(widths[at : at + one.span])))
        at += one.span
    assert at == len(widths), row
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>".replace("<w:trPr></w:trPr>", "")


def _cell(one: Cell, width: int) -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if one.span > 1:
        properties += f'<w:gridSpan w:val="{one.span}"/>'
    if one.line:
        properties += f"<w:tcBorders>{border(one.line, 6, ACCENT)}</w:tcBorders>"
    if one.fill:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{one.fill}"/>'
    if one.valign:
        properties += f'<w:vAlign w:val="{one.valign}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(one.content)}</w:tc>"


def kept(one: Row) -> Row:
    """The row, which stays on the page of the next row or paragraph."""
    cells = (replace(each, content=tuple(_kept(content) for content in each.content)) for each in one.cells)
    return replace(one, cells=tuple(cells))


def _kept(content: str) -> str:
    return re.sub(r'(<w:pStyle w:val="(?!TemplateTag)\w+"/>)(?!<w:keepNext/>)', r"\1<w:keepNext/>", content)


def fact(label: str, *content: str) -> Row:
    """A row of a label and long text."""
    return row(cell(para("Label", label)), cell(*content), may_break=True)


def text(words: str, style: str = "TableText", *, keep: bool = False) -> str:
    """A paragraph of a table."""
    return para(style, words, keep=keep)


def text_if(name: str, words: str, style: str = "TableSmall", *, keep: bool = False) -> str:
    """A paragraph of a table that is there only when the name has a value; another one must stand in the cell."""
    return tag(f"if {name}") + text(words, style, keep=keep) + tag("endif")


def border(edge: str, size: int, color: str, space: int = 0) -> str:
    """A rule along an edge."""
    return f'<w:{edge} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>'


# ---------------------------------------------------------------------------------------------------- content controls

_DATE = (
    '<w:date><w:dateFormat w:val="MMM d, yyyy"/><w:lid w:val="en-US"/>'
    '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
)
_SIGNS = (
    '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
)
_SIGN_FONT = '<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:cs="MS Gothic"/>'


def _control(tag: str, name: str, prompt: str, kind: str, style: str = "") -> Raw:
    letters = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    words = f'<w:r>{letters}<w:t xml:space="preserve">{escape(prompt)}</w:t></w:r>'
    if not style:
        words = words.replace("<w:r>", '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>')
    tagged = f"<w:tag w:val={quoteattr(tag)}/>" if tag else ""
    return Raw(
        f'<w:sdt><w:sdtPr>{letters}<w:alias w:val={quoteattr(name)}/>{tagged}<w:id w:val="1"/><w:showingPlcHdr/>{kind}'
        f"</w:sdtPr><w:sdtContent>{words}</w:sdtContent></w:sdt>"
    )


def text_control(tag: str, name: str, prompt: str = "") -> Raw:
    """A control for text; without a tag it is left to the person who finishes the document."""
    kind = '<w:text w:multiLine="1"/>' if tag else ""
    return _control(tag, name, prompt or f"Click to enter the {name.lower()}", kind)


def date_control(tag: str, name: str, prompt: str = "") -> Raw:
    """A date picker."""
    return _control(tag, name, prompt or f"Click to choose the {name.lower()}", _DATE)


def choice_control(tag: str, name: str, choices: Sequence[str], prompt: str = "") -> Raw:
    """A drop-down."""
    items = "".join(f"<w:listItem w:displayText={quoteattr(word)} w:value={quoteattr(word)}/>" for word in choices)
    prompt = prompt or f"Click to choose the {name.lower()}"
    return _control(tag, name, prompt, f"<w:dropDownList>{items}</w:dropDownList>")


def check_box(tag: str, name: str) -> Raw:
    """A check box, ticked by the plan where it has a tag."""
    tagged = f"<w:tag w:val={quoteattr(tag)}/>" if tag else ""
    return Raw(
        f'<w:sdt><w:sdtPr><w:rPr>{_SIGN_FONT}</w:rPr><w:alias w:val={quoteattr(name)}/>{tagged}<w:id w:val="1"/>'
        f'<w14:checkbox><w14:checked w14:val="0"/>{_SIGNS}</w14:checkbox></w:sdtPr><w:sdtContent>'
        f"<w:r><w:rPr>{_SIGN_FONT}</w:rPr><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>"
    )


def chart_control(tag: str, chart: str, alt: str, width: float, height: float) -> Raw:
    """A native chart in a control; `chart` is the id of its part, `alt` its words, the size is in inches."""
    across, down = round(width * 914400), round(height * 914400)
    drawing = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        f'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
        f'<wp:docPr id="1" name="Score chart" descr={quoteattr(alt)}/><wp:cNvGraphicFramePr/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'r:id="{chart}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    return Raw(
        f'<w:sdt><w:sdtPr><w:alias w:val="Score chart"/><w:tag w:val={quoteattr(tag)}/><w:id w:val="1"/></w:sdtPr>'
        f"<w:sdtContent><w:r>{drawing}</w:r></w:sdtContent></w:sdt>"
    )
