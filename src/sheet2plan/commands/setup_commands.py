"""Floor 7: the commands before the first run: how a workbook is read, a clinic's folder, this computer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from sheet2plan.commands.command_options import input_password, password_option, read_config
from sheet2plan.commands.terminal import EXIT_ENVIRONMENT, faults_told


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
    from sheet2plan.files.output import append_text
    from sheet2plan.reading.loading import find_all_tables
    from sheet2plan.reading.mapping import mapping_lines, questions, settings_text

    with faults_told():
        settings = read_config(workbooks, config)
        books, found = find_all_tables(workbooks, load_catalog(), _reading(settings, workbooks))
        click.echo("\n".join(mapping_lines(books, found)))
        open_headers = tuple(questions(found))
        if open_headers and not ask:
            are = "header is" if len(open_headers) == 1 else "headers are"
            click.echo(f"\n{len(open_headers)} {are} in doubt. --ask asks about each, --save keeps the answers.")
        answers = tuple(_ask(open_headers)) if ask else ()
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
    from sheet2plan.reading.mapping import Answer

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


@workbook.command("new", short_help="A blank workbook with drop-downs.")
@click.argument("file", type=click.Path(path_type=Path))
def workbook_new(file: Path) -> None:
    """Make a blank workbook FILE with drop-downs, input messages and a Read me sheet."""
    from sheet2plan.commands.blank import blank_workbook
    from sheet2plan.files.output import write_new

    file = file if file.suffix.lower() == ".xlsx" else file.with_name(f"{file.name}.xlsx")
    with faults_told():
        write_new(file, blank_workbook())
    click.echo(f"made {file}")


@click.command(short_help="A copy without anybody's data, to show to helpers.")
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--to", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The new workbook.")
@click.option("--years-only", is_flag=True, help="Keep of each date the year alone; else dates move together.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file; else the one beside the workbook.")
@password_option
def deidentify(workbooks: tuple[Path, ...], to: Path, years_only: bool, config: Path | None) -> None:
    """Copy the WORKBOOKS without names, words, codes and ids, to show to those who help; rows and links stay."""
    from random import SystemRandom

    from sheet2plan.catalog import load_catalog
    from sheet2plan.commands.deidentify import deidentified
    from sheet2plan.files.output import write_new
    from sheet2plan.reading.loading import load_workbooks

    with faults_told():
        reading = _reading(read_config(workbooks, config), workbooks)
        catalog = load_catalog()
        records = load_workbooks(workbooks, catalog, reading).records
        write_new(to, deidentified(records, catalog, reading.as_of, years_only, SystemRandom()))
    click.echo(f"made {to}. Look through it before you give it away.")
    if not years_only:
        click.echo("Intervals between dates are still true; with --years-only they go too.")


@click.command(short_help="Make a folder with settings, templates and a blank workbook.")
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a clinic FOLDER: settings, templates, forms and a blank workbook with drop-downs."""
    from sheet2plan.commands.clinic_folder import make_clinic_folder

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
    from sheet2plan.commands.doctor import examine

    ill = 0
    for diagnosis in examine(out, workbook):
        ill += not diagnosis.well
        click.echo(f"{'ok  ' if diagnosis.well else 'FAIL'}  {diagnosis.what}: {diagnosis.found}")
        if not diagnosis.well and diagnosis.advice:
            click.echo(f"      {diagnosis.advice}")
    click.echo("All is well." if not ill else f"{ill} of these must be mended before a run.")
    if ill:
        sys.exit(EXIT_ENVIRONMENT)
