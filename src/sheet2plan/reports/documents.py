"""What became of each file of a run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FileState(StrEnum):
    """What became of one file."""

    NEW = "new"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    KEPT = "edited by a person, kept"
    BESIDE = "written beside an edited file"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of this run. `path` is relative to the batch folder, with forward slashes.

    `note` says, of a file kept or written beside another, what a person did and what changed in the data since.
    """

    client_id: str
    kind: str
    path: str
    sha256: str
    state: FileState
    note: str = ""
