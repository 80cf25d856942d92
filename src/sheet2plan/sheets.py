"""The canonical workbook: one record type per sheet, one annotated field per column.

These definitions are the one source of the blank workbook, the data dictionary, the validation, and the names
that a Word template or a form mapping may use. A field is None when its cell is blank, unreadable or has no column;
`origin` tells which.
"""

# One column is one line, so that a sheet reads as a table.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, ClassVar, Literal

from annotated_types import Interval

from sheet2plan.columns import (
    Code,
    Column,
    Date,
    Email,
    Flag,
    Integer,
    Key,
    Kind,
    Link,
    Need,
    Number,
    Phone,
    Prose,
    Text,
    fields_of,
)
from sheet2plan.model import Origin

REQUIRED, CONDITIONAL = Need.REQUIRED, Need.CONDITIONAL

Items = Annotated[tuple[tuple[int, float], ...], Kind.ITEMS]

ClientId = Annotated[Key, Column("Client ID", "The clinic's own number for the client; the same on every sheet.", "C-0042", REQUIRED, width=11, safe_harbor="H")]


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the workbook that belongs to one client."""

    KEY: ClassVar[str | None] = None
    LINKS: ClassVar[dict[str, str]] = {}

    client_id: ClientId
    origin: Origin

    def __reduce__(self) -> tuple[object, ...]:
        """A third of the time that dataclasses take to go to another process: clients go by the thousand."""
        return _restored, (type(self), self.origin, values_of(self))


@dataclass(frozen=True, slots=True)
class Client(Record):
    """One row per client."""

    KEY: ClassVar[str | None] = "client_id"

    first_name: Annotated[Text, Column("First name", "Given name as on the insurance card.", "Ana", REQUIRED, safe_harbor="A")] = None
    last_name: Annotated[Text, Column("Last name", "Family name.", "Reyes", REQUIRED, safe_harbor="A")] = None
    full_name: Annotated[Text, Column("Client name", "First and last name in one cell, for sheets that don't keep them apart.", "Reyes, Ana", width=22, safe_harbor="A")] = None
    preferred_name: Annotated[Text, Column("Preferred name", "What the client likes to be called.", "Annie", safe_harbor="A")] = None
    dob: Annotated[Date, Column("Date of birth", "Date of birth.", "1990-04-12", REQUIRED, safe_harbor="C", past=True)] = None
    age: Annotated[Integer, Interval(ge=0, le=120), Column("Age", "Age in years; checked against the date of birth.", "35", width=7)] = None
    sex: Annotated[Literal["F", "M", "X", "U"] | None, Column("Sex", "Sex as the payer records it.", "F", width=7)] = None
    gender_identity: Annotated[Text, Column("Gender identity", "In the client's own words.", "woman")] = None
    pronouns: Annotated[Text, Column("Pronouns", "In the client's own words.", "she/her", width=11)] = None
    race_ethnicity: Annotated[Text, Column("Race/ethnicity", "As the client describes it.", "", width=18)] = None
    language: Annotated[Text, Column("Language", "Language of the sessions.", "English", width=12)] = None
    phone: Annotated[Phone, Column("Phone", "Best number to reach the client.", "555-0100", safe_harbor="D")] = None
    email: Annotated[Email, Column("Email", "E-mail address.", "ana@example.org", width=24, safe_harbor="F")] = None
    address: Annotated[Text, Column("Address", "Postal address.", "12 Mill Lane, Riverside", width=32, safe_harbor="B")] = None
    guardian_name: Annotated[Text, Column("Parent/guardian", "Parent or legal guardian.", "Rosa Reyes", CONDITIONAL, "the client is under 18", width=20, safe_harbor="A")] = None
    status: Annotated[Literal["active", "intake", "waitlist", "hold", "discharged", "closed"] | None, Column("Status", "Where the client stands in care.", "active", REQUIRED, width=11)] = None
    referral_source: Annotated[Text, Column("Referral source", "Who referred the client.", "Primary care", width=20)] = None
    intake_date: Annotated[Date, Column("Intake date", "First day of care.", "2026-01-05", REQUIRED)] = None
    clinician: Annotated[Text, Column("Clinician", "The treating clinician, written the same on every row.", "J. Park, LCSW", REQUIRED, width=20)] = None
    supervisor: Annotated[Text, Column("Supervisor", "Clinical supervisor, when the clinician works under supervision.", "M. Osei, PhD", width=20)] = None
    payer: Annotated[Text, Column("Payer", "Insurance or other source of payment.", "State Medicaid", CONDITIONAL, "a payer form is filled", width=20)] = None
    member_id: Annotated[Text, Column("Member ID", "Insurance member number; keep the column as text.", "123456789W", CONDITIONAL, "a payer form is filled", width=15, safe_harbor="I")] = None
    auth_start: Annotated[Date, Column("Auth start", "First day of the current authorization.", "2026-01-05")] = None
    auth_end: Annotated[Date, Column("Auth end", "Last day of the current authorization.", "2026-07-04")] = None
    auth_units: Annotated[Number, Interval(ge=0), Column("Auth units", "Sessions authorized.", "20", width=10)] = None
    program: Annotated[Text, Column("Program", "Program or level of care, such as outpatient or day treatment; chooses the payer's rules.", "Outpatient", width=16)] = None
    part2_program: Annotated[Flag, Column("Part 2 program", "Yes when the records fall under 42 CFR Part 2.", "no", width=11)] = None
    last_session: Annotated[Date, Column("Last session", "Date of the last session.", "2026-03-30")] = None
    next_session: Annotated[Date, Column("Next session", "Date of the next session.", "2026-04-06")] = None


@dataclass(frozen=True, slots=True)
class Assessment(Record):
    """The biopsychosocial assessment; a client may have several, the latest counts."""

    assessment_date: Annotated[Date, Column("Assessment date", "Day of the assessment; not after the plan date.", "2026-01-05", REQUIRED)] = None
    presenting_concerns: Annotated[Prose, Column("Presenting concerns", "What brings the client, in a few sentences.", "Low mood since a job loss; sleeps four hours a night and has stopped seeing friends.", REQUIRED, width=48)] = None
    psychosocial_history: Annotated[Prose, Column("Psychosocial history", "Family, work, health, earlier treatment.", "Raised by an aunt; two earlier episodes of depression; no hospital stays.", REQUIRED, width=48)] = None
    risk_factors: Annotated[Prose, Column("Risk factors", "What raises risk, or that none was found.", "Lives alone; no firearms at home.", REQUIRED, width=36)] = None
    risk_level: Annotated[Literal["none", "low", "moderate", "high"] | None, Column("Risk level", "The clinician's rating of risk.", "low", REQUIRED, width=10)] = None
    suicidality: Annotated[Literal["none", "passive", "active", "past"] | None, Column("Suicidality", "Suicidal thoughts or acts.", "none", REQUIRED, width=11)] = None
    self_harm: Annotated[Literal["none", "current", "past"] | None, Column("Self-harm", "Self-injury.", "none", REQUIRED, width=10)] = None
    aggression: Annotated[Literal["none", "current", "past"] | None, Column("Aggression", "Aggression or thoughts of harming others.", "none", REQUIRED, width=11)] = None
    strengths: Annotated[Prose, Column("Strengths", "What the client brings: skills, people, hopes.", "Plays violin; close to her sister.", REQUIRED, width=36)] = None
    functional_impairments: Annotated[Prose, Column("Functional impairments", "What daily life no longer allows.", "Misses work twice a week; stopped cooking.", REQUIRED, width=40)] = None
    needs_preferences: Annotated[Prose, Column("Needs and preferences", "Needs, abilities, preferences, barriers.", "Prefers evening sessions.", width=32)] = None
    medications: Annotated[Prose, Column("Medications", "Current medicines and who prescribes them.", "Sertraline 50 mg (primary care)", width=32)] = None
    cultural_considerations: Annotated[Prose, Column("Cultural considerations", "Culture, faith, community.", "", width=32)] = None


@dataclass(frozen=True, slots=True)
class Diagnosis(Record):
    """One row per diagnosis."""

    icd10_code: Annotated[Code, Column("ICD-10 code", "ICD-10-CM code, billable.", "F33.1", REQUIRED, width=11)] = None
    description: Annotated[Text, Column("Diagnosis", "The diagnosis in words.", "Major depressive disorder, recurrent, moderate", width=44)] = None
    rank: Annotated[Integer, Interval(ge=1, le=30), Column("Rank", "1 is the primary diagnosis.", "1", REQUIRED, width=7)] = None
    status: Annotated[Literal["active", "rule_out", "in_remission", "resolved"] | None, Column("Dx status", "Whether the diagnosis stands today.", "active", REQUIRED, width=12)] = None
    diagnosed_on: Annotated[Date, Column("Date diagnosed", "Day the diagnosis was made.", "2026-01-05", REQUIRED)] = None
    diagnosed_by: Annotated[Text, Column("Diagnosed by", "Who made it.", "J. Park, LCSW", width=20)] = None
    symptom_evidence: Annotated[Prose, Column("Supporting symptoms", "The assessed symptoms that support the diagnosis.", "Depressed mood most days, loss of interest, insomnia, fatigue; PHQ-9 of 19.", REQUIRED, width=48)] = None


@dataclass(frozen=True, slots=True)
class Problem(Record):
    """One row per problem on the client's problem list."""

    KEY: ClassVar[str | None] = "problem_id"

    problem_id: Annotated[Link, Column("Problem #", "The problem's number, unique for the client.", "P1", REQUIRED, width=10)] = None
    problem_text: Annotated[Prose, Column("Problem", "The problem in a sentence.", "Low mood and withdrawal", REQUIRED, width=40)] = None
    priority: Annotated[Integer, Interval(ge=1, le=50), Column("Priority", "1 comes first; no two alike.", "1", REQUIRED, width=9)] = None
    severity: Annotated[Literal["mild", "moderate", "severe"] | None, Column("Severity", "How severe it is today.", "moderate", width=11)] = None
    functional_impact: Annotated[Prose, Column("Functional impact", "What it costs the client in daily life.", "misses work twice a week", width=36)] = None
    client_priority: Annotated[Literal["high", "medium", "low"] | None, Column("Client priority", "How much it matters to the client.", "high", width=13)] = None
    diagnosis_code: Annotated[Code, Column("Related Dx", "Code of the diagnosis it belongs to.", "F33.1", REQUIRED, width=11)] = None
    updated_on: Annotated[Date, Column("Updated", "Last time the row was looked at.", "2026-04-05")] = None


@dataclass(frozen=True, slots=True)
class Goal(Record):
    """One row per long-term goal."""

    KEY: ClassVar[str | None] = "goal_id"
    LINKS: ClassVar[dict[str, str]] = {"problem_id": "Problems"}

    goal_id: Annotated[Link, Column("Goal #", "The goal's number, unique for the client.", "G1", REQUIRED, width=9)] = None
    problem_id: Annotated[Link, Column("Problem #", "The problem it answers.", "P1", REQUIRED, width=10)] = None
    goal_text: Annotated[Prose, Column("Long-term goal", "The broad outcome hoped for.", "Lift mood and return to usual roles", REQUIRED, width=48)] = None
    client_words: Annotated[Prose, Column("In client's words", "The client's own words about it.", "I want to play music again", width=36)] = None
    domain: Annotated[Literal["symptom", "function", "skill", "safety"] | None, Column("Domain", "Symptom relief, daily functioning, a skill, or safety.", "symptom", width=11)] = None
    status: Annotated[Literal["active", "met", "partly_met", "not_met", "revised", "deferred", "dropped"] | None, Column("Goal status", "Where it stands.", "active", REQUIRED, width=12)] = None
    start_date: Annotated[Date, Column("Start date", "Day it was set.", "2026-01-05")] = None
    target_date: Annotated[Date, Column("Target date", "Day it should be reached.", "2026-06-30")] = None


@dataclass(frozen=True, slots=True)
class Objective(Record):
    """One row per short-term objective."""

    KEY: ClassVar[str | None] = "objective_id"
    LINKS: ClassVar[dict[str, str]] = {"goal_id": "Goals"}

    objective_id: Annotated[Link, Column("Objective #", "The objective's number, unique for the client.", "O1.1", REQUIRED, width=11)] = None
    goal_id: Annotated[Link, Column("Goal #", "The goal it serves.", "G1", REQUIRED, width=9)] = None
    objective_text: Annotated[Prose, Column("Objective", "One specific, measurable, time-bound step.", "Lower PHQ-9 from 19 to 9 or less by April 15, 2026.", REQUIRED, width=56)] = None
    measure: Annotated[Text, Column("Measure", "The instrument, or the behavior that is counted.", "PHQ-9", REQUIRED, width=18)] = None
    baseline: Annotated[Number, Column("Baseline", "The value at the start.", "19", CONDITIONAL, "the measure is a score", width=10)] = None
    target: Annotated[Number, Column("Target", "The value to reach.", "9", REQUIRED, width=9)] = None
    comparator: Annotated[Literal["<=", "<", "=", ">", ">="] | None, Column("Comparator", "How the target is met.", "<=", width=11)] = None
    unit: Annotated[Text, Column("Unit", "What is counted.", "score", REQUIRED, width=14)] = None
    direction: Annotated[Literal["decrease", "increase", "maintain"] | None, Column("Direction", "Which way the value should move.", "decrease", REQUIRED, width=11)] = None
    frequency_n: Annotated[Number, Interval(ge=0), Column("Times", "How many times.", "3", width=8)] = None
    frequency_unit: Annotated[Literal["day", "week", "month", "session"] | None, Column("Per", "Times per what.", "week", width=9)] = None
    duration_n: Annotated[Number, Interval(ge=0), Column("Duration", "For or within how long.", "12", width=10)] = None
    duration_unit: Annotated[Literal["days", "weeks", "months", "sessions"] | None, Column("Duration unit", "Unit of the duration.", "weeks", width=13)] = None
    due_date: Annotated[Date, Column("Due date", "Day it should be reached.", "2026-04-15", CONDITIONAL, "no duration is given")] = None
    status: Annotated[Literal["not_started", "in_progress", "met", "partly_met", "not_met", "revised", "dropped"] | None, Column("Objective status", "Where it stands.", "in_progress", REQUIRED, width=15)] = None
    progress_pct: Annotated[Number, Interval(ge=0, le=100), Column("Progress %", "How far along, 0 to 100.", "40", width=11)] = None
    status_date: Annotated[Date, Column("Status date", "Day of the status.", "2026-03-30")] = None


@dataclass(frozen=True, slots=True)
class Intervention(Record):
    """One row per intervention."""

    KEY: ClassVar[str | None] = "intervention_id"
    LINKS: ClassVar[dict[str, str]] = {"objective_id": "Objectives"}

    intervention_id: Annotated[Link, Column("Intervention #", "The intervention's number, unique for the client.", "I1", REQUIRED, width=14)] = None
    objective_id: Annotated[Link, Column("Objective #", "The objective it serves.", "O1.1", REQUIRED, width=11)] = None
    modality: Annotated[Text, Column("Modality", "The named, evidence-based approach.", "CBT", REQUIRED, width=26)] = None
    intervention_text: Annotated[Prose, Column("Clinician will", "What the clinician does.", "teach activity scheduling and review the diary each week", REQUIRED, width=48)] = None
    format: Annotated[Literal["individual", "group", "family", "couple", "telehealth"] | None, Column("Format", "With whom.", "individual", REQUIRED, width=11)] = None
    frequency_n: Annotated[Number, Interval(ge=0), Column("Sessions", "Sessions per period.", "1", REQUIRED, width=10)] = None
    frequency_unit: Annotated[Literal["week", "2weeks", "month"] | None, Column("Per", "The period.", "week", REQUIRED, width=9)] = None
    minutes: Annotated[Number, Interval(ge=0, le=720), Column("Minutes", "Length of a session in minutes.", "50", REQUIRED, width=9)] = None
    duration_n: Annotated[Number, Interval(ge=0), Column("Duration", "For how long.", "12", REQUIRED, width=10)] = None
    duration_unit: Annotated[Literal["weeks", "months", "sessions"] | None, Column("Duration unit", "Unit of the duration.", "weeks", REQUIRED, width=13)] = None
    responsible: Annotated[Text, Column("Responsible", "Who provides it, with credential.", "J. Park, LCSW", REQUIRED, width=20)] = None
    rationale: Annotated[Prose, Column("Rationale", "How it addresses the diagnosis.", "Withdrawal keeps the depression going; planned activity reverses it.", REQUIRED, width=48)] = None
    cpt_code: Annotated[Text, Column("CPT", "Billing code of the service.", "90837", width=8)] = None


@dataclass(frozen=True, slots=True)
class Score(Record):
    """One row per administration of an instrument."""

    measure: Annotated[Text, Column("Measure", "The instrument.", "PHQ-9", REQUIRED, width=14)] = None
    score_date: Annotated[Date, Column("Date given", "Day it was given.", "2026-01-05", REQUIRED)] = None
    value: Annotated[Number, Column("Score", "Total score.", "19", REQUIRED, width=9)] = None
    items: Annotated[Items, Column("Item 9", "Answer to a single item; one column per item kept, headed Item 9, Item 10 and so on.", "0", width=9)] = ()
    variant: Annotated[Text, Column("Scoring", "Which scoring, where an instrument has more than one.", "0-48", width=10)] = None
    completed_by: Annotated[Literal["self", "parent", "teacher", "clinician"] | None, Column("Completed by", "Who answered.", "self", width=13)] = None


@dataclass(frozen=True, slots=True)
class Review(Record):
    """One row per review of the treatment plan."""

    review_date: Annotated[Date, Column("Review date", "Day of the review.", "2026-04-05", REQUIRED)] = None
    next_review_due: Annotated[Date, Column("Next review due", "Worked out from the interval when blank.", "2026-07-04", width=15)] = None
    interval_days: Annotated[Integer, Interval(ge=1, le=366), Column("Interval (days)", "Days to the next review.", "90", width=13)] = None
    participants: Annotated[Text, Column("Participants", "Who took part.", "client, J. Park", width=26)] = None
    changes_made: Annotated[Prose, Column("Changes made", "What changed in the plan, or why nothing did.", "Target lowered to 9; group added.", REQUIRED, width=44)] = None
    progress_summary: Annotated[Prose, Column("Progress summary", "How treatment is going.", "PHQ-9 down from 19 to 12; back at work three days.", REQUIRED, width=48)] = None
    functional_change: Annotated[Prose, Column("Functional change", "What daily life allows now.", "Cooks again on weekdays.", width=36)] = None
    client_view: Annotated[Prose, Column("Client view", "What the client says of it.", "I can see the point of the diary now.", width=36)] = None
    outcome: Annotated[Literal["continue", "revise", "step_up", "step_down", "discharge"] | None, Column("Outcome", "What follows from the review.", "continue", width=11)] = None


@dataclass(frozen=True, slots=True)
class SafetyPlan(Record):
    """One row per safety plan; the latest counts."""

    created_on: Annotated[Date, Column("Safety plan date", "Day it was made.", "2026-01-05", REQUIRED, width=15)] = None
    warning_signs: Annotated[Prose, Column("Warning signs", "What tells that a crisis is near.", "Not sleeping; not answering calls.", REQUIRED, width=40)] = None
    coping_strategies: Annotated[Prose, Column("Coping strategies", "What the client can do alone.", "Walk to the river; play scales.", REQUIRED, width=40)] = None
    social_distractions: Annotated[Prose, Column("People and places", "Company that takes the mind off it.", "Orchestra rehearsal; the library.", width=32)] = None
    people_to_ask: Annotated[Prose, Column("People to ask for help", "Who can be asked.", "Sister Eva, 555-0101", REQUIRED, width=32)] = None
    professionals: Annotated[Prose, Column("Professionals", "Services to call.", "988; clinic 555-0199", REQUIRED, width=32)] = None
    means_safety: Annotated[Prose, Column("Means safety", "How the surroundings are made safe.", "Sister keeps the medicines.", REQUIRED, width=32)] = None
    escalation: Annotated[Prose, Column("Escalation", "What happens when this is not enough.", "Go to the emergency department; call 911.", REQUIRED, width=36)] = None
    reviewed_on: Annotated[Date, Column("Safety plan reviewed", "Last time it was looked at together.", "2026-04-05", width=18)] = None


@dataclass(frozen=True, slots=True)
class Contact(Record):
    """One row per contact person."""

    contact_name: Annotated[Text, Column("Contact", "Name of the person.", "Eva Reyes", REQUIRED, width=22, safe_harbor="A")] = None
    relationship: Annotated[Text, Column("Relationship", "To the client.", "sister", REQUIRED, width=14)] = None
    phone: Annotated[Phone, Column("Contact phone", "Number to call.", "555-0101", REQUIRED, width=15, safe_harbor="D")] = None
    role: Annotated[Literal["emergency", "guardian", "pcp", "psychiatrist", "school", "support"] | None, Column("Contact role", "What the person is to the treatment.", "emergency", REQUIRED, width=14)] = None
    roi_on_file: Annotated[Flag, Column("ROI on file", "Whether the client allowed us to speak with them.", "yes", width=11)] = None


@dataclass(frozen=True, slots=True)
class Consent(Record):
    """One row per consent, signature or refusal."""

    type: Annotated[Literal["informed_consent", "treatment_agreement", "confidentiality_limits", "telehealth", "roi", "medication", "plan_signature", "part2_consent"] | None, Column("Document", "What was signed or discussed.", "informed_consent", REQUIRED, width=22)] = None
    role: Annotated[Literal["client", "guardian", "clinician", "supervisor", "prescriber"] | None, Column("Signed by", "Who signed.", "client", REQUIRED, width=12)] = None
    signer_name: Annotated[Text, Column("Signer name", "Printed name.", "Ana Reyes", width=22, safe_harbor="A")] = None
    credential: Annotated[Text, Column("Credential", "Licence or degree of the signer.", "LCSW", width=11)] = None
    signed_on: Annotated[Date, Column("Date signed", "Day of the signature.", "2026-01-05", REQUIRED)] = None
    method: Annotated[Literal["wet", "esign", "verbal"] | None, Column("How signed", "Ink, electronic, or said aloud.", "wet", width=12)] = None
    expires_on: Annotated[Date, Column("Expires", "Last day it holds.", "2027-01-04")] = None
    agreement_note: Annotated[Prose, Column("Agreement note", "The client's agreement, where there is no signature.", "agreed at the session, signs next week", width=32)] = None
    refused: Annotated[Flag, Column("Refused", "Yes when the client declined.", "no", width=9)] = None
    refusal_explained: Annotated[Prose, Column("What was explained", "What was explained to the client.", "", CONDITIONAL, "refused", width=32)] = None
    refusal_declined: Annotated[Prose, Column("What was declined", "What the client declined.", "", CONDITIONAL, "refused", width=32)] = None
    refusal_plan_available: Annotated[Flag, Column("Plan kept available", "Yes when the client was told that the plan stays open to them.", "yes", CONDITIONAL, "refused", width=16)] = None
    refusal_followup_on: Annotated[Date, Column("Revisit on", "Day it will be offered again.", "", CONDITIONAL, "refused")] = None


@dataclass(frozen=True, slots=True)
class Discharge(Record):
    """Discharge planning, one row per client."""

    criteria: Annotated[Prose, Column("Discharge criteria", "What tells that treatment can end.", "PHQ-9 below 5 for two months", REQUIRED, width=44)] = None
    anticipated_date: Annotated[Date, Column("Anticipated discharge", "When it is expected.", "2026-07-31", REQUIRED, width=19)] = None
    aftercare: Annotated[Prose, Column("Aftercare", "What follows treatment.", "monthly check-in, peer group", REQUIRED, width=40)] = None
    discharge_date: Annotated[Date, Column("Discharge date", "When care ended.", "")] = None
    discharge_reason: Annotated[Literal["completed", "dropped_out", "moved", "transferred", "declined", "other"] | None, Column("Discharge reason", "Why it ended.", "completed", width=16)] = None


@dataclass(frozen=True, slots=True)
class ProgressNote(Record):
    """One row per session note."""

    LINKS: ClassVar[dict[str, str]] = {"objective_id": "Objectives"}

    note_date: Annotated[Date, Column("Date of service", "Day of the session.", "2026-01-12", REQUIRED)] = None
    session_no: Annotated[Integer, Interval(ge=0), Column("Session #", "Number of the session.", "2", width=10)] = None
    objective_id: Annotated[Link, Column("Objective #", "The objective worked on.", "O1.1", REQUIRED, width=11)] = None
    intervention: Annotated[Prose, Column("Intervention used", "What was done.", "thought record practice", REQUIRED, width=40)] = None
    client_response: Annotated[Prose, Column("Client response", "How the client took it.", "Found two alternative thoughts.", REQUIRED, width=40)] = None
    progress: Annotated[Literal["improved", "same", "worse", "met"] | None, Column("Progress", "Movement toward the objective.", "improved", REQUIRED, width=11)] = None
    risk_note: Annotated[Prose, Column("Risk note", "What was asked and answered about risk.", "denied", width=24)] = None
    minutes: Annotated[Number, Interval(ge=0, le=720), Column("Minutes", "Length of the session.", "53", width=9)] = None
    signed_on: Annotated[Date, Column("Note signed", "Day the note was signed.", "2026-01-12")] = None


@dataclass(frozen=True, slots=True)
class PlanVersion(Record):
    """One row per version of the treatment plan; the latest that has begun counts."""

    KEY: ClassVar[str | None] = "plan_id"

    plan_id: Annotated[Link, Column("Plan #", "The plan's number.", "C-0042-v2", REQUIRED, width=13)] = None
    effective_date: Annotated[Date, Column("Plan date", "First day the plan holds.", "2026-01-05", REQUIRED)] = None
    review_interval_days: Annotated[Integer, Interval(ge=1, le=366), Column("Review every (days)", "Days between reviews.", "90", REQUIRED, width=17)] = None
    version: Annotated[Integer, Interval(ge=1), Column("Version", "1, 2, 3 ...", "2", REQUIRED, width=9)] = None
    client_words: Annotated[Prose, Column("Client words", "What the client wants to change, quoted.", "I want to get through a day without dreading the next.", width=40)] = None
    reviewed_with_client_on: Annotated[Date, Column("Reviewed with client", "Day the plan was gone through with the client.", "2026-01-12", REQUIRED, width=18)] = None
    client_input: Annotated[Prose, Column("Client input", "What the client added or changed.", "Asked to start with sleep.", REQUIRED, width=40)] = None
    progress_method: Annotated[Prose, Column("How progress is measured", "The method and how often.", "PHQ-9 every 2 weeks, sleep log", REQUIRED, width=32)] = None
    expected_outcome: Annotated[Prose, Column("Expected outcome", "What is expected of treatment.", "Return to full-time work within six months", REQUIRED, width=36)] = None
    change_note: Annotated[Prose, Column("Changes since last plan", "What this version changed.", "Sleep objective met and closed; exposure added.", CONDITIONAL, "version 2 or later", width=44)] = None


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet of the canonical workbook. `must_exist` sheets are the three that a run needs."""

    name: str
    record: type[Record]
    meaning: str
    must_exist: bool = False


READ_ME = "Read me"  # the sheet of our own blank workbook that holds no records

SHEETS: tuple[SheetSpec, ...] = (
    SheetSpec("Clients", Client, "One row per client.", must_exist=True),
    SheetSpec("Assessment", Assessment, "One row per assessment; the latest counts."),
    SheetSpec("Diagnoses", Diagnosis, "One row per diagnosis."),
    SheetSpec("Problems", Problem, "One row per problem, in order of priority."),
    SheetSpec("Goals", Goal, "One row per long-term goal.", must_exist=True),
    SheetSpec("Objectives", Objective, "One row per objective, the steps toward a goal."),
    SheetSpec("Interventions", Intervention, "One row per intervention, what is done for an objective."),
    SheetSpec("Scores", Score, "One row each time an instrument is given.", must_exist=True),
    SheetSpec("Reviews", Review, "One row per review of the plan."),
    SheetSpec("SafetyPlans", SafetyPlan, "One row per safety plan; the latest counts."),
    SheetSpec("Contacts", Contact, "One row per contact person."),
    SheetSpec("Consents", Consent, "One row per consent, signature or refusal."),
    SheetSpec("Discharge", Discharge, "One row per client: how treatment will end."),
    SheetSpec("ProgressNotes", ProgressNote, "One row per session note."),
    SheetSpec("Plans", PlanVersion, "One row per version of the plan."),
)

SHEET_OF: dict[type[Record], SheetSpec] = {spec.record: spec for spec in SHEETS}


_READERS: dict[type[Record], Callable[[Record], tuple[object, ...]]] = {
    spec.record: attrgetter(*(column.name for column in fields_of(spec.record))) for spec in SHEETS
}
_SETTERS: dict[type[Record], tuple[Callable[[Record, object], None], ...]] = {
    spec.record: tuple(
        getattr(spec.record, name).__set__ for name in ("origin", *(column.name for column in fields_of(spec.record)))
    )
    for spec in SHEETS
}


def values_of(record: Record) -> tuple[object, ...]:
    """The row's values in the order of the sheet's columns."""
    return _READERS[type(record)](record)


def _restored(record_type: type[Record], origin: Origin, values: tuple[object, ...]) -> Record:
    record = object.__new__(record_type)
    for put, value in zip(_SETTERS[record_type], (origin, *values), strict=True):
        put(record, value)
    return record
