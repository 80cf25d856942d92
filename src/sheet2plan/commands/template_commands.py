"""Floor 7: the commands for Word templates. They read, try and tell; only the files that are asked for are written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheet2plan.commands.console import screen_size
from sheet2plan.commands.terminal import faults_told
from sheet2plan.say import say_count

if TYPE_CHECKING:
    from sheet2plan.plan import Plan
    from sheet2plan.render.docx import WordTemplate

_EXIT_PROBLEMS = 1
_LISTS = "`sheet2plan template fields` lists every name that a template may say."


@click.group(short_help="Word templates: what is wrong, what they may say.")
def template() -> None:
    """Word templates: what is wrong with one, and what it may say."""


@template.command(short_help="What is wrong with a Word template.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--marked", type=click.Path(path_type=Path), help="Write a copy with Word comments at the faults.")
@click.option("--workbook", type=click.Path(path_type=Path), help="Fill it for every client of this workbook, too.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day that trial stands for, as 2026-11-23; else today.",
)
def check(file: Path, marked: Path | None, workbook: Path | None, as_of: object) -> None:
    """Show what is wrong with a Word template FILE: unknown tags, unclosed blocks, what would break a document."""
    from sheet2plan.files.output import write_new
    from sheet2plan.render.docx.checking import examine
    from sheet2plan.render.docx.comments import marked_copy
    from sheet2plan.render.docx.template import read_content

    with faults_told():
        content = read_content(file)
        report = examine(content, file.name)
        if marked is not None:
            write_new(marked, marked_copy(content, report.problems))
        day = as_of.date() if hasattr(as_of, "date") else date.today()
        failed = list(_failures(report.template, workbook, day)) if workbook and report.template else []
    for problem in report.problems:
        click.echo(f"{problem.part}: {problem}")
    for line in (*failed, *(f"Note: {note}" for note in report.notes)):
        click.echo(line)
    found = len(report.problems) + len(failed)
    if not found:
        for sheet, columns in report.unused:
            click.echo(f"Not printed, of {sheet}: {', '.join(columns)}")
        click.echo(f"{file.name} can be filled.")
        return
    click.echo(say_count(found, "fault") + (f"; marked in {marked}" if marked else "") + f". {_LISTS}")
    sys.exit(_EXIT_PROBLEMS)


@template.command(short_help="Every name that a template may print.")
@click.argument("wanted", default="")
@click.option("--format", "form", type=click.Choice(("text", "json", "docx")), default="text", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="File to write; needed for docx.")
def fields(wanted: str, form: str, out: Path | None) -> None:
    """List what a template may say, with meaning and example; with WANTED, only names that hold it."""
    from sheet2plan.files.output import write_new
    from sheet2plan.render.docx.fieldlist import fields_as_json, fields_as_text, fields_as_word

    wanted = "" if wanted.lower().endswith(".docx") else wanted
    if form == "docx" and out is None:
        raise click.UsageError("A Word page goes into a file: add --out FILE.docx.")
    with faults_told():
        if form == "docx":
            content = fields_as_word(wanted)
        else:
            text = fields_as_json(wanted) if form == "json" else fields_as_text(wanted, _width(out))
            content = f"{text}\n".encode()
        if out is not None:
            write_new(out, content)
    click.echo(f"made {out}" if out else content.decode(), nl=bool(out))


def _width(out: Path | None) -> int | None:
    """The columns of the terminal; None for a file or a pipe, where each name has one line."""
    return None if out or not sys.stdout.isatty() else screen_size(sys.stdout)[0]


def _failures(made: WordTemplate, workbook: Path, as_of: date) -> Iterator[str]:
    """A line for each client that the template can't be filled for, with tag and client number."""
    from sheet2plan.errors import TemplateError

    for plan in _plans(workbook, as_of):
        try:
            made.render(plan)
        except TemplateError as fault:
            yield fault.problem


def _plans(workbook: Path, as_of: date) -> Iterator[Plan]:
    from sheet2plan.catalog import load_catalog
    from sheet2plan.checks import check_case
    from sheet2plan.checks.context import CheckContext
    from sheet2plan.config import bundled_files, find_config, load_config
    from sheet2plan.plan import Clinic
    from sheet2plan.planning import plan_case
    from sheet2plan.reading.loading import load_workbooks

    config = load_config(find_config(workbook), bundled_files())
    catalog, clinic = load_catalog(), config.settings.clinic
    loaded = load_workbooks((workbook,), catalog, config.reading(as_of))
    context = CheckContext(as_of, catalog)
    for case in loaded.caseload.cases:
        notices = tuple(catalog.notice(found) for found in check_case(case, context))
        yield plan_case(case, notices, Clinic(clinic.name, clinic.address, clinic.phone), context)
