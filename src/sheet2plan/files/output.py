"""Floor 5: a batch's folder. What was staged is put in place, and the ledger knows of it; nothing else makes files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sheet2plan.errors import OutputError
from sheet2plan.files.disk import file_sha256, is_seen, make_folder, part_of, put, rename, stamp, told
from sheet2plan.files.encryption import Seal
from sheet2plan.files.ledger import JobRow, Ledger, open_ledger
from sheet2plan.files.prints import say_changes
from sheet2plan.files.shelf import PUT, Paper, Shelf, Staged, candidates
from sheet2plan.reports.documents import FileState, WrittenFile

HIDDEN = ".sheet2plan"
_LEDGER = "ledger.sqlite"


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """One batch's folder with the ledger of the output folder it stands in. A `seal` locks what is written here."""

    shelf: Shelf
    ledger: Ledger
    seal: Seal | None = field(default=None, repr=False)

    @property
    def batch(self) -> Path:
        """The folder itself."""
        return self.shelf.batch

    def write(self, relative: str, content: bytes, client_id: str, kind: str) -> WrittenFile:
        """Put content at a path of the batch, and say what became of it. Raises OutputError when the disk refuses."""
        paper = Paper.of(relative, content, client_id, kind, self.seal)
        return self.place([self.shelf.stage_settled(paper, self.ledger.files(self.batch.name, [client_id]))])[0]

    def place(
        self, staged: Sequence[Staged], jobs: Iterable[JobRow] = (), prints: Mapping[str, bytes] | None = None
    ) -> list[WrittenFile]:
        """Put staged files in their places, all or each as it was, and say what became of them.

        The ledger learns first what is about to stand there: whatever stops us in between, both the old file and the
        new one are known as ours. Raises OutputError when the disk refuses.
        """
        prints = prints or {}
        final = [self._yielding(each) for each in staged]
        rows = [each.row for each in final]
        notes = [self._note(each, prints) for each in final]
        used = {row.data for row in rows}
        self.ledger.record(self.batch.name, rows, jobs, [(data, blob) for data, blob in prints.items() if data in used])
        for before, each in zip(staged, final, strict=True):
            if each.state in PUT:
                rename(part_of(self.shelf.path(before.relative)), self.shelf.path(each.relative))
        return [
            WrittenFile(each.row.client_id, each.row.kind, each.relative, each.row.sha256, each.state, note)
            for each, note in zip(final, notes, strict=True)
        ]

    def _yielding(self, staged: Staged) -> Staged:
        """The same, or beside a file that somebody put or changed there since we looked."""
        shelf = self.shelf
        if staged.state not in PUT or stamp(shelf.path(staged.relative)) == staged.seen:
            return staged
        relative = next(each for each in candidates(staged.relative) if stamp(shelf.path(each)) is None)
        row = replace(staged.row, path=shelf.key(relative), before="")
        return replace(staged, relative=relative, state=FileState.BESIDE, row=row, edited=staged.row.path)

    def _note(self, staged: Staged, prints: Mapping[str, bytes]) -> str:
        """What a person did to the file that ours makes way for, and what changed in the data since we wrote it."""
        if not staged.edited:
            return ""
        rows = self.ledger.files(self.batch.name, [staged.row.client_id])
        known = rows.get(staged.row.path if staged.renamed else staged.edited)
        name = Path(staged.edited).name
        did = "has a new name" if staged.renamed else "was edited, or is open,"
        if staged.state is FileState.KEPT:
            return f"{name} {did} and is kept; the data have not changed since"
        old = self.ledger.prints(known.data) if known else None
        now = prints.get(staged.row.data)
        changes = say_changes(old, now) if old and now else ""
        since = f"changed in the data since: {changes}" if changes else "what changed in the data since is not known"
        return f"{name} {did} and is kept; {since}"


@contextmanager
def open_output(root: Path, batch: str, as_of: date, seal: Seal | None = None) -> Iterator[OutputFolder]:
    """The batch's folder under an output folder, both made when absent, held alone until the context ends.

    What a run that was stopped left staged is cleared away. Raises OutputError when the folders can't be used.
    """
    hidden = root / HIDDEN
    for folder in (root, hidden, root / batch):
        make_folder(folder)
    with open_ledger(hidden / _LEDGER) as ledger:
        shelf = Shelf(root, root / batch, as_of)
        clear_parts(shelf.batch)
        try:
            yield OutputFolder(shelf, ledger, seal)
        finally:
            clear_parts(shelf.batch)


def has_ledger(root: Path) -> bool:
    """Whether an output folder was ever written to."""
    with told(root, "read"):
        return (root / HIDDEN / _LEDGER).exists()


def clear_parts(folder: Path) -> None:
    """Take away staged files that no run will put in place any more."""
    for home, _, names in os.walk(folder):
        for name in names:
            if name.startswith(".") and name.endswith(".part"):
                Path(home, name).unlink(missing_ok=True)


def edited_files(folder: OutputFolder) -> tuple[str, ...]:
    """The files of the batch that a person changed since we wrote them, by path from the output folder on."""
    shelf = folder.shelf
    rows = (row for row in folder.ledger.all_files(shelf.batch.name) if not shelf.untouched(row))
    there = ((row, file_sha256(shelf.root / row.path)) for row in rows)
    return tuple(row.path for row, sha256 in there if sha256 not in (None, row.sha256, row.before))


def write_new(path: Path, content: bytes) -> None:
    """Put content where nothing stands. Raises OutputError when something does, or when the disk refuses."""
    if is_seen(path):
        raise OutputError(f"{path} is there already.", "Choose another name, or move it away first.")
    make_folder(path.parent)
    put(path, content)


def append_text(path: Path, text: str) -> None:
    """Add text to the end of a file, made when absent. Raises OutputError when the disk refuses."""
    with told(path, "read"):
        before = path.read_bytes() if path.exists() else b""
    put(path, before + text.encode())
