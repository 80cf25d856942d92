"""What a template may name: the shape of a Plan, read off its types and the columns of the workbook."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from sheet2plan.columns import FieldSpec, Kind, fields_of
from sheet2plan.plan import Chart, Plan, Said, Worded
from sheet2plan.say import say_choice, say_date
from sheet2plan.sheets import (
    Assessment,
    Client,
    Consent,
    Contact,
    Diagnosis,
    Discharge,
    Goal,
    Intervention,
    Objective,
    PlanVersion,
    Problem,
    Record,
    Review,
    SafetyPlan,
)

# The record type behind each worded attribute, whose columns are its fields.
RECORDS: dict[str, type[Record]] = {
    "client": Client,
    "version": PlanVersion,
    "assessment": Assessment,
    "diagnoses": Diagnosis,
    "primary_diagnosis": Diagnosis,
    "problems": Problem,
    "goals": Goal,
    "loose_goals": Goal,
    "objectives": Objective,
    "loose_objectives": Objective,
    "interventions": Intervention,
    "services": Intervention,
    "reviews": Review,
    "latest_review": Review,
    "safety": SafetyPlan,
    "contacts": Contact,
    "emergency_contact": Contact,
    "consents": Consent,
    "discharge": Discharge,
}


# What a plan works out itself: meaning and example, by owner and name; "" is any owner.
WORKED_OUT: dict[tuple[str, str], tuple[str, str]] = {
    ("plan", "client_id"): ("The clinic's own number for the client.", "C-0042"),
    ("plan", "prepared_on"): ("Day of the run.", "Apr 6, 2026"),
    ("plan", "as_of"): ("Day the run stands for.", "Apr 6, 2026"),
    ("plan", "changes"): ("What changed since the last plan.", "Sleep objective met and closed."),
    ("plan", "participation"): ("How the client took part, or what was declined.", "The plan was reviewed ..."),
    ("plan", "redisclosure"): ("What the law wants said of passing the records on; empty where it wants nothing.", ""),
    ("plan", "refused"): ("Whether the client declined; for conditions.", "No"),
    ("plan", "completeness"): ("Share of required places that are filled, in percent.", "92"),
    ("plan", "is_draft"): ("Whether errors or gaps are open; for conditions.", "Yes"),
    ("plan", "took_part"): ("Whether it is on record that the client took part; for check boxes.", "Yes"),
    ("plan", "agreed"): ("Whether agreement is on record; for check boxes.", "Yes"),
    ("clinic", "name"): ("The clinic's name, from sheet2plan.toml.", "Riverside Counseling"),
    ("clinic", "address"): ("The clinic's address, from sheet2plan.toml.", "40 Harbor Street, Riverside"),
    ("clinic", "phone"): ("The clinic's telephone, from sheet2plan.toml.", "555-0199"),
    ("client", "name"): ("First and last name.", "Ana Reyes"),
    ("client", "formal_name"): ("Last name, first name.", "Reyes, Ana"),
    ("client", "age_text"): ("Age on the day of the run.", "35 years"),
    ("client", "is_minor"): ("Whether the client is under 18; for conditions.", "No"),
    ("", "number"): ("Number in the plan.", "1.2"),
    ("", "diagnosis"): ("The related diagnosis in words.", "F33.1 Major depressive disorder, recurrent, moderate"),
    ("", "measured"): ("Measure, baseline and target in one line.", "PHQ-9, from 19 to 9 or less"),
    ("", "due"): ("Due date, or duration.", "Apr 15, 2026"),
    ("", "latest"): ("Newest score of the measure.", "12 on Mar 30, 2026"),
    ("", "progress"): ("What the notes say.", "4 notes, latest Mar 30, 2026: improved"),
    ("", "service"): ("The full statement of service.", "Weekly 50-minute individual CBT for 12 weeks"),
    ("safety", "on_file"): ("Whether a safety plan is recorded; for conditions.", "Yes"),
    ("safety", "required"): ("Whether one is required; for conditions.", "Yes"),
    ("safety", "why_required"): ("Why it is required.", "Suicidality is recorded as past."),
    ("measures", "name"): ("Name of the instrument.", "PHQ-9"),
    ("measures", "meaning"): ("What it measures, range, which way is better.", "Depression, 0 to 27, lower is better"),
    ("measures", "change"): ("First to latest, with the change class and its author.", "From 19 to 12 (down 7): ..."),
    ("measures", "target"): ("Target of the open objective on it.", "9"),
    ("", "on"): ("Date.", "Jan 5, 2026"),
    ("", "value"): ("Score.", "19"),
    ("", "band"): ("Severity band.", "moderate"),
    ("review_due", "state"): ("Where the next review stands.", "due within 30 days"),
    ("review_due", "days_overdue"): ("Days since it was due; below 0 before that.", "-12"),
    ("review_due", "schedule"): ("How often the plan is reviewed.", "every 90 days"),
    ("review_due", "reason"): ("Why the review is due then.", "90 days after the review of Apr 5, 2026"),
    ("review_due", "last_review"): ("Date of the last review.", "Apr 5, 2026"),
    ("signatures", "role"): ("Who signs.", "Clinician"),
    ("signatures", "name"): ("Printed name.", "J. Park"),
    ("signatures", "credential"): ("Licence or degree.", "LCSW"),
    ("signatures", "signed_on"): ("Date of the signature on record.", "Apr 5, 2026"),
    ("signatures", "note"): ("What stands in place of a signature.", "declined to sign"),
    ("open_points", "severity"): ("error or gap.", "gap"),
    ("open_points", "text"): ("What is to be finished.", "Goal G1 has no target date."),
    ("open_points", "where"): ("Where in the workbook.", "Goals!F27"),
    ("open_points", "advice"): ("What to do.", "Type the date by which the goal should be reached."),
    ("chart", "title"): ("Title of the score chart.", "PHQ-9, 0 to 27"),
    ("chart", "alt"): ("The chart in words, for alternative text.", "Line chart of PHQ-9 from ..."),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What can be done with a name: print it (neither fields nor item), ask for its fields, loop over its items.

    `open` shapes are not known and accept anything. `optional` ones may be missing as a whole. `kind` is the type of
    what prints.
    """

    name: str
    fields: Mapping[str, Shape] = field(default_factory=dict)
    item: Shape | None = None
    optional: bool = False
    open: bool = False
    kind: type = Said

    @property
    def prints(self) -> bool:
        """Whether it is text, a number, a date or yes/no."""
        return self.item is None and not self.fields


ANYTHING = Shape("anything", open=True)


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One name a template may print. `path` names lists by their item: problems[].goals[].goal_text."""

    path: str
    meaning: str
    example: str = ""


@cache
def plan_shape() -> Shape:
    """The shape of a Plan: its fields are the names a template starts from."""
    return _shape_of("plan", Plan)


@cache
def chart_shape() -> Shape:
    """The shape of a Chart, which the parts of charts may name."""
    return _shape_of("chart", Chart)


def plan_names() -> tuple[str, ...]:
    """The names a template starts from: the fields and properties of a Plan."""
    return tuple(plan_shape().fields)


@cache
def plan_attributes() -> frozenset[str]:
    """The names of all attributes that any part of a Plan has."""
    return frozenset(_attributes(plan_shape()))


def _attributes(shape: Shape) -> Iterator[str]:
    for name, inner in (shape.item or shape).fields.items():
        yield name
        yield from _attributes(inner)


def template_fields() -> tuple[TemplateField, ...]:
    """Every name a template may print, with its meaning where it is a column of the workbook."""
    return tuple(_printable("", plan_shape(), None))


def _printable(path: str, shape: Shape, record: type[Record] | None) -> Iterator[TemplateField]:
    columns = {spec.name: spec for spec in fields_of(record)} if record else {}
    for name, inner in shape.fields.items():
        inner_path = f"{path}.{name}" if path else name
        if name == "chart":
            yield from (TemplateField(f"{inner_path}.{own}", *WORKED_OUT["chart", own]) for own in ("title", "alt"))
        elif inner.item is not None:
            yield from _printable(f"{inner_path}[]", inner.item, RECORDS.get(name))
        elif inner.fields:
            yield from _printable(inner_path, inner, RECORDS.get(name))
        else:
            column = columns.get(name)
            worked_out = WORKED_OUT.get((shape.name, name)) or WORKED_OUT.get(("", name), ("", ""))
            meaning, example = (column.column.meaning, _printed_example(column)) if column else worked_out
            yield TemplateField(inner_path, meaning, example)


def _printed_example(spec: FieldSpec) -> str:
    """The example of a column as a document prints it: days, choices, yes and no in words."""
    example = spec.column.example
    if spec.kind is Kind.DATE and example:
        return say_date(date.fromisoformat(example))
    if spec.kind is Kind.CHOICE:
        return say_choice(example)
    return example.capitalize() if spec.kind is Kind.FLAG else example


def _shape_of(name: str, hint: Any) -> Shape:
    if get_origin(hint) is tuple:
        return Shape(name, item=_shape_of(name, get_args(hint)[0]))
    if get_origin(hint) in (types.UnionType, Union):
        known = [part for part in get_args(hint) if part is not type(None)]
        return replace(_shape_of(name, known[0]), optional=True)
    if isinstance(hint, type) and issubclass(hint, Worded):
        columns = {spec.name: Shape(spec.name) for spec in fields_of(RECORDS[name])}
        return Shape(name, columns | _hinted_fields(hint))
    if is_dataclass(hint):
        return Shape(name, _hinted_fields(hint))
    return Shape(name, kind=hint)


def _hinted_fields(owner: Any) -> dict[str, Shape]:
    hints = get_type_hints(owner)
    for name, member in vars(owner).items():
        if isinstance(member, property) and member.fget is not None:
            hints[name] = get_type_hints(member.fget)["return"]
    return {name: _shape_of(name, hint) for name, hint in hints.items() if not name.startswith("_")}
