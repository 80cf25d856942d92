"""The sheets Clients, everybody with their documents, and Reviews, when each plan is due and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from sheet2plan.findings import Severity
from sheet2plan.plan import DueState
from sheet2plan.render.cells import Cell, Link
from sheet2plan.render.entries import plan_link
from sheet2plan.render.looks import Mark, Style, Tone
from sheet2plan.render.xlsx import Column, Table
from sheet2plan.reports.documents import FileState, WrittenFile
from sheet2plan.reports.report import ClientResult, Outcome

_DUE_ORDER = {state: order for order, state in enumerate(DueState)}
_DUE_MARKS = (
    Mark(Tone.ALARM, equals=DueState.OVERDUE),
    Mark(Tone.CARE, equals=DueState.TODAY),
    Mark(Tone.CARE, equals=DueState.WEEK),
)
_OUTCOME_MARKS = tuple(
    Mark(Tone.ALARM, equals=outcome) for outcome in (Outcome.BLOCKED, Outcome.WITHHELD, Outcome.FAILED)
)
_ALARM_ABOVE_0, _CARE_ABOVE_0 = (Mark(Tone.ALARM, above=0),), (Mark(Tone.CARE, above=0),)

Slot = tuple[str, int]  # a kind of file, and which of a client's files of that kind


def clients_table(clients: Sequence[ClientResult], home: str = "") -> Table[ClientResult]:
    """One row per client. `home` leads from the summary to the batch folder."""
    columns: list[Column[ClientResult]] = [
        Column("Client", 11, Style.TEXT, lambda client: client.client_id),
        Column("Name", 22, Style.WRAP, lambda client: client.name),
        Column("Clinician", 22, Style.WRAP, lambda client: client.clinician),
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
    if any(file.note for client in clients for file in client.files):
        columns.append(Column("What became of your edits", 44, Style.WRAP, _notes))
    files = _file_columns(clients, home, {column.header.casefold() for column in columns})
    return Table("Clients", [*columns, *files], clients, "The workbook has no clients.", screen_only=len(files))


def _notes(client: ClientResult) -> str:
    """What a person did to the client's files, and what changed in the data since."""
    return "\n".join(f"{file.kind}: {file.note}" for file in client.files if file.note)


def _outcome(client: ClientResult) -> str:
    return "plan written" if client.outcome is Outcome.WRITTEN else client.outcome.value


def _state(client: ClientResult) -> Cell:
    return client.due_state.value if client.in_care else None


def _days_overdue(client: ClientResult) -> Cell:
    return client.days_overdue if client.in_care and (client.days_overdue or 0) > 0 else None


def _completeness(client: ClientResult) -> Cell:
    """The share from 0 to 1; blank for a client who has no plan to be complete."""
    return client.completeness / 100 if client.outcome in (Outcome.WRITTEN, Outcome.WITHHELD) else None


def _file_columns(clients: Sequence[ClientResult], home: str, taken: set[str]) -> list[Column[ClientResult]]:
    """One column per kind of file, plans first; a client's second file of a kind has a column of its own."""
    widths: dict[Slot, int] = {}
    for client in clients:
        for slot, file in _slots(client):
            widths[slot] = max(widths.get(slot, 10), len(_link_text(slot, file)) + 3)
    columns = []
    for slot in sorted(widths, key=lambda slot: slot[0] != "plan"):
        header = _worded_kind(slot)
        while header.casefold() in taken:
            header += " file"
        taken.add(header.casefold())
        columns.append(Column(header, widths[slot], Style.TEXT, _link_to(slot, home)))
    return columns


def _slots(client: ClientResult) -> Iterator[tuple[Slot, WrittenFile]]:
    """Each file of the client with its slot."""
    seen: Counter[str] = Counter()
    for file in client.files:
        seen[file.kind] += 1
        yield (file.kind, seen[file.kind]), file


def _link_to(slot: Slot, home: str) -> Callable[[ClientResult], Cell]:
    def link(client: ClientResult) -> Cell:
        file = dict(_slots(client)).get(slot)
        return None if file is None else Link(_link_text(slot, file), home + file.path)

    return link


def _link_text(slot: Slot, file: WrittenFile) -> str:
    return _worded_kind(slot) + (" (yours was kept)" if file.state is FileState.BESIDE else "")


def _worded_kind(slot: Slot) -> str:
    kind, number = slot
    words = kind.replace("_", " ").replace("-", " ").strip() or "file"
    return words[:1].upper() + words[1:] + (f" {number}" if number > 1 else "")


def reviews_table(clients: Sequence[ClientResult], home: str = "") -> Table[ClientResult]:
    """One row per client in treatment, the most overdue first, those without a date last, with the reason."""
    due = sorted((client for client in clients if client.in_care), key=_review_order)
    columns: list[Column[ClientResult]] = [
        Column("Client", 11, Style.TEXT, lambda client: client.client_id),
        Column("Name", 26, Style.WRAP, lambda client: client.name),
        Column("Clinician", 24, Style.WRAP, lambda client: client.clinician),
        Column("Last review", 14, Style.DATE, lambda client: client.last_review),
        Column("Next due", 14, Style.DATE, lambda client: client.next_due),
        Column("State", 20, Style.TEXT, _state, _DUE_MARKS),
        Column("Days overdue", 13, Style.COUNT, _days_overdue, _ALARM_ABOVE_0),
        Column("Why this date", 52, Style.WRAP, lambda client: client.due_reason),
        Column("In the plan", 12, Style.TEXT, lambda client: plan_link(client, home)),
    ]
    return Table("Reviews", columns, due, "No client is in treatment, so no review is due.", screen_only=1)


def _review_order(client: ClientResult) -> tuple[int, date, str]:
    return _DUE_ORDER[client.due_state], client.next_due or date.max, client.client_id
