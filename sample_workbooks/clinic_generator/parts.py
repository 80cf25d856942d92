"""The parts a written client story is made of; the content modules fill them, `build` turns them into rows.

Texts may hold {b}, {t} and {due}: the objective's baseline, target and due date, so that words and numbers agree.
Every date is told as days before or after `AS_OF`, which keeps the whole clinic in step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

AS_OF = date(2026, 11, 23)

Level = Literal["none", "low", "moderate", "high"]
Suicidality = Literal["none", "passive", "active", "past"]
Current = Literal["none", "current", "past"]
Severity = Literal["mild", "moderate", "severe"]
Weight = Literal["high", "medium", "low"]
Domain = Literal["symptom", "function", "skill", "safety"]
Direction = Literal["decrease", "increase", "maintain"]
ObjectiveStatus = Literal["not_started", "in_progress", "met", "partly_met", "not_met", "revised", "dropped"]
GoalStatus = Literal["active", "met", "partly_met", "not_met", "revised", "deferred", "dropped"]
Format = Literal["individual", "group", "family", "couple", "telehealth"]
Per = Literal["week", "2weeks", "month"]
Move = Literal["improved", "same", "worse", "met"]
Outcome = Literal["continue", "revise", "step_up", "step_down", "discharge"]
Informant = Literal["self", "parent", "teacher", "clinician"]
ContactRole = Literal["emergency", "guardian", "pcp", "psychiatrist", "school", "support"]
ClientStatus = Literal["active", "intake", "waitlist", "hold", "discharged", "closed"]
DxStatus = Literal["active", "rule_out", "in_remission", "resolved"]


class State(StrEnum):
    """What is true of a client's paperwork as of `AS_OF`."""

    IN_ORDER = "in order"
    PERFECT = "perfect"
    OVERDUE = "overdue for review"
    NO_DISCHARGE_SECTION = "no discharge section"
    NO_CLIENT_SIGNATURE = "client signature missing"
    NO_TARGET = "objective without target"
    NO_INTERVAL = "no review interval"
    NO_EVIDENCE = "no symptom evidence"
    UNSIGNED = "plan unsigned"
    RISK_WITHOUT_SAFETY_PLAN = "positive item 9, no safety plan"
    REFUSED = "client declined to take part"
    DISCHARGED = "discharged"
    WAITLIST = "on the waitlist, no plan yet"


@dataclass(frozen=True, slots=True)
class Person:
    """Who the client is. `born` is ISO."""

    first: str
    last: str
    born: str
    sex: Literal["F", "M", "X", "U"]
    identity: str
    pronouns: str
    ethnicity: str
    address: str
    language: str = "English"
    preferred: str | None = None
    guardian: str | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """What the assessment says."""

    concerns: str
    history: str
    risk: str
    strengths: str
    impairments: str
    needs: str
    medications: str
    culture: str
    level: Level = "low"
    suicidality: Suicidality = "none"
    self_harm: Current = "none"
    aggression: Current = "none"


@dataclass(frozen=True, slots=True)
class Dx:
    """A diagnosis with the symptoms that support it."""

    code: str
    text: str
    evidence: str
    status: DxStatus = "active"


@dataclass(frozen=True, slots=True)
class Do:
    """An intervention: what the clinician does, how often, and why for this diagnosis."""

    modality: str
    text: str
    why: str
    weeks: int = 16
    times: int = 1
    per: Per = "week"
    minutes: int = 50
    format: Format = "individual"
    by: str | None = None
    cpt: str | None = None


@dataclass(frozen=True, slots=True)
class Ob:
    """An objective. `due` is days after `AS_OF` (before it when negative)."""

    text: str
    measure: str
    baseline: float | None
    target: float
    unit: str
    direction: Direction
    due: int
    does: tuple[Do, ...]
    status: ObjectiveStatus = "in_progress"
    progress: int = 40
    times: float | None = None
    per: Literal["day", "week", "month", "session"] | None = None
    span: float | None = None
    span_unit: Literal["days", "weeks", "months", "sessions"] = "weeks"


@dataclass(frozen=True, slots=True)
class Aim:
    """A problem with the long-term goal that answers it and the steps toward it. `dx` counts from 0."""

    problem: str
    severity: Severity
    impact: str
    weight: Weight
    goal: str
    words: str
    domain: Domain
    objectives: tuple[Ob, ...]
    dx: int = 0
    status: GoalStatus = "active"


@dataclass(frozen=True, slots=True)
class Series:
    """One instrument over time, from intake to the last session. `items` are the answers to item `item_n`."""

    measure: str
    values: tuple[float, ...]
    item_n: int | None = None
    items: tuple[int, ...] = ()
    variant: str | None = None
    by: Informant = "self"


@dataclass(frozen=True, slots=True)
class Rev:
    """A review of the plan, oldest first in a vignette."""

    changes: str
    summary: str
    function: str
    view: str
    outcome: Outcome = "continue"


@dataclass(frozen=True, slots=True)
class Note:
    """A session: the objective worked on, as in "1.2", what was done, how it went."""

    objective: str
    did: str
    response: str
    progress: Move
    risk: str


@dataclass(frozen=True, slots=True)
class Safety:
    """A safety plan."""

    signs: str
    coping: str
    places: str
    people: str
    professionals: str
    means: str
    escalation: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A contact person."""

    name: str
    relationship: str
    role: ContactRole
    phone: str
    release: bool = False


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What the plan record says beside its dates. `changes` has one text per version after the first."""

    client: str
    added: str
    method: str
    outcome: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """Discharge planning. `days` until the expected end."""

    criteria: str
    aftercare: str
    days: int = 120


@dataclass(frozen=True, slots=True)
class Refusal:
    """A client's refusal to take part in planning."""

    explained: str
    declined: str
    revisit: int


@dataclass(frozen=True, slots=True)
class Story:
    """One client's whole record, told in parts.

    Reviews happen every `interval` days and the next one is due `due_in` days after `AS_OF`, so the start of care
    follows from how many reviews were written. `every` is the number of days between sessions, `last_seen` the days
    since the last one; 0 leaves it to the seed, within a week.
    """

    id: str
    person: Person
    clinician: str
    payer: str
    referral: str
    intake: Intake
    diagnoses: tuple[Dx, ...]
    aims: tuple[Aim, ...]
    series: tuple[Series, ...]
    reviews: tuple[Rev, ...]
    notes: tuple[Note, ...]
    ties: tuple[Tie, ...]
    plan: PlanWords
    ending: Ending
    interval: int = 90
    due_in: int = 40
    every: int = 7
    last_seen: int = 0
    safety: Safety | None = None
    status: ClientStatus = "active"
    state: State = State.IN_ORDER
    part2: bool = False
    prescribed_here: bool = False
    refusal: Refusal | None = None
    agreement: str | None = None
