"""The workbook behind a chart, so that it can be edited in Word: made from a frozen package, one sheet per client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from sheet2plan.plan import Chart
from sheet2plan.render.docx.package import FrozenPackage

LINE_COLUMNS = "BCDEFGHIJKLMNOPQRSTUVWXYZ"  # of a chart's workbook; days stand in A
_EPOCH = date(1899, 12, 30)


def serial(day: Any) -> str:
    """A day as Excel counts it."""
    return str((day - _EPOCH).days) if isinstance(day, date) else "0"


@lru_cache(maxsize=512)
def plain_number(value: Any) -> str:
    """A number for a program to read: no thousands, no needless .0."""
    return f"{value + 0:.10g}" if isinstance(value, (int, float)) else "0"  # no -0


class MadeXml(str):
    """XML that this program made itself, of numbers only."""

    __slots__ = ()


@lru_cache(maxsize=16)
def day_points(days: tuple[date, ...]) -> MadeXml:
    """The days as points of a chart's cache."""
    return _points(serial(day) for day in days)


@lru_cache(maxsize=16)
def value_points(values: tuple[float, ...]) -> MadeXml:
    """The values as points of a chart's cache."""
    return _points(plain_number(value) for value in values)


def _points(numbers: Iterable[str]) -> MadeXml:
    return MadeXml("".join(f'<c:pt idx="{at}"><c:v>{number}</c:v></c:pt>' for at, number in enumerate(numbers)))


def tick_days(days: Sequence[date]) -> str:
    """Days between the marks of a time axis, so that about six fit."""
    return str(max(1, -(-(days[-1] - days[0]).days // 6))) if len(days) > 1 else "1"


def axis_start(days: Sequence[date]) -> str:
    """Where the time axis begins: a little before the first day, so that its point stands clear of the scale."""
    return str((days[0] - _EPOCH).days - max(1, (days[-1] - days[0]).days // 25)) if days else "0"


def chart_workbook(chart: Chart) -> bytes:
    """The workbook behind a chart: a day in each row, a line in each column."""
    lines = [(letter, line.name, line.values) for letter, line in zip(LINE_COLUMNS, chart.lines, strict=False)]
    names = "".join(_cell(f"{letter}1", name) for letter, name, _ in lines)
    rows = [f'<row r="1">{_cell("A1", "Date")}{names}</row>']
    for number, day in enumerate(chart.days, 2):
        cells = [
            f'<c r="{letter}{number}"><v>{plain_number(values[number - 2])}</v></c>' for letter, _, values in lines
        ]
        rows.append(f'<row r="{number}"><c r="A{number}" s="1"><v>{serial(day)}</v></c>{"".join(cells)}</row>')
    sheet = _SHEET.format("".join(rows))
    return _BOOK.joined({"xl/worksheets/sheet1.xml": sheet.encode()})


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = (
    f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><cols><col min="1" max="1" width="14" customWidth="1"/></cols>'
    "<sheetData>{}</sheetData></worksheet>"
)
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOOK = FrozenPackage.of(
    {
        name: (_DECLARATION + xml).encode()
        for name, xml in {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_SPREADSHEET}.styles+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
            f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
            "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/>'
            '</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
            '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/>'
            '<bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" '
            'borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
            'xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        }.items()
    }
)
