"""Floor 7: commands. They build RunOptions, show progress, print, and choose the exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from sheet2plan import __version__
from sheet2plan.console import mend_streams, screen_size, wants_colour
from sheet2plan.form_commands import form as form_commands
from sheet2plan.template_commands import template as template_commands

F = TypeVar("F", bound=Callable[..., Any])

_DEMO_DAY = date(2026, 11, 23)
_PASSWORD_FILE, _PASSWORD_VARIABLE = "sheet2plan.password_file", "SHEET2PLAN_PASSWORD"
_ICD_FILE = "sheet2plan.icd_file"
_OUTPUT_VARIABLE = "SHEET2PLAN_OUTPUT_PASSWORD"
_LEVELS = ("error", "gap", "warning", "info", "never")

EXIT_FINDINGS, EXIT_USAGE, EXIT_ENVIRONMENT, EXIT_OUR_FAULT, EXIT_STOPPED = 1, 2, 3, 4, 130


class _Main(click.Group):
    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the command, on a console that can print anything."""
        mend_streams()
        return super().main(*args, **kwargs)


class _Date(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-11-23.", param, ctx)


def _keep_password_file(ctx: click.Context, _param: click.Parameter, path: Path | None) -> None:
    ctx.meta[_PASSWORD_FILE] = path


_password_option = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=_keep_password_file,
    expose_value=False,
    help=f"File whose first line is the workbook's password; else {_PASSWORD_VARIABLE}, else asked for on a terminal.",
)


def _keep_icd_file(ctx: click.Context, _param: click.Parameter, path: Path | None) -> None:
    ctx.meta[_ICD_FILE] = path


_icd_option = click.option(
    "--icd",
    type=click.Path(path_type=Path),
    metavar="FILE",
    callback=_keep_icd_file,
    expose_value=False,
    help="A newer release of ICD-10-CM: the CDC's order file, or a CSV with code, billable and description.",
)


def _password(workbooks: tuple[Path, ...]) -> str | None:
    """The workbooks' password: from the file, else the environment, else from the person at the terminal if needed."""
    from sheet2plan.workbook.opening import is_locked

    file = click.get_current_context().meta.get(_PASSWORD_FILE)
    if file is not None:
        return str(file.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0].rstrip("\r"))
    if _PASSWORD_VARIABLE in os.environ:
        return os.environ[_PASSWORD_VARIABLE]
    if sys.stdin.isatty() and any(is_locked(path) for path in workbooks):
        return str(click.prompt("Password of the workbook", hide_input=True, err=True))
    return None


def _hands_options(command: F) -> F:
    options = (
        click.option(
            "--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, metavar="N",
            help="Processes that share the work; else one for each core.",
        ),
        click.option("--dask", metavar="ADDRESS", help="Let the Dask cluster at this address share the work."),
        click.option("--shared-folder", is_flag=True, help="The cluster's workers see the output folder, and write."),
        click.option("--encrypt", is_flag=True, help=f"Lock the documents; password from {_OUTPUT_VARIABLE} or asked."),
        click.option(
            "--encrypt-password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
            help="Lock all documents with the password in the first line of FILE.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _workbook_options(command: F) -> F:
    options = (
        click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path)),
        click.option(
            "--config", type=click.Path(path_type=Path), help="Settings file; else the one beside the workbook."
        ),
        click.option(
            "--as-of", type=_Date(), metavar="DATE", help="Day the run stands for, as 2026-11-23; else today."
        ),
        click.option("--client", "clients", multiple=True, metavar="ID", help="Only this client; may be repeated."),
        click.option("--clinician", "clinicians", multiple=True, metavar="NAME", help="Only this clinician's clients."),
        _icd_option,
        _password_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(
    cls=_Main,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: sheet2plan demo. Then: sheet2plan check WORKBOOK, which writes nothing.",
)
@click.version_option(__version__, prog_name="sheet2plan")
def main() -> None:
    """Turn a clinic's Excel workbook into treatment plans, payer forms and a summary of what needs attention."""


@main.command(short_help="The whole job on a sample clinic.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="Output folder."
)
def demo(out: Path) -> None:
    """The whole job on the bundled sample clinic, as of November 23, 2026."""
    from sheet2plan.config import bundled_files

    workbook = bundled_files() / "sample_workbooks" / "riverside.xlsx"
    with _faults_told():
        _run((workbook,), None, _DEMO_DAY, out)


@main.command(short_help="Plans, forms and the summary from a workbook.")
@_workbook_options
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="Output folder."
)
@click.option("--batch", default="", metavar="NAME", help="Folder of this batch; else the month of the run.")
@click.option("--final", is_flag=True, help="Write nothing for clients whose plan still has errors or gaps.")
@click.option("--dry-run", is_flag=True, help="Do everything except write files.")
@click.option("--force", is_flag=True, help="Ask whether files that people edited may be replaced.")
@_hands_options
@click.option("--per-clinician", "handouts", is_flag=True, help="Also make a to-do workbook for each clinician.")
@click.option("--calendar", is_flag=True, help="Also make a calendar of the due reviews, reviews.ics.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option(
    "--fail-on", type=click.Choice(_LEVELS), default="never", show_default=True, help="Exit 1 from this severity on."
)
def run(
    workbooks: tuple[Path, ...],
    config: Path | None,
    as_of: date | None,
    clients: tuple[str, ...],
    clinicians: tuple[str, ...],
    out: Path,
    batch: str,
    final: bool,
    dry_run: bool,
    force: bool,
    jobs: int,
    dask: str | None,
    shared_folder: bool,
    encrypt: bool,
    encrypt_password_file: Path | None,
    handouts: bool,
    calendar: bool,
    as_json: bool,
    fail_on: str,
) -> None:
    """Make plans, forms and the summary from one or more WORKBOOKS."""
    if calendar and (encrypt or encrypt_password_file):
        raise click.UsageError("A calendar can't be locked; leave out --calendar or --encrypt.")
    with _faults_told():
        _run(
            workbooks,
            config,
            as_of or date.today(),
            out,
            batch=batch,
            clients=frozenset(clients),
            clinicians=frozenset(clinicians),
            final=final,
            write=not dry_run,
            force=force,
            jobs=jobs,
            dask=dask,
            workers_write=shared_folder,
            encrypt=_output_password(encrypt_password_file) if encrypt or encrypt_password_file else None,
            handouts=handouts,
            calendar=calendar,
            as_json=as_json,
            fail_on=fail_on,
        )


@main.command(short_help="What is wrong, missing or in doubt; writes nothing.")
@_workbook_options
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "html")),
    default="text",
    show_default=True,
    help="Words for the screen, JSON for programs, or a page with filters for the browser.",
)
@click.option("--all", "show_all", is_flag=True, help="Show every finding, not just a screenful.")
@click.option("--to", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a new FILE, not the screen.")
@click.option(
    "--review-copy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a copy of the workbook with each finding's cell coloured and commented.",
)
@click.option(
    "--fail-on", type=click.Choice(_LEVELS), default="error", show_default=True, help="Exit 1 from this severity on."
)
def check(
    workbooks: tuple[Path, ...],
    config: Path | None,
    as_of: date | None,
    clients: tuple[str, ...],
    clinicians: tuple[str, ...],
    form: str,
    show_all: bool,
    to: Path | None,
    review_copy: Path | None,
    fail_on: str,
) -> None:
    """Show what is wrong, missing or in doubt in the WORKBOOKS; only the review copy is written, if asked."""
    from sheet2plan import batch
    from sheet2plan.output import write_new
    from sheet2plan.reviewing import write_review_copies

    with _faults_told():
        options = _options(
            workbooks,
            config,
            as_of or date.today(),
            Path("output"),
            clients=frozenset(clients),
            clinicians=frozenset(clinicians),
        )
        report = batch.check(options)
        copies = write_review_copies(workbooks, report.notices, review_copy) if review_copy else ()
        text = _findings(report, form, show_all or to is not None, to is None)
        if to is not None:
            write_new(to, text.encode("utf-8"))
    click.echo(f"made {to}" if to else text, nl=bool(to) or not text.endswith("\n"))
    for copy in copies:
        click.echo(f"made {copy}", err=True)
    _exit(report, fail_on)


def _findings(report: Any, form: str, show_all: bool, on_screen: bool) -> str:
    """The findings in the form that was asked for."""
    if form == "json":
        from sheet2plan.findings_json import findings_json

        return findings_json(report) + "\n"
    if form == "html":
        from sheet2plan.findings_page import findings_page

        return findings_page(report)
    from sheet2plan.listing import Screen, finding_lines

    width, lines = screen_size(sys.stdout)
    colour = on_screen and wants_colour(sys.stdout)
    return "\n".join(finding_lines(report, Screen(width, None if show_all else lines, colour))) + "\n"


@main.command("map", short_help="How sheets and columns are read, and to change it.")
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--config", type=click.Path(path_type=Path), help="Settings file; else the one beside the workbook.")
@click.option("--ask", is_flag=True, help="Ask about each header that is in doubt.")
@click.option("--save", is_flag=True, help="Keep the mapping and the answers in the settings file.")
@_password_option
def map_(workbooks: tuple[Path, ...], config: Path | None, ask: bool, save: bool) -> None:
    """Show how each sheet and column of the WORKBOOKS is read, and why; keep what a person decides."""
    from sheet2plan.catalog import load_catalog
    from sheet2plan.config import FILE_NAME
    from sheet2plan.loading import find_all_tables
    from sheet2plan.mapping import mapping_lines, questions, settings_text
    from sheet2plan.output import append_text

    with _faults_told():
        settings = _config(workbooks, config)
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
    return replace(config.reading(date.today()), password=_password(workbooks))


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


@main.group(short_help="Make a blank workbook.")
def workbook() -> None:
    """The blank workbook."""


@workbook.command("new")
@click.argument("file", type=click.Path(path_type=Path))
def workbook_new(file: Path) -> None:
    """Make a blank workbook FILE with drop-downs, input messages and a Read me sheet."""
    from sheet2plan.blank import blank_workbook
    from sheet2plan.output import write_new

    with _faults_told():
        write_new(file, blank_workbook())
    click.echo(f"made {file}")


main.add_command(form_commands)
main.add_command(template_commands)


@main.command(short_help="Make a folder with settings, templates and a blank workbook.")
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a clinic FOLDER: settings, templates, forms and a blank workbook with drop-downs."""
    from sheet2plan.clinic_folder import make_clinic_folder

    with _faults_told():
        made = make_clinic_folder(folder)
    for path in made:
        click.echo(f"made {path}")
    workbook = f'"{folder / "clinic.xlsx"}"'
    click.echo(f"Fill in {workbook}, or put your own beside it, then: sheet2plan check {workbook}")


@main.command(short_help="Whether this computer has all that a run needs.")
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


def _options(workbooks: tuple[Path, ...], config: Path | None, as_of: date, out: Path, **more: Any) -> Any:
    from sheet2plan.batch import RunOptions

    icd = click.get_current_context().meta.get(_ICD_FILE)
    settings = _config(workbooks, config)
    return RunOptions(workbooks, as_of, out, settings, password=_password(workbooks), icd=icd, **more)


def _config(workbooks: tuple[Path, ...], config: Path | None) -> Any:
    from sheet2plan.choosing import require_files
    from sheet2plan.config import bundled_files, find_config, load_config

    require_files(workbooks)
    return load_config(config or find_config(workbooks[0]), bundled_files())


def _run(
    workbooks: tuple[Path, ...],
    config: Path | None,
    as_of: date,
    out: Path,
    as_json: bool = False,
    fail_on: str = "never",
    dask: str | None = None,
    **more: Any,
) -> None:
    from sheet2plan import batch
    from sheet2plan.findings_json import findings_json
    from sheet2plan.privacy import folder_doubts
    from sheet2plan.screen import closing_lines

    options = _options(workbooks, config, as_of, out, **more)
    for doubt in folder_doubts(out.resolve()):
        click.echo(f"Note: {doubt}", err=True)
    with _executor(dask) as executor, _progress() as progress:
        report = batch.run(options, progress, executor, _may_replace)
    if as_json:
        click.echo(findings_json(report))
    else:
        click.echo("\n".join(closing_lines(report)))
    _exit(report, fail_on)


def _may_replace(paths: tuple[str, ...]) -> bool:
    click.echo(f"People edited {len(paths)} of the files:", err=True)
    for path in paths[:20]:
        click.echo(f"  {path}", err=True)
    if len(paths) > 20:
        click.echo(f"  and {len(paths) - 20} more", err=True)
    return click.confirm("Replace them where the data have changed? Their edits are lost.", default=False, err=True)


@contextmanager
def _executor(address: str | None) -> Iterator[Any]:
    """The Dask cluster at an address, as an executor; None without one."""
    if address is None:
        yield None
        return
    from sheet2plan.errors import WorkerError

    try:
        from distributed import Client
    except ImportError as fault:
        raise WorkerError("Dask is not installed.", "Install it with: pip install 'sheet2plan[dask]'") from fault
    try:
        client = Client(address, timeout=10)
    except OSError as fault:
        raise WorkerError(f"There is no Dask cluster at {address}.", "Start it, or check the address.") from fault
    with client:
        yield client.get_executor()


def _output_password(path: Path | None) -> str:
    """The password that locks what is written: from the file, else the environment, else asked for twice."""
    if path is not None:
        return path.read_text("utf-8").splitlines()[0]
    return os.environ.get(_OUTPUT_VARIABLE) or str(
        click.prompt("Password for the documents", hide_input=True, confirmation_prompt=True, err=True)
    )


def _exit(report: Any, fail_on: str) -> None:
    from sheet2plan.findings import Severity
    from sheet2plan.report import Outcome

    if any(result.outcome is Outcome.FAILED for result in report.results):
        sys.exit(EXIT_OUR_FAULT)
    worst = report.worst()
    if fail_on != "never" and worst is not None and worst.rank <= Severity(fail_on).rank:
        sys.exit(EXIT_FINDINGS)


@contextmanager
def _faults_told() -> Iterator[None]:
    """Environment and authoring faults end with their advice and exit code 3, never with a traceback."""
    from sheet2plan.errors import ChoiceError, RunStoppedError, Sheet2PlanError

    try:
        yield
    except KeyboardInterrupt:
        click.echo("Stopped. Every file that is there is whole. Run the same again.", err=True)
        sys.exit(EXIT_STOPPED)
    except RunStoppedError as stop:
        click.echo(f"{stop.problem}\n{stop.advice}", err=True)
        sys.exit(EXIT_STOPPED)
    except ChoiceError as slip:
        click.echo(f"Error: {slip.problem}\n{slip.advice}", err=True)
        sys.exit(EXIT_USAGE)
    except Sheet2PlanError as fault:
        click.echo(f"Error: {fault.problem}\n{fault.advice}", err=True)
        sys.exit(EXIT_ENVIRONMENT)
    except (click.ClickException, click.Abort, BrokenPipeError):
        raise
    except Exception as bug:  # ours: the trace names places in the code alone, a message could hold a client's words
        trace = "".join(traceback.format_tb(bug.__traceback__))
        click.echo("Error: sheet2plan failed by a fault of its own. Nothing that it wrote before is lost.", err=True)
        click.echo(f"Please report these lines; they hold no client's data.\n{trace}{type(bug).__name__}", err=True)
        sys.exit(EXIT_OUR_FAULT)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing when the output is piped."""
    if not sys.stderr.isatty():
        yield lambda done, total: None  # noqa: ARG005
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Clients"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("clients", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
