"""Findings for programs: JSON as docs/check.schema.json describes it."""

from __future__ import annotations

import json

from sheet2plan.findings import Severity
from sheet2plan.reports.report import Report

FORMAT_VERSION = 1


def findings_json(report: Report) -> str:
    """The report's findings as one JSON object, in ASCII, so that no console can spoil it."""
    counts = report.counts()
    told = {
        "version": FORMAT_VERSION,
        "as_of": report.as_of.isoformat(),
        "workbooks": list(report.workbooks),
        "clients": len(report.results),
        "counts": {severity.value: counts[severity] for severity in Severity},
        "findings": [
            {
                "code": notice.code,
                "severity": notice.severity.value,
                "verdict": notice.verdict.value,
                "client": notice.client_id,
                "workbook": notice.source.workbook,
                "sheet": notice.source.sheet,
                "row": notice.source.row,
                "column": None if notice.source.column is None else notice.source.column + 1,
                "where": notice.source.a1,
                "title": notice.title,
                "message": notice.message,
                "advice": notice.advice,
            }
            for notice in report.notices
        ],
    }
    return json.dumps(told, indent=2)
