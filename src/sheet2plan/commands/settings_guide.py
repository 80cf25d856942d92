"""Every setting with what it means: the commented sheet2plan.toml of `init`, and the page docs/SETTINGS.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from sheet2plan.catalog import load_catalog
from sheet2plan.home import DATA
from sheet2plan.sheets import SHEETS

_THRESHOLDS = DATA / "thresholds.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: what it means, and a line that sets it. `own` lines hold in the file of `init`, the others wait."""

    name: str
    meaning: str
    line: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the file with its settings, and what it is about."""

    name: str
    meaning: str
    settings: tuple[Setting, ...]


def sections() -> tuple[Section, ...]:
    """All sections in the order of the file. Settings that stand in no section come first, as TOML wants it."""
    return (
        Section(
            "",
            "Stands above all sections.",
            (
                Setting(
                    "icd10cm",
                    "A newer release of the ICD-10-CM table than the shipped one, relative to this file.",
                    'icd10cm = "icd10cm-2027.csv.gz"',
                ),
            ),
        ),
        Section(
            "clinic",
            "The letterhead of plans and forms.",
            (
                Setting("name", "The clinic's name.", 'name = ""', True),
                Setting("address", "Its address, on one line.", 'address = ""', True),
                Setting("phone", "Its telephone number.", 'phone = ""', True),
                Setting(
                    "logo",
                    "A PNG or JPEG picture beside this file, at most 1 MB. It stands at the right of the first "
                    "paragraph of the style Letterhead of each Word template that has one, and on the summary.",
                    'logo = "logo.png"',
                ),
            ),
        ),
        Section(
            "reading",
            "How the workbook is read.",
            (
                Setting(
                    "date_order",
                    'How a text date such as 3/4/2026 is meant: "month first", "day first", or "auto" to look at the '
                    "whole column. Dates that Excel keeps as dates are never in doubt.",
                    'date_order = "auto"',
                    True,
                ),
            ),
        ),
        Section(
            "documents",
            "What is made for each client. Paths are relative to this file; write them with / on Windows too.",
            (
                Setting(
                    "plan_template",
                    "The Word template of the plan. Edit it in Word; its tags stand in {{ braces }}.",
                    'plan_template = "templates/treatment_plan.docx"',
                    True,
                ),
                Setting(
                    "forms",
                    "The mappings of the payer forms to fill, each beside its PDF. [] fills none.",
                    'forms = ["templates/forms/authorization_request.toml"]',
                    True,
                ),
                Setting(
                    "packet",
                    "Joins a client's forms into one PDF of this name, with a bookmark for each. A form's title stands "
                    "before its fields' names; a signed form stays by itself. Empty: a file for each form.",
                    'packet = "payer packet"',
                ),
                Setting(
                    "word",
                    'More Word documents: template, name, and for whom ("always", "safety plan required", "review due" '
                    'or "release on file").',
                    'word = [{ template = "templates/plan_review.docx", when = "review due" }]',
                ),
            ),
        ),
        Section(
            "output",
            "Where a client's files go within the batch.",
            (
                Setting(
                    "pattern",
                    "Folders parted by /, the file's name last. {folder} is plans or forms, {clinician} the treating "
                    "clinician, {client} the client's id. Names of clients are never part of a path.",
                    'pattern = "{folder}/{clinician}/{document}"',
                    True,
                ),
            ),
        ),
        Section(
            "review",
            "The review schedule.",
            (
                Setting(
                    "longest_interval",
                    "The longest interval between reviews, in days, that is not an error.",
                    "longest_interval = 90",
                    True,
                ),
            ),
        ),
        Section(
            "privacy",
            "What the law asks to be said on documents.",
            (
                Setting(
                    "part2",
                    'Whose documents carry the statement of 42 CFR part 2 on substance use records: "by client" goes '
                    'by the column Part 2 program, "all" and "none" hold for the whole clinic.',
                    'part2 = "by client"',
                    True,
                ),
            ),
        ),
        Section(
            "severities",
            'How bad a finding is: "error", "gap", "warning" or "info". Its code stands in brackets behind it.',
            (Setting("a finding's code", "How bad it is here.", '"no-treatment-agreement" = "gap"'),),
        ),
        Section(
            "profiles",
            "The rules of a payer or program, by the name in the Payer or Program column; * is for all others. "
            f"There are: {', '.join(profile.key for profile in load_catalog().profiles)}.",
            (
                Setting(
                    "a payer or program",
                    "The profile that holds for its clients.",
                    '"Medicare" = "medicare_outpatient"',
                ),
            ),
        ),
        Section(
            "scoring",
            "The scoring in use, for instruments that have several.",
            (Setting("an instrument's key", "The scoring by its name or range.", 'whodas12 = "0-48"'),),
        ),
        Section("thresholds", "Where the checks draw their lines.", tuple(_thresholds())),
        Section(
            "copies",
            "Plans that are alike.",
            (
                Setting(
                    "reviewed",
                    "Pairs of clients whose plans were found alike, looked at, and found fine.",
                    'reviewed = [["C-0042", "C-0043"]]',
                ),
            ),
        ),
        Section(
            'mapping."sheet name"',
            "What a sheet of the workbook is. `sheet2plan map --save` writes these.",
            (
                Setting(
                    "holds",
                    f'What the sheet holds, "" to leave it out: {", ".join(spec.name for spec in SHEETS)}.',
                    'holds = "Goals"',
                ),
            ),
        ),
        Section(
            'mapping."sheet name".columns',
            "What the sheet's headers mean, by the names in the data dictionary.",
            (Setting("a header", 'The column it is; "" leaves it out.', '"Tx Goal" = "goal_text"'),),
        ),
    )


def _thresholds() -> Iterator[Setting]:
    """The thresholds with the remarks of their data file."""
    remark = ""
    for line in _THRESHOLDS.read_text(encoding="utf-8").splitlines():
        alone = re.fullmatch(r"# (.*)", line)
        found = re.match(r"(\w+) = (.*?)(?:\s+# (.*))?$", line)
        if alone:
            remark = alone[1]
        elif found:
            shown = found[2] if not found[2].endswith("[") else '["LMSW", "intern"]'
            yield Setting(found[1], (found[3] or remark).removeprefix("... ").strip() + ".", f"{found[1]} = {shown}")


def settings_file() -> str:
    """sheet2plan.toml as `init` writes it: what holds as it is, and every other setting behind a #."""
    lines = [
        "# Settings of sheet2plan for the workbooks in this folder.",
        "# Lines that begin with # are remarks. Remove the # to use a setting, of the [section] above it too.",
    ]
    for section in sections():
        lines += ["", *_remark(section.meaning)]
        own = any(setting.own for setting in section.settings)
        if section.name:
            lines.append(f"{'' if own else '# '}[{section.name}]")
        for setting in section.settings:
            lines += [*_remark(setting.meaning), f"{'' if setting.own else '# '}{setting.line}"]
    return "\n".join(lines) + "\n"


def _remark(text: str) -> list[str]:
    return wrap(text, 110, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


def settings_page() -> str:
    """The page of all settings."""
    lines = [
        "# Settings",
        "",
        "`sheet2plan.toml` is looked for beside the workbook: first a file with the workbook's own name",
        "(`clinic.toml` for `clinic.xlsx`), then `sheet2plan.toml`; `--config FILE` names another. `sheet2plan init`",
        "writes one with a remark on everything. A misspelt setting is an error that names the nearest one.",
        "",
        "This page is made by `python docs/generate.py`.",
    ]
    for section in sections():
        lines += ["", f"## {f'`[{section.name}]`' if section.name else 'Above all sections'}", "", section.meaning, ""]
        lines += ["| Setting | Meaning | As in |", "|---|---|---|"]
        for setting in section.settings:
            name = f"`{setting.name}`" if " " not in setting.name else setting.name
            cells = (name, setting.meaning, f"`{setting.line}`")
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
