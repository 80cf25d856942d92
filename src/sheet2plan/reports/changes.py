"""What is different from an earlier run: one line per change, worst kinds first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sheet2plan.model import Source


class ChangeKind(StrEnum):
    """What kind of change it is, in the order in which people look at them."""

    NEW_RISK = "new risk"
    OVERDUE = "newly overdue"
    NEW_ERROR = "new error"
    WORSE = "score worse"
    NEW_GAP = "new gap"
    NEW_WARNING = "new warning"
    MENDED = "mended"
    REVIEWED = "review done"
    BETTER = "score better"
    MET = "objective met"
    NEW_CLIENT = "new client"
    GONE = "client gone"
    STATUS = "status changed"
    CLINICIAN = "other clinician"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one client ("" for what belongs to nobody): what it is about, what it was and what it is.

    `source` is the place in the workbook; None when no single cell shows it.
    """

    kind: ChangeKind
    client_id: str
    clinician: str
    what: str
    was: str
    now: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """The changes since an earlier run: `run` names it as in "since 2026-10", `as_of` is the day it stood for."""

    run: str
    as_of: date
    changes: tuple[Change, ...]

    def counts(self) -> Counter[ChangeKind]:
        """Changes by kind."""
        return Counter(change.kind for change in self.changes)
