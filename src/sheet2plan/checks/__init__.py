"""Floor 3: what a complete, safe and honest plan needs. CHECKS is the register; a new check is a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sheet2plan.cases import Case
from sheet2plan.checks.consent import check_consents
from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.dates import check_dates
from sheet2plan.checks.measures import check_scores
from sheet2plan.checks.objectives import check_objectives
from sheet2plan.checks.required import check_required
from sheet2plan.checks.review import check_reviews
from sheet2plan.checks.safety import check_safety
from sheet2plan.current import in_care
from sheet2plan.findings import Finding

Check = Callable[[Case, CheckContext], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_required,
    check_dates,
    check_scores,
    check_objectives,
    check_safety,
    check_consents,
    check_reviews,
)


def check_case(case: Case, context: CheckContext) -> tuple[Finding, ...]:
    """All findings of all checks on one client. A client who is not in treatment is only checked for dates."""
    checks = CHECKS if in_care(case) else (check_dates,)
    return tuple(finding for check in checks for finding in check(case, context))
