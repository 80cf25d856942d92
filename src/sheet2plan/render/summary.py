"""The summary workbook: what the admin of a clinic works from after a run, and each clinician's share of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sheet2plan import __version__
from sheet2plan.logo import Logo
from sheet2plan.model import Document
from sheet2plan.render.audits import audit_table
from sheet2plan.render.clients import clients_table, reviews_table
from sheet2plan.render.entries import entries_of, where_in
from sheet2plan.render.movement import changes_table
from sheet2plan.render.overview import add_overview
from sheet2plan.render.progress import add_scores, clones_table
from sheet2plan.render.provenance import inputs_table, reading_table
from sheet2plan.render.todo import findings_table, todo_table
from sheet2plan.render.xlsx import XLSX, Book
from sheet2plan.reports.report import Report


def render_summary(report: Report, workbook_links: Mapping[str, str], logo: Logo | None = None) -> Document:
    """summary.xlsx. `workbook_links`: relative path or file URL, per workbook name, for links to its cells."""
    where = where_in(report, workbook_links)
    entries = entries_of(report)
    book = Book("Summary of treatment plans", report.as_of, report.clinic)
    add_overview(book, report, [entry.notice for entry in entries], where, logo)
    book.table_sheet(todo_table(entries, where), frozen_columns=3)
    book.table_sheet(changes_table(report, where), frozen_columns=3)
    book.table_sheet(reviews_table(report.results), frozen_columns=1)
    book.table_sheet(clients_table(report.results), frozen_columns=2)
    book.table_sheet(audit_table(report.results), frozen_columns=2)
    add_scores(book, report.results)
    book.table_sheet(clones_table(report.copies, report.results, where))
    book.table_sheet(findings_table(entries, where))
    book.table_sheet(reading_table(report))
    book.table_sheet(inputs_table(report, __version__))
    return Document("summary.xlsx", XLSX, book.content())


def render_handouts(report: Report, workbook_links: Mapping[str, str], home: str) -> Iterator[tuple[str, Document]]:
    """Each clinician with a workbook of their own clients alone, to hand out.

    `home` leads from the handout to the batch folder, `workbook_links` from the handout to the workbooks.
    """
    for clinician in sorted({result.clinician for result in report.results}):
        share = share_of(report, clinician)
        where = where_in(share, workbook_links)
        entries = entries_of(share, home)
        book = Book(f"To do: {clinician or 'no clinician'}", share.as_of, share.clinic)
        book.table_sheet(todo_table(entries, where), frozen_columns=3)
        if share.since:
            book.table_sheet(changes_table(share, where, home), frozen_columns=3)
        book.table_sheet(reviews_table(share.results, home), frozen_columns=1)
        book.table_sheet(clients_table(share.results, home), frozen_columns=2)
        book.table_sheet(audit_table(share.results), frozen_columns=2)
        add_scores(book, share.results)
        yield clinician, Document("to do.xlsx", XLSX, book.content())


def share_of(report: Report, clinician: str) -> Report:
    """The report with one clinician's clients alone: nobody else's results, findings, copies or changes."""
    results = tuple(result for result in report.results if result.clinician == clinician)
    notices = tuple(notice for result in results for notice in result.notices)
    since = tuple(
        replace(
            each, changes=tuple(change for change in each.changes if change.clinician == clinician and change.client_id)
        )
        for each in report.since
    )
    return replace(report, results=results, notices=notices, copies=(), since=since)
