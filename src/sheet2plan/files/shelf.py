"""Floor 5: what becomes of one paper: staged beside its target, kept, or beside a file that somebody else changed.

This is what a worker does with a client's papers; `output.py` puts them in place. Paths are texts here, relative to the
batch and with slashes: a run decides on tens of thousands.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sheet2plan import __version__
from sheet2plan.errors import OutputError
from sheet2plan.files.disk import Stamp, file_sha256, is_open, renamed, stamp, sync, write_part
from sheet2plan.files.encryption import Seal
from sheet2plan.files.ledger import FileRow
from sheet2plan.reports.documents import FileState

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[\d¹²³]|LPT[\d¹²³]|CONIN\$|CONOUT\$)(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 80
PUT = (FileState.NEW, FileState.REPLACED, FileState.BESIDE)


def safe_name(text: str) -> str:
    """The text as a file or folder name on any system. Different texts stay different: a changed one ends in a hash."""
    name = " ".join(_UNSAFE.sub("_", text).split()).strip(". ")[:_LONGEST_NAME]
    if name and name == text and not _RESERVED.fullmatch(name):
        return name
    return f"{name or 'unnamed'}{mark_of(text)}"


def safe_file(name: str, mark: str = "") -> str:
    """The same for a file, which keeps its ending; a `mark` stands before it."""
    stem, ending = os.path.splitext(name)
    return f"{safe_name(stem)}{mark}{ending}"


def mark_of(text: str) -> str:
    """Some signs that tell a text from every other."""
    return f"-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


def twins(names: Iterable[str]) -> frozenset[str]:
    """The names that some system takes for one another: they differ in capitals or in how accents are written."""
    groups: dict[str, set[str]] = defaultdict(set)
    for name in names:
        groups[unicodedata.normalize("NFKC", name).casefold()].add(name)
    return frozenset(name for group in groups.values() if len(group) > 1 for name in group)


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
        if not os.path.isdir(self.batch):
            raise OutputError(
                f"The folder {self.batch} has vanished.", "Connect the drive again and repeat the run; it goes on."
            )
        edited = ""
        for relative in candidates(paper.relative):
            path, key = self.path(relative), self.key(relative)
            row, seen = rows.get(key), stamp(path)
            moved = renamed(Path(path), row.size, row.sha256) if row and seen is None else None
            if row and moved:
                there = moved.relative_to(self.batch).as_posix()
                if row.plain == paper.plain:
                    return _kept(there, paper, row, self.key(there), renamed=True)
                return self._written(relative, FileState.BESIDE, paper, None, "", self.key(there), renamed=True)
            sha256 = file_sha256(path) if seen else None
            seen = seen if sha256 else None
            state = self._state(key, sha256, paper, row)
            if state is None:
                edited = edited or key
                continue
            if row and state is FileState.KEPT:
                return _kept(relative, paper, row, key)
            if relative != paper.relative and state in PUT:
                state = FileState.BESIDE
            return self._written(relative, state, paper, seen, sha256 or "", edited)
        raise AssertionError("candidates never end")

    def untouched(self, row: FileRow) -> bool:
        """Whether the file stands as we wrote it, by its size and time; nothing is read."""
        return stamp(os.path.join(self.root, row.path)) == (row.changed, row.size)

    def path(self, relative: str) -> str:
        """The place of a path of the batch on the disk."""
        return os.path.join(self.batch, relative)

    def key(self, relative: str) -> str:
        """A path of the batch as the ledger names it."""
        return f"{self.batch.name}/{relative}"

    def stage_settled(self, paper: Paper, rows: Mapping[str, FileRow]) -> Staged:
        """`stage` for a paper that comes alone: what it leaves staged is on the disk when this returns."""
        staged = self.stage(paper, rows)
        if staged.state in PUT:
            self.settle()
        return staged

    def settle(self) -> None:
        """Make sure that what was staged is on the disk: one call for many files, where the system has one."""
        sync(self.batch)

    def _state(self, key: str, there: str | None, paper: Paper, row: FileRow | None) -> FileState | None:
        """What writing here would be; None when somebody else's file stands here and ours must go beside it."""
        if there is None:
            return FileState.NEW
        if there == paper.plain or (row and there == row.sha256 and row.plain == paper.plain):
            return FileState.UNCHANGED
        if (row and there in (row.sha256, row.before)) or key in self.forced:
            return None if is_open(self.root / key) else FileState.REPLACED
        return FileState.KEPT if row and row.plain == paper.plain else None

    def _written(
        self,
        relative: str,
        state: FileState,
        paper: Paper,
        seen: Stamp | None,
        there: str,
        edited: str,
        renamed: bool = False,
    ) -> Staged:
        """The paper left beside its target, where `there` is the hash of what stands; nothing is left where that is
        the same."""
        written = write_part(self.path(relative), paper.content) if state in PUT else seen
        changed, size = written or (0, 0)
        row = FileRow(
            path=self.key(relative),
            sha256=there if state is FileState.UNCHANGED else paper.sha256,
            before=there,
            size=size,
            changed=changed,
            plain=paper.plain,
            data=paper.data,
            template=paper.template,
            client_id=paper.client_id,
            kind=paper.kind,
            batch=self.batch.name,
            version=__version__,
            written_for=self.as_of.isoformat(),
        )
        return Staged(relative, state, row, seen, edited, renamed)


def _kept(relative: str, paper: Paper, row: FileRow, edited: str, renamed: bool = False) -> Staged:
    """A person's file stays, and stands for what our paper was made from."""
    row = replace(row, data=paper.data, template=paper.template)
    return Staged(relative, FileState.KEPT, row, None, edited, renamed)


def candidates(relative: str) -> Iterator[str]:
    """The path, and those beside it that are tried in turn: name (2), name (3)."""
    yield relative
    stem, suffix = os.path.splitext(relative)
    number = 2
    while True:
        yield f"{stem} ({number}){suffix}"
        number += 1
