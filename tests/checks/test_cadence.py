from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from ruleexamples import perfect
from sheet2plan.catalog import load_catalog
from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.cadence import Due, next_review
from sheet2plan.clinical.profiles import check_chosen
from sheet2plan.errors import ConfigError
from sheet2plan.plan import DueState
from tables import AS_OF, changed, load

CATALOG = load_catalog()


def due(folder: Path, change: str, **chosen: str) -> Due:
    """The next review of the changed perfect client under the profile that the words and the settings choose."""
    case = load(changed(perfect(), change), folder).caseload.cases[0]
    context = CheckContext(AS_OF, CATALOG, profiles=chosen)
    return next_review(case, AS_OF, context.profile(case))


def test_the_date_set_at_the_review(tmp_path: Path) -> None:
    found = due(tmp_path, "")
    assert (found.on, found.state) == (date(2026, 12, 11), DueState.MONTH)
    assert found.reason == "set at the review of Oct 12, 2026"


def test_the_interval_when_no_date_is_set(tmp_path: Path) -> None:
    found = due(tmp_path, "Reviews\n| Review date | Next review due |\n| 2026-10-12 | |")
    assert found.reason == "60 days after the review of Oct 12, 2026"


NO_DATE = (
    "Reviews\n| Review date | Next review due | Interval (days) |\n| 2026-10-12 | | |\n"
    "Plans\n| Plan # | Review every (days) |\n| C-0001-v2 | 90 |\n"
)
OUTPATIENT = "Clients\n| Client ID | Program |\n| C-0001 | Wisconsin outpatient |\n"


def test_the_longer_of_days_and_sessions_not_yet_held(tmp_path: Path) -> None:
    found = due(tmp_path, NO_DATE + OUTPATIENT)
    assert found.on == date(2027, 1, 10)
    assert found.reason.startswith(
        "the longer of 90 days, Jan 10, 2027, and the sixth session, not yet held (Wisconsin"
    )


def test_not_overdue_while_the_sixth_session_is_not_held(tmp_path: Path) -> None:
    early = "Reviews: no rows\nPlans\n| Plan # | Plan date | Review every (days) |\n| C-0001-v2 | 2026-08-10 | 90 |\n"
    early += "| C-0001-v1 | (no row) | |\n"
    found = due(tmp_path, early + OUTPATIENT)
    assert (found.on, found.state, found.days_overdue) == (None, DueState.LATER, None)
    assert "and the sixth session, not yet held" in found.reason


def test_the_sixth_session_decides_once_it_is_held(tmp_path: Path) -> None:
    days = [date(2026, 8, 17) + timedelta(weeks=2 * week) for week in range(7)]
    notes = "ProgressNotes: no rows\n| Date of service | Objective # |\n" + "".join(
        f"| {day} | O1.1 |\n" for day in days
    )
    plans = "Reviews: no rows\nPlans\n| Plan # | Plan date | Review every (days) |\n| C-0001-v2 | 2026-08-10 | 90 |\n"
    plans += "| C-0001-v1 | (no row) | |\n"
    found = due(tmp_path, notes + plans + OUTPATIENT)
    assert found.on == date(2026, 11, 8)
    assert "and the sixth session, held on Oct 26, 2026" in found.reason
    assert found.state is DueState.OVERDUE


def test_day_18_of_partial_hospitalization(tmp_path: Path) -> None:
    change = "Clients\n| Client ID | Program |\n| C-0001 | Medicare partial hospital |\nReviews: no rows\n"
    found = due(tmp_path, change + "Plans\n| Plan # | Plan date |\n| C-0001-v2 | 2026-11-16 |\n")
    assert found.on == date(2026, 12, 3)
    assert found.reason.startswith("day 18 of the plan that began on Nov 16, 2026")


def test_the_clinics_own_earlier_date_stands(tmp_path: Path) -> None:
    assert due(tmp_path, OUTPATIENT).reason == "set at the review of Oct 12, 2026"


def test_a_profile_not_verified_is_off_until_named(tmp_path: Path) -> None:
    change = "Clients\n| Client ID | Payer |\n| C-0001 | CCBHC grant |\n" + NO_DATE.replace("| 90 |", "| 180 |")
    assert "check with your payer" not in due(tmp_path, change).reason
    assert due(tmp_path, change, **{"CCBHC grant": "ccbhc"}).reason.endswith("not verified, check with your payer)")


def test_settings_that_name_no_profile_are_refused() -> None:
    with pytest.raises(ConfigError, match="wi_dhs53"):
        check_chosen(CATALOG.profiles, {"State Medicaid": "wi_dhs53"})


@pytest.mark.parametrize("profile", CATALOG.profiles, ids=lambda profile: profile.key)
def test_every_profile_has_its_source_and_its_words(profile: object) -> None:
    chosen = next(each for each in CATALOG.profiles if each is profile)
    assert chosen.source
    assert chosen.matches
    assert chosen.verified or "secondary" in chosen.source
