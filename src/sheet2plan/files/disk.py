"""Floor 5: files as a disk takes them: staged beside their places, synced, renamed; private, whole or not there."""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import cast

from sheet2plan.errors import OutputError

Stamp = tuple[int, int]
# Texts are taken as they are: a Path for each of a run's files costs more than asking the disk.
AnyPath = str | Path


def renamed(path: Path, size: int, sha256: str) -> Path | None:
    """The file that a person made of ours by renaming it: the same content in the same folder under another name."""
    if not path.parent.is_dir() or path.exists():
        return None
    with told(path.parent, "read"):
        alike = [
            Path(entry.path)
            for entry in os.scandir(path.parent)
            if entry.name.endswith(path.suffix) and entry.is_file() and entry.stat().st_size == size
        ]
    return next((each for each in sorted(alike) if file_sha256(each) == sha256), None)


def is_open(path: Path) -> bool:
    """Whether Word, Excel or LibreOffice has the file open: they leave a lock file beside it."""
    name = path.name
    locks = (f"~${name}", f"~${name[1:]}", f"~${name[2:]}", f".~lock.{name}#")
    return any(path.with_name(lock).exists() for lock in locks)


def is_seen(path: Path) -> bool:
    """Whether something stands at the path; False too where this account may not look."""
    try:
        return path.exists()
    except OSError:
        return False


def stamp(path: AnyPath) -> Stamp | None:
    """When the file was changed and how long it is; None when there is none."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise _refused(path, "read", fault) from fault
    return found.st_mtime_ns, found.st_size


def file_sha256(path: AnyPath) -> str | None:
    """The SHA-256 of a file; None when there is none. Raises OutputError when it can't be read."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise _refused(path, "read", fault) from fault


@contextmanager
def told(path: AnyPath, verb: str) -> Iterator[None]:
    """What the disk refuses in this block is an OutputError. `verb` is read or written."""
    try:
        yield
    except OSError as fault:
        raise _refused(path, verb, fault) from fault


def _refused(path: AnyPath, verb: str, fault: OSError) -> OutputError:
    advice = "Close it, and check who may read it." if verb == "read" else _SPACE
    return OutputError(f"{path} can't be {verb}: {fault.strerror}.", advice)


_SPACE = "Check the disk's space and the folder's rights, run again."


def make_folder(path: Path) -> None:
    """The folder and every absent one above it, each private: mkdir(parents=True) would leave those above open."""
    try:
        if path.is_dir():
            return
        absent = [folder for folder in (path, *path.parents) if not folder.exists()]
        for folder in reversed(absent):
            folder.mkdir(mode=0o700, exist_ok=True)
            if os.name == "nt" and not mkdir_closes(sys.version_info):
                subprocess.run(closing_command(folder), capture_output=True, check=False)
        path.mkdir(exist_ok=True)
    except OSError as fault:
        raise OutputError(
            f"The folder {path} can't be made: {fault.strerror}.", "Choose another with --out, or check its rights."
        ) from fault


def mkdir_closes(version: tuple[object, ...]) -> bool:
    """Whether this Python's mkdir(0o700) closes a folder on Windows to other accounts: since 3.12.4 and 3.11.10."""
    return version >= ((3, 12, 4) if version[:2] != (3, 11) else (3, 11, 10))


def closing_command(folder: Path) -> tuple[str, ...]:
    """Windows' own command that leaves a folder, and all that is made in it, to its owner, the system and its admins.

    They are named by their security identifiers, which are the same in every language of Windows.
    """
    rights = tuple(f"*{who}:(OI)(CI)F" for who in ("S-1-3-4", "S-1-5-18", "S-1-5-32-544"))
    return ("icacls", str(folder), "/inheritance:r", "/grant:r", *rights)


def part_of(path: AnyPath) -> str:
    """Where a file is staged."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.part")


def write_part(path: AnyPath, content: bytes) -> Stamp:
    """The stamp of the file staged beside `path`, in a folder made when absent; renaming keeps it."""
    staged = part_of(path)
    try:
        try:
            handle = _opened(staged)
        except FileNotFoundError:
            make_folder(Path(path).parent)
            handle = _opened(staged)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if _syncfs() is None:
                os.fsync(handle)
        found = os.stat(staged)
    except OSError as fault:
        _discard(staged)
        raise _refused(path, "written", fault) from fault
    return found.st_mtime_ns, found.st_size


def _opened(staged: str) -> int:
    return os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _discard(staged: str) -> None:
    # The disk that refused the file may refuse this too; the next run clears what is left.
    with suppress(OSError):
        os.unlink(staged)


def rename(staged: str, path: str) -> None:
    """Put a staged file in its place. Raises OutputError when the disk refuses."""
    with told(path, "written"):
        os.replace(staged, path)


def put(path: Path, content: bytes) -> None:
    """Put content at a path, whole or not at all. Raises OutputError when the disk refuses."""
    write_part(path, content)
    sync(path.parent)
    rename(part_of(path), str(path))


@cache
def _syncfs() -> Callable[[int], int] | None:
    """Linux writes a whole file system in one call, which costs a hundredth of one call per file."""
    return cast("Callable[[int], int]", ctypes.CDLL(None, use_errno=True).syncfs) if sys.platform == "linux" else None


def sync(folder: Path) -> None:
    """Make sure that what was written to the folder's disk is on it. Raises OutputError when the disk refuses."""
    syncfs = _syncfs()
    if syncfs is None:
        return
    with told(folder, "written"):
        handle = os.open(folder, os.O_RDONLY)
        try:
            if syncfs(handle) != 0:
                code = ctypes.get_errno()
                raise OSError(code, os.strerror(code))
        finally:
            os.close(handle)
