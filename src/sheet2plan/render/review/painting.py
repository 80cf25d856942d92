"""New formats for a sheet's cells, in place; cells and rows that are not there are inserted in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from sheet2plan.model import column_letters
from sheet2plan.render.review.addresses import Place, corners_of
from sheet2plan.render.review.grid import CellSpan, Grid, RowSpan
from sheet2plan.render.review.markup import attribute, opened, whole, with_attribute


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes to put in place of those between two offsets."""

    start: int
    end: int
    put: bytes


def painted(grid: Grid, looks: Mapping[Place, Callable[[int], int]]) -> list[Edit]:
    """Edits that give each settled cell a format: the look's answer to the format that the cell has now."""
    by_row: dict[int, dict[int, Callable[[int], int]]] = {}
    for (row, column), look in looks.items():
        by_row.setdefault(row, {})[column] = look
    inserted: list[Place] = []
    edits: list[Edit] = []
    for row in sorted(by_row):
        edits += _painted_row(grid, row, by_row[row], inserted)
    if grid.data.closed and edits:
        edits = [_opened_data(grid, edits)]
    return [*edits, *_dimension(grid, inserted)]


def _painted_row(
    grid: Grid, number: int, looks: Mapping[int, Callable[[int], int]], inserted: list[Place]
) -> Iterator[Edit]:
    row = grid.row(number)
    if not row.found:
        cells = b"".join(_new_cell(grid, number, column, looks[column], 0) for column in sorted(looks))
        name = grid.prefix + b"row"
        yield Edit(row.start, row.start, b'<%b r="%d">%b</%b>' % (name, number, cells, name))
        inserted += [(number, column) for column in looks]
        return
    tag = grid.xml[row.start : row.inner]
    row_format = whole(attribute(tag, b"s")) if attribute(tag, b"customFormat") in (b"1", b"true") else 0
    present = grid.cells_at(number, looks)
    absent = sorted(looks.keys() - present.keys())
    new = {column: _new_cell(grid, number, column, looks[column], row_format) for column in absent}
    inserted += [(number, column) for column in absent]
    yield from _painted_tag(grid, row, tag, new)
    for column in sorted(looks.keys() & present.keys()):
        yield _painted_cell(grid, present[column], looks[column])
    if row.inner != row.end:
        for column in absent:
            at = min((cell.start for cell in present.values() if cell.column > column), default=row.inner_end)
            yield Edit(at, at, new[column])


def _painted_tag(grid: Grid, row: RowSpan, tag: bytes, new: Mapping[int, bytes]) -> Iterator[Edit]:
    """The row's own tag: its span grown to the new cells, and opened when it had no place for any."""
    if not new:
        return
    grown = _with_spans(tag, min(new) + 1, max(new) + 1)
    if row.inner == row.end:
        cells = b"".join(new[column] for column in sorted(new))
        yield Edit(row.start, row.end, opened(grown) + cells + b"</" + grid.prefix + b"row>")
    elif grown != tag:
        yield Edit(row.start, row.inner, grown)


def _new_cell(grid: Grid, row: int, column: int, look: Callable[[int], int], row_format: int) -> bytes:
    own = row_format or grid.column_format(column)
    reference = f"{column_letters(column)}{row}".encode()
    return b'<%bc r="%b" s="%d"/>' % (grid.prefix, reference, look(own))


def _painted_cell(grid: Grid, cell: CellSpan, look: Callable[[int], int]) -> Edit:
    tag = grid.xml[cell.start : cell.end]
    style = b"%d" % look(whole(attribute(tag, b"s")))
    return Edit(cell.start, cell.end, with_attribute(tag, b"s", style))


def _opened_data(grid: Grid, rows: list[Edit]) -> Edit:
    tag = opened(grid.xml[grid.data.start : grid.data.end])
    name = b"</" + grid.prefix + b"sheetData>"
    return Edit(grid.data.start, grid.data.end, tag + b"".join(row.put for row in rows) + name)


def _dimension(grid: Grid, inserted: list[Place]) -> Iterator[Edit]:
    """The sheet's stated extent, grown to the inserted cells."""
    for part in grid.head:
        if part.local != b"dimension" or not inserted:
            continue
        tag = grid.xml[part.start : part.inner]
        corners = corners_of(attribute(tag, b"ref") or b"")
        if corners is None:
            continue
        places = [*corners, *inserted]
        top, bottom = min(row for row, _ in places), max(row for row, _ in places)
        left, right = min(column for _, column in places), max(column for _, column in places)
        ref = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}".encode()
        if (top, left) != corners[0] or (bottom, right) != corners[1]:
            yield Edit(part.start, part.inner, with_attribute(tag, b"ref", ref))


def edited(xml: bytes, edits: Collection[Edit]) -> Iterator[bytes | memoryview]:
    """The document in pieces, with the edits made; those at one offset keep their order."""
    view, at = memoryview(xml), 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        yield view[at : edit.start]
        yield edit.put
        at = edit.end
    yield view[at:]


def _with_spans(tag: bytes, first: int, last: int) -> bytes:
    """The row's tag with its `spans`, when it states one range, reaching over these columns (counted from 1)."""
    low, colon, high = (attribute(tag, b"spans") or b"").partition(b":")
    if not (colon and low.isdigit() and high.isdigit()):
        return tag
    spans = b"%d:%d" % (min(int(low), first), max(int(high), last))
    return tag if spans == low + colon + high else with_attribute(tag, b"spans", spans)
