"""Floor 7: the options that commands share, and what they become: a password, the settings, RunOptions."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_PASSWORD_FILE, _PASSWORD_VARIABLE = "sheet2plan.password_file", "SHEET2PLAN_PASSWORD"
_ICD_FILE = "sheet2plan.icd_file"
_OUTPUT_VARIABLE = "SHEET2PLAN_OUTPUT_PASSWORD"


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


password_option = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=_keep_password_file,
    expose_value=False,
    help=f"File whose first line is the workbook's password; else {_PASSWORD_VARIABLE}, else asked for on a terminal.",
)


def _keep_icd_file(ctx: click.Context, _param: click.Parameter, path: Path | None) -> None:
    ctx.meta[_ICD_FILE] = path


icd_option = click.option(
    "--icd",
    type=click.Path(path_type=Path),
    metavar="FILE",
    callback=_keep_icd_file,
    expose_value=False,
    help="A newer release of ICD-10-CM: the CDC's order file, or a CSV with code, billable and description.",
)


def input_password(workbooks: tuple[Path, ...]) -> str | None:
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


def hands_options(command: F) -> F:
    """Adds who shares the work of a run, and whether what it writes is locked."""
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


def workbook_options(command: F) -> F:
    """Adds the workbooks, their settings, and whom to look at."""
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
        icd_option,
        password_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def output_password(path: Path | None) -> str:
    """The password that locks what is written: from the file, else the environment, else asked for twice."""
    if path is not None:
        password = path.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0].rstrip("\r")
        if not password:
            raise click.UsageError(f"The first line of {path} is empty; it holds the password for the documents.")
        return password
    told = os.environ.get(_OUTPUT_VARIABLE)
    if told:
        return told
    if not sys.stdin.isatty():
        raise click.UsageError(
            f"Nobody is there to type the password for the documents; set {_OUTPUT_VARIABLE}, "
            "or name a file with --encrypt-password-file."
        )
    return str(click.prompt("Password for the documents", hide_input=True, confirmation_prompt=True, err=True))


def run_options(
    workbooks: tuple[Path, ...], config: Path | None, as_of: date, out: Path, packet: str | None = None, **more: Any
) -> Any:
    """The RunOptions of a command line; a `packet` it names goes before the one in the settings."""
    from sheet2plan.running.options import RunOptions

    icd = click.get_current_context().meta.get(_ICD_FILE)
    told = read_config(workbooks, config)
    if packet is not None:
        told = told.with_packet(packet)
    return RunOptions(workbooks, as_of, out, told, password=input_password(workbooks), icd=icd, **more)


def read_config(workbooks: tuple[Path, ...], config: Path | None) -> Any:
    """The settings that are named, else those beside the first workbook. Raises WorkbookError, ConfigError."""
    from sheet2plan.choosing import require_files
    from sheet2plan.config import bundled_files, find_config, load_config

    require_files(workbooks)
    return load_config(config or find_config(workbooks[0]), bundled_files())
