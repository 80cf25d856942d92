"""What to look at first, on the Overview: every kind of risk, then errors, then the reviews longest overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sheet2plan.findings import Notice, Severity
from sheet2plan.model import Source
from sheet2plan.render.cells import Cell, Link, clean, lines_needed, place, row_height, write_cell
from sheet2plan.render.entries import Where
from sheet2plan.render.looks import INK, LINK, RULE
from sheet2plan.render.xlsx import Book
from sheet2plan.reports.report import ClientResult, Report
from sheet2plan.say import say_count

_URGENT, _KEPT_FOR_OVERDUE = 7, 3


@dataclass(frozen=True, slots=True)
class Urgent:
    """One line of what to look at first."""

    who: str
    title: str
    what: str
    where: Cell
    action: str


def _urgent(report: Report, notices: Sequence[Notice], where: Where) -> tuple[list[Urgent], int]:
    """What to look at first, and how much more there is: every kind of risk, then errors, then the longest overdue."""
    names = {client.client_id: client.name for client in report.results}
    risks = _one_per_place(notice for notice in notices if notice.code.startswith("risk-"))
    errors = [notice for notice in notices if notice.severity is Severity.ERROR and not _told_elsewhere(notice)]
    late = sorted(
        (client for client in report.results if client.is_overdue),
        key=lambda client: (-(client.days_overdue or 0), client.client_id),
    )
    # Many errors must not push the overdue reviews off the list; risks may.
    kept = min(len(late), _KEPT_FOR_OVERDUE)
    shown = risks[:_URGENT]
    shown += errors[: max(0, _URGENT - len(shown) - kept)]
    lines = [_urgent_notice(notice, names, where) for notice in shown]
    lines += [_urgent_review(client) for client in late[: _URGENT - len(lines)]]
    return lines, len(risks) + len(errors) + len(late) - len(lines)


def _told_elsewhere(notice: Notice) -> bool:
    """Whether the notice is a risk, or of a review that stands among the longest overdue."""
    return notice.code.startswith("risk-") or notice.code == "review-overdue"


def _one_per_place(notices: Iterable[Notice]) -> list[Notice]:
    """The first, and so the worst, of those that speak of the same client and cell."""
    found: dict[tuple[str | None, Source], Notice] = {}
    for notice in notices:
        found.setdefault((notice.client_id, notice.source), notice)
    return list(found.values())


def _urgent_notice(notice: Notice, names: dict[str, str], where: Where) -> Urgent:
    client = notice.client_id or ""
    kind = "Risk" if notice.code.startswith("risk-") else "Error"
    who = f"{client} {names.get(client, '')}".strip() or "—"
    return Urgent(who, f"{kind}: {notice.title}", notice.message, where(notice.source), notice.advice)


def _urgent_review(client: ClientResult) -> Urgent:
    title = f"Overdue: review {say_count(client.days_overdue or 0, 'day')} late"
    there = Link("Reviews (this workbook)", place=place("Reviews"))
    who = f"{client.client_id} {client.name}".strip()
    clinician = client.clinician or "the clinician"
    return Urgent(
        who, title, client.due_reason, there, f"Arrange the review with {clinician} and record it in the workbook."
    )


def write_urgent(book: Book, sheet: Any, row: int, report: Report, notices: Sequence[Notice], where: Where) -> int:
    """Writes what to look at first; answers the next free row."""
    book.write_heading(sheet, row, "Look here first")
    lines, more = _urgent(report, notices, where)
    if not lines:
        calm = "No risk needs attention, no error was found and no review is overdue."
        sheet.write_string(row + 1, 0, calm, book.format(italic=True))
        return row + 2
    header = book.format(bold=True, font_color="white", bg_color=INK, valign="vcenter")
    for column, text in ((0, "Client"), (3, "Where")):
        sheet.write_string(row + 1, column, text, header)
    sheet.merge_range(row + 1, 1, row + 1, 2, "What", header)
    sheet.merge_range(row + 1, 4, row + 1, 5, "What to do", header)
    _write_lines(book, sheet, row + 2, lines)
    bottom = row + 2 + len(lines)
    if more:
        note = Link(f"and {more} more: see To do and Reviews", place=place("To do"))
        write_cell(sheet, bottom, 0, note, book.format(italic=True, underline=1))
    return bottom + bool(more)


def _write_lines(book: Book, sheet: Any, top: int, lines: Iterable[Urgent]) -> None:
    look = {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": RULE}
    plain, bold, strong = book.format(**look), book.format(**look, bold=True), book.format(bold=True)
    link = book.format(**look, **LINK)
    for row, line in enumerate(lines, top):
        write_cell(sheet, row, 0, line.who, bold)
        sheet.merge_range(row, 1, row, 2, "", plain)
        _write_bold_first(sheet, row, strong, plain, line)
        write_cell(sheet, row, 3, line.where, link if isinstance(line.where, Link) else plain)
        sheet.merge_range(row, 4, row, 5, "", plain)
        write_cell(sheet, row, 4, line.action, plain)
        sheet.set_row(row, _height(line))


def _write_bold_first(sheet: Any, row: int, strong: Any, plain: Any, line: Urgent) -> None:
    if line.what:
        sheet.write_rich_string(row, 1, strong, clean(line.title) + "\n", clean(line.what), plain)
    else:
        write_cell(sheet, row, 1, line.title, plain)


def _height(line: Urgent) -> float:
    """The height that shows the whole line."""
    where = line.where.text if isinstance(line.where, Link) else str(line.where)
    what = lines_needed(line.title, 42) + (lines_needed(line.what, 44) if line.what else 0)
    others = ((line.who, 26), (where, 22), (line.action, 44))
    return row_height(max(what, *(lines_needed(text, room) for text, room in others)))
