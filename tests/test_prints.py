"""Prints of a client's data tell which cells changed, and nothing of what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sheet2plan.files.prints import case_prints, case_values, say_changes
from sheet2plan.model import Origin, TableRef
from sheet2plan.reading.cases import Case
from sheet2plan.sheets import Client, Goal, Score

ORIGIN = Origin(TableRef("clinic.xlsx", "Clients", 1, {}), 2)
CASE = Case(
    Client("C-0001", ORIGIN, first_name="Ana", dob=date(1990, 4, 12)),
    goals=(Goal("C-0001", ORIGIN, goal_id="G1", goal_text="Sleep,\nall night"),),
    scores=(
        Score("C-0001", ORIGIN, "PHQ-9", date(2026, 9, 1), 19.0, ((9, 0.0),)),
        Score("C-0001", ORIGIN, "PHQ-9", date(2026, 11, 2), 12.0),
    ),
)


def prints(case: Case) -> bytes:
    """What is kept of a client."""
    return case_prints(case, case_values(case))


def with_score(**changes: object) -> Case:
    """The client with another first score."""
    return replace(CASE, scores=(replace(CASE.scores[0], **changes), CASE.scores[1]))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (CASE, ""),
        (replace(CASE, client=replace(CASE.client, dob=None)), "Clients C-0001 Date of birth"),
        (replace(CASE, client=replace(CASE.client, first_name="None")), "Clients C-0001 First name"),
        (replace(CASE, goals=(replace(CASE.goals[0], goal_text="Sleep"),)), "Goals G1 Long-term goal"),
        (with_score(items=((9, 1.0),)), "Scores 1 Item 9"),
        (with_score(items=((8, 1.0), (9, 0.0))), "Scores 1 Item 9"),
        (with_score(value=20.0), "Scores 1 Score"),
        (replace(CASE, scores=CASE.scores[:1]), "Scores 2 removed"),
        (replace(CASE, goals=(*CASE.goals, Goal("C-0001", ORIGIN, goal_id="G2"))), "Goals G2 added"),
    ],
)
def test_each_cell_that_changed_is_named_and_no_other(now: Case, told: str) -> None:
    assert say_changes(prints(CASE), prints(now)) == told


def test_the_same_cells_from_other_rows_are_the_same_data() -> None:
    elsewhere = replace(CASE, client=replace(CASE.client, origin=Origin(ORIGIN.table, 77)))
    assert case_values(elsewhere) == case_values(CASE)
    assert prints(elsewhere) == prints(CASE)


def test_a_blank_is_not_the_word_for_it() -> None:
    measures = (None, "None", "null", "")
    values = {case_values(with_score(measure=measure)) for measure in measures}
    assert len(values) == len(measures)


def test_prints_hold_no_value() -> None:
    assert b"Sleep" not in prints(CASE)
    assert b"1990" not in prints(CASE)


def test_prints_of_other_columns_tell_nothing() -> None:
    form, rest = prints(CASE).split(b",", 1)
    assert say_changes(b'["1",' + rest, prints(CASE)) == ""
    assert say_changes(b"x\x01damaged", prints(CASE)) == ""
    assert form.startswith(b'["')
