"""`sheet2plan init`: a folder in which a clinic keeps its settings, templates, forms and workbook."""

from __future__ import annotations

from pathlib import Path

from sheet2plan.blank import blank_workbook
from sheet2plan.config import FILE_NAME, bundled_files
from sheet2plan.errors import OutputError
from sheet2plan.output import write_new

_SETTINGS = """\
# Settings of sheet2plan for the workbooks in this folder. Lines that begin with # are remarks; remove the # to use one.

[clinic]
name = ""
address = ""
phone = ""

[reading]
# How to read a text date such as 3/4/2026: "month first", "day first", or "auto" to look at the whole column.
date_order = "auto"

[documents]
# The Word template and the payer forms, relative to this file. Edit the template in Word; its tags are in {{ braces }}.
plan_template = "templates/treatment_plan.docx"
forms = ["templates/forms/authorization_request.toml"]

# More Word documents, each for the clients that "when" names:
# "always", "safety plan required", "review due" (within 30 days or overdue), "release on file" (and a referrer named).
[[documents.word]]
template = "templates/safety_plan.docx"
name = "safety plan"
when = "safety plan required"

[[documents.word]]
template = "templates/plan_review.docx"
name = "plan review"
when = "review due"

# [[documents.word]]
# template = "templates/progress_summary.docx"
# name = "progress summary"
# when = "release on file"

[review]
# Longest interval between reviews, in days, that is not an error.
longest_interval = 90

[severities]
# How bad a finding is: "error", "gap", "warning" or "info". The code stands in brackets behind each finding.
# "no-treatment-agreement" = "gap"
"""


def make_clinic_folder(folder: Path) -> tuple[Path, ...]:
    """The paths of the files made. Raises OutputError when the folder holds one of them already."""
    bundled = bundled_files()
    files = {folder / FILE_NAME: _SETTINGS.encode(), folder / "clinic.xlsx": blank_workbook()}
    for source in sorted((bundled / "templates").glob("**/*")):
        if source.suffix in (".docx", ".pdf", ".toml"):
            files[folder / source.relative_to(bundled)] = source.read_bytes()
    there = [path for path in files if path.exists()]
    if there:
        raise OutputError(f"{there[0]} is there already.", "Choose a new folder; nothing was changed.")
    for path, content in files.items():
        write_new(path, content)
    return tuple(files)
