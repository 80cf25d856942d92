"""Floor 7: help with its options under headings, for the commands that have many."""

from __future__ import annotations

from collections.abc import Mapping

import click

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "What is read": ("--config", "--as-of", "--icd", "--password-file"),
    "For whom": ("--client", "--clinician"),
    "What is shown": ("--format", "--all", "--to", "--review-copy"),
    "What is written": ("--out", "--batch", "--final", "--dry-run", "--force"),
    "What else is made": ("--packet", "--per-clinician", "--calendar"),
    "Locked": ("--encrypt", "--encrypt-password-file"),
    "Who does the work": ("--jobs", "--dask", "--shared-folder"),
    "For schedules and programs": ("--json", "--fail-on"),
}


class GroupedCommand(click.Command):
    """A command whose help groups its options by what they are about; those of no group come last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the options under their headings."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        left = {option.opts[0]: record for option in options if (record := option.get_help_record(ctx))}
        for heading, names in _GROUPS.items():
            records = [left.pop(name) for name in names if name in left]
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)
        with formatter.section("Options"):
            formatter.write_dl(list(left.values()))
