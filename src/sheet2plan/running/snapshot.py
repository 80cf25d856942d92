"""What is kept of a run to say what the next one changed: each client's findings, review, scores and met objectives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

from sheet2plan.deflate import FAST, deflating
from sheet2plan.findings import Notice, Severity
from sheet2plan.model import Source
from sheet2plan.reports.report import ClientResult, Outcome, Report, ScoreLine

# The review, the scores and the objectives are compared themselves; these only put them in words.
TOLD_ELSEWHERE = frozenset({"review-overdue", "score-worse", "objective-met"})


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """An error, gap or warning as an earlier run told it."""

    code: str
    title: str
    message: str
    source: Source


@dataclass(frozen=True, slots=True)
class KnownScore:
    """The latest score of a measure by then, and the class of its change since the first."""

    measure: str
    day: date
    value: float
    change: str
    variant: str


@dataclass(frozen=True, slots=True)
class KnownClient:
    """Where a client stood."""

    clinician: str
    status: str
    in_care: bool
    is_overdue: bool
    next_due: date | None
    last_review: date | None
    findings: tuple[KnownFinding, ...]
    scores: tuple[KnownScore, ...]
    met: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run for one day. `loose` belongs to no client; not `whole` when no run so far was for every client.

    `missed` are clients who were there, and of whom nothing is known because every run failed on them.
    """

    as_of: date
    whole: bool
    clients: dict[str, KnownClient]
    loose: tuple[KnownFinding, ...]
    missed: tuple[str, ...] = ()


_SNAPSHOT = TypeAdapter(Snapshot)


def pack_snapshot(snapshot: Snapshot) -> bytes:
    """The snapshot as bytes to keep."""
    return deflating.compress(_SNAPSHOT.dump_json(snapshot), FAST)


def unpack_snapshot(content: bytes) -> Snapshot:
    """The snapshot that was packed."""
    return _SNAPSHOT.validate_json(deflating.decompress(content))


def snapshot_of(report: Report, whole: bool, earlier: Snapshot | None = None) -> Snapshot:
    """The run as it is to be kept. What this run left out, or failed on, stays as the `earlier` run had it."""
    known = {result.client_id: _known(result) for result in report.results if result.outcome is not Outcome.FAILED}
    failed = {result.client_id for result in report.results if result.outcome is Outcome.FAILED}
    missed = failed
    if earlier is not None:
        missed = failed if whole else failed.union(earlier.missed)
        kept = earlier.clients if not whole else {one: earlier.clients[one] for one in failed & earlier.clients.keys()}
        known = {**kept, **known}
    loose = known_findings(loose_notices(report))
    whole = whole or (earlier is not None and earlier.whole)
    return Snapshot(report.as_of, whole, known, loose, tuple(sorted(missed - known.keys())))


def loose_notices(report: Report) -> tuple[Notice, ...]:
    """The notices that belong to no client of the report."""
    ids = {result.client_id for result in report.results}
    return tuple(notice for notice in report.notices if notice.client_id not in ids)


def known_findings(notices: Iterable[Notice]) -> tuple[KnownFinding, ...]:
    """What of the notices is kept."""
    return tuple(
        KnownFinding(notice.code, notice.title, notice.message, notice.source)
        for notice in notices
        if notice.severity is not Severity.INFO and notice.code not in TOLD_ELSEWHERE
    )


def _known(result: ClientResult) -> KnownClient:
    return KnownClient(
        clinician=result.clinician,
        status=result.status,
        in_care=result.in_care,
        is_overdue=result.is_overdue,
        next_due=result.next_due,
        last_review=result.last_review,
        findings=known_findings(result.notices),
        scores=tuple(known_score(line) for line in result.scores),
        met=tuple(objective.key for objective in result.met),
    )


def known_score(line: ScoreLine) -> KnownScore:
    """The latest score of the line."""
    day, value = line.points[-1]
    return KnownScore(line.measure, day, value, line.change, line.variant)
