"""What contradicts itself or says less than it seems: directions, due dates, totals, goals and notes of stock words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import active_diagnoses, is_open_goal, is_open_objective
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import join_words, say_choice, say_date, say_number
from sheet2plan.sheets import ProgressNote

_VAGUE_GOAL = re.compile(
    r"\W*(?:(?:to|will|client will|pt will)\s+)?(?:feel|be|do|get|cope|improve|manage|work on|deal with)\s*"
    r"(?:better|well|good|ok(?:ay)?|happy|happier|things|life|mood|it|stuff)?\W*",
    re.IGNORECASE,
)
_EMPTY_EVIDENCE = re.compile(
    r"\W*(?:meets?|met|per|see)\s+(?:full\s+)?(?:the\s+)?(?:dsm\S*\s+)?criteria\W*", re.IGNORECASE
)
_STOCK_WORDS = 5


def check_contradictions(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Rows of one client that can't be right as they stand, or that fill a column without saying anything."""
    yield from _directions(case, context)
    yield from _named_due_dates(case)
    yield from _broken_totals(case, context)
    for goal in filter(is_open_goal, case.goals):
        if goal.goal_text and _VAGUE_GOAL.fullmatch(goal.goal_text):
            place = goal.origin.at("goal_text")
            yield finding("goal-vague", place, case.client_id, "goal_text", text=goal.goal_text)
    for row in active_diagnoses(case):
        if row.symptom_evidence and _EMPTY_EVIDENCE.fullmatch(row.symptom_evidence):
            place = row.origin.at("symptom_evidence")
            yield finding("evidence-empty", place, case.client_id, "symptom_evidence", text=row.symptom_evidence)


def check_shared_notes(cases: Iterable[Case]) -> Iterator[Finding]:
    """Notes that stand word for word with more than one client; short phrases are everybody's."""
    by_words: dict[str, list[ProgressNote]] = defaultdict(list)
    for note in (note for case in cases for note in case.notes):
        if note.intervention and len(note.intervention.split()) >= _STOCK_WORDS:
            by_words[note.intervention.casefold()].append(note)
    for notes in by_words.values():
        clients = sorted({note.client_id for note in notes})
        if len(clients) > 1:
            for note in notes:
                others = join_words([other for other in clients if other != note.client_id][:3])
                yield finding(
                    "note-shared", note.origin.at("intervention"), note.client_id, "intervention", others=others
                )


def _directions(case: Case, context: CheckContext) -> Iterator[Finding]:
    """A direction that the numbers deny. Where the numbers themselves go the wrong way, that is said instead."""
    for row in filter(is_open_objective, case.objectives):
        if row.baseline is None or row.target is None or row.direction in (None, "maintain"):
            continue
        moves = "decrease" if row.target < row.baseline else "increase"
        if row.target != row.baseline and row.direction != moves and not _goes_wrong(row.measure, moves, context):
            yield finding(
                "objective-direction-differs",
                row.origin.at("direction"),
                case.client_id,
                "direction",
                key=row.objective_id or "",
                direction=say_choice(row.direction or "").lower(),
                baseline=say_number(row.baseline),
                target=say_number(row.target),
            )


def _goes_wrong(measure: str | None, moves: str, context: CheckContext) -> bool:
    instrument = context.catalog.instrument(measure) if measure else None
    better = {"higher_worse": "decrease", "higher_better": "increase"}
    return instrument is not None and better.get(instrument.direction, moves) != moves


def _named_due_dates(case: Case) -> Iterator[Finding]:
    for row in case.reviews:
        if row.review_date and row.next_review_due and row.next_review_due <= row.review_date:
            day, held = say_date(row.next_review_due), say_date(row.review_date)
            place = row.origin.at("next_review_due")
            yield finding("due-before-review", place, case.client_id, "next_review_due", due=day, review=held)


def _broken_totals(case: Case, context: CheckContext) -> Iterator[Finding]:
    for score in case.scores:
        if score.value is None or score.value.is_integer() or not score.measure:
            continue
        instrument = context.catalog.instrument(score.measure)
        # Items answered in whole numbers can't add up to a half.
        if instrument is None or instrument.item_sum is None:
            continue
        value = say_number(score.value)
        place = score.origin.at("value")
        yield finding("score-not-whole", place, case.client_id, "value", measure=instrument.short, value=value)
