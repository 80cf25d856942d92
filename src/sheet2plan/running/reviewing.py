"""Floor 6: where review copies go. A run puts one per workbook into its batch; `check` writes what it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path

from sheet2plan.errors import WorkbookError, WorkerError
from sheet2plan.files.output import OutputFolder, write_new
from sheet2plan.files.shelf import Staged
from sheet2plan.findings import Finding, Notice, finding
from sheet2plan.model import Source
from sheet2plan.render.review import has_cells
from sheet2plan.reports.documents import WrittenFile
from sheet2plan.running.copymaking import review_copy, stage_copy, suffix_of
from sheet2plan.workbook.reader import WorkbookFile

Copies = list[tuple[Path, Future[Staged]]]


def begin_review_copies(
    paths: Sequence[Path],
    books: Iterable[WorkbookFile],
    notices: tuple[Notice, ...],
    folder: OutputFolder,
    helper: Executor,
) -> Copies:
    """The review copies of a run, being made and staged by the helper: big workbooks take seconds, and memory.

    They are named after their workbooks unless the run has only one.
    """
    rows = folder.ledger.files(folder.batch.name, [""])
    stem = "" if len(paths) == 1 else "review copy of {}"
    return [
        (
            path,
            helper.submit(
                stage_copy, path, notices, book.sha256, stem.format(path.stem), folder.shelf, rows, folder.seal
            ),
        )
        for path, book in zip(paths, books, strict=True)
        if has_cells(notices, path.name) and not book.unmarkable
    ]


def finish_review_copies(copies: Copies, folder: OutputFolder) -> tuple[list[WrittenFile], list[Finding]]:
    """Puts the review copies of a run in their places.

    A workbook that can't be annotated gets none, and a finding: the summary says all of it too. Raises WorkerError when
    the helper died, OutputError when the disk refuses.
    """
    written: list[WrittenFile] = []
    lacking: list[Finding] = []
    for path, copy in copies:
        try:
            staged = copy.result()
        except WorkbookError as fault:
            why, advice = fault.problem.rpartition(": ")[2].rstrip("."), fault.advice.rstrip(".")
            lacking.append(finding("no-review-copy", Source(path.name), name=path.name, why=why, advice=advice))
            continue
        except BrokenExecutor as fault:
            raise WorkerError(
                f"The process that made the review copy of {path.name} ended.",
                "Run the same again: only that is missing.",
            ) from fault
        written += folder.place([staged])
    return written, lacking


def write_review_copies(paths: Sequence[Path], notices: tuple[Notice, ...], target: Path) -> tuple[Path, ...]:
    """The review copies at `target`, each with the ending its content needs; of several, each named after its workbook.

    Raises WorkbookError for a workbook that can't be annotated, OutputError when a file is there already; nothing is
    written unless all of them can be made.
    """
    documents = [(path, review_copy(path, notices)) for path in paths]
    made = []
    for path, document in documents:
        stem = target.stem if len(paths) == 1 else f"{target.stem} of {path.stem}"
        place = target.with_name(f"{stem}{suffix_of(document)}")
        write_new(place, document.content)
        made.append(place)
    return tuple(made)
