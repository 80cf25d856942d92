"""What we wrote: one SQLite file per output folder, so that a file somebody edited is known from one that is ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from sheet2plan.errors import OutputError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    client_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    written_for TEXT NOT NULL
) STRICT
"""


class Ledger:
    """The newest content that we wrote at each path, by SHA-256. Paths are relative to the output folder."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def written(self, path: str) -> str | None:
        """The SHA-256 of what we last wrote at this path, or None when we never wrote there."""
        row = self._connection.execute("SELECT sha256 FROM files WHERE path = ?", (path,)).fetchone()
        return str(row[0]) if row else None

    def record(self, path: str, sha256: str, client_id: str, kind: str, as_of: date) -> None:
        """Remember what now stands at this path."""
        self._connection.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
            "sha256 = excluded.sha256, client_id = excluded.client_id, kind = excluded.kind, "
            "written_for = excluded.written_for",
            (path, sha256, client_id, kind, as_of.isoformat()),
        )
        self._connection.commit()


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """The ledger at a path, made when absent, held alone until the context ends.

    Raises OutputError when another run holds it, or when it is damaged.
    """
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path, timeout=2)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute(_SCHEMA)
            connection.commit()
        except sqlite3.OperationalError as fault:
            raise OutputError(
                f"Another run is writing to {path.parent.parent}.", "Wait until it has ended, then run again."
            ) from fault
        except sqlite3.DatabaseError as fault:
            raise OutputError(
                f"The ledger {path} is damaged.",
                "Move it away and run again; no file is overwritten, and a new ledger is made.",
            ) from fault
        yield Ledger(connection)
