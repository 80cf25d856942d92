"""How long the summary of 10,000 clients takes, and how much memory: python tests/benchmarks/summary.py [FILE]"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from reportbuilder import WORKBOOK, a_notice, a_report, a_result, an_audited_client
from sheet2plan.clinical.answers import AuditAnswer
from sheet2plan.findings import Severity, Verdict
from sheet2plan.model import Source
from sheet2plan.render.summary import render_summary
from sheet2plan.reports.report import ClientResult, PartAnswer, Report, ScoreLine

_SEVERITIES = (Severity.ERROR, Severity.GAP, Severity.GAP, Severity.WARNING, Severity.INFO)
_VERDICTS = (Verdict.PASS, Verdict.PASS, Verdict.FAIL, Verdict.CANNOT_TELL)


def large_report(clients: int = 10_000) -> Report:
    """A clinic of 40 clinicians; each client has five notices, two measures with eight scores, and all verdicts."""
    return a_report([_client(number) for number in range(clients)])


def _client(number: int) -> ClientResult:
    client_id = f"C-{number:05}"
    notices = [
        a_notice(severity, client_id=client_id, message=f"Goal G{number} has no target date.", source=_cell(number))
        for severity in _SEVERITIES
    ]
    audit = tuple(
        AuditAnswer(str(point), f"Point {point}", _VERDICTS[(number + point) % 4], "Why it is so.")
        for point in range(6)
    )
    parts = tuple(
        PartAnswer(str(part), f"Part {part}", _VERDICTS[(number + part) % 4], "Why it is so.") for part in range(10)
    )
    first = date(2026, 1, 5)
    points = tuple((first + timedelta(weeks=4 * week), float(20 - week)) for week in range(8))
    scores = tuple(ScoreLine(name, points, "moderate", -7.0, "improved reliably") for name in ("PHQ-9", "GAD-7"))
    made = replace(an_audited_client(client_id), audit=audit, parts=parts, scores=scores)
    return replace(
        made,
        notices=tuple(notices),
        clinician=f"Clinician {number % 40:02}",
        name=f"Client Number {number}",
        due_state=a_result(days_overdue=number % 200 - 100).due_state,
    )


def _cell(number: int) -> Source:
    return Source(WORKBOOK, "Goals", number + 2, 5)


def main() -> None:
    """Prints seconds, peak memory of this process with and without the summary, and the size of the file."""
    report = large_report()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    content = render_summary(report, {WORKBOOK: "../../riverside.xlsx"}).content
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.1f} s, peak {peak:.0f} MB (report alone {before:.0f} MB), {len(content) / 1e6:.1f} MB")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_bytes(content)


if __name__ == "__main__":
    main()
