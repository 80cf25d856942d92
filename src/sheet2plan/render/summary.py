"""The summary workbook: what the admin of a clinic works from after a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheet2plan.findings import Notice, Severity
from sheet2plan.model import Document, Source, column_letters
from sheet2plan.plan import DueState
from sheet2plan.render.overview import add_overview, in_care
from sheet2plan.render.xlsx import XLSX, Book, Cell, Column, Link, Mark, Style, Table, Tone, place
from sheet2plan.report import ClientResult, FileState, Outcome, ReadTable, Report, WrittenFile

_DUE_ORDER = {state: order for order, state in enumerate(DueState)}
_SEVERITY_ORDER = {severity: severity.rank for severity in Severity}

_SEVERITY_MARKS = (Mark(Tone.ALARM, equals=Severity.ERROR), Mark(Tone.CARE, equals=Severity.GAP))
_DUE_MARKS = (
    Mark(Tone.ALARM, equals=DueState.OVERDUE),
    Mark(Tone.CARE, equals=DueState.TODAY),
    Mark(Tone.CARE, equals=DueState.WEEK),
)
_OUTCOME_MARKS = tuple(
    Mark(Tone.ALARM, equals=outcome) for outcome in (Outcome.BLOCKED, Outcome.WITHHELD, Outcome.FAILED)
)
_ALARM_ABOVE_0, _CARE_ABOVE_0 = (Mark(Tone.ALARM, above=0),), (Mark(Tone.CARE, above=0),)

Where = Callable[[Source], Cell]
Slot = tuple[str, int]  # a kind of file, and which of a client's files of that kind


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice with the clinician of its client ("" when nobody's)."""

    notice: Notice
    clinician: str


@dataclass(frozen=True, slots=True)
class ReadHeader:
    """One header of a table and the field it became; None for a header that is not used."""

    table: ReadTable
    header: str
    field: str | None


def render_summary(report: Report, workbook_links: Mapping[str, str]) -> Document:
    """summary.xlsx. `workbook_links`: relative path or file URL, per workbook name, for links to its cells."""
    where = _where(report, workbook_links)
    entries = _entries(report)
    book = Book("Summary of treatment plans", report.as_of, report.clinic)
    add_overview(book, report, [entry.notice for entry in entries], where)
    book.table_sheet(_clients(report), frozen_columns=2)
    book.table_sheet(_missing(entries, where))
    book.table_sheet(_reviews(report))
    book.table_sheet(_findings(entries, where))
    book.table_sheet(_reading(report))
    return Document("summary.xlsx", XLSX, book.content())


def _where(report: Report, links: Mapping[str, str]) -> Where:
    """What words a place in the clinic's workbooks, as a link where one is known."""
    several = len(report.workbooks) > 1

    def where(source: Source) -> Cell:
        text = f"{source.workbook}: {source.a1}" if several and source.sheet else source.a1
        if source.workbook not in links:
            return text
        return Link(text, links[source.workbook], _place(source))

    return where


def _place(source: Source) -> str:
    if source.sheet is None:
        return ""
    return place(source.sheet, f"{column_letters(source.column or 0)}{source.row or 1}")


def _entries(report: Report) -> list[Entry]:
    """Every notice: worst first, then by client, then as they stand in the workbook."""
    clinicians = {result.client_id: result.clinician for result in report.results}
    ordered = sorted(report.notices, key=_notice_order)
    return [Entry(notice, clinicians.get(notice.client_id or "", "")) for notice in ordered]


def _notice_order(notice: Notice) -> tuple[int, str, str, str, int, int]:
    at = notice.source
    column = -1 if at.column is None else at.column
    return _SEVERITY_ORDER[notice.severity], notice.client_id or "", at.workbook, at.sheet or "", at.row or 0, column


def _clients(report: Report) -> Table[ClientResult]:
    columns: list[Column[ClientResult]] = [
        Column("Client", 11, Style.TEXT, lambda client: client.client_id),
        Column("Name", 22, Style.WRAP, lambda client: client.name),
        Column("Clinician", 19, Style.WRAP, lambda client: client.clinician),
        Column("Status", 12, Style.WRAP, lambda client: client.status),
        Column("Outcome", 15, Style.TEXT, _outcome, _OUTCOME_MARKS),
        Column("Plan date", 13, Style.DATE, lambda client: client.plan_date),
        Column("Last review", 13, Style.DATE, lambda client: client.last_review),
        Column("Next due", 13, Style.DATE, lambda client: client.next_due),
        Column("State", 19, Style.TEXT, _state, _DUE_MARKS),
        Column("Days overdue", 10, Style.COUNT, _days_overdue, _ALARM_ABOVE_0),
        Column("Complete", 12, Style.PERCENT, _completeness, (Mark(Tone.BAR),)),
        Column("Errors", 8.5, Style.COUNT, lambda client: client.count(Severity.ERROR), _ALARM_ABOVE_0),
        Column("Gaps", 8, Style.COUNT, lambda client: client.count(Severity.GAP), _CARE_ABOVE_0),
        Column("Warnings", 11, Style.COUNT, lambda client: client.count(Severity.WARNING)),
    ]
    columns += _file_columns(report, {column.header.casefold() for column in columns})
    return Table("Clients", columns, report.results, "The workbook has no clients.")


def _outcome(client: ClientResult) -> str:
    return "plan written" if client.outcome is Outcome.WRITTEN else client.outcome.value


def _state(client: ClientResult) -> Cell:
    return client.due_state.value if in_care(client) else None


def _days_overdue(client: ClientResult) -> Cell:
    return client.days_overdue if in_care(client) and (client.days_overdue or 0) > 0 else None


def _completeness(client: ClientResult) -> Cell:
    """The share from 0 to 1; blank for a client who has no plan to be complete."""
    return client.completeness / 100 if client.outcome in (Outcome.WRITTEN, Outcome.WITHHELD) else None


def _file_columns(report: Report, taken: set[str]) -> list[Column[ClientResult]]:
    """One column per kind of file, plans first; a client's second file of a kind has a column of its own."""
    widths: dict[Slot, int] = {}
    for client in report.results:
        for slot, file in _slots(client):
            widths[slot] = max(widths.get(slot, 10), len(_link_text(slot, file)) + 3)
    columns = []
    for slot in sorted(widths, key=lambda slot: slot[0] != "plan"):
        header = _worded_kind(slot)
        while header.casefold() in taken:
            header += " file"
        taken.add(header.casefold())
        columns.append(Column(header, widths[slot], Style.TEXT, _link_to(slot)))
    return columns


def _slots(client: ClientResult) -> Iterator[tuple[Slot, WrittenFile]]:
    """Each file of the client with its slot."""
    seen: Counter[str] = Counter()
    for file in client.files:
        seen[file.kind] += 1
        yield (file.kind, seen[file.kind]), file


def _link_to(slot: Slot) -> Callable[[ClientResult], Cell]:
    def link(client: ClientResult) -> Cell:
        file = dict(_slots(client)).get(slot)
        return None if file is None else Link(_link_text(slot, file), file.path)

    return link


def _link_text(slot: Slot, file: WrittenFile) -> str:
    return _worded_kind(slot) + (" (yours was kept)" if file.state is FileState.BESIDE else "")


def _worded_kind(slot: Slot) -> str:
    kind, number = slot
    words = kind.replace("_", " ").replace("-", " ").strip() or "file"
    return words[:1].upper() + words[1:] + (f" {number}" if number > 1 else "")


def _missing(entries: Sequence[Entry], where: Where) -> Table[Entry]:
    gaps = [entry for entry in entries if entry.notice.severity is Severity.GAP]
    columns: list[Column[Entry]] = [
        Column("Client", 11, Style.TEXT, lambda entry: entry.notice.client_id),
        Column("Clinician", 20, Style.WRAP, lambda entry: entry.clinician),
        Column("What is missing", 30, Style.WRAP, lambda entry: entry.notice.title),
        Column("Details", 44, Style.WRAP, lambda entry: entry.notice.message),
        Column("Where", 22, Style.WRAP, lambda entry: where(entry.notice.source)),
        Column("How to fix it", 44, Style.WRAP, lambda entry: entry.notice.advice),
        Column("Part of the plan", 19, Style.WRAP, lambda entry: entry.notice.component),
    ]
    return Table("Missing", columns, gaps, "Nothing is missing.")


def _reviews(report: Report) -> Table[ClientResult]:
    clients = sorted(filter(in_care, report.results), key=_review_order)
    columns: list[Column[ClientResult]] = [
        Column("Client", 11, Style.TEXT, lambda client: client.client_id),
        Column("Name", 26, Style.WRAP, lambda client: client.name),
        Column("Clinician", 24, Style.WRAP, lambda client: client.clinician),
        Column("Last review", 14, Style.DATE, lambda client: client.last_review),
        Column("Next due", 14, Style.DATE, lambda client: client.next_due),
        Column("State", 20, Style.TEXT, _state, _DUE_MARKS),
        Column("Days overdue", 13, Style.COUNT, _days_overdue, _ALARM_ABOVE_0),
        Column("Why this date", 52, Style.WRAP, lambda client: client.due_reason),
    ]
    return Table("Reviews", columns, clients, "No client is in treatment, so no review is due.")


def _review_order(client: ClientResult) -> tuple[int, date, str]:
    return _DUE_ORDER[client.due_state], client.next_due or date.max, client.client_id


def _findings(entries: Sequence[Entry], where: Where) -> Table[Entry]:
    columns: list[Column[Entry]] = [
        Column("Severity", 11, Style.TEXT, lambda entry: entry.notice.severity.value, _SEVERITY_MARKS),
        Column("Code", 26, Style.WRAP, lambda entry: entry.notice.code),
        Column("Client", 11, Style.TEXT, lambda entry: entry.notice.client_id),
        Column("Clinician", 20, Style.WRAP, lambda entry: entry.clinician),
        Column("Where", 22, Style.WRAP, lambda entry: where(entry.notice.source)),
        Column("What", 52, Style.WRAP, lambda entry: entry.notice.message),
        Column("What to do", 48, Style.WRAP, lambda entry: entry.notice.advice),
    ]
    return Table("Findings", columns, entries, "Nothing was found.")


def _reading(report: Report) -> Table[ReadHeader]:
    headers = [header for table in report.tables for header in _headers(table)]
    columns: list[Column[ReadHeader]] = [
        Column("Workbook", 28, Style.WRAP, lambda read: read.table.workbook),
        Column("Sheet", 22, Style.WRAP, lambda read: read.table.sheet),
        Column("Read as", 20, Style.TEXT, lambda read: read.table.became or "not read"),
        Column("Header row", 10, Style.COUNT, lambda read: read.table.header_row),
        Column("Rows", 10, Style.COUNT, lambda read: read.table.rows),
        Column("Column header", 32, Style.WRAP, lambda read: read.header),
        Column("Became", 28, Style.TEXT, _became, (Mark(Tone.CARE, equals="not used"),)),
    ]
    return Table("How it was read", columns, headers, "No table was read.")


def _headers(table: ReadTable) -> list[ReadHeader]:
    """The table's headers, used ones first; a table without any still has its line."""
    used = [ReadHeader(table, header, field) for header, field in table.columns]
    return used + [ReadHeader(table, header, None) for header in table.unused] or [ReadHeader(table, "", "")]


def _became(read: ReadHeader) -> str:
    return "not used" if read.field is None else read.field
