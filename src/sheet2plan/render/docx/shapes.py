"""What a template may name: the shape of a Plan, read off its types and the columns of the workbook."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from sheet2plan.columns import fields_of
from sheet2plan.plan import Chart, Plan, Said, Worded
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
    meanings = {spec.name: spec.column.meaning for spec in fields_of(record)} if record else {}
    for name, inner in shape.fields.items():
        inner_path = f"{path}.{name}" if path else name
        if inner.item is not None:
            yield from _printable(f"{inner_path}[]", inner.item, RECORDS.get(name))
        elif inner.fields:
            yield from _printable(inner_path, inner, RECORDS.get(name))
        else:
            yield TemplateField(inner_path, meanings.get(name, ""))


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
