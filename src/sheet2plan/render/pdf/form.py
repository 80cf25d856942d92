"""A PDF form with its mapping: checked once, filled for any number of plans.

A value is shown whole or its field says so: what no font can print leaves the field empty, what doesn't fit goes on an
addendum page that the field names, and each of these is a finding.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sheet2plan.errors import FormError
from sheet2plan.findings import Finding
from sheet2plan.model import Source
from sheet2plan.plan import Plan
from sheet2plan.render.pdf.checking import allowed, problems_of, stored_as
from sheet2plan.render.pdf.compiling import Compiled, Target, compiled
from sheet2plan.render.pdf.fields import BUTTONS, PICKED, FieldKind, FormField
from sheet2plan.render.pdf.filling import Fault, Filling
from sheet2plan.render.pdf.finishing import Finish
from sheet2plan.render.pdf.mapping import Output, Rule, load_mapping
from sheet2plan.render.pdf.paths import EVERY, Reader, Step, parse_path
from sheet2plan.render.pdf.source import open_source, read_bytes, read_password
from sheet2plan.render.pdf.values import Choice, Entry, choice, choices, entry_of, words
from sheet2plan.render.pdf.writing import readings


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One client's form, and what could not be printed in it as it stands in the plan; `values` is what fields hold."""

    content: bytes
    findings: tuple[Finding, ...]
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A mapped field and its rule; `picks` says that the rule chooses a state or option, where others say words."""

    target: Target
    entry: Entry
    picks: bool

    @property
    def rule(self) -> Rule:
        """The rule as the mapping has it."""
        return self.entry.rule

    @property
    def field(self) -> FormField:
        """The field."""
        return self.target.field


@dataclass(frozen=True, slots=True)
class Room:
    """How many items of a list a form has room for; `path` leads to all items of the list."""

    form: str
    path: str
    rows: int


@dataclass(frozen=True, slots=True)
class PdfForm:
    """A compiled form. `title` goes into file names; `payers` empty means every payer.

    `locked` says that what was filled in can't be edited.
    """

    name: str
    title: str
    payers: tuple[str, ...]
    fields: tuple[FormField, ...]
    slots: tuple[Slot, ...]
    rooms: tuple[Room, ...]
    form: Compiled
    finish: Finish
    locked: bool = False

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """What the form keeper should know about the form, once for all clients."""
        return self.form.remarks

    def fill(self, plan: Plan) -> FilledForm:
        """The form for one client. Never raises for data: what can't be printed right is left out and is a finding."""
        filling, reader = Filling(self.form), Reader(plan)
        findings = list(self._crowded(reader))
        for slot in self.slots:
            fault = (_pick if slot.picks else _print)(filling, slot, reader)
            if fault is not None:
                findings.append(self._finding(plan, slot.field, fault))
        content = filling.finish(f"{self.title} {plan.client_id}", self.finish.metadata)
        return FilledForm(self.finish.apply(content), tuple(findings), tuple(filling.written.items()))

    def _finding(self, plan: Plan, field: FormField, fault: Fault) -> Finding:
        named = (("form", self.title), ("field", field.name), ("label", field.tooltip or field.name))
        return Finding(fault.code, Source(self.name), plan.client_id, field.name, named + fault.values)

    def _crowded(self, reader: Reader) -> Iterator[Finding]:
        for room in self.rooms:
            count = len(reader.place(room.path))
            if count > room.rows:
                where = room.path.removesuffix("[*]")
                values = (("form", room.form), ("list", where), ("rows", str(room.rows)), ("count", str(count)))
                yield Finding("form-rows", Source(self.name), reader.plan.client_id, None, values)


def _print(filling: Filling, slot: Slot, reader: Reader) -> Fault | None:
    said = words(slot.entry, reader)
    versions = readings(said) if said else ()
    return filling.text(slot.target, versions) if versions and versions[0] else None


def _pick(filling: Filling, slot: Slot, reader: Reader) -> Fault | None:
    field = slot.field
    picked = _picked(slot, reader)
    doubt = next((one.doubt for one in picked if one.doubt), "")
    if doubt:
        return Fault("form-choice-open", (("value", doubt),))
    states = [stored_as(field, one.state) for one in picked if one.state]
    unknown = [one.unknown for one in picked if one.unknown] or [
        state for state in states if state not in allowed(field)
    ]
    if unknown and not (field.editable and field.kind is FieldKind.CHOICE):
        return Fault("form-choice-unknown", (("value", unknown[0]),))
    if not states:
        return None
    if field.kind in BUTTONS:
        filling.tick(slot.target, states[0])
        return None
    if field.kind is FieldKind.LIST:
        return filling.select(slot.target, states)
    return filling.choose(slot.target, states[0], dict(field.options).get(states[0], states[0]))


def _picked(slot: Slot, reader: Reader) -> tuple[Choice, ...]:
    if slot.field.multiselect:
        return choices(slot.entry, reader)
    states = slot.field.states
    return (choice(slot.entry, reader, slot.rule.on or (states[0] if len(states) == 1 else "")),)


def compile_form(mapping_path: Path, environment: Mapping[str, str] = os.environ) -> PdfForm:
    """The form that a mapping file describes, ready to fill.

    Raises FormError that lists everything in the mapping that the form or the plan doesn't have.
    """
    mapping = load_mapping(mapping_path)
    key = read_password(mapping_path.parent / mapping.form_password_file) if mapping.form_password_file else ""
    source = open_source(mapping.form, read_bytes(mapping_path.parent / mapping.form), key, _unsigned(mapping.output))
    form = compiled(source, mapping.fields if mapping.output.read_only else (), mapping.fields)
    by_name = {field.name: field for field in form.fields}
    problems = [
        f'{mapping_path.name}: "{name}": {problem}'
        for name, rule in mapping.fields.items()
        for problem in problems_of(name, rule, by_name)
    ]
    problems += [f"{mapping_path.name}: output: {problem}" for problem in _output_problems(mapping.output, by_name)]
    if problems:
        advice = "Correct the mapping; `sheet2plan form inspect` lists the fields of a form."
        raise FormError("\n".join(problems), advice)
    output = mapping.output
    return PdfForm(
        name=mapping_path.name,
        title=mapping.title,
        payers=mapping.payers,
        fields=form.fields,
        slots=tuple(slot_of(form.targets[name], rule) for name, rule in mapping.fields.items()),
        rooms=tuple(Room(mapping.title, path, rows) for path, rows in _rows(mapping.fields).items()),
        form=form,
        finish=Finish(output.flatten, _password(mapping_path, output, environment), output.metadata),
        locked=output.read_only,
    )


def slot_of(target: Target, rule: Rule) -> Slot:
    """The field with its rule, ready to fill."""
    limited = target.with_lines(rule.max_lines) if rule.max_lines else target
    return Slot(limited, entry_of(rule), target.field.kind in PICKED)


def _unsigned(output: Output) -> str:
    """Why a form's signature can't be kept in its copies, "" when it can."""
    if output.flatten:
        return "its fields are to be printed into the page"
    return "its copies are to get a password" if output.password_file or output.password_env else ""


def _output_problems(output: Output, fields: Mapping[str, FormField]) -> Iterator[str]:
    if isinstance(output.flatten, tuple):
        yield from (f'flatten: the form has no field "{name}"' for name in output.flatten if name not in fields)


def _password(mapping_path: Path, output: Output, environment: Mapping[str, str]) -> str:
    """The password of filled copies, "" for none. Raises FormError when it is asked for and not there."""
    found = ""
    if output.password_file is not None:
        found = read_password(mapping_path.parent / output.password_file)
    elif output.password_env is not None:
        found = environment.get(output.password_env, "")
    elif not found:
        return ""
    if not found:
        where = output.password_file or f"the environment variable {output.password_env}"
        raise FormError(f"{mapping_path.name}: the password is missing from {where}.", "Set it, or take the line out.")
    return found


def _rows(rules: Mapping[str, Rule]) -> dict[str, int]:
    """How many items of each list the mapping has room for; the key is the path to all items of the list."""
    room: dict[str, int] = {}
    for rule in rules.values():
        steps = parse_path(rule.value) if rule.value else ()
        for place, step in enumerate(steps):
            if step.index is not None and step.index != EVERY:
                items = ".".join(map(str, (*steps[:place], Step(step.name, EVERY))))
                room[items] = max(room.get(items, 0), step.index + 1)
    return room
