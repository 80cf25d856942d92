"""Floor 5: the only module that creates files. Staged beside the target, then renamed; private modes; never over
a file that somebody else changed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sheet2plan.errors import OutputError
from sheet2plan.ledger import Ledger, open_ledger
from sheet2plan.report import FileState, WrittenFile

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 80


def safe_name(text: str) -> str:
    """The text as a file or folder name on any system. Different texts stay different: a changed one ends in a hash."""
    name = " ".join(_UNSAFE.sub("_", text).split()).strip(". ")[:_LONGEST_NAME]
    if name and name == text and not _RESERVED.fullmatch(name):
        return name
    return f"{name or 'unnamed'}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """One batch's folder with the ledger of the output folder it stands in."""

    root: Path
    batch: Path
    ledger: Ledger
    as_of: date

    def write(self, relative: str, content: bytes, client_id: str, kind: str) -> WrittenFile:
        """Put content at a path of the batch, and say what became of it.

        A file that a person changed since we wrote it stays. When our content changed too, it goes beside it, as
        "name (2)"; when it did not, nothing is written. Raises OutputError when the disk refuses.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        for candidate in _candidates(self.batch / relative):
            state = self._state(candidate, sha256)
            if state is None:
                continue
            if state in (FileState.NEW, FileState.REPLACED):
                _replace(candidate, content)
            beside = state is not FileState.UNCHANGED and candidate != self.batch / relative
            if state is not FileState.KEPT:
                self.ledger.record(self._key(candidate), sha256, client_id, kind, self.as_of)
            path = candidate.relative_to(self.batch).as_posix()
            return WrittenFile(client_id, kind, path, sha256, FileState.BESIDE if beside else state)
        raise AssertionError("candidates never end")

    def _state(self, path: Path, sha256: str) -> FileState | None:
        """What writing here would be; None when somebody else's file stands here and ours must go beside it."""
        there = _sha256(path)
        if there is None:
            return FileState.NEW
        if there == sha256:
            return FileState.UNCHANGED
        ours = self.ledger.written(self._key(path))
        if there == ours:
            return FileState.REPLACED
        return FileState.KEPT if sha256 == ours else None

    def _key(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


@contextmanager
def open_output(root: Path, batch: str, as_of: date) -> Iterator[OutputFolder]:
    """The batch's folder under an output folder, both made when absent. Raises OutputError when they can't be."""
    hidden = root / ".sheet2plan"
    for folder in (root, hidden, root / batch):
        _make_folder(folder)
    with open_ledger(hidden / "ledger.sqlite") as ledger:
        yield OutputFolder(root, root / batch, ledger, as_of)


def write_new(path: Path, content: bytes) -> None:
    """Put content where nothing stands. Raises OutputError when something does, or when the disk refuses."""
    if path.exists():
        raise OutputError(f"{path} is there already.", "Choose another name, or move it away first.")
    _make_folder(path.parent)
    _replace(path, content)


def append_text(path: Path, text: str) -> None:
    """Add text to the end of a file, made when absent. Raises OutputError when the disk refuses."""
    try:
        before = path.read_bytes() if path.exists() else b""
    except OSError as fault:
        raise OutputError(f"{path} can't be read: {fault.strerror}.", "Close it, and check who may read it.") from fault
    _replace(path, before + text.encode())


def _candidates(path: Path) -> Iterator[Path]:
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise OutputError(f"{path} can't be read: {fault.strerror}.", "Close it, and check who may read it.") from fault


def _make_folder(path: Path) -> None:
    """The folder and every absent one above it, each private: mkdir(parents=True) would leave those above open."""
    absent = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        for folder in reversed(absent):
            folder.mkdir(mode=0o700, exist_ok=True)
        path.mkdir(exist_ok=True)
    except OSError as fault:
        raise OutputError(
            f"The folder {path} can't be made: {fault.strerror}.", "Choose another with --out, or check its rights."
        ) from fault


def _replace(path: Path, content: bytes) -> None:
    _make_folder(path.parent)
    staged = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(path)
    except OSError as fault:
        staged.unlink(missing_ok=True)
        raise OutputError(
            f"{path} can't be written: {fault.strerror}.", "Check the disk's space and the folder's rights, run again."
        ) from fault
