"""The well-kept sample clinic: its perfect clients have no finding, and no rule raises a false alarm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from clinic_generator.stories import PERFECT_IDS
from sheet2plan.config import bundled_files, load_config
from sheet2plan.findings import Severity, Verdict
from sheet2plan.reports.report import ClientResult, Report
from sheet2plan.running.batch import check
from sheet2plan.running.options import RunOptions
from tables import AS_OF

RIVERSIDE = Path(__file__).parents[2] / "sample_workbooks" / "riverside.xlsx"
# What is wrong with the clinic's paperwork on purpose; everything else of these severities would be a false alarm.
PLANTED = {
    "review-overdue", "risk-no-safety-plan", "missing-clients-member-id", "missing-diagnoses-symptom-evidence",
    "missing-objectives-target", "missing-plans-review-interval-days", "no-client-agreement", "no-clinician-signature",
    "no-discharge-plan", "risk-item-positive",
}  # fmt: skip


@pytest.fixture(scope="module")
def report() -> Report:
    return check(RunOptions((RIVERSIDE,), AS_OF, Path(), load_config(None, bundled_files())))


@pytest.fixture(scope="module")
def clients(report: Report) -> Mapping[str, ClientResult]:
    return {result.client_id: result for result in report.results}


@pytest.mark.parametrize("client", PERFECT_IDS)
def test_a_perfect_client_has_no_finding(client: str, clients: Mapping[str, ClientResult]) -> None:
    result = clients[client]
    assert [notice.code for notice in result.notices] == []
    assert result.completeness == 100
    assert {answer.verdict for answer in result.rules} == {Verdict.PASS}
    assert {answer.verdict for answer in result.audit} == {Verdict.PASS}


def test_nothing_but_what_is_planted(report: Report) -> None:
    grave = Counter(notice.code for notice in report.notices if notice.severity is not Severity.INFO)
    assert set(grave) <= PLANTED


def test_remarks_are_few(report: Report) -> None:
    assert report.counts()[Severity.INFO] < len(report.results) / 2
