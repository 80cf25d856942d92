"""Due reviews as a calendar file (iCalendar, RFC 5545): ids and dates, no names of people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256

from sheet2plan.model import Document
from sheet2plan.plan import DueState
from sheet2plan.reports.report import ClientResult

CALENDAR = "text/calendar"
_LINE = 75  # octets a line may have before it is folded


def render_calendar(clients: Iterable[ClientResult], as_of: date) -> Document:
    """reviews.ics: a whole-day event for each review that is due; a client without a date has none."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sheet2plan//reviews//EN", "CALSCALE:GREGORIAN"]
    for client in sorted(
        (client for client in clients if client.in_care),
        key=lambda client: (client.next_due or date.max, client.client_id),
    ):
        if client.next_due is not None:
            lines += _event(client, client.next_due, as_of)
    lines.append("END:VCALENDAR")
    content = "".join(f"{_folded(line)}\r\n" for line in lines)
    return Document("reviews.ics", CALENDAR, content.encode())


def _event(client: ClientResult, due: date, as_of: date) -> Iterator[str]:
    late = f" (overdue by {client.days_overdue} days)" if client.due_state is DueState.OVERDUE else ""
    # The id depends on the client alone, so that a calendar program moves the event instead of adding another.
    yield "BEGIN:VEVENT"
    yield f"UID:{sha256(client.client_id.encode()).hexdigest()[:32]}@sheet2plan"
    yield f"DTSTAMP:{as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'Treatment plan review: {client.client_id}{late}')}"
    yield f"DESCRIPTION:{_escaped(client.due_reason)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    plain = "".join(char if char.isprintable() else " " for char in text)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """The line cut where it is too long, never within a character."""
    parts, size = [""], 0
    for char in line:
        length = len(char.encode("utf-8", "replace"))
        if size + length > _LINE:
            parts.append(" ")
            size = 1
        parts[-1] += char
        size += length
    return "\r\n".join(parts)
