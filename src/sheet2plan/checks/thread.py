"""The golden thread at its end: what notes leave out, and objectives that no note works on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import is_open_objective, latest_review, plan_in_force
from sheet2plan.clinical.thread import first_break, thread_start
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_date
from sheet2plan.sheets import Objective, ProgressNote

_PARTS = (
    ("objective_id", "note-without-objective"),
    ("intervention", "note-without-intervention"),
    ("client_response", "note-without-response"),
    ("progress", "note-without-progress"),
)


def check_notes(case: Case, context: CheckContext) -> Iterator[Finding]:
    """What notes under the plan in force leave out (rules R70 to R73), and notes copied from the one before."""
    start = thread_start(case, context.as_of)
    earlier: ProgressNote | None = None
    for note in sorted(case.notes, key=lambda row: row.note_date or date.min):
        if note.note_date is None or note.note_date < start or note.note_date > context.as_of:
            continue
        yield from _parts(case, note)
        if earlier is not None and _copied(earlier, note):
            place = note.origin.at("intervention")
            words = {"date": say_date(note.note_date), "earlier": say_date(earlier.note_date or note.note_date)}
            yield finding("note-copied", place, case.client_id, "intervention", **words)
        earlier = note


def check_thread(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Open objectives whose progress nothing tells: no note names them, no review speaks (rules R2, R74)."""
    if not case.notes:
        return
    version = plan_in_force(case, context.as_of)
    grace = context.catalog.thresholds.first_note_days
    if version is None or version.effective_date is None or (context.as_of - version.effective_date).days < grace:
        return
    for objective in filter(is_open_objective, case.objectives):
        if first_break(case, objective, context.as_of) == "note" and not _is_told(case, objective, context):
            place = objective.origin.at("objective_id")
            words = {"key": objective.objective_id or "", "plan": say_date(version.effective_date)}
            yield finding("objective-without-note", place, case.client_id, "objective_id", **words)


def _parts(case: Case, note: ProgressNote) -> Iterator[Finding]:
    for field, code in _PARTS:
        if getattr(note, field) is None and field not in note.origin.unreadable:
            day = say_date(note.note_date) if note.note_date else ""
            yield finding(code, note.origin.at(field), case.client_id, field, date=day)


def _copied(earlier: ProgressNote, note: ProgressNote) -> bool:
    """The same words, numbers included, for what was done and how the client took it."""
    mine, theirs = (note.intervention, note.client_response), (earlier.intervention, earlier.client_response)
    return mine == theirs and None not in mine


def _is_told(case: Case, objective: Objective, context: CheckContext) -> bool:
    """A status dated within the review period, with its percentage or a review since, speaks for the objective too."""
    review = latest_review(case, context.as_of)
    recent = (
        objective.status_date is not None and (context.as_of - objective.status_date).days <= context.longest_interval
    )
    return recent and (objective.progress_pct is not None or (review is not None and bool(review.progress_summary)))
