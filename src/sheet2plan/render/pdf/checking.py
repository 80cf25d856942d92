"""Preflight of a mapping: every rule against the form's fields and the plan's words, before the first client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from sheet2plan.columns import FieldSpec, Kind
from sheet2plan.render.pdf.characters import character_name, normal
from sheet2plan.render.pdf.conditions import list_of
from sheet2plan.render.pdf.fields import FILLABLE, PICKED, FieldKind, FormField
from sheet2plan.render.pdf.mapping import Condition, Rule
from sheet2plan.render.pdf.paths import EVERY, PathError, Shape, checked_path, parse_path
from sheet2plan.render.pdf.shaping import first_unprintable


def allowed(field: FormField) -> tuple[str, ...]:
    """The states or stored options a field may be set to."""
    return field.states or tuple(stored for stored, _ in field.options)


def stored_as(field: FormField, picked: str) -> str:
    """The stored option or state for one, for the words it is shown by, or for what it stands for."""
    if picked in allowed(field):
        return picked
    known = (*field.options, *field.exports)
    return next((stored for stored, shown in known if shown == picked), picked)


def problems_of(name: str, rule: Rule, fields: Mapping[str, FormField]) -> Iterator[str]:
    """What is wrong with a rule, in words."""
    field = fields.get(name)
    if field is None:
        close = get_close_matches(name, fields, 1)
        yield "the form has no such field" + (f'; did you mean "{close[0]}"?' if close else "")
    elif field.kind not in FILLABLE:
        yield f"a {field.kind} field is left to a person and can't be mapped"
    else:
        yield from _kind_problems(field, rule)
    yield from _path_problems(rule, field)


def _path_problems(rule: Rule, field: FormField | None) -> Iterator[str]:
    try:
        shape = checked_path(rule.value)[1] if rule.value else None
        asked = {condition: checked_path(condition.value)[1] for condition in (*(rule.check_when or ()), *rule.when)}
    except PathError as fault:
        yield str(fault)
        return
    if shape and field:
        yield from _value_problems(field, rule, shape)
    for condition, place in asked.items():
        yield from _condition_problems(condition, place.column)
    for together in (rule.check_when or (), rule.when):
        if len({steps for steps in map(list_of, together) if steps}) > 1:
            yield "conditions that belong together must go through the same list"


def _condition_problems(condition: Condition, column: FieldSpec | None) -> Iterator[str]:
    if column is None:
        return
    listed = (*(condition.any_of or ()), *(condition.none_of or ()))
    named = listed if condition.equals is None else (*listed, condition.equals)
    if column.choices:
        yield from (_not_one_of(str(value), column.choices) for value in named if value not in column.choices)
    if column.kind is Kind.FLAG and not all(isinstance(value, bool) for value in named):
        yield f'"{condition.value}" is yes or no; compare it with true or false'
    if condition.not_past and column.kind is not Kind.DATE:
        yield f'"{condition.value}" is not a date'


def _kind_problems(field: FormField, rule: Rule) -> Iterator[str]:
    if field.kind is FieldKind.TEXT:
        yield from _text_problems(field, rule)
        return
    if rule.check_when is not None and field.kind is not FieldKind.CHECK_BOX:
        yield f"check_when is for check boxes; this is a {field.kind} field"
    states = allowed(field)
    if not states:
        yield "the field has no state or option to choose"
    if field.kind is FieldKind.CHECK_BOX and len(states) > 1 and rule.check_when is not None and rule.on is None:
        yield f'the box has several states; add on = "…", one of {", ".join(states)}'
    named = (*(rule.states or {}).values(), rule.constant or "", rule.on or "")
    for state in dict.fromkeys(named):
        if state and stored_as(field, state) not in states:
            yield _not_one_of(state, states)
    if rule.join is not None or rule.max_lines is not None or rule.format != "text":
        yield f"format, join and max_lines are for text; this is a {field.kind} field"


def _text_problems(field: FormField, rule: Rule) -> Iterator[str]:
    if rule.check_when is not None or rule.on is not None:
        yield "check_when and on are for check boxes; this is a text field"
    fixed_words = (rule.constant or "", *(rule.states or {}).values())
    limit = field.max_length
    for fixed in fixed_words:
        if limit and len(fixed) > limit:
            yield f'"{fixed}" has {len(fixed)} characters; the field takes {limit}'
    if limit and rule.format == "date" and rule.value and len(rule.pattern) > limit:
        yield f"a date as {rule.pattern} has {len(rule.pattern)} characters; the field takes {limit}"
    for fixed in (*fixed_words, rule.join or ""):
        letter = first_unprintable(normal(fixed))
        if letter is not None:
            yield f'"{fixed}": the character {character_name(letter)} can\'t be printed'


def _value_problems(field: FormField, rule: Rule, shape: Shape) -> Iterator[str]:
    column = shape.column
    every = any(step.index == EVERY for step in parse_path(rule.value or ""))
    if every and field.multiselect:
        return
    if every and field.kind is not FieldKind.TEXT:
        yield f'"{rule.value}" means several values; use check_when, or [0] for the first'
    elif every and rule.join is None:
        yield f'"{rule.value}" means several values; add join = "; "'
    if column is not None and rule.format == "date" and column.kind is not Kind.DATE:
        yield f'"{rule.value}" is not a date'
    if column is not None and rule.format == "yes_no" and column.kind is not Kind.FLAG:
        yield f'"{rule.value}" is not a yes-or-no value'
    if column is None:
        return
    choices = column.choices or (("yes", "no") if column.kind is Kind.FLAG else ())
    yield from _state_problems(field, rule, choices)
    if field.kind is FieldKind.CHECK_BOX and rule.states is None and column.kind is not Kind.FLAG:
        yield "a check box takes a yes-or-no value, check_when, or states"


def _state_problems(field: FormField, rule: Rule, choices: tuple[str, ...]) -> Iterator[str]:
    """Each value the plan may have must have its state, and each state its value."""
    if rule.states is not None and choices:
        yield from (_not_one_of(value, choices) for value in rule.states if value not in choices)
        if field.kind in PICKED:
            yield from (f'states doesn\'t say what "{value}" becomes' for value in choices if value not in rule.states)
    elif rule.states is None and field.kind in (FieldKind.RADIO, FieldKind.CHOICE):
        lost = [value for value in choices if stored_as(field, value) not in allowed(field)]
        if lost:
            yield f"add states: the field has no {', '.join(lost)}, it has {', '.join(allowed(field))}"


def _not_one_of(word: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(word, known, 1)
    return f'"{word}" is not one of {", ".join(known)}' + (f'; did you mean "{close[0]}"?' if close else "")
