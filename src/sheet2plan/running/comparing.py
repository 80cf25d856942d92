"""What changed since an earlier run: the batch before as its run.json counts it, and each client against a snapshot."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sheet2plan.catalog import Catalog
from sheet2plan.clinical.scoring import change_class
from sheet2plan.findings import Notice, Severity
from sheet2plan.model import Source
from sheet2plan.reports.changes import Change, ChangeKind
from sheet2plan.reports.report import Before, ClientResult, Outcome, Report
from sheet2plan.running.snapshot import (
    TOLD_ELSEWHERE,
    KnownClient,
    KnownFinding,
    KnownScore,
    Snapshot,
    known_score,
    loose_notices,
)
from sheet2plan.say import say_count, say_date, say_number

_NEW = {
    Severity.ERROR: ChangeKind.NEW_ERROR,
    Severity.GAP: ChangeKind.NEW_GAP,
    Severity.WARNING: ChangeKind.NEW_WARNING,
}
_MOVED = {"improved reliably": ChangeKind.BETTER, "worsened reliably": ChangeKind.WORSE}
_RISK = "risk-"
_ORDER = {kind: order for order, kind in enumerate(ChangeKind)}


def batch_before(batch: Path, as_of: date) -> Before | None:
    """The batch beside this one with the latest day before `as_of`; None when there is none that can be read.

    Runs for the same day never change it, so that the same clinic gives the same summary however often it is run.
    """
    if not batch.parent.is_dir():
        return None
    found = [_counted(folder) for folder in sorted(batch.parent.iterdir()) if folder != batch]
    earlier = [before for before in found if before is not None and before.as_of < as_of]
    return max(earlier, key=lambda before: before.as_of, default=None)


def _counted(folder: Path) -> Before | None:
    try:
        told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        counts = tuple((severity, int(told["findings"][severity.value])) for severity in Severity)
        return Before(folder.name, date.fromisoformat(told["as_of"]), int(told["clients"]), counts)
    except (OSError, ValueError, KeyError, TypeError):  # a folder that is no batch, or one that somebody changed
        return None


def compare(then: Snapshot, report: Report, catalog: Catalog, whole: bool) -> tuple[Change, ...]:
    """What changed for the clients of the report, worst kinds first; `whole` when those are all that there are.

    A client on whom this run failed is left out, and who is new or gone is said only where all were looked at.
    """
    changes = list(_new_and_mended(then.loose, loose_notices(report), "", ""))
    for result in report.results:
        known = then.clients.get(result.client_id)
        if result.outcome is Outcome.FAILED:
            continue
        if known is not None:
            changes += _of_client(known, result, catalog)
        elif then.whole and result.client_id not in then.missed:
            changes.append(_change(ChangeKind.NEW_CLIENT, result, "New client", "", _standing(result)))
    if whole:
        here = {result.client_id for result in report.results}
        changes += (_gone(one, known) for one, known in then.clients.items() if one not in here)
    return tuple(sorted(changes, key=lambda change: (_ORDER[change.kind], change.client_id)))


def _of_client(known: KnownClient, result: ClientResult, catalog: Catalog) -> Iterator[Change]:
    if known.status != result.status:
        yield _change(ChangeKind.STATUS, result, "Status", known.status or "none", result.status or "none")
    if known.clinician != result.clinician:
        yield _change(ChangeKind.CLINICIAN, result, "Clinician", known.clinician or "none", result.clinician or "none")
    if not known.in_care or not result.in_care:
        return  # nothing is checked in who is not in treatment: what is not found there is not mended
    yield from _review(known, result)
    yield from _scores(known, result, catalog)
    for objective in result.met:
        if objective.key not in known.met:
            what = f"Objective {objective.key}"
            yield _change(ChangeKind.MET, result, what, "not met", objective.how)
    yield from _new_and_mended(known.findings, result.notices, result.client_id, result.clinician)


def _review(known: KnownClient, result: ClientResult) -> Iterator[Change]:
    last, due = result.last_review, result.next_due
    if last is not None and (known.last_review is None or last > known.last_review):
        was = f"last held on {say_date(known.last_review)}" if known.last_review else "none recorded"
        yield _change(ChangeKind.REVIEWED, result, "Plan review", was, f"held on {say_date(last)}")
    if result.is_overdue and (not known.is_overdue or (due and known.next_due and due > known.next_due)):
        was = f"due on {say_date(known.next_due)}" if known.next_due else "no date"
        now = f"{say_count(result.days_overdue or 0, 'day')} overdue: {result.due_reason}"
        yield _change(ChangeKind.OVERDUE, result, "Plan review", was, now)


def _scores(known: KnownClient, result: ClientResult, catalog: Catalog) -> Iterator[Change]:
    """A measure whose change since the first score became reliable, or that moved reliably since the earlier run."""
    earlier = {score.measure: score for score in known.scores}
    for line in result.scores:
        now, was = known_score(line), earlier.get(line.measure)
        if was is None or (was.day, was.value) == (now.day, now.value):
            continue
        moved = _moved(was, now, catalog)
        became = now.change if now.change in _MOVED and now.change != was.change else None
        kind = _MOVED.get(moved or became or "")
        if kind is not None:
            since = f"; since the first score: {now.change}" if now.change else ""
            yield _change(kind, result, now.measure, _said(was), _said(now) + since)


def _moved(was: KnownScore, now: KnownScore, catalog: Catalog) -> str | None:
    """The class of the change between two scores, None when they don't compare or it is not reliable."""
    instrument = catalog.instrument(now.measure)
    if instrument is None or not now.change or was.variant != now.variant:
        return None
    moved = change_class(instrument, was.value, now.value)
    return moved if moved in _MOVED else None


def _said(score: KnownScore) -> str:
    return f"{say_number(score.value)} on {say_date(score.day)}"


def _new_and_mended(
    known: Sequence[KnownFinding], notices: Sequence[Notice], client_id: str, clinician: str
) -> Iterator[Change]:
    """A finding is the same when its words are the same, wherever the row went, or when its cell is.

    A risk that is told of a newer score is one line with what it was: that it is there in other words mends nothing.
    """
    fresh, left = _unmatched(known, notices)
    for notice in fresh:
        is_risk = notice.code.startswith(_RISK)
        was = next((old for old in left if is_risk and old.code == notice.code), None)
        if was is not None:
            left.remove(was)
        kind = ChangeKind.NEW_RISK if is_risk and notice.severity is Severity.ERROR else _NEW[notice.severity]
        owner = client_id or notice.client_id or ""
        yield Change(kind, owner, clinician, notice.title, was.message if was else "", notice.message, notice.source)
    for old in left:
        yield Change(ChangeKind.MENDED, client_id, clinician, old.title, old.message, "no longer found", old.source)


def _unmatched(known: Sequence[KnownFinding], notices: Sequence[Notice]) -> tuple[list[Notice], list[KnownFinding]]:
    """The notices that no known finding answers to, and the known findings that answer to no notice."""
    by_words: dict[tuple[str, str], list[KnownFinding]] = defaultdict(list)
    for old in known:
        by_words[old.code, old.message].append(old)
    others = []
    for notice in notices:
        same = by_words.get((notice.code, notice.message))
        if same:
            same.pop()
        elif notice.code not in TOLD_ELSEWHERE:
            others.append(notice)
    by_cell: dict[tuple[str, Source], list[KnownFinding]] = defaultdict(list)
    for olds in by_words.values():
        for old in olds:
            by_cell[old.code, old.source].append(old)
    fresh = []
    for notice in others:
        same = by_cell.get((notice.code, notice.source))
        if same:
            same.pop()
        elif notice.severity is not Severity.INFO:
            fresh.append(notice)
    return fresh, [old for olds in by_cell.values() for old in olds]


def _standing(result: ClientResult) -> str:
    errors, gaps = result.count(Severity.ERROR), result.count(Severity.GAP)
    return ", ".join([result.status or "no status", say_count(errors, "error"), say_count(gaps, "gap")])


def _gone(client_id: str, known: KnownClient) -> Change:
    return Change(
        ChangeKind.GONE, client_id, known.clinician, "Client gone", known.status or "no status", "not in the workbook"
    )


def _change(kind: ChangeKind, result: ClientResult, what: str, was: str, now: str) -> Change:
    return Change(kind, result.client_id, result.clinician, what, was, now)
