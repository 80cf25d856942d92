"""A PDF form with its mapping: checked once, filled for any number of plans.

A value is shown whole or its field says so: what Helvetica can't print leaves the field empty, what doesn't fit ends in
"…see plan", and each of these is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sheet2plan.errors import FormError
from sheet2plan.findings import Finding
from sheet2plan.model import Source
from sheet2plan.plan import Plan
from sheet2plan.render.pdf.checking import BUTTONS, PICKED, allowed, problems_of, stored_as
from sheet2plan.render.pdf.fields import FormField, fields_in, nodes, open_form, read_bytes
from sheet2plan.render.pdf.fonts import character_name, first_unprintable, normal
from sheet2plan.render.pdf.layout import Box, fit
from sheet2plan.render.pdf.mapping import Rule, load_mapping
from sheet2plan.render.pdf.paths import EVERY, Steps, follow, parse_path
from sheet2plan.render.pdf.values import brief, choice, plain, words
from sheet2plan.render.pdf.writing import Entry, boxes_of, filled


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One client's form, and what could not be printed in it as it stands in the plan."""

    content: bytes
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A mapped field: its rule, and the room in each of its widgets."""

    field: FormField
    rule: Rule
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class PdfForm:
    """A compiled form. `title` goes into file names; `payers` empty means every payer. `rows` is the room for lists."""

    name: str
    title: str
    payers: tuple[str, ...]
    fields: tuple[FormField, ...]
    slots: tuple[Slot, ...]
    rows: Mapping[Steps, int]
    content: bytes

    def fill(self, plan: Plan) -> FilledForm:
        """The form for one client. Never raises for data: what can't be printed right is left out and is a finding."""
        entries: list[Entry] = []
        findings = list(self._crowded(plan))
        for slot in self.slots:
            entry, faults = _pick(slot, plan) if slot.field.kind in PICKED else _print(slot, words(slot.rule, plan))
            entries += [entry] if entry else []
            findings += [self._finding(plan, slot.field, code, values) for code, values in faults]
        return FilledForm(filled(self.content, entries, f"{self.title} {plan.client_id}"), tuple(findings))

    def _finding(self, plan: Plan, field: FormField, code: str, values: dict[str, str]) -> Finding:
        named = {"form": self.title, "field": field.name, "label": field.tooltip or field.name} | values
        return Finding(code, Source(self.name), plan.client_id, field.name, tuple(named.items()))

    def _crowded(self, plan: Plan) -> Iterator[Finding]:
        for steps, room in self.rows.items():
            count = len(follow(steps, plan))
            if count > room:
                where = ".".join(map(str, steps)).removesuffix("[*]")
                values = (("form", self.title), ("list", where), ("rows", str(room)), ("count", str(count)))
                yield Finding("form-rows", Source(self.name), plan.client_id, None, values)


Faults = list[tuple[str, dict[str, str]]]


def _print(slot: Slot, said: str, stored: str | None = None) -> tuple[Entry | None, Faults]:
    # The note of a gap or doubt is in the summary in full; where it has no room or glyphs, the value comes first.
    versions = [normal(version).strip() for version in dict.fromkeys((plain(said), brief(said)))]
    printable = [text for text in versions if first_unprintable(text) is None]
    if not versions[0]:
        return None, []
    if not printable:
        return None, [("form-unprintable", {"character": character_name(first_unprintable(versions[-1]) or "")})]
    for text in printable:
        fits = tuple(fit(text, box) for box in slot.boxes)
        if all(each.whole for each in fits):
            return Entry(slot.field.name, slot.field.kind, text if stored is None else stored, fits), []
    return _cut(slot, printable[0], stored)


def _cut(slot: Slot, text: str, stored: str | None) -> tuple[Entry | None, Faults]:
    shortest = min((fit(text, box) for box in slot.boxes), key=lambda each: (each.whole, len(each.text)))
    fault: Faults = [("form-overflow", {"shown": shortest.text})]
    if not shortest.text or stored is not None:
        return None, fault
    # All widgets of a field hold one value, so the tightest decides for all.
    again = tuple(fit(shortest.text, box) for box in slot.boxes)
    return Entry(slot.field.name, slot.field.kind, shortest.text, again), fault


def _pick(slot: Slot, plan: Plan) -> tuple[Entry | None, Faults]:
    states = slot.field.states
    picked = choice(slot.rule, plan, slot.rule.on or (states[0] if len(states) == 1 else ""))
    if picked.doubt:
        return None, [("form-choice-open", {"value": picked.doubt})]
    state = stored_as(slot.field, picked.state)
    if picked.unknown or (state and state not in allowed(slot.field)):
        return None, [("form-choice-unknown", {"value": picked.unknown or state})]
    if not state:
        return None, []
    if slot.field.kind in BUTTONS:
        return Entry(slot.field.name, slot.field.kind, state), []
    return _print(slot, dict(slot.field.options)[state], state)


def compile_form(mapping_path: Path) -> PdfForm:
    """The form that a mapping file describes, ready to fill.

    Raises FormError that lists everything in the mapping that the form or the plan doesn't have.
    """
    mapping = load_mapping(mapping_path)
    content = read_bytes(mapping_path.parent / mapping.form)
    reader = open_form(mapping_path.parent / mapping.form, content)
    fields = fields_in(reader, mapping.form)
    by_name = {field.name: field for field in fields}
    problems = [
        f'{mapping_path.name}: "{name}": {problem}'
        for name, rule in mapping.fields.items()
        for problem in problems_of(name, rule, by_name)
    ]
    if problems:
        advice = "Correct the mapping; `sheet2plan form inspect` lists the fields of a form."
        raise FormError("\n".join(problems), advice)
    boxes = {node.name: node for node in nodes(reader)}
    slots = tuple(
        Slot(by_name[name], rule, boxes_of(boxes[name], rule.max_lines)) for name, rule in mapping.fields.items()
    )
    return PdfForm(mapping_path.name, mapping.title, mapping.payers, fields, slots, _rows(mapping.fields), content)


def _rows(rules: Mapping[str, Rule]) -> dict[Steps, int]:
    """How many items of each list the mapping has room for; the key leads to all items of the list."""
    room: dict[Steps, int] = {}
    for rule in rules.values():
        steps = parse_path(rule.value) if rule.value else ()
        for place, step in enumerate(steps):
            if step.index is not None and step.index != EVERY:
                items = (*steps[:place], type(step)(step.name, EVERY))
                room[items] = max(room.get(items, 0), step.index + 1)
    return room
