"""No case stops the checks, however its values are mangled; every finding has its words."""

from __future__ import annotations

import dataclasses
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ruleexamples import perfect
from sheet2plan.catalog import load_catalog
from sheet2plan.checks import check_case, check_caseload
from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.required import completeness
from sheet2plan.clinical.audit import audit_answers, rule_answers
from sheet2plan.clinical.cadence import next_review
from sheet2plan.columns import FieldSpec, Kind, fields_of
from sheet2plan.reading.cases import Case
from sheet2plan.sheets import Record
from tables import AS_OF, load

TEXTS = (
    "n/a", "5", "12 of 5", "never 100%", "\u2264 9/10 by 2026-02-30", "PHQ-9 from 3 to 31", "x" * 300, "F43.10",
    "F4O.1O",
    "G1", "O9", "Wisconsin outpatient", "Medicare partial hospital", "LMSW", "WHODAS 2.0", "12-60", "\u200b",
)  # fmt: skip
NUMBERS = (0.0, -1.0, 0.5, 1.0, 9.0, 31.0, 1e9)


def mangled_case(case: Case, dice: random.Random) -> Case:
    """The case with some rows gone and a quarter of all values exchanged or blanked."""
    rows: dict[str, Any] = {"client": _mangled(case.client, dice)}
    for field in dataclasses.fields(case):
        if field.name != "client":
            kept = [row for row in getattr(case, field.name) if dice.random() < 0.9]
            rows[field.name] = tuple(_mangled(row, dice) for row in kept)
    return dataclasses.replace(case, **rows)


def _mangled(record: Any, dice: random.Random) -> Any:
    record_type: type[Record] = type(record)
    columns = [column for column in fields_of(record_type) if column.name != "client_id" and dice.random() < 0.25]
    return dataclasses.replace(record, **{column.name: _value(column, dice) for column in columns})


def _value(column: FieldSpec, dice: random.Random) -> object:
    if column.kind is Kind.ITEMS:
        return dice.choice([(), ((9, 2.0),), ((1, 1.0), (2, 3.0))])
    if dice.random() < 0.4:
        return None
    if column.kind is Kind.DATE:
        return AS_OF + timedelta(days=dice.choice([-40000, -400, -90, -1, 0, 1, 30, 400]))
    if column.kind is Kind.FLAG:
        return dice.random() < 0.5
    if column.kind is Kind.INTEGER:
        return dice.choice([0, 1, 2, 366])
    if column.kind is Kind.NUMBER:
        return dice.choice(NUMBERS)
    return dice.choice(column.choices or TEXTS)


@pytest.mark.parametrize("seed", range(4))
def test_no_case_stops_the_checks(seed: int, tmp_path: Path) -> None:
    dice, catalog = random.Random(seed), load_catalog()
    context = CheckContext(AS_OF, catalog)
    whole = load(perfect(), tmp_path).caseload.cases[0]
    cases = [mangled_case(whole, dice) for _ in range(150)]
    for case in cases:
        notices = tuple(map(context.catalog_for(case).notice, check_case(case, context)))
        assert all("{" not in notice.message for notice in notices)
        assert 0 <= completeness(case, context) <= 100
        next_review(case, AS_OF, context.profile(case))
        audit_answers(notices, catalog)
        rule_answers(notices, catalog)
    for item in check_caseload(cases[:40], context):
        assert catalog.notice(item).message
