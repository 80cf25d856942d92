"""What we wrote: one SQLite file per output folder, so that a file somebody edited is known from one that is ours."""

from __future__ import annotations

import getpass
import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from sheet2plan.errors import OutputError

_VERSION = 3
_SCHEMA = """
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    before TEXT NOT NULL,
    size INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    plain TEXT NOT NULL,
    data TEXT NOT NULL,
    template TEXT NOT NULL,
    client_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    batch TEXT NOT NULL,
    version TEXT NOT NULL,
    written_for TEXT NOT NULL
) STRICT;
CREATE INDEX files_of_client ON files (batch, client_id);
CREATE TABLE jobs (
    batch TEXT NOT NULL,
    client_id TEXT NOT NULL,
    job TEXT NOT NULL,
    faults TEXT NOT NULL,
    PRIMARY KEY (batch, client_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE data (sha256 TEXT PRIMARY KEY, prints BLOB NOT NULL) STRICT;
CREATE TABLE runs (batch TEXT PRIMARY KEY, inputs TEXT NOT NULL, report BLOB NOT NULL) STRICT;
CREATE TABLE history (batch TEXT PRIMARY KEY, latest BLOB NOT NULL, before BLOB) STRICT;
"""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of ours: what stands at the path when our last writing came through (`sha256`) or did not (`before`).

    `size` and `changed` are the file's size and time when it was written; `plain` is the hash before encryption,
    `data` of what it was made from, `template` of the template. `path` is relative to the output folder.
    """

    path: str
    sha256: str
    before: str
    size: int
    changed: int
    plain: str
    data: str
    template: str
    client_id: str
    kind: str
    batch: str
    version: str
    written_for: str


@dataclass(frozen=True, slots=True)
class JobRow:
    """A client's share of a batch: the hash of all that went into it, and what printing found, as JSON."""

    client_id: str
    job: str
    faults: str


_COLUMNS = tuple(field.name for field in fields(FileRow))
_UPSERT = f"INSERT OR REPLACE INTO files ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"


class Ledger:
    """Every file of the output folder that is ours. Each method raises OutputError when the disk refuses."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def files(self, batch: str, client_ids: Iterable[str]) -> dict[str, FileRow]:
        """The files of some clients of a batch by path; "" stands for the files of no client."""
        query = f"SELECT {', '.join(_COLUMNS)} FROM files WHERE batch = ? AND client_id = ?"
        with self._told():
            rows = [row for one in client_ids for row in self._connection.execute(query, (batch, one))]
        return {row[0]: FileRow(*row) for row in rows}

    def all_files(self, batch: str) -> tuple[FileRow, ...]:
        """Every file of a batch, in order of path."""
        query = f"SELECT {', '.join(_COLUMNS)} FROM files WHERE batch = ? ORDER BY path"
        with self._told():
            return tuple(FileRow(*row) for row in self._connection.execute(query, (batch,)))

    def jobs(self, batch: str, client_ids: Iterable[str]) -> dict[str, JobRow]:
        """Those of the clients whose documents were all written, by client."""
        query = "SELECT client_id, job, faults FROM jobs WHERE batch = ? AND client_id = ?"
        with self._told():
            rows = [row for one in client_ids for row in self._connection.execute(query, (batch, one))]
        return {row[0]: JobRow(*row) for row in rows}

    def prints(self, data: str) -> bytes | None:
        """The prints of the data with this hash; None when they are not kept."""
        with self._told():
            row = self._connection.execute("SELECT prints FROM data WHERE sha256 = ?", (data,)).fetchone()
        return bytes(row[0]) if row else None

    def record(
        self,
        batch: str,
        files: Iterable[FileRow],
        jobs: Iterable[JobRow] = (),
        prints: Iterable[tuple[str, bytes]] = (),
    ) -> None:
        """Remember, in one transaction, what is about to stand at these paths."""
        with self._told(), self._connection:
            self._connection.executemany(_UPSERT, [{name: getattr(row, name) for name in _COLUMNS} for row in files])
            self._connection.executemany(
                "INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?)",
                [(batch, row.client_id, row.job, row.faults) for row in jobs],
            )
            self._connection.executemany("INSERT OR IGNORE INTO data VALUES (?, ?)", list(prints))

    def last_run(self, batch: str, inputs: str) -> bytes | None:
        """What was kept of the last whole run of a batch, when it was made from the same inputs; else None."""
        query = "SELECT report FROM runs WHERE batch = ? AND inputs = ?"
        with self._told():
            row = self._connection.execute(query, (batch, inputs)).fetchone()
        return bytes(row[0]) if row else None

    def keep_run(self, batch: str, inputs: str, report: bytes) -> None:
        """Remember a run that came to its end, and forget data that no file was made from."""
        with self._told(), self._connection:
            self._connection.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", (batch, inputs, report))
            self._connection.execute("DELETE FROM data WHERE sha256 NOT IN (SELECT data FROM files)")

    def forget_run(self, batch: str) -> None:
        """Forget the last run of a batch, because another has begun."""
        with self._told(), self._connection:
            self._connection.execute("DELETE FROM runs WHERE batch = ?", (batch,))

    def history(self, batch: str) -> tuple[bytes, bytes | None] | None:
        """The snapshots of a batch's last run and of the one before it that differs; None when no run came so far."""
        with self._told():
            row = self._connection.execute("SELECT latest, before FROM history WHERE batch = ?", (batch,)).fetchone()
        return (row[0], row[1]) if row else None

    def keep_history(self, batch: str, latest: bytes, before: bytes | None) -> None:
        """Remember what later runs are compared with."""
        with self._told(), self._connection:
            self._connection.execute("INSERT OR REPLACE INTO history VALUES (?, ?, ?)", (batch, latest, before))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as fault:
            raise OutputError(
                f"The ledger {self._path} can't be written: {fault}.",
                "Check the disk's space and the folder's rights, run again; what was written is whole.",
            ) from fault


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """The ledger at a path, made when absent, held alone until the context ends.

    Raises OutputError when another run holds it, naming that run, or when it is damaged.
    """
    _touch(path)
    holder = path.with_name("running.json")
    with closing(sqlite3.connect(path, timeout=2)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            # A commit then waits for the disk once, not three times; held alone, it works on network drives too.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN EXCLUSIVE")
            _prepare(connection)
            connection.commit()
        except sqlite3.OperationalError as fault:
            raise _refused(path, holder, fault) from fault
        except sqlite3.DatabaseError as fault:
            raise OutputError(
                f"The ledger {path} is damaged.",
                "Move it away and run again; no file is overwritten, and a new ledger is made.",
            ) from fault
        _say_who(holder)
        try:
            yield Ledger(connection, path)
        finally:
            holder.unlink(missing_ok=True)


def _touch(path: Path) -> None:
    try:
        path.touch(mode=0o600)
    except OSError as fault:
        raise OutputError(f"{path} can't be written: {fault.strerror}.", "Check the folder's rights.") from fault


def _prepare(connection: sqlite3.Connection) -> None:
    """The tables. Those of another version go: without a ledger nothing is overwritten, and it fills itself again."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == _VERSION:
        return
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        connection.execute(f'DROP TABLE "{name}"')
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _refused(path: Path, holder: Path, fault: sqlite3.OperationalError) -> OutputError:
    folder = path.parent.parent
    if "locked" in str(fault) or "busy" in str(fault):
        return OutputError(
            f"Another run is writing to {folder}{_who(holder)}.", "Wait until it has ended, then run again."
        )
    return OutputError(
        f"The ledger {path} can't be opened: {fault}.", "Check the disk's space and the folder's rights."
    )


def _say_who(holder: Path) -> None:
    since = datetime.now().isoformat(" ", "minutes")
    who = {"process": os.getpid(), "computer": platform.node(), "account": getpass.getuser(), "since": since}
    _touch(holder)
    holder.write_text(json.dumps(who), "utf-8")


def _who(holder: Path) -> str:
    """Who holds the lock, in words; "" when that can't be read."""
    try:
        who = json.loads(holder.read_text("utf-8"))
        return f": process {who['process']} of {who['account']} on {who['computer']}, since {who['since']}"
    except (OSError, ValueError, KeyError):
        return ""
