"""What a run leaves behind in memory: one result per client, the findings in words, and the files made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from sheet2plan.clinical.answers import AuditAnswer, RuleAnswer
from sheet2plan.findings import Notice, Severity, Verdict
from sheet2plan.model import Source
from sheet2plan.plan import DueState
from sheet2plan.reports.changes import Since
from sheet2plan.reports.documents import WrittenFile
from sheet2plan.workbook.table import ReadTable


class Outcome(StrEnum):
    """What became of a client's documents."""

    WRITTEN = "written"
    NOT_IN_CARE = "not in treatment"
    BLOCKED = "blocked"
    WITHHELD = "withheld"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """One part of a complete plan for one client: its title, the verdict, and why when it is not passed."""

    key: str
    title: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One measure of one client: every usable score, oldest first. `moved` is None with one score.

    `band` and `change` are "" where the instrument, or its scoring, has none published.
    """

    measure: str
    points: tuple[tuple[date, float], ...]
    band: str
    moved: float | None
    change: str
    variant: str = ""


@dataclass(frozen=True, slots=True)
class MetObjective:
    """An objective that is reached: its number, and how that is known."""

    key: str
    how: str


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A client whose plan is like another's, like its own past, or mostly template. `share` is from 0 to 1."""

    client_id: str
    kind: str
    share: float | None
    others: str
    passages: str
    source: Source


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that the run was made from: what it served as, its name and its SHA-256."""

    kind: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ClientResult:
    """One client's line in the summary. Dates are None where there is none; `trace` tells of a fault of ours.

    `audit` answers the guide's checklist, `rules` every checked rule; both are empty for clients not in treatment.
    `notes` counts the notes under the plan in force that name an objective, and all of them. `profile` names the
    payer's or program's rules that hold, "" for the guide's own. `parts` answers for each part of a complete plan.
    """

    client_id: str
    name: str
    clinician: str
    status: str
    outcome: Outcome
    plan_date: date | None
    last_review: date | None
    next_due: date | None
    due_state: DueState
    due_reason: str
    days_overdue: int | None
    completeness: int
    notices: tuple[Notice, ...]
    files: tuple[WrittenFile, ...]
    trace: str = ""
    profile: str = ""
    audit: tuple[AuditAnswer, ...] = ()
    rules: tuple[RuleAnswer, ...] = ()
    notes: tuple[int, int] = (0, 0)
    parts: tuple[PartAnswer, ...] = ()
    scores: tuple[ScoreLine, ...] = ()
    met: tuple[MetObjective, ...] = ()

    @property
    def in_care(self) -> bool:
        """Whether the client is in treatment, so that plan and review are owed."""
        return self.outcome is not Outcome.NOT_IN_CARE

    @property
    def is_complete(self) -> bool:
        """Whether the client's plan lacks nothing."""
        return self.outcome in (Outcome.WRITTEN, Outcome.WITHHELD) and self.completeness >= 100

    @property
    def is_overdue(self) -> bool:
        """Whether the client's review is overdue."""
        return self.in_care and self.due_state is DueState.OVERDUE

    def count(self, severity: Severity) -> int:
        """How many notices of that severity the client has."""
        return sum(notice.severity is severity for notice in self.notices)


@dataclass(frozen=True, slots=True)
class Before:
    """The batch before this one: its folder's name, its day, how many clients, and its findings by severity."""

    batch: str
    as_of: date
    clients: int
    counts: tuple[tuple[Severity, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole run. `notices` holds those of no single client as well as every client's.

    `inputs` are the files it was made from; `part_titles` maps the key of each part of the plan to its title.
    `before` counts the batch before this one, `since` holds what changed since earlier runs, the nearest first.
    """

    as_of: date
    clinic: str
    workbooks: tuple[str, ...]
    batch_folder: Path | None
    results: tuple[ClientResult, ...]
    notices: tuple[Notice, ...]
    tables: tuple[ReadTable, ...]
    copies: tuple[CopyLine, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    part_titles: tuple[tuple[str, str], ...] = ()
    before: Before | None = None
    since: tuple[Since, ...] = ()

    def counts(self) -> Counter[Severity]:
        """Notices by severity."""
        return Counter(notice.severity for notice in self.notices)

    def worst(self) -> Severity | None:
        """The worst severity present, or None when nothing was found."""
        return min((notice.severity for notice in self.notices), key=lambda severity: severity.rank, default=None)

    def files(self) -> tuple[WrittenFile, ...]:
        """All files of all clients, in client order."""
        return tuple(file for result in self.results for file in result.files)
