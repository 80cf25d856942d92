"""Floor 6: earlier runs, as the ledger keeps them, and what changed since. Where files are locked, so are these."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sheet2plan.catalog import Catalog
from sheet2plan.deflate import DeflateError, deflating
from sheet2plan.files.output import OutputFolder
from sheet2plan.reports.changes import Since
from sheet2plan.reports.report import Report
from sheet2plan.running.comparing import batch_before, compare
from sheet2plan.running.snapshot import Snapshot, pack_snapshot, snapshot_of, unpack_snapshot


@dataclass(frozen=True, slots=True)
class History:
    """The last run of a batch, and the last one before it that differs: the same run again compares with the same.

    Both are packed: a snapshot of a big caseload would fill the memory while the summary is made.
    """

    latest: bytes = field(repr=False)
    before: bytes | None = field(default=None, repr=False)


def with_earlier(report: Report, folder: OutputFolder, catalog: Catalog, whole: bool) -> tuple[Report, History]:
    """The report with what changed since the last run of this batch and since the batch before; and the history.

    A run that shares no client with this one was of another caseload, such as the demo, and is not compared with.
    `whole` says that the report is of every client. Raises OutputError when the ledger can't be read.
    """
    base, history = _continued(report, folder, whole)
    told = []
    if base is not None:
        told.append(Since("the last run", base.as_of, compare(base, report, catalog, whole)))
        base = None
    before = batch_before(folder.batch.resolve(), report.as_of)
    kept = _kept(folder, before.batch) if before else None
    if before is not None and kept is not None:
        earlier = unpack_snapshot(kept.latest)
        if _is_alike(earlier, report):
            told.append(Since(before.batch, earlier.as_of, compare(earlier, report, catalog, whole)))
        else:
            before = None
    return replace(report, before=before, since=tuple(told)), history


def _continued(report: Report, folder: OutputFolder, whole: bool) -> tuple[Snapshot | None, History]:
    """What this run is to be compared with, and the batch's history with this run."""
    kept = _kept(folder, folder.batch.name)
    latest = unpack_snapshot(kept.latest) if kept else None
    if kept is None or latest is None or not _is_alike(latest, report):
        return None, History(pack_snapshot(snapshot_of(report, whole)))
    now = snapshot_of(report, whole, latest)
    if now != latest:
        return latest, History(pack_snapshot(now), kept.latest)
    return unpack_snapshot(kept.before) if kept.before else None, kept


def _is_alike(snapshot: Snapshot, report: Report) -> bool:
    return any(result.client_id in snapshot.clients for result in report.results)


def _kept(folder: OutputFolder, batch: str) -> History | None:
    """What the ledger keeps of a batch; None when nothing, or when it was locked with a password not of this run."""
    found = folder.ledger.history(batch)
    if found is None:
        return None
    latest, before = (_opened(folder, each) if each else None for each in found)
    return History(latest, before) if latest else None


def _opened(folder: OutputFolder, kept: bytes) -> bytes | None:
    plain = (folder.seal.unlock(kept) if folder.seal else None) or kept
    try:
        deflating.decompress(plain)
    except DeflateError:
        return None
    return plain


def keep_history(folder: OutputFolder, history: History) -> None:
    """Keep the history of the folder's batch. Raises OutputError when the ledger can't be written."""
    before = _closed(folder, history.before) if history.before else None
    folder.ledger.keep_history(folder.batch.name, _closed(folder, history.latest), before)


def _closed(folder: OutputFolder, packed: bytes) -> bytes:
    return folder.seal.lock(packed) if folder.seal else packed
