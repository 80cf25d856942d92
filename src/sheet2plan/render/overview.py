"""The summary's first sheet: the figures, what to look at first, each clinician's share, when reviews are due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

from xlsxwriter.image import Image

from sheet2plan.findings import Notice, Severity, Verdict
from sheet2plan.logo import Logo
from sheet2plan.model import Source
from sheet2plan.plan import DueState
from sheet2plan.render.audits import point_counts
from sheet2plan.render.cells import Link, clean, place, write_cell
from sheet2plan.render.charts import add_audit_chart, add_due_chart
from sheet2plan.render.entries import Where
from sheet2plan.render.looks import INK, LINK, Mark, Style, Tone
from sheet2plan.render.movement import change_counts
from sheet2plan.render.tiles import headline_tiles, write_tiles
from sheet2plan.render.urgent import write_urgent
from sheet2plan.render.xlsx import Book, Column, Table
from sheet2plan.reports.documents import FileState
from sheet2plan.reports.report import Before, ClientResult, Report
from sheet2plan.say import say_count

_WIDTHS = (27, 21, 21, 21, 21, 21)
_CHANGED = (FileState.REPLACED, FileState.KEPT, FileState.BESIDE)
_CHART_ROWS, _AUDIT_ROWS = 9, 13  # as many as the charts are tall
_PAGE_ROWS = 36  # that a printed page has, beside its headings


@dataclass(frozen=True, slots=True)
class Caseload:
    """One clinician's clients in treatment."""

    clinician: str
    clients: tuple[ClientResult, ...]

    def count(self, severity: Severity) -> int:
        """How many notices of that severity the clients have."""
        return sum(client.count(severity) for client in self.clients)

    def overdue(self) -> int:
        """How many reviews are overdue."""
        return sum(client.is_overdue for client in self.clients)

    def complete(self) -> float:
        """The share of clients whose plan is complete."""
        return sum(client.is_complete for client in self.clients) / len(self.clients)


def add_overview(book: Book, report: Report, notices: Sequence[Notice], where: Where, logo: Logo | None = None) -> None:
    """Adds the sheet. `notices` come worst first; `where` words a place in the clinic's workbooks."""
    clients = [client for client in report.results if client.in_care]
    sheet = book.sheet("Overview")
    sheet.set_print_scale(82)
    sheet.hide_gridlines(2)
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    row = _write_title(book, sheet, report, where)
    if logo is not None:
        _show_logo(sheet, logo)
    row = write_tiles(book, sheet, row + 1, headline_tiles(report, clients))
    row = write_urgent(book, sheet, row + 1, report, notices, where)
    blocks = []
    if report.since:
        blocks.append(row + 1)
        row = _write_table(book, sheet, row + 1, "What changed", change_counts(report))
        write_cell(sheet, row, 0, Link("each of them: see Changes", place=place("Changes")), book.format(**LINK))
        row += 1
    blocks.append(row + 1)
    row = _write_table(book, sheet, row + 1, "By clinician", _by_clinician(clients))
    states = _by_state(clients)
    top = row + 1
    blocks.append(top)
    row = max(_write_table(book, sheet, top, "Reviews by due date", states), top + _CHART_ROWS)
    add_due_chart(book, sheet, top, len(states.rows))
    points = _by_point(clients)
    if points.rows:
        blocks.append(row + 1)
        bottom = _write_table(book, sheet, row + 1, "Audit checklist", points)
        add_audit_chart(book, sheet, row + 1, len(points.rows), bottom)
        row = bottom + len(points.rows) + _AUDIT_ROWS
    sheet.set_h_pagebreaks(_page_breaks([*blocks, row + 1]))


def _show_logo(sheet: Any, logo: Logo) -> None:
    """At the right end of the title."""
    width, height = logo.fitted(2.2, 0.75)
    picture = Image(BytesIO(logo.content))
    sheet.insert_image(
        0,
        len(_WIDTHS) - 1,
        picture,
        {
            "x_scale": width * picture._x_dpi / logo.width,
            "y_scale": height * picture._y_dpi / logo.height,
            "x_offset": _pixels(_WIDTHS[-1]) - 96 * width,
            "y_offset": 4,
            "description": "Logo of the clinic",
            "object_position": 3,
        },
    )


def _pixels(width: float) -> float:
    return 7 * width + 5


def _page_breaks(blocks: Sequence[int]) -> list[int]:
    """The first rows of the blocks that begin a page, so that none is split that fits; the last row ends them all."""
    breaks = [blocks[0]]
    for block, following in pairwise(blocks):
        if following - breaks[-1] > _PAGE_ROWS and block not in breaks:
            breaks.append(block)
    return breaks


def _write_title(book: Book, sheet: Any, report: Report, where: Where) -> int:
    """Writes title, clinic, day and workbooks; answers the next free row."""
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Summary of treatment plans", book.format(bold=True, font_size=20, font_color=INK))
    sheet.write_string(1, 0, clean(report.clinic), book.format(font_size=13, font_color=INK))
    label = book.format(bold=True)
    sheet.write_string(2, 0, "As of", label)
    write_cell(sheet, 2, 1, report.as_of, book.format(num_format="mmm d, yyyy", align="left"))
    sheet.write_string(3, 0, "Workbooks read" if len(report.workbooks) != 1 else "Workbook read", label)
    plain, link = book.format(), book.format(**LINK)
    cells = [where(Source(workbook)) for workbook in report.workbooks] or ["none"]
    for row, cell in enumerate(cells, 3):
        write_cell(sheet, row, 1, cell, link if isinstance(cell, Link) else plain)
    bottom = 3 + len(cells)
    # New and unchanged go unsaid: the same clinic on the same day gives the same summary, however often it is run.
    counts = Counter(file.state for file in report.files())
    changed = [f"{counts[state]} {state.value}" for state in _CHANGED if counts[state]]
    if report.before:
        sheet.write_string(bottom, 0, f"Since {report.before.batch}"[:40], label)
        sheet.write_string(bottom, 1, _movement(report.before, report))
        bottom += 1
    if changed:
        sheet.write_string(bottom, 0, "Since the last run", label)
        sheet.write_string(bottom, 1, f"of {say_count(len(report.files()), 'document')}: {', '.join(changed)}")
    return bottom + bool(changed)


def _movement(before: Before, report: Report) -> str:
    """What the batch before counted, and what this one does: clients 40 → 41, errors 12 → 7."""
    counts, then = report.counts(), dict(before.counts)
    words = {Severity.ERROR: "errors", Severity.GAP: "gaps", Severity.WARNING: "warnings"}
    told = [f"{word} {then.get(severity, 0)} → {counts[severity]}" for severity, word in words.items()]
    return ", ".join([f"clients {before.clients} → {len(report.results)}", *told])


def _write_table(book: Book, sheet: Any, row: int, heading: str, table: Table[Any]) -> int:
    """Writes a heading with its table; answers the next free row."""
    book.write_heading(sheet, row, heading)
    sheet.set_row(row + 1, 20)
    return book.write_table(sheet, row + 1, table) + 1


def _by_clinician(clients: Sequence[ClientResult]) -> Table[Caseload]:
    names = sorted({client.clinician for client in clients}, key=lambda name: (not name, name))
    cases = [Caseload(name, tuple(client for client in clients if client.clinician == name)) for name in names]
    columns: list[Column[Caseload]] = [
        Column("Clinician", 0, Style.WRAP, lambda case: case.clinician or "no clinician named"),
        Column("Clients", 0, Style.COUNT, lambda case: len(case.clients)),
        Column("Complete plans", 0, Style.PERCENT, Caseload.complete, (Mark(Tone.BAR),)),
        Column("Overdue reviews", 0, Style.COUNT, Caseload.overdue, (Mark(Tone.ALARM, above=0),)),
        Column("Gaps", 0, Style.COUNT, lambda case: case.count(Severity.GAP), (Mark(Tone.CARE, above=0),)),
        Column("Errors", 0, Style.COUNT, lambda case: case.count(Severity.ERROR), (Mark(Tone.ALARM, above=0),)),
    ]
    return Table("Clinicians", columns, cases, "No client is in treatment.")


def _by_state(clients: Sequence[ClientResult]) -> Table[tuple[DueState, int]]:
    counts = Counter(client.due_state for client in clients)
    columns: list[Column[tuple[DueState, int]]] = [
        Column("Next review", 0, Style.TEXT, lambda line: line[0].value),
        Column("Clients", 0, Style.COUNT, lambda line: line[1]),
    ]
    return Table("Due_states", columns, [(state, counts[state]) for state in DueState], "")


def _by_point(clients: Sequence[ClientResult]) -> Table[tuple[str, Counter[Verdict]]]:
    columns: list[Column[tuple[str, Counter[Verdict]]]] = [
        Column("Point", 27, Style.WRAP, lambda line: line[0]),
        Column("Pass", 0, Style.COUNT, lambda line: line[1][Verdict.PASS]),
        Column("Fail", 0, Style.COUNT, lambda line: line[1][Verdict.FAIL], (Mark(Tone.ALARM, above=0),)),
        Column("Cannot tell", 0, Style.COUNT, _open_points, (Mark(Tone.CARE, above=0),)),
    ]
    return Table("Audit_points", columns, point_counts(clients), "")


def _open_points(line: tuple[str, Counter[Verdict]]) -> int:
    return line[1][Verdict.CANNOT_TELL]
