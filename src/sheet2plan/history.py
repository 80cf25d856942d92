"""Floor 6: earlier runs, as the ledger keeps them, and what changed since. Where files are locked, so are these."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

from sheet2plan.catalog import Catalog
from sheet2plan.changes import Since
from sheet2plan.comparing import batch_before, compare
from sheet2plan.output import OutputFolder
from sheet2plan.report import Report
from sheet2plan.snapshot import Snapshot, pack_snapshot, snapshot_of, unpack_snapshot


@dataclass(frozen=True, slots=True)
class History:
    """The last run of a batch, and the last one before it that differs: the same run again compares with the same."""

    latest: Snapshot
    before: Snapshot | None = None


def with_earlier(report: Report, folder: OutputFolder, catalog: Catalog, whole: bool) -> tuple[Report, History]:
    """The report with what changed since the last run of this batch and since the batch before; and the history.

    A run that shares no client with this one was of another caseload, such as the demo, and is not compared with.
    `whole` says that the report is of every client. Raises OutputError when the ledger can't be read.
    """
    history = _with_this_run(report, folder, whole)
    told = []
    if history.before is not None:
        told.append(Since("the last run", history.before.as_of, compare(history.before, report, catalog, whole)))
    before = batch_before(folder.batch.resolve(), report.as_of)
    earlier = _latest(folder, before.batch) if before else None
    if before is not None and earlier is not None:
        if _is_alike(earlier, report):
            told.append(Since(before.batch, earlier.as_of, compare(earlier, report, catalog, whole)))
        else:
            before = None
    return replace(report, before=before, since=tuple(told)), history


def _with_this_run(report: Report, folder: OutputFolder, whole: bool) -> History:
    latest = _latest(folder, folder.batch.name)
    latest = latest if latest is not None and _is_alike(latest, report) else None
    now = snapshot_of(report, whole, latest)
    if now != latest:
        return History(now, latest)
    kept = folder.ledger.history(folder.batch.name)
    return History(now, _opened(folder, kept[1]) if kept and kept[1] else None)


def _is_alike(snapshot: Snapshot, report: Report) -> bool:
    return any(result.client_id in snapshot.clients for result in report.results)


def _latest(folder: OutputFolder, batch: str) -> Snapshot | None:
    kept = folder.ledger.history(batch)
    return _opened(folder, kept[0]) if kept else None


def _opened(folder: OutputFolder, kept: bytes) -> Snapshot | None:
    """The snapshot; None when it was locked with a password that is not this run's."""
    plain = (folder.seal.unlock(kept) if folder.seal else None) or kept
    try:
        return unpack_snapshot(plain)
    except zlib.error:
        return None


def keep_history(folder: OutputFolder, history: History) -> None:
    """Keep the history of the folder's batch. Raises OutputError when the ledger can't be written."""
    before = _closed(folder, history.before) if history.before else None
    folder.ledger.keep_history(folder.batch.name, _closed(folder, history.latest), before)


def _closed(folder: OutputFolder, snapshot: Snapshot) -> bytes:
    packed = pack_snapshot(snapshot)
    return folder.seal.lock(packed) if folder.seal else packed
