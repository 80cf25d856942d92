"""A row's values as the XML of its cells: what `write_cell` writes, at one stroke."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sheet2plan.model import column_letters
from sheet2plan.render.cells import Cell, Link, link_target, serial_number
from sheet2plan.render.rows import RowSheet


class Lane(NamedTuple):
    """A column: its letters, and what follows the row's number in a cell that is blank, a number, a text or a link."""

    letters: str
    blank: str
    number: str
    text: str
    link: str


def lane(column: int, look: int, link_look: int = 0) -> Lane:
    """The lane of a column (from 0) whose cells, and those that are links, have formats of these numbers."""
    text = '" s="{}" t="s"><v>'
    return Lane(
        column_letters(column), f'" s="{look}"/>', f'" s="{look}"><v>', text.format(look), text.format(link_look)
    )


def cells_xml(sheet: RowSheet, row: int, cells: Iterable[Cell], lanes: Sequence[Lane]) -> list[str]:
    """The cells of a row (from 0) as `RowSheet.add_row` takes them; their links are added to the sheet."""
    line, texts = row + 1, sheet.texts
    xml = []
    for cell, (letters, blank, number, text, link) in zip(cells, lanes, strict=True):
        if isinstance(cell, str):
            content = f"{text}{texts[cell]}</v></c>" if cell else blank
        elif cell is None:
            content = blank
        elif isinstance(cell, Link):
            target = link_target(cell, sheet.link_count)
            if target is not None:
                sheet.add_link(f"{letters}{line}", target, cell.place)
            content = f"{link}{texts[cell.text]}</v></c>"
        elif not isinstance(cell, date):
            content = f"{number}{cell:.16G}</v></c>"
        elif (serial := serial_number(cell)) is not None:
            content = f"{number}{serial}</v></c>"
        else:
            content = f"{text}{texts[cell.isoformat()]}</v></c>"
        xml.append(f'<c r="{letters}{line}{content}')
    return xml
