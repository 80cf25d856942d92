"""Plan paths: how a form mapping names a word of the plan, `problems[0].goals[*].goal_text`.

A path is checked once against the types of the Plan and the columns of the workbook, so that a misspelling is found
before the first client, whatever the clients' data look like.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import chain
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from sheet2plan import plan as planned
from sheet2plan import sheets
from sheet2plan.columns import FieldSpec, fields_of
from sheet2plan.plan import Plan, Worded

EVERY = -1

# The record whose columns a worded record says.
_RECORD_OF: Mapping[type[Worded], type[sheets.Record]] = {
    planned.PlannedClient: sheets.Client,
    planned.PlannedProblem: sheets.Problem,
    planned.PlannedGoal: sheets.Goal,
    planned.PlannedObjective: sheets.Objective,
    planned.PlannedIntervention: sheets.Intervention,
    planned.PlannedSafetyPlan: sheets.SafetyPlan,
}
_RECORD_AT: Mapping[str, type[sheets.Record]] = {
    "version": sheets.PlanVersion,
    "assessment": sheets.Assessment,
    "diagnoses": sheets.Diagnosis,
    "primary_diagnosis": sheets.Diagnosis,
    "reviews": sheets.Review,
    "latest_review": sheets.Review,
    "contacts": sheets.Contact,
    "emergency_contact": sheets.Contact,
    "consents": sheets.Consent,
    "discharge": sheets.Discharge,
}

_STEP = re.compile(r"([A-Za-z_]\w*)(?:\[(\d+|\*)\])?")


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a path; `index` counts from 0, is EVERY for `[*]` and None without brackets."""

    name: str
    index: int | None = None

    def __str__(self) -> str:
        inside = "" if self.index is None else f"[{'*' if self.index == EVERY else self.index}]"
        return self.name + inside


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands at a place of the plan: a type, whether it is a list, the record or column behind it."""

    type: Any
    many: bool = False
    record: type[sheets.Record] | None = None
    column: FieldSpec | None = None

    @property
    def is_branch(self) -> bool:
        """Whether it has names of its own below it."""
        return isinstance(self.type, type) and self.type.__module__ == planned.__name__ and bool(members(self))


class PathError(Exception):
    """A path that no plan can follow; the text says why."""


Steps = tuple[Step, ...]


@cache
def parse_path(text: str) -> Steps:
    """The steps of a path; none for "". Raises PathError when it is not written like one."""
    found = [_STEP.fullmatch(part) for part in text.split(".")] if text else []
    steps = [Step(match[1], _index(match[2])) for match in found if match]
    if len(steps) < len(found):
        raise PathError(f'"{text}" is not written like a path, such as client.dob or diagnoses[0].icd10_code')
    return tuple(steps)


def _index(text: str | None) -> int | None:
    return None if text is None else EVERY if text == "*" else int(text)


def checked_path(text: str) -> tuple[Steps, Shape]:
    """The steps of a path and what it leads to. Raises PathError when no plan has it."""
    steps, shape = parse_path(text), Shape(Plan)
    for step in steps:
        shape = _followed(step, shape, text)
    if shape.is_branch:
        names = ", ".join(sorted(members(shape))[:6])
        raise PathError(f'"{text}" names a whole record; add one of its names: {names} …')
    return steps, shape


def _followed(step: Step, shape: Shape, text: str) -> Shape:
    below = members(shape) if shape.is_branch else {}
    if step.name not in below:
        close = get_close_matches(step.name, below, 1)
        guess = f'; did you mean "{close[0]}"?' if close else ""
        raise PathError(f'"{text}": no plan has "{step.name}" there{guess}')
    found = below[step.name]
    if found.many and step.index is None:
        raise PathError(f'"{text}": {step.name} is a list; write {step.name}[0] for the first, {step.name}[*] for all')
    if not found.many and step.index is not None:
        raise PathError(f'"{text}": {step.name} is not a list; leave out the brackets')
    return found


def plan_paths() -> tuple[str, ...]:
    """Every path that a mapping may use, lists written with [*], in the order of the plan."""
    return tuple(_paths_below(Shape(Plan), ""))


def _paths_below(shape: Shape, prefix: str) -> Iterator[str]:
    for name, below in members(shape).items():
        path = f"{prefix}{name}[*]" if below.many else prefix + name
        if below.is_branch:
            yield from _paths_below(below, f"{path}.")
        else:
            yield path


def members(shape: Shape) -> dict[str, Shape]:
    """The names below a shape, and what stands at each."""
    return _members(shape.type, shape.record)


@cache
def _members(owner: type[Any], record: type[sheets.Record] | None) -> dict[str, Shape]:
    if issubclass(owner, str):
        return {}
    hints = {name: hint for name, hint in get_type_hints(owner).items() if _is_public(name, hint)}
    properties = {
        name: get_type_hints(attribute.fget)["return"]
        for name, attribute in vars(owner).items()
        if isinstance(attribute, property) and attribute.fget and not name.startswith("_")
    }
    columns = fields_of(record) if record else ()
    said = {column.name: Shape(planned.Said, column=column) for column in columns}
    return said | {name: _shape(name, hint) for name, hint in (hints | properties).items()}


def _is_public(name: str, hint: Any) -> bool:
    return not name.startswith("_") and get_origin(hint) is not ClassVar


def _shape(name: str, hint: Any) -> Shape:
    if get_origin(hint) in (types.UnionType, Union):
        return _shape(name, next(part for part in get_args(hint) if part is not type(None)))
    if get_origin(hint) is tuple:
        inner = _shape(name, get_args(hint)[0])
        return Shape(inner.type, many=True, record=inner.record, column=inner.column)
    record = _RECORD_OF.get(hint) or (_RECORD_AT.get(name) if hint is Worded else None)
    return Shape(hint, record=record)


class Reader:
    """Follows paths through one plan. Records and lists on the way are found once for all paths through them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._places: dict[str, tuple[Any, ...]] = {"": (plan,)}

    def follow(self, path: str) -> tuple[Any, ...]:
        """The values at the end of a path: none where a list is too short or a record not there, several for [*]."""
        above, name, index = _last_step(path)
        found = self._places.get(above)
        if found is None:
            found = self.place(above)
        if index is not None:
            return _items(found, index)
        if len(found) != 1:
            return _named(found, name)
        value = getattr(found[0], name)
        return () if value is None else (value,)

    def place(self, path: str) -> tuple[Any, ...]:
        """As follow, remembered for this plan."""
        found = self._places.get(path)
        if found is None:
            found = self._places[path] = self.follow(path)
        return found


def follow(path: str, start: Any) -> tuple[Any, ...]:
    """As Reader.follow, from any place of the plan."""
    found: tuple[Any, ...] = (start,)
    for step in parse_path(path):
        found = _named(found, step.name)
        if step.index is not None:
            found = _items(found, step.index)
    return found


@cache
def _last_step(path: str) -> tuple[str, str, int | None]:
    """The path to what a path's last name, or the index behind it, is taken from; that name; that index."""
    if path.endswith("]"):
        above, _, inside = path[:-1].rpartition("[")
        return above, "", _index(inside)
    above, _, name = path.rpartition(".")
    return above, name, None


def _named(values: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    return tuple([found for value in values if (found := getattr(value, name)) is not None])


def _items(lists: tuple[tuple[Any, ...], ...], index: int) -> tuple[Any, ...]:
    if index == EVERY:
        return tuple(chain.from_iterable(lists))
    return tuple([item for items in lists for item in items[index : index + 1]])
