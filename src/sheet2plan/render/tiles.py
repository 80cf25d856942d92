"""The headline figures of the Overview: what is counted, the figure, a note that leads to where it is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sheet2plan.findings import Severity
from sheet2plan.render.cells import Link, place, write_cell
from sheet2plan.render.looks import ALARM_FILL, ALARM_INK, CARE_FILL, CARE_INK, INK, RULE, Style, Tone
from sheet2plan.render.xlsx import Book
from sheet2plan.reports.report import ClientResult, Outcome, Report
from sheet2plan.say import say_count


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure: what it counts, the figure, a note below it that may lead to a sheet."""

    label: str
    figure: int | float
    note: Link | str
    style: Style = Style.COUNT
    tone: Tone | None = None


def headline_tiles(report: Report, clients: Sequence[ClientResult]) -> tuple[Tile, ...]:
    """The figures of a run; `clients` are those in treatment."""
    written = sum(client.outcome is Outcome.WRITTEN for client in clients)
    complete = sum(client.is_complete for client in clients)
    overdue = [client.days_overdue or 0 for client in clients if client.is_overdue]
    late = (
        Link(f"longest: {say_count(max(overdue), 'day')}", place=place("Reviews"))
        if overdue
        else "No review is overdue."
    )
    lacking = len(clients) - written
    unwritten = Link(f"not written: {lacking}", place=place("Clients")) if lacking else "none is lacking"
    return (
        Tile("Clients in treatment", len(clients), Link(f"of {len(report.results)} read", place=place("Clients"))),
        Tile("Plans written", written, unwritten),
        Tile(
            "Complete plans", complete / len(clients) if clients else 0, f"{complete} of {len(clients)}", Style.PERCENT
        ),
        Tile("Overdue reviews", len(overdue), late, tone=Tone.ALARM if overdue else None),
        _severity_tile(report, "Errors", Severity.ERROR, "To do", "No error was found.", Tone.ALARM),
        _severity_tile(report, "Gaps", Severity.GAP, "To do", "Nothing is missing.", Tone.CARE),
    )


def _severity_tile(report: Report, label: str, severity: Severity, sheet: str, none: str, tone: Tone) -> Tile:
    notices = [notice for notice in report.notices if notice.severity is severity]
    if not notices:
        return Tile(label, 0, none)
    clients = len({notice.client_id for notice in notices if notice.client_id})
    spread = f"in {say_count(clients, 'client')}" if clients else "in the workbook"
    return Tile(label, len(notices), Link(spread, place=place(sheet)), tone=tone)


def write_tiles(book: Book, sheet: Any, row: int, tiles: Iterable[Tile]) -> int:
    """Writes the headline figures side by side; answers the next free row."""
    for offset, height in enumerate((20, 36, 20)):
        sheet.set_row(row + offset, height)
    for column, tile in enumerate(tiles):
        look = _TILE_LOOKS[tile.tone]
        edges = {"align": "center", "valign": "vcenter", "left": 1, "right": 1, "border_color": RULE, **look}
        percent = "0%" if tile.style is Style.PERCENT else "#,##0"
        note_look = {**edges, "bottom": 1, "underline": int(isinstance(tile.note, Link))}
        sheet.write_string(row, column, tile.label, book.format(**edges, top=1, bold=True))
        sheet.write_number(
            row + 1, column, tile.figure, book.format(**edges, bold=True, font_size=24, num_format=percent)
        )
        write_cell(sheet, row + 2, column, tile.note, book.format(**note_look))
    return row + 3


_TILE_LOOKS: dict[Tone | None, dict[str, Any]] = {
    None: {"font_color": INK, "bg_color": "#F3F6FA"},
    Tone.ALARM: {"font_color": ALARM_INK, "bg_color": ALARM_FILL},
    Tone.CARE: {"font_color": CARE_INK, "bg_color": CARE_FILL},
}
