"""The summary's first sheet: the figures, what to look at first, each clinician's share, when reviews are due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sheet2plan.findings import Notice, Severity, Verdict
from sheet2plan.model import Source
from sheet2plan.plan import DueState
from sheet2plan.render.audits import point_counts
from sheet2plan.render.charts import add_audit_chart, add_due_chart
from sheet2plan.render.xlsx import (
    ALARM_FILL,
    ALARM_INK,
    CARE_FILL,
    CARE_INK,
    INK,
    RULE,
    Book,
    Cell,
    Column,
    Link,
    Mark,
    Style,
    Table,
    Tone,
    clean,
    lines_needed,
    place,
    row_height,
    write_cell,
)
from sheet2plan.report import Before, ClientResult, FileState, Outcome, Report

_WIDTHS = (27, 21, 21, 21, 21, 21)
_CHANGED = (FileState.REPLACED, FileState.KEPT, FileState.BESIDE)
_CHART_ROWS = 9  # as many as a chart is tall
_URGENT, _KEPT_FOR_OVERDUE = 7, 3

Where = Callable[[Source], Cell]


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure: what it counts, the figure, a note below it that may lead to a sheet."""

    label: str
    figure: int | float
    note: Link | str
    style: Style = Style.COUNT
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Urgent:
    """One line of what to look at first."""

    who: str
    title: str
    what: str
    where: Cell
    action: str


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
        return sum(map(is_overdue, self.clients))

    def complete(self) -> float:
        """The share of clients whose plan is complete."""
        return sum(map(is_complete, self.clients)) / len(self.clients)


def in_care(client: ClientResult) -> bool:
    """Whether the client is in treatment, so that plan and review are owed."""
    return client.outcome is not Outcome.NOT_IN_CARE


def is_complete(client: ClientResult) -> bool:
    """Whether the client's plan lacks nothing."""
    return client.outcome in (Outcome.WRITTEN, Outcome.WITHHELD) and client.completeness >= 100


def is_overdue(client: ClientResult) -> bool:
    """Whether the client's review is overdue."""
    return in_care(client) and client.due_state is DueState.OVERDUE


def add_overview(book: Book, report: Report, notices: Sequence[Notice], where: Where) -> None:
    """Adds the sheet. `notices` come worst first; `where` words a place in the clinic's workbooks."""
    clients = [client for client in report.results if in_care(client)]
    sheet = book.sheet("Overview")
    sheet.set_print_scale(82)
    sheet.hide_gridlines(2)
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    row = _write_title(book, sheet, report, where)
    row = _write_tiles(book, sheet, row + 1, _tiles(report, clients))
    row = _write_urgent(book, sheet, row + 1, report, notices, where)
    sheet.set_h_pagebreaks([row + 1])
    row = _write_table(book, sheet, row + 1, "By clinician", _by_clinician(clients))
    states = _by_state(clients)
    top = row + 1
    row = _write_table(book, sheet, top, "Reviews by due date", states)
    add_due_chart(book, sheet, top, len(states.rows))
    points = _by_point(clients)
    if points.rows:
        top = max(row, top + _CHART_ROWS) + 1
        _write_table(book, sheet, top, "Audit checklist", points)
        add_audit_chart(book, sheet, top, len(points.rows))


def _write_title(book: Book, sheet: Any, report: Report, where: Where) -> int:
    """Writes title, clinic, day and workbooks; answers the next free row."""
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Summary of treatment plans", book.format(bold=True, font_size=20, font_color=INK))
    sheet.write_string(1, 0, clean(report.clinic), book.format(font_size=13, font_color=INK))
    label = book.format(bold=True)
    sheet.write_string(2, 0, "As of", label)
    write_cell(sheet, 2, 1, report.as_of, book.format(num_format="mmm d, yyyy", align="left"))
    sheet.write_string(3, 0, "Workbooks read" if len(report.workbooks) != 1 else "Workbook read", label)
    plain, link = book.format(), book.format(font_color="#0B4F9E", underline=1)
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
        sheet.write_string(bottom, 1, f"of {_count(len(report.files()), 'document')}: {', '.join(changed)}")
    return bottom + bool(changed)


def _movement(before: Before, report: Report) -> str:
    """What the batch before counted, and what this one does: clients 40 → 41, errors 12 → 7."""
    counts, then = report.counts(), dict(before.counts)
    words = {Severity.ERROR: "errors", Severity.GAP: "gaps", Severity.WARNING: "warnings"}
    told = [f"{word} {then.get(severity, 0)} → {counts[severity]}" for severity, word in words.items()]
    return ", ".join([f"clients {before.clients} → {len(report.results)}", *told])


def _tiles(report: Report, clients: Sequence[ClientResult]) -> tuple[Tile, ...]:
    written = sum(client.outcome is Outcome.WRITTEN for client in clients)
    complete = sum(map(is_complete, clients))
    overdue = [client.days_overdue or 0 for client in clients if is_overdue(client)]
    late = Link(f"longest: {_days(max(overdue))}", place=place("Reviews")) if overdue else "No review is overdue."
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
    spread = f"in {_count(clients, 'client')}" if clients else "in the workbook"
    return Tile(label, len(notices), Link(spread, place=place(sheet)), tone=tone)


def _days(number: int) -> str:
    return _count(number, "day")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _write_tiles(book: Book, sheet: Any, row: int, tiles: Iterable[Tile]) -> int:
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


def _urgent(report: Report, notices: Sequence[Notice], where: Where) -> tuple[list[Urgent], int]:
    """What to look at first, and how much more there is: every kind of risk, then errors, then the longest overdue."""
    names = {client.client_id: client.name for client in report.results}
    risks = _one_per_place(notice for notice in notices if notice.code.startswith("risk-"))
    errors = [notice for notice in notices if notice.severity is Severity.ERROR and not notice.code.startswith("risk-")]
    late = sorted(
        filter(is_overdue, report.results), key=lambda client: (-(client.days_overdue or 0), client.client_id)
    )
    # Many errors must not push the overdue reviews off the list; risks may.
    kept = min(len(late), _KEPT_FOR_OVERDUE)
    shown = risks[:_URGENT]
    shown += errors[: max(0, _URGENT - len(shown) - kept)]
    lines = [_urgent_notice(notice, names, where) for notice in shown]
    lines += [_urgent_review(client) for client in late[: _URGENT - len(lines)]]
    return lines, len(risks) + len(errors) + len(late) - len(lines)


def _one_per_place(notices: Iterable[Notice]) -> list[Notice]:
    """The first, and so the worst, of those that speak of the same client and cell."""
    return list({(notice.client_id, notice.source): notice for notice in reversed(list(notices))}.values())[::-1]


def _urgent_notice(notice: Notice, names: dict[str, str], where: Where) -> Urgent:
    client = notice.client_id or ""
    kind = "Risk" if notice.code.startswith("risk-") else "Error"
    who = f"{client} {names.get(client, '')}".strip() or "—"
    return Urgent(who, f"{kind}: {notice.title}", notice.message, where(notice.source), notice.advice)


def _urgent_review(client: ClientResult) -> Urgent:
    title = f"Overdue: review {_days(client.days_overdue or 0)} late"
    there = Link("Reviews (this workbook)", place=place("Reviews"))
    who = f"{client.client_id} {client.name}".strip()
    clinician = client.clinician or "the clinician"
    return Urgent(
        who, title, client.due_reason, there, f"Arrange the review with {clinician} and record it in the workbook."
    )


def _write_urgent(book: Book, sheet: Any, row: int, report: Report, notices: Sequence[Notice], where: Where) -> int:
    """Writes what to look at first; answers the next free row."""
    _write_heading(book, sheet, row, "Look here first")
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
    link = book.format(**look, font_color="#0B4F9E", underline=1)
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
    what = lines_needed(line.title, 50) + (lines_needed(line.what, 46) if line.what else 0)
    others = ((line.who, 25), (where, 20), (line.action, 46))
    return row_height(max(what, *(lines_needed(text, room) for text, room in others)))


def _write_heading(book: Book, sheet: Any, row: int, text: str) -> None:
    sheet.set_row(row, 24)
    sheet.write_string(row, 0, text, book.format(bold=True, font_size=14, font_color=INK, valign="vcenter"))


def _write_table(book: Book, sheet: Any, row: int, heading: str, table: Table[Any]) -> int:
    """Writes a heading with its table; answers the next free row."""
    _write_heading(book, sheet, row, heading)
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
        Column("Point", 25, Style.WRAP, lambda line: line[0]),
        Column("Pass", 0, Style.COUNT, lambda line: line[1][Verdict.PASS]),
        Column("Fail", 0, Style.COUNT, lambda line: line[1][Verdict.FAIL], (Mark(Tone.ALARM, above=0),)),
        Column("Cannot tell", 0, Style.COUNT, _open_points, (Mark(Tone.CARE, above=0),)),
    ]
    return Table("Audit_points", columns, point_counts(clients), "")


def _open_points(line: tuple[str, Counter[Verdict]]) -> int:
    return line[1][Verdict.CANNOT_TELL]
