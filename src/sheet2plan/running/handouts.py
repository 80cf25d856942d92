"""Files of a batch to hand out on request: a workbook per clinician, and a calendar of due reviews."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sheet2plan.files.output import OutputFolder
from sheet2plan.files.shelf import safe_name
from sheet2plan.render.calendar import render_calendar
from sheet2plan.render.summary import render_handouts
from sheet2plan.reports.documents import WrittenFile
from sheet2plan.reports.report import Report

_FOLDER = "handouts"


def workbook_links(workbooks: tuple[Path, ...], folder: Path) -> Mapping[str, str]:
    """The way from a folder to each workbook, by its name: relative, or a file URL on another drive."""
    return {path.name: _way(path.resolve(), folder.resolve()) for path in workbooks}


def _way(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # Windows: no relative path leads from one drive to another
        return path.as_uri()


def write_handouts(report: Report, workbooks: tuple[Path, ...], folder: OutputFolder) -> list[WrittenFile]:
    """Writes `handouts/<clinician> to do.xlsx`, each with that clinician's clients alone."""
    links = workbook_links(workbooks, folder.batch / _FOLDER)
    written = []
    for clinician, document in render_handouts(report, links, "../"):
        path = f"{_FOLDER}/{safe_name(clinician or 'No clinician')} {document.name}"
        written.append(folder.write(path, document.content, "", "handout"))
    return written


def write_calendar(report: Report, folder: OutputFolder) -> list[WrittenFile]:
    """Writes reviews.ics with every due review."""
    document = render_calendar(report.results, report.as_of)
    return [folder.write(document.name, document.content, "", "calendar")]
