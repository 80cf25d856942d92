"""COMMANDS.md, what every command's --help says, and TEMPLATE_FIELDS.md, every name a Word template may print."""

from __future__ import annotations

from collections.abc import Iterator

import click

from sheet2plan.cli import main
from sheet2plan.render.docx.shapes import TemplateField, template_fields

_WIDTH = 100


def commands_page() -> str:
    """The page of all commands."""
    lines = [
        "# Commands",
        "",
        "What `--help` says of every command, made by `python docs/generate.py`. Exit codes: 0 done, 1 done with",
        "findings at or above `--fail-on`, 2 wrong usage, 3 a workbook, template, form or folder that can't be used,",
        "4 a fault of ours. Where a console finds no `sheet2plan`, say `python -m sheet2plan`.",
    ]
    for name, command in _commands("sheet2plan", main):
        lines += ["", f"## {name}", "", "```text", _help(name, command), "```"]
    return "\n".join(lines) + "\n"


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from _commands(f"{name} {child}", command.commands[child])


def _help(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH)
    context.help_option_names = ["-h", "--help"]
    return command.get_help(context).rstrip()


def fields_page() -> str:
    """The page of all names that a Word template may print."""
    lines = [
        "# Template fields",
        "",
        "Every name that a Word template may print, made by `python docs/generate.py`. Type it between `{{` and `}}`,",
        "or give it to a content control as its tag. A list, marked `[]`, is gone through with",
        "`{% for goal in goals %} ... {% endfor %}`. [Change the template](how-to/word-template.md) shows how.",
    ]
    groups: dict[str, list[TemplateField]] = {}
    for field in template_fields():
        groups.setdefault(_group(field), []).append(field)
    for group, fields in groups.items():
        lines += ["", f"## {group}", "", "| Name | Meaning |", "|---|---|"]
        lines += [f"| `{field.path}` | {field.meaning.replace('|', chr(92) + '|')} |" for field in fields]
    return "\n".join(lines) + "\n"


def _group(field: TemplateField) -> str:
    """The record or list that the name belongs to."""
    return field.path.rpartition(".")[0] or "The plan"
