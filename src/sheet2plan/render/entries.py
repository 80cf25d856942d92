"""What the sheets of the summary share: notices with their clinician, and links to where things stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sheet2plan.findings import Notice
from sheet2plan.model import Source, column_letters
from sheet2plan.render.cells import Cell, Link, place
from sheet2plan.reports.report import ClientResult, Report

Where = Callable[[Source], Cell]


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice with the clinician of its client ("" when nobody's), the part of the plan, and a link to the plan."""

    notice: Notice
    clinician: str
    part: str
    plan: Link | None


def entries_of(report: Report, home: str = "") -> list[Entry]:
    """Every notice: worst first, then by client, then as they stand in the workbook. `home` leads to the batch."""
    clients = {result.client_id: result for result in report.results}
    plans = {client_id: plan_link(result, home) for client_id, result in clients.items()}
    parts = dict(report.part_titles)
    found = []
    for notice in sorted(report.notices, key=_notice_order):
        client = clients.get(notice.client_id or "")
        part = parts.get(notice.component or "", notice.component or "")
        found.append(Entry(notice, client.clinician if client else "", part, plans.get(notice.client_id or "")))
    return found


def plan_link(client: ClientResult, home: str = "") -> Link | None:
    """The client's plan, the first of the Word documents; None without one."""
    plan = next((file for file in client.files if file.path.endswith(".docx")), None)
    return Link("Open plan", home + plan.path) if plan else None


def where_in(report: Report, links: Mapping[str, str]) -> Where:
    """What words a place in the clinic's workbooks, as a link where one is known."""
    several = len(report.workbooks) > 1

    def where(source: Source) -> Cell:
        text = f"{source.workbook}: {source.a1}" if several and source.sheet else source.a1
        if source.workbook not in links:
            return text
        return Link(text, links[source.workbook], _place(source))

    return where


def _place(source: Source) -> str:
    if source.sheet is None:
        return ""
    return place(source.sheet, f"{column_letters(source.column or 0)}{source.row or 1}")


def _notice_order(notice: Notice) -> tuple[int, str, str, str, int, int]:
    at = notice.source
    column = -1 if at.column is None else at.column
    return notice.severity.rank, notice.client_id or "", at.workbook, at.sheet or "", at.row or 0, column
