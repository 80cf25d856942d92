"""Merged cells: group headings over several columns, headers of two rows, ids that stand once for several rows."""

from __future__ import annotations

from sheet2plan.workbook.cells import Cell, clean, is_blank, shown
from sheet2plan.workbook.headers import HeaderReader
from sheet2plan.workbook.reader import Sheet


def header_title(sheet: Sheet, index: int, place: int, reader: HeaderReader) -> str:
    """The header's text; under a merged group heading that it needs to be understood, group and text together."""
    own = clean(shown(_spread(sheet, index, place))).replace("\n", " ")
    group = _group_above(sheet, index, place)
    below = _text_below(sheet, index, place)
    if below and own:
        return f"{own} {below}"
    if own and group and (reader.holds_data(group) or not reader.share_known([own])):
        return f"{group} {own}"
    return own or (f"{group} {below}".strip() if below and group else "")


def _group_above(sheet: Sheet, index: int, place: int) -> str:
    """The text of the merged cell that spans several columns right above a header cell."""
    row, column = sheet.top + index, sheet.left + place
    for top, left, bottom, right in sheet.merged:
        if bottom == row - 1 and left <= column <= right and right > left and top >= sheet.top:
            return clean(shown(sheet.rows[top - sheet.top][left - sheet.left]))
    return ""


def _text_below(sheet: Sheet, index: int, place: int) -> str:
    """The text under a header cell that is merged over several columns: the second row of a two-row header."""
    if not is_two_row_header(sheet, index) or index + 1 >= len(sheet.rows):
        return ""
    row, column = sheet.top + index, sheet.left + place
    spans = any(
        top <= row <= bottom and left <= column <= right and right > left for top, left, bottom, right in sheet.merged
    )
    below = sheet.rows[index + 1]
    return clean(shown(below[place])) if spans and place < len(below) else ""


def is_two_row_header(sheet: Sheet, index: int) -> bool:
    """Whether some cell of the header row is merged downward into the next row, so that both rows are the header."""
    row = sheet.top + index
    return any(top <= row < bottom for top, _, bottom, _ in sheet.merged)


def _spread(sheet: Sheet, index: int, place: int) -> Cell:
    """The cell, or the first cell of the merged range it lies in: only that one holds the value."""
    cell = sheet.rows[index][place]
    if not is_blank(cell):
        return cell
    row, column = sheet.top + index, sheet.left + place
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right and top >= sheet.top and left >= sheet.left:
            return sheet.rows[top - sheet.top][left - sheet.left]
    return None


def merged_down(sheet: Sheet, column: int) -> dict[int, Cell]:
    """For a 0-based sheet column, the value of each row index that lies under a merged cell's first row."""
    filled: dict[int, Cell] = {}
    for top, left, bottom, right in sheet.merged:
        first = top - sheet.top
        if left <= column <= right and bottom > top and 0 <= first < len(sheet.rows) and left >= sheet.left:
            value = sheet.rows[first][left - sheet.left]
            filled |= {row - sheet.top: value for row in range(top + 1, bottom + 1)}
    return filled
