"""Floor 6, after the last client: what a run leaves besides the documents, and what it was made from."""

from __future__ import annotations

import json
from concurrent.futures import Executor
from hashlib import sha256

from sheet2plan import __version__
from sheet2plan.catalog import Catalog
from sheet2plan.files.output import OutputFolder
from sheet2plan.findings import Notice, Severity
from sheet2plan.logo import Logo
from sheet2plan.render.pdf.mapping import form_files
from sheet2plan.render.summary import render_summary
from sheet2plan.reports.documents import WrittenFile
from sheet2plan.reports.report import InputFile, Report
from sheet2plan.running.handouts import workbook_links, write_calendar, write_handouts
from sheet2plan.running.history import keep_history, with_earlier
from sheet2plan.running.options import RunOptions
from sheet2plan.running.reviewing import begin_review_copies, finish_review_copies
from sheet2plan.workbook.reader import WorkbookFile


def input_files(options: RunOptions, books: tuple[WorkbookFile, ...]) -> tuple[InputFile, ...]:
    """The files behind the run with their hashes: workbooks, settings, template, forms' mappings and their PDFs."""
    config = options.config
    files = [("settings", config.source), ("plan template", config.plan_template)]
    files += [("logo", config.logo)]
    files += [(f"{word.name} template", word.template) for word in config.word]
    for form in config.forms:
        files += zip(("form mapping", "form"), form_files(form), strict=False)  # passwords are no matter of record
    there = [(kind, path) for kind, path in files if path is not None and path.is_file()]
    return (
        *(InputFile("workbook", book.name, book.sha256) for book in books),
        *(InputFile(kind, path.name, sha256(path.read_bytes()).hexdigest()) for kind, path in there),
    )


def write_closing(
    report: Report,
    books: tuple[WorkbookFile, ...],
    catalog: Catalog,
    folder: OutputFolder,
    options: RunOptions,
    logo: Logo | None,
    helper: Executor,
) -> tuple[tuple[WrittenFile, ...], tuple[Notice, ...]]:
    """Writes the summary, what else was asked for, the review copies and the record of the run.

    What was written, and what was found on the way. The `helper` makes the review copies meanwhile. Raises OutputError
    when the disk refuses.
    """
    copies = begin_review_copies(options.workbooks, books, report.notices, folder, helper)
    batch = folder.batch.resolve()
    report, history = with_earlier(report, folder, catalog, not (options.clients or options.clinicians))
    summary = render_summary(report, workbook_links(options.workbooks, batch), logo)
    written = [folder.write(summary.name, summary.content, "", "summary")]
    if options.handouts:
        written += write_handouts(report, options.workbooks, folder)
    if options.calendar:
        written += write_calendar(report, folder)
    marked, lacking = finish_review_copies(copies, folder)
    written += marked
    record = {
        "sheet2plan": __version__,
        "as_of": report.as_of.isoformat(),
        "inputs": [{"name": book.name, "sha256": book.sha256} for book in books],
        "outputs": [{"path": file.path, "sha256": file.sha256} for file in (*report.files(), *written)],
        "clients": len(report.results),
        "findings": {severity.value: report.counts()[severity] for severity in Severity},
    }
    written.append(folder.write("run.json", (json.dumps(record, indent=2) + "\n").encode(), "", "run record"))
    keep_history(folder, history)
    traces = [f"{result.client_id}\n{result.trace}\n" for result in report.results if result.trace]
    if traces:
        folder.write("run.log", "\n".join(traces).encode(), "", "run log")
    return tuple(written), tuple(map(catalog.notice, lacking))
