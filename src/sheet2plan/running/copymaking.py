"""Floor 6: the making of one review copy, by a process of its own. It starts sooner for importing no more than this."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from sheet2plan.errors import WorkbookError
from sheet2plan.files.encryption import Seal
from sheet2plan.files.ledger import FileRow
from sheet2plan.files.shelf import Paper, Shelf, Staged, safe_file
from sheet2plan.findings import Notice
from sheet2plan.memory import collector_off
from sheet2plan.model import Document
from sheet2plan.render.review import render_review


def stage_copy(
    path: Path,
    notices: tuple[Notice, ...],
    sha256: str,
    stem: str,
    shelf: Shelf,
    rows: Mapping[str, FileRow],
    seal: Seal | None,
) -> Staged:
    """The review copy staged for a batch, under its usual name or one that begins with `stem`; `rows` are its files.

    Raises WorkbookError as `review_copy` does, and OutputError when the disk refuses.
    """
    with collector_off():
        document = review_copy(path, notices, sha256)
    name = safe_file(f"{stem}{suffix_of(document)}") if stem else document.name
    return shelf.stage_settled(Paper.of(name, document.content, "", "review copy", seal), rows)


def review_copy(path: Path, notices: tuple[Notice, ...], sha256: str | None = None) -> Document:
    """The review copy of the workbook at `path`, which must still have that hash when one is told.

    Raises WorkbookError, with advice, when it can't be read, was changed, or can't be annotated.
    """
    none = f"No review copy can be made of {path.name}"
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise WorkbookError(f"{none}: {fault.strerror}.", "Check that you may read it.") from fault
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise WorkbookError(f"{none}: it was changed while it was being read.", "Run sheet2plan again.")
    return render_review(content, path.name, notices)


def suffix_of(document: Document) -> str:
    return Path(document.name).suffix


def ready_to_copy() -> None:
    """Nothing: whoever is asked for it has everything imported that review copies need."""
