"""Floor 7: the commands for PDF forms. They read, suggest and try; only the files that are asked for are written."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheet2plan.commands.terminal import faults_told

if TYPE_CHECKING:
    from sheet2plan.findings import Finding
    from sheet2plan.render.pdf import FormField, PdfForm


@click.group(short_help="PDF forms: their fields, a mapping, what is wrong.")
def form() -> None:
    """PDF forms: their fields, a mapping to start from, and what is wrong with one."""


_password_option = click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="File with the form's password, if it has one.",
)


@form.command(short_help="The fields of a PDF form.")
@click.argument("file", type=click.Path(path_type=Path))
@_password_option
@click.option(
    "--picture", type=click.Path(path_type=Path), help="Write the form with names on its fields: .pdf or .png."
)
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Page of a .png picture.")
@click.option("--json", "as_json", is_flag=True, help="Print the fields as JSON.")
def inspect(file: Path, password_file: Path | None, picture: Path | None, page: int, as_json: bool) -> None:
    """List the fields of a PDF form FILE, and what is unusual about it."""
    from sheet2plan.render.pdf.compiling import compiled
    from sheet2plan.render.pdf.source import open_source, read_bytes, read_password

    with faults_told():
        password = read_password(password_file) if password_file else ""
        read = compiled(open_source(file.name, read_bytes(file), password))
        if picture is not None:
            _write_picture(picture, read.tail.content, read.fields, page)
    if as_json:
        click.echo(json.dumps([_as_data(field) for field in read.fields], ensure_ascii=False, indent=2))
        return
    for line in _spoken(read.remarks):
        click.echo(f"Note: {line}")
    click.echo("\n".join(_line(number, field) for number, field in enumerate(read.fields, 1)))
    click.echo(f"{len(read.fields)} fields" + (f"; picture in {picture}" if picture else ""))


@form.command("map", short_help="Write a mapping to start from.")
@click.argument("file", type=click.Path(path_type=Path))
@_password_option
@click.option("--out", type=click.Path(path_type=Path), help="Mapping file to write; else beside the form, as .toml.")
@click.option("--title", default="", help="What the form is called; goes into the names of filled files.")
def map_form(file: Path, password_file: Path | None, out: Path | None, title: str) -> None:
    """Write a mapping for a PDF form FILE, with suggestions from names and tooltips."""
    from sheet2plan.files.output import write_new
    from sheet2plan.render.pdf.fields import form_fields
    from sheet2plan.render.pdf.source import read_password
    from sheet2plan.render.pdf.suggesting import skeleton

    target = out or file.with_suffix(".toml")
    with faults_told():
        fields = form_fields(file, read_password(password_file) if password_file else "")
        name = title or file.stem.replace("_", " ").capitalize()
        key = _relative(password_file, target) if password_file else ""
        text = skeleton(_relative(file, target), name, fields, key)
        write_new(target, text.encode())
    guessed = sum(1 for line in text.splitlines() if line.startswith('"'))
    click.echo(f"made {target}: {guessed} of {len(fields)} fields have a suggestion. Check each, complete the others.")


@form.command(short_help="What is wrong with a mapping.")
@click.argument("mapping", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the two filled samples, to look at.")
def check(mapping: Path, out: Path | None) -> None:
    """Try a MAPPING: what is wrong with it, and what happens with everyday and with worst-case values."""
    from sheet2plan.render.pdf import compile_form
    from sheet2plan.render.pdf.sampleplan import sample_plan

    with faults_told():
        compiled = compile_form(mapping)
        for line in _spoken(compiled.remarks):
            click.echo(f"Note: {line}")
        mapped = {slot.field.name for slot in compiled.slots}
        click.echo(f"{len(mapped)} of {len(compiled.fields)} fields are mapped.")
        wrong = 0
        for name, worst in (("sample", False), ("worst case", True)):
            wrong += _tried(compiled, name, sample_plan(worst), out)
    if wrong:
        sys.exit(1)


def _tried(compiled: PdfForm, name: str, plan: object, out: Path | None) -> int:
    """Fills one sample and says what happened; returns how many fields can't be read back."""
    from sheet2plan.files.output import write_new
    from sheet2plan.plan import Plan
    from sheet2plan.render.pdf.verifying import differences
    from sheet2plan.say import say_count

    assert isinstance(plan, Plan)
    filled = compiled.fill(plan)
    lines = list(_spoken(filled.findings))
    readable = not compiled.finish.flatten and not compiled.finish.password
    lost = list(differences(filled.content, dict(filled.values))) if readable else []
    lines += [f"field {field} holds “{found}” when read back with pypdf" for field, found in lost]
    click.echo(f"{name.capitalize()} values: {say_count(len(lines), 'remark') if lines else 'no problems'}")
    for line in lines:
        click.echo(f"  {line}")
    if out is not None:
        target = out / f"{compiled.title} {name}.pdf"
        write_new(target, filled.content)
        click.echo(f"  made {target}")
    return len(lost)


def _spoken(findings: tuple[Finding, ...]) -> Iterator[str]:
    from sheet2plan.catalog import load_catalog

    catalog = load_catalog()
    return (catalog.notice(finding).message for finding in findings)


def _write_picture(picture: Path, content: bytes, fields: tuple[FormField, ...], page: int) -> None:
    from sheet2plan.files.output import write_new
    from sheet2plan.render.pdf.picturing import as_png, with_names

    named = with_names(content, fields)
    write_new(picture, as_png(named, page) if picture.suffix.lower() == ".png" else named)


def _line(number: int, field: FormField) -> str:
    where = f"p{field.page}" if field.page else "no page"
    parts = [f"{number:>4}  {where:<4} {field.kind:<13} {field.name}"]
    if field.tooltip and field.tooltip != field.name:
        parts.append(f"“{' '.join(field.tooltip.split())}”")
    parts += _takes(field)
    return "  ".join(parts)


def _takes(field: FormField) -> Iterator[str]:
    if field.states:
        named = dict(field.exports)
        yield "[" + ", ".join(f"{state} = {named[state]}" if state in named else state for state in field.states) + "]"
    if field.options:
        yield "[" + ", ".join(one if one == shown else f"{one} = {shown}" for one, shown in field.options) + "]"
    if field.max_length:
        yield f"at most {field.max_length} characters"
    flags = ("multiline", "comb", "password", "read_only", "required", "calculated", "multiselect")
    yield from (flag.replace("_", " ") for flag in flags if getattr(field, flag))
    if len(field.places) > 1:
        yield f"{len(field.places)} places"


def _as_data(field: FormField) -> dict[str, object]:
    return {
        "name": field.name,
        "kind": str(field.kind),
        "tooltip": field.tooltip,
        "value": field.value,
        "states": field.states,
        "exports": dict(field.exports),
        "options": [{"stored": stored, "shown": shown} for stored, shown in field.options],
        "max_length": field.max_length,
        "multiline": field.multiline,
        "comb": field.comb,
        "read_only": field.read_only,
        "required": field.required,
        "calculated": field.calculated,
        "places": [{"page": place.page, "rect": place.rect} for place in field.places],
    }


def _relative(file: Path, target: Path) -> str:
    """How the mapping names another file: by its name when it stands beside it, else by full path."""
    return file.name if file.parent.resolve() == target.parent.resolve() else str(file.resolve())
