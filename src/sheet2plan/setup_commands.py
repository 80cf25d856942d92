"""Floor 7: the commands before the first run: how a workbook is read, a clinic's folder, this computer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from sheet2plan.command_options import input_password, password_option, read_config
from sheet2plan.terminal import EXIT_ENVIRONMENT, faults_told


@click.command("map", short_help="How sheets and columns are read, and to change it.")
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--config", type=click.Path(path_type=Path), help="Settings file; else the one beside the workbook.")
@click.option("--ask", is_flag=True, help="Ask about each header that is in doubt.")
@click.option("--save", is_flag=True, help="Keep the mapping and the answers in the settings file.")
@password_option
def map_(workbooks: tuple[Path, ...], config: Path | None, ask: bool, save: bool) -> None:
    """Show how each sheet and column of the WORKBOOKS is read, and why; keep what a person decides."""
    from sheet2plan.catalog import load_catalog
    from sheet2plan.config import FILE_NAME
    from sheet2plan.loading import find_all_tables
    from sheet2plan.mapping import mapping_lines, questions, settings_text
    from sheet2plan.output import append_text

    with faults_told():
        settings = read_config(workbooks, config)
        books, found = find_all_tables(workbooks, load_catalog(), _reading(settings, workbooks))
        click.echo("\n".join(mapping_lines(books, found)))
        answers = tuple(_ask(questions(found))) if ask else ()
        if not save:
            return
        target = settings.source or workbooks[0].parent / FILE_NAME
        text = settings_text(found, answers, frozenset(settings.settings.mapping))
        append_text(target, text)
    click.echo(f"\nKept in {target}; lines that begin with # wait for your word.")


def _reading(config: Any, workbooks: tuple[Path, ...]) -> Any:
    return replace(config.reading(date.today()), password=input_password(workbooks))


def _ask(questions: Iterable[Any]) -> Iterator[Any]:
    """The answers a person gives; Enter leaves a question open."""
    from sheet2plan.mapping import Answer

    for question in questions:
        click.echo(f"\n{question.sheet} ({question.holds}): “{question.header}” - {question.why}.")
        for number, (title, _) in enumerate(question.choices, 1):
            click.echo(f"  {number}  {title}")
        numbers = [str(number) for number in range(len(question.choices) + 1)]
        reply = click.prompt("  0 leaves it out, Enter decides later", default="", show_default=False).strip()
        if reply in numbers:
            field = question.choices[int(reply) - 1][1] if reply != "0" else ""
            yield Answer(question.sheet, question.header, field)


@click.group(short_help="Make a blank workbook.")
def workbook() -> None:
    """The blank workbook."""


@workbook.command("new")
@click.argument("file", type=click.Path(path_type=Path))
def workbook_new(file: Path) -> None:
    """Make a blank workbook FILE with drop-downs, input messages and a Read me sheet."""
    from sheet2plan.blank import blank_workbook
    from sheet2plan.output import write_new

    with faults_told():
        write_new(file, blank_workbook())
    click.echo(f"made {file}")


@click.command(short_help="Make a folder with settings, templates and a blank workbook.")
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a clinic FOLDER: settings, templates, forms and a blank workbook with drop-downs."""
    from sheet2plan.clinic_folder import make_clinic_folder

    with faults_told():
        made = make_clinic_folder(folder)
    for path in made:
        click.echo(f"made {path}")
    workbook = f'"{folder / "clinic.xlsx"}"'
    click.echo(f"Fill in {workbook}, or put your own beside it, then: sheet2plan check {workbook}")


@click.command(short_help="Whether this computer has all that a run needs.")
@click.argument("workbook", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="Output folder."
)
def doctor(workbook: Path | None, out: Path) -> None:
    """Look whether this computer has all that a run needs; with a WORKBOOK, its settings, template and forms too."""
    from sheet2plan.doctor import examine

    ill = 0
    for diagnosis in examine(out, workbook):
        ill += not diagnosis.well
        click.echo(f"{'ok  ' if diagnosis.well else 'FAIL'}  {diagnosis.what}: {diagnosis.found}")
        if not diagnosis.well and diagnosis.advice:
            click.echo(f"      {diagnosis.advice}")
    click.echo("All is well." if not ill else f"{ill} of these must be mended before a run.")
    if ill:
        sys.exit(EXIT_ENVIRONMENT)
