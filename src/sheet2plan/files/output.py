"""Floor 5: the only module that creates files. Staged beside the target, then renamed; private modes; never over
a file that somebody else changed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sheet2plan import __version__
from sheet2plan.errors import OutputError
from sheet2plan.files.disk import (
    Stamp,
    file_sha256,
    is_open,
    is_seen,
    make_folder,
    part_of,
    put,
    rename,
    renamed,
    stamp,
    sync,
    told,
    write_part,
)
from sheet2plan.files.encryption import Seal
from sheet2plan.files.ledger import FileRow, JobRow, Ledger, open_ledger
from sheet2plan.files.prints import say_changes
from sheet2plan.reports.report import FileState, WrittenFile

HIDDEN = ".sheet2plan"
_LEDGER = "ledger.sqlite"

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[\d¹²³]|LPT[\d¹²³]|CONIN\$|CONOUT\$)(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 80
_PUT = (FileState.NEW, FileState.REPLACED, FileState.BESIDE)


def safe_name(text: str) -> str:
    """The text as a file or folder name on any system. Different texts stay different: a changed one ends in a hash."""
    name = " ".join(_UNSAFE.sub("_", text).split()).strip(". ")[:_LONGEST_NAME]
    if name and name == text and not _RESERVED.fullmatch(name):
        return name
    return f"{name or 'unnamed'}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished file in memory: where in the batch it goes, whose it is, and the hashes of what it was made from.

    `sha256` is the content's; `plain` the hash by which our content is known, another one when it is encrypted.
    """

    relative: str
    content: bytes = field(repr=False)
    client_id: str
    kind: str
    sha256: str
    plain: str
    data: str = ""
    template: str = ""

    @classmethod
    def of(
        cls,
        relative: str,
        content: bytes,
        client_id: str,
        kind: str,
        seal: Seal | None = None,
        data: str = "",
        template: str = "",
    ) -> Paper:
        """The paper with its hashes, locked when there is a seal."""
        locked = seal.close(relative, content) if seal else content
        sha256 = hashlib.sha256(locked).hexdigest()
        plain = seal.plain(content) if seal else sha256
        return cls(relative, locked, client_id, kind, sha256, plain, data, template)


@dataclass(frozen=True, slots=True)
class Staged:
    """A decision on one paper: what becomes of it, and the row that the ledger will hold when anything is written.

    `seen` is the stamp of the file that stands at the target, None when none does; `edited` the path of the person's
    file that ours has to make way for, "" when there is none.
    """

    relative: str
    state: FileState
    row: FileRow
    seen: Stamp | None
    edited: str = ""
    renamed: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """One batch's folder, as a worker sees it: files are staged here, and put in place by whoever holds the ledger.

    `forced` are the paths, from the output folder on, whose edited files a person agreed to replace.
    """

    root: Path
    batch: Path
    as_of: date
    forced: frozenset[str] = frozenset()

    def stage(self, paper: Paper, rows: Mapping[str, FileRow]) -> Staged:
        """Decide what becomes of a paper and, if it is to be written, leave it beside its target as a .part file.

        A file that a person changed since we wrote it stays. When our content changed too, it goes beside it, as
        "name (2)"; when it did not, nothing is written. Raises OutputError when the disk refuses.
        """
        if not self.batch.is_dir():
            raise OutputError(
                f"The folder {self.batch} has vanished.", "Connect the drive again and repeat the run; it goes on."
            )
        main = self.batch / paper.relative
        edited = ""
        for candidate in _candidates(main):
            row = rows.get(self.key(candidate))
            moved = renamed(candidate, row.size, row.sha256) if row else None
            if moved is not None:
                if row and row.plain == paper.plain:
                    return self._staged(paper, moved, FileState.KEPT, row, self.key(moved), True)
                staged = self._staged(paper, candidate, FileState.BESIDE, row, self.key(moved), True)
                return self._with_part(staged, paper, candidate)
            state = self._state(candidate, paper, row)
            if state is None:
                edited = edited or self.key(candidate)
                continue
            if candidate != main and state in _PUT:
                state = FileState.BESIDE
            staged = self._staged(
                paper, candidate, state, row, self.key(candidate) if state is FileState.KEPT else edited
            )
            return self._with_part(staged, paper, candidate) if state in _PUT else staged
        raise AssertionError("candidates never end")

    def untouched(self, row: FileRow) -> bool:
        """Whether the file stands as we wrote it, by its size and time; nothing is read."""
        return stamp(self.root / row.path) == (row.changed, row.size)

    def key(self, path: Path) -> str:
        """A path as the ledger names it."""
        return path.relative_to(self.root).as_posix()

    def stage_settled(self, paper: Paper, rows: Mapping[str, FileRow]) -> Staged:
        """`stage` for a paper that comes alone: what it leaves staged is on the disk when this returns."""
        staged = self.stage(paper, rows)
        if staged.state in _PUT:
            self.settle()
        return staged

    def settle(self) -> None:
        """Make sure that what was staged is on the disk: one call for many files, where the system has one."""
        sync(self.batch)

    def _state(self, path: Path, paper: Paper, row: FileRow | None) -> FileState | None:
        """What writing here would be; None when somebody else's file stands here and ours must go beside it."""
        there = file_sha256(path)
        if there is None:
            return FileState.NEW
        if there == paper.plain or (row and there == row.sha256 and row.plain == paper.plain):
            return FileState.UNCHANGED
        if row and there in (row.sha256, row.before):
            return None if is_open(path) else FileState.REPLACED
        if self.key(path) in self.forced:
            return None if is_open(path) else FileState.REPLACED
        return FileState.KEPT if row and row.plain == paper.plain else None

    def _staged(
        self, paper: Paper, path: Path, state: FileState, row: FileRow | None, edited: str, renamed: bool = False
    ) -> Staged:
        seen = stamp(path)
        relative = path.relative_to(self.batch).as_posix()
        if state is FileState.KEPT and row is not None:
            return Staged(
                relative, state, replace(row, data=paper.data, template=paper.template), seen, edited, renamed
            )
        there = file_sha256(path) or ""
        new = FileRow(
            path=self.key(path),
            sha256=there if state is FileState.UNCHANGED else paper.sha256,
            before=there,
            size=seen[1] if seen else 0,
            changed=seen[0] if seen else 0,
            plain=paper.plain,
            data=paper.data,
            template=paper.template,
            client_id=paper.client_id,
            kind=paper.kind,
            batch=self.batch.name,
            version=__version__,
            written_for=self.as_of.isoformat(),
        )
        return Staged(relative, state, new, seen, edited, renamed)

    def _with_part(self, staged: Staged, paper: Paper, path: Path) -> Staged:
        changed, size = write_part(path, paper.content)
        return replace(staged, row=replace(staged.row, size=size, changed=changed))


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
            if each.state in _PUT:
                rename(part_of(self.batch / before.relative), self.batch / each.relative)
        return [
            WrittenFile(each.row.client_id, each.row.kind, each.relative, each.row.sha256, each.state, note)
            for each, note in zip(final, notes, strict=True)
        ]

    def _yielding(self, staged: Staged) -> Staged:
        """The same, or beside a file that somebody put or changed there since we looked."""
        if staged.state not in _PUT or stamp(self.batch / staged.relative) == staged.seen:
            return staged
        path = next(each for each in _candidates(self.batch / staged.relative) if not each.exists())
        key = self.shelf.key(path)
        row = replace(staged.row, path=key, before="")
        relative = path.relative_to(self.batch).as_posix()
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


def _candidates(path: Path) -> Iterator[Path]:
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
