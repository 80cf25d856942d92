"""What a run is told. Nothing below the command line reads the clock, the environment or the working folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sheet2plan.config import Config
from sheet2plan.files.shelf import safe_name


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run is told. `clients` and `clinicians` empty means everybody; `write` False makes it a dry run.

    `password` opens the workbooks, `encrypt` locks what is written. `jobs` processes share the work. `force` asks
    whether files that people edited may be replaced. `workers_write`: the workers of a given executor see the output
    folder and write there themselves.
    """

    workbooks: tuple[Path, ...]
    as_of: date
    out: Path
    config: Config
    batch: str = ""
    clients: frozenset[str] = frozenset()
    clinicians: frozenset[str] = frozenset()
    final: bool = False
    write: bool = True
    icd: Path | None = None
    handouts: bool = False
    calendar: bool = False
    password: str | None = field(default=None, repr=False)
    encrypt: str | None = field(default=None, repr=False)
    jobs: int = 1
    force: bool = False
    workers_write: bool = False

    @property
    def batch_name(self) -> str:
        """The batch's folder: as named, else the month of the run."""
        return safe_name(self.batch) if self.batch else f"{self.as_of:%Y-%m}"
