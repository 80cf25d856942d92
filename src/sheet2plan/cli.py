"""Floor 7: commands. They build RunOptions, show progress, print, and choose the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from sheet2plan import __version__
from sheet2plan.commands.command_options import hands_options, output_password, run_options, workbook_options
from sheet2plan.commands.console import mend_streams, screen_size, wants_colour
from sheet2plan.commands.form_commands import form as form_commands
from sheet2plan.commands.grouped_help import GroupedCommand
from sheet2plan.commands.setup_commands import deidentify, doctor, init, map_, workbook
from sheet2plan.commands.template_commands import template as template_commands
from sheet2plan.commands.terminal import LEVELS, exit_for, faults_told, progress

_DEMO_DAY = date(2026, 11, 23)


class _Main(click.Group):
    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the command, on a console that can print anything."""
        mend_streams()
        return super().main(*args, **kwargs)


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
    with faults_told():
        _run((workbook,), None, _DEMO_DAY, out)


@main.command(cls=GroupedCommand, short_help="Plans, forms and the summary from a workbook.")
@workbook_options
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True, help="Output folder."
)
@click.option("--batch", default="", metavar="NAME", help="Folder of this batch; else the month of the run.")
@click.option("--final", is_flag=True, help="Write nothing for clients whose plan still has errors or gaps.")
@click.option("--dry-run", is_flag=True, help="Do everything except write files.")
@click.option("--force", is_flag=True, help="Ask whether files that people edited may be replaced.")
@hands_options
@click.option("--packet", metavar="NAME", help="Join each client's forms into one PDF of this name.")
@click.option("--per-clinician", "handouts", is_flag=True, help="Also make a to-do workbook for each clinician.")
@click.option("--calendar", is_flag=True, help="Also make a calendar of the due reviews, reviews.ics.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option(
    "--fail-on", type=click.Choice(LEVELS), default="never", show_default=True, help="Exit 1 from this severity on."
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
    packet: str | None,
    handouts: bool,
    calendar: bool,
    as_json: bool,
    fail_on: str,
) -> None:
    """Make plans, forms and the summary from one or more WORKBOOKS."""
    if calendar and (encrypt or encrypt_password_file):
        raise click.UsageError("A calendar can't be locked; leave out --calendar or --encrypt.")
    with faults_told():
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
            encrypt=output_password(encrypt_password_file) if encrypt or encrypt_password_file else None,
            packet=packet,
            handouts=handouts,
            calendar=calendar,
            as_json=as_json,
            fail_on=fail_on,
        )


@main.command(cls=GroupedCommand, short_help="What is wrong, missing or in doubt; writes nothing.")
@workbook_options
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
    "--fail-on", type=click.Choice(LEVELS), default="error", show_default=True, help="Exit 1 from this severity on."
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
    from sheet2plan.files.output import write_new
    from sheet2plan.running import batch
    from sheet2plan.running.reviewing import write_review_copies

    with faults_told():
        options = run_options(
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
    exit_for(report, fail_on)


def _findings(report: Any, form: str, show_all: bool, on_screen: bool) -> str:
    """The findings in the form that was asked for."""
    if form == "json":
        from sheet2plan.commands.findings_json import findings_json

        return findings_json(report) + "\n"
    if form == "html":
        from sheet2plan.commands.findings_page import findings_page

        return findings_page(report)
    from sheet2plan.commands.listing import Screen, finding_lines

    width, lines = screen_size(sys.stdout)
    colour = on_screen and wants_colour(sys.stdout)
    return "\n".join(finding_lines(report, Screen(width, None if show_all else lines, colour))) + "\n"


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
    from sheet2plan.commands.findings_json import findings_json
    from sheet2plan.commands.screen import closing_lines
    from sheet2plan.files.privacy import folder_doubts
    from sheet2plan.running import batch

    options = run_options(workbooks, config, as_of, out, **more)
    for doubt in folder_doubts(out.resolve()):
        click.echo(f"Note: {doubt}", err=True)
    with _executor(dask) as executor, progress() as told:
        report = batch.run(options, told, executor, _may_replace)
    if as_json:
        click.echo(findings_json(report))
    else:
        click.echo("\n".join(closing_lines(report)))
    exit_for(report, fail_on)


def _may_replace(paths: tuple[str, ...]) -> bool:
    click.echo(f"People edited {len(paths)} of the files:", err=True)
    for path in paths[:20]:
        click.echo(f"  {path}", err=True)
    if len(paths) > 20:
        click.echo(f"  and {len(paths) - 20} more", err=True)
    if not sys.stdin.isatty():
        click.echo("Nobody is there to ask, so they are kept.", err=True)
        return False
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
        # Else Dask takes each chunk apart to know it again, which takes longer than the documents.
        yield client.get_executor(pure=False)


for _command in (map_, workbook, init, doctor, deidentify, form_commands, template_commands):
    main.add_command(_command)
