"""The sheet that lists every finding of the workbook, each with a link to its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sheet2plan.findings import Notice, Severity
from sheet2plan.model import Source
from sheet2plan.render.cells import MAX_LINKS, clean, lines_needed, row_height
from sheet2plan.render.review.addresses import LAST_ROW
from sheet2plan.render.review.markup import text
from sheet2plan.render.review.styles import FILLS, StyleBook

_WIDTHS = (11, 12, 26, 58, 52, 26)
_LETTERS = (b"A", b"B", b"C", b"D", b"E", b"F")
_HEADERS = ("Severity", "Client", "Where", "What", "What to do", "Code")
_WHERE = 2
_BORDER = b'<border><left/><right/><top/><bottom style="thin"><color rgb="FFD0D5DB"/></bottom><diagonal/></border>'


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding is in words, and the address in this workbook that a link leads to; "" for none."""

    words: str
    location: str


@dataclass(frozen=True, slots=True)
class _Looks:
    title: int
    note: int
    header: int
    words: int
    link: int
    severities: dict[Severity, int]


def findings_sheet(
    main: str,
    title: str,
    remarks: Sequence[str],
    notices: Sequence[Notice],
    spot: Callable[[Source], Spot],
    styles: StyleBook,
) -> Iterator[bytes]:
    """The sheet's XML in pieces, in the workbook's own namespace: title, remarks, then a table with a filter."""
    looks = _looks(styles)
    top = len(remarks) + 3
    shown = notices[: LAST_ROW - top - 1]
    last = max(top + len(shown), top + 1)
    yield from _head(main, top, last, notices)
    yield _row(1, [_cell(b"A", 1, title, looks.title)], 24)
    for number, words in enumerate(remarks, 2):
        yield _row(number, [_cell(b"A", number, words, looks.note)])
    headers = zip(_LETTERS, _HEADERS, strict=True)
    yield _row(top, [_cell(letter, top, words, looks.header) for letter, words in headers], 20)
    links: list[bytes] = []
    for number, notice in enumerate(shown, top + 1):
        at = spot(notice.source)
        if at.location and len(links) < MAX_LINKS:
            links.append(b'<hyperlink ref="C%d" location="%b"/>' % (number, text(at.location, cell=False)))
        else:
            at = Spot(at.words, "")
        yield _notice_row(number, notice, at, looks)
    if not shown:
        yield _row(last, [_cell(b"A", last, "Nothing was found.", looks.note)])
    yield b"</sheetData>"
    yield from _foot(top, last, links)


def _notice_row(number: int, notice: Notice, at: Spot, looks: _Looks) -> bytes:
    words = (notice.severity.value, notice.client_id or "", at.words, notice.message, notice.advice, notice.code)
    styles = [looks.severities[notice.severity], *[looks.words] * 5]
    if at.location:
        styles[_WHERE] = looks.link
    named = zip(_LETTERS, words, styles, strict=True)
    cells = [_cell(letter, number, cell, style) for letter, cell, style in named]
    lines = max(map(lines_needed, words, _WIDTHS))
    return _row(number, cells, row_height(lines))


def _row(number: int, cells: Sequence[bytes], height: float | None = None) -> bytes:
    tall = f' ht="{height:g}" customHeight="1"'.encode() if height else b""
    return b'<row r="%d"%b>%b</row>' % (number, tall, b"".join(cells))


def _cell(letter: bytes, row: int, words: str, style: int) -> bytes:
    """A cell that holds the words as text: inline, so that no sign at their front makes a formula of them."""
    if not words:
        return b'<c r="%b%d" s="%d"/>' % (letter, row, style)
    inline = b'<c r="%b%d" s="%d" t="inlineStr"><is><t xml:space="preserve">%b</t></is></c>'
    return inline % (letter, row, style, text(clean(words)))


def _head(main: str, top: int, last: int, notices: Sequence[Notice]) -> tuple[bytes, ...]:
    worst = min((notice.severity for notice in notices), key=lambda severity: severity.rank, default=Severity.INFO)
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, 1)
    )
    frozen = f'<pane ySplit="{top}" topLeftCell="A{top + 1}" activePane="bottomLeft" state="frozen"/>'
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        f'<worksheet xmlns="{main}"><sheetPr><tabColor rgb="{FILLS[worst]}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:F{last}"/><sheetViews><sheetView showGridLines="0" workbookViewId="0">{frozen}'
        f'<selection pane="bottomLeft" activeCell="A{top + 1}" sqref="A{top + 1}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'.encode(),
    )


def _foot(top: int, last: int, links: Sequence[bytes]) -> tuple[bytes, ...]:
    return (
        b'<autoFilter ref="A%d:F%d"/>' % (top, last),
        b"<hyperlinks>%b</hyperlinks>" % b"".join(links) if links else b"",
        b'<pageMargins left="0.5" right="0.5" top="0.8" bottom="0.7" header="0.3" footer="0.3"/>',
        b'<pageSetup orientation="landscape" fitToHeight="0"/>',
        b"<headerFooter><oddFooter>&amp;LConfidential client information&amp;RPage &amp;P of &amp;N</oddFooter>"
        b'</headerFooter><ignoredErrors><ignoredError sqref="A1:F%d" numberStoredAsText="1"/></ignoredErrors>' % last,
        b"</worksheet>",
    )


def _looks(styles: StyleBook) -> _Looks:
    """Our formats. Words are marked as text for Excel too, for a cell that somebody opens and closes again."""
    plain = b'<sz val="11"/><color rgb="FF1F1F1F"/><name val="Calibri"/><family val="2"/></font>'
    normal, bold = styles.font(b"<font>" + plain), styles.font(b"<font><b/>" + plain)
    title = styles.font(b'<font><b/><sz val="14"/><color rgb="FF1F3A5F"/><name val="Calibri"/><family val="2"/></font>')
    white = styles.font(b'<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/><family val="2"/></font>')
    blue = styles.font(b'<font><u/><sz val="11"/><color rgb="FF0B4F9E"/><name val="Calibri"/><family val="2"/></font>')
    line = styles.border(_BORDER)

    def look(font: int, fill: int = 0, border: int = 0, wrap: bool = True) -> int:
        layout = b'<alignment vertical="top"%b/>' % (b' wrapText="1"' if wrap else b"")
        applied = b'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
        ids = b'numFmtId="0" fontId="%d" fillId="%d" borderId="%d" xfId="0" quotePrefix="1"' % (font, fill, border)
        return styles.cell(b"<xf %b %b>%b</xf>" % (ids, applied, layout))

    return _Looks(
        title=look(title, wrap=False),
        note=look(normal, wrap=False),
        header=look(white, styles.fill("FF1F3A5F")),
        words=look(normal, border=line),
        link=look(blue, border=line),
        severities={severity: look(bold, styles.fill(argb), line) for severity, argb in FILLS.items()},
    )
