"""Floor 3: what a complete, safe and honest plan needs. CHECKS is the register; a new check is a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sheet2plan.checks.consent import check_consents
from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.contradictions import check_contradictions
from sheet2plan.checks.copying import check_caseload, check_copied_forward
from sheet2plan.checks.dates import check_dates
from sheet2plan.checks.diagnoses import check_diagnoses, check_diagnosis_links
from sheet2plan.checks.interventions import check_interventions
from sheet2plan.checks.measures import check_measuring, check_scores
from sheet2plan.checks.objectives import check_objectives
from sheet2plan.checks.payer import check_payer, check_profiles
from sheet2plan.checks.problems import check_problems
from sheet2plan.checks.required import check_required
from sheet2plan.checks.review import check_early_review, check_review_content, check_reviews
from sheet2plan.checks.safety import check_safety
from sheet2plan.checks.smart import check_smart
from sheet2plan.checks.texts import check_texts
from sheet2plan.checks.thread import check_notes, check_thread
from sheet2plan.clinical.current import in_care
from sheet2plan.findings import Finding
from sheet2plan.reading.cases import Case

__all__ = ["CHECKS", "Check", "check_case", "check_caseload", "check_profiles"]

Check = Callable[[Case, CheckContext], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_required,
    check_texts,
    check_dates,
    check_contradictions,
    check_diagnoses,
    check_diagnosis_links,
    check_problems,
    check_scores,
    check_measuring,
    check_objectives,
    check_smart,
    check_interventions,
    check_safety,
    check_consents,
    check_reviews,
    check_review_content,
    check_early_review,
    check_copied_forward,
    check_notes,
    check_thread,
    check_payer,
)


def check_case(case: Case, context: CheckContext) -> tuple[Finding, ...]:
    """All findings of all checks on one client. A client who is not in treatment is only checked for dates."""
    checks = CHECKS if in_care(case) else (check_dates,)
    return tuple(finding for check in checks for finding in check(case, context))
