"""All that a document may say about one client, already worded. Renderers print these; planning.py decides them.

A word is a `Said`: text with the value it was made from. What is missing is a `Gap`, what is in doubt a `Doubt`,
what is merely blank a `Blank` (false in a condition).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

# Unicode noncharacters, kept for a program's own use: they fence a gap or doubt until the renderer styles it.
GAP_OPEN, GAP_CLOSE = "\ufdd0", "\ufdd1"


class Said(str):
    """Text of a document with `value`, the date, number, flag or text it words (None when there is none)."""

    __slots__ = ("value",)

    value: Any

    def __new__(cls, text: str, value: Any = None) -> Said:
        said = str.__new__(cls, text)
        said.value = text if value is None else value
        return said


class Blank(Said):
    """An optional value that is not there: prints a dash, is false in a condition, has no value."""

    __slots__ = ()

    def __new__(cls) -> Blank:
        blank = super().__new__(cls, "—")
        blank.value = None
        return blank  # type: ignore[return-value]

    def __bool__(self) -> bool:
        return False


BLANK = Blank()


class Gap(Said):
    """A required value that is not there: prints a marked place that names it, has no value."""

    __slots__ = ()

    def __new__(cls, what: str) -> Gap:
        gap = super().__new__(cls, f"{GAP_OPEN}[missing: {what}]{GAP_CLOSE}")
        gap.value = None
        return gap  # type: ignore[return-value]


class Doubt(Said):
    """A value that is there but can't stand as it is: prints it with a marked note; keeps the value."""

    __slots__ = ()

    def __new__(cls, text: str, note: str, value: Any = None) -> Doubt:
        doubt = super().__new__(cls, f"{text} {GAP_OPEN}[check: {note}]{GAP_CLOSE}".lstrip())
        doubt.value = value
        return doubt  # type: ignore[return-value]


class Worded:
    """A record as a document says it: one attribute per column of the record type, each a Said."""

    def __init__(self, said: Mapping[str, Said]) -> None:
        self.__dict__ = dict(said)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Said: ...


class PlannedClient(Worded):
    """Client columns, and: `name` (first last), `formal_name` (last, first), `age_text`, `is_minor`."""

    name: Said
    formal_name: Said
    age_text: Said
    is_minor: bool


class PlannedIntervention(Worded):
    """Intervention columns, and `service`: the full statement, as in weekly 50-minute individual CBT for 12 weeks."""

    service: Said


class PlannedObjective(Worded):
    """Objective columns, its interventions, and the thread to progress.

    `number` counts within the plan (1.2 is the second objective of the first goal). `measured` names measure, baseline
    and target; `due` the date or duration; `latest` the newest score of the measure; `progress` what the notes say.
    """

    number: str
    measured: Said
    due: Said
    latest: Said
    progress: Said
    interventions: tuple[PlannedIntervention, ...]


class PlannedGoal(Worded):
    """Goal columns, its `number` in the plan and its objectives."""

    number: str
    objectives: tuple[PlannedObjective, ...]


class PlannedProblem(Worded):
    """Problem columns, the diagnosis it belongs to in words, and its goals."""

    diagnosis: Said
    goals: tuple[PlannedGoal, ...]


class PlannedSafetyPlan(Worded):
    """SafetyPlan columns, and whether one is `on_file`, whether one is `required`, and why, in words."""

    on_file: bool
    required: bool
    why_required: str


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """One administration: date, value, band, all worded."""

    on: Said
    value: Said
    band: Said


class LineKind(StrEnum):
    """What a line of a chart stands for."""

    SCORE = "score"
    TARGET = "target"
    BAND = "band"


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One line of a chart: a value for each of the chart's days."""

    kind: LineKind
    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A score history to be drawn: the scores, the target, and where the bands begin. `alt` says it in words."""

    title: str
    alt: str
    days: tuple[date, ...]
    lines: tuple[ChartLine, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measure:
    """The history of one instrument. `points` oldest first; `shown` is what fits a table, newest last.

    `change` is the change class with its numbers and author; `target` the value of the open objective on it. `chart`
    is there from two scores on different days on.
    """

    name: str
    meaning: str
    points: tuple[ScorePoint, ...]
    shown: tuple[ScorePoint, ...]
    first: ScorePoint
    latest: ScorePoint
    change: Said
    target: Said
    chart: Chart | None = None


class DueState(StrEnum):
    """Where the next review stands on the day of the run."""

    OVERDUE = "overdue"
    TODAY = "due today"
    WEEK = "due within 7 days"
    MONTH = "due within 30 days"
    TWO_MONTHS = "due within 60 days"
    LATER = "later"
    NO_DATE = "no date"


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """When the plan must be reviewed next. `days_overdue` is negative before the due date, None without a date."""

    on: Said
    state: DueState
    days_overdue: int | None
    schedule: Said
    reason: str
    last_review: Said


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A place to sign. `signed_on` is a Gap or Blank until a signature is on record; nothing is ever stamped."""

    role: str
    name: Said
    credential: Said
    signed_on: Said
    note: Said


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One thing a person must finish or check: words, how bad, where in the workbook, what to do."""

    severity: str
    text: str
    where: str
    advice: str


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic's own details, for letterheads and forms."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a document may say about one client on one day.

    `version` holds the columns of the Plans sheet. `problems` carry the golden thread: problem, goals, objectives,
    interventions, progress. `loose_goals` have no known problem, `loose_objectives` no known goal. `took_part` and
    `agreed` are what is on record, never assumed. `redisclosure` is the statement of 42 CFR part 2 where it applies.
    """

    client_id: str
    clinic: Clinic
    as_of: date
    prepared_on: Said
    client: PlannedClient
    version: Worded
    assessment: Worded
    diagnoses: tuple[Worded, ...]
    primary_diagnosis: Worded
    problems: tuple[PlannedProblem, ...]
    loose_goals: tuple[PlannedGoal, ...]
    loose_objectives: tuple[PlannedObjective, ...]
    measures: tuple[Measure, ...]
    reviews: tuple[Worded, ...]
    latest_review: Worded | None
    review_due: ReviewDue
    changes: Said
    safety: PlannedSafetyPlan
    contacts: tuple[Worded, ...]
    emergency_contact: Worded
    consents: tuple[Worded, ...]
    participation: Said
    refused: bool
    discharge: Worded
    signatures: tuple[SignatureLine, ...]
    open_points: tuple[OpenPoint, ...]
    completeness: int
    is_draft: bool
    took_part: bool = False
    agreed: bool = False
    redisclosure: Said = field(default_factory=Blank)

    @property
    def services(self) -> tuple[PlannedIntervention, ...]:
        """All interventions in plan order."""
        goals = [goal for problem in self.problems for goal in problem.goals] + list(self.loose_goals)
        objectives = [objective for goal in goals for objective in goal.objectives] + list(self.loose_objectives)
        return tuple(intervention for objective in objectives for intervention in objective.interventions)

    @property
    def goals(self) -> tuple[PlannedGoal, ...]:
        """All goals in plan order."""
        return tuple(goal for problem in self.problems for goal in problem.goals) + self.loose_goals
