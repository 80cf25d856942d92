"""Text columns that are filled and say nothing: placeholders, concerns in three words, signs nobody could act on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import discharge_plan, latest_assessment, latest_review, plan_in_force, safety_plan
from sheet2plan.columns import field_of
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.sheets import Record

_NOTHING = re.compile(
    r"\W*(?:n\W?a|none|nil|nothing|tbd|t\.b\.d|tba|to be (?:determined|completed|added)|pending|unknown|unk|"
    r"see (?:above|below|chart|notes?|intake|file)|same(?: as (?:above|before|last time))?|as above|ditto|x+|test|asdf|"
    r"lorem ipsum.*|\?+|-+|\.+|not (?:assessed|available|applicable|recorded))\W*",
    re.IGNORECASE,
)
_NONE_IS_AN_ANSWER = frozenset({"risk_factors", "medications", "cultural_considerations", "needs_preferences"})
_DENIALS = re.compile(r"\W*(?:none|nil|nothing|no)\W*", re.IGNORECASE)
_NO_CHANGE = re.compile(
    r"\W*(?:no|none|nothing|without|unchanged|same)?\W*(?:changes?|updates?|revisions?)?"
    r"(?:\s+(?:needed|made|at this time|to (?:the )?plan|were made|required|indicated))*\W*",
    re.IGNORECASE,
)


def check_texts(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Placeholders in the places a reader relies on, concerns too short to tell anything, unexplained standstill."""
    for record, fields in _places(case, context):
        for field in fields:
            value = getattr(record, field)
            if value and _says_nothing(value, field):
                title = field_of(type(record), field).column.title
                yield finding("says-nothing", record.origin.at(field), case.client_id, field, column=title, text=value)
    yield from _concerns(case, context)
    yield from _standstill(case, context)


def _places(case: Case, context: CheckContext) -> Iterator[tuple[Record, tuple[str, ...]]]:
    singles: tuple[tuple[Record | None, tuple[str, ...]], ...] = (
        (
            latest_assessment(case, context.as_of),
            ("presenting_concerns", "psychosocial_history", "risk_factors", "strengths", "functional_impairments"),
        ),
        (plan_in_force(case, context.as_of), ("progress_method", "expected_outcome", "client_input", "change_note")),
        (
            safety_plan(case, context.as_of),
            ("warning_signs", "coping_strategies", "people_to_ask", "professionals", "escalation"),
        ),
        (latest_review(case, context.as_of), ("progress_summary",)),
        (discharge_plan(case), ("criteria", "aftercare")),
    )
    yield from ((record, fields) for record, fields in singles if record is not None)
    yield from ((row, ("symptom_evidence",)) for row in case.diagnoses)
    yield from ((row, ("problem_text",)) for row in case.problems)
    yield from ((row, ("goal_text",)) for row in case.goals)
    yield from ((row, ("intervention_text", "rationale")) for row in case.interventions)


def _says_nothing(text: str, field: str) -> bool:
    if len(text) > 40 or not _NOTHING.fullmatch(text):
        return False
    return not (field in _NONE_IS_AN_ANSWER and _DENIALS.fullmatch(text))


def _concerns(case: Case, context: CheckContext) -> Iterator[Finding]:
    assessment = latest_assessment(case, context.as_of)
    needed = context.catalog.thresholds.concerns_words
    if assessment is None or not assessment.presenting_concerns or _says_nothing(assessment.presenting_concerns, ""):
        return
    count = len(assessment.presenting_concerns.split())
    if count < needed:
        place = assessment.origin.at("presenting_concerns")
        yield finding("concerns-short", place, case.client_id, "presenting_concerns", count=count, needed=needed)


def _standstill(case: Case, context: CheckContext) -> Iterator[Finding]:
    """A review that says no change, and not why (rule R63)."""
    review = latest_review(case, context.as_of)
    if review is None or not review.changes_made or not _NO_CHANGE.fullmatch(review.changes_made):
        return
    place = review.origin.at("changes_made")
    yield finding("no-change-unexplained", place, case.client_id, "changes_made", text=review.changes_made)
