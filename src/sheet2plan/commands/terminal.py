"""Floor 7: what all commands share: exit codes, faults told in words, a bar on a terminal."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

EXIT_FINDINGS, EXIT_USAGE, EXIT_ENVIRONMENT, EXIT_OUR_FAULT, EXIT_STOPPED = 1, 2, 3, 4, 130
LEVELS = ("error", "gap", "warning", "info", "never")


def exit_for(report: Any, fail_on: str) -> None:
    """Ends the program where something that bad was found, or a client failed; else comes back."""
    from sheet2plan.findings import Severity
    from sheet2plan.reports.report import Outcome

    if any(result.outcome is Outcome.FAILED for result in report.results):
        sys.exit(EXIT_OUR_FAULT)
    worst = report.worst()
    if fail_on != "never" and worst is not None and worst.rank <= Severity(fail_on).rank:
        sys.exit(EXIT_FINDINGS)


@contextmanager
def faults_told() -> Iterator[None]:
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
def progress() -> Iterator[Callable[[int, int], None]]:
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
