"""What a workbook column is: its kind, title, meaning and need, and how to read them off a record type."""

from __future__ import annotations

import types
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from annotated_types import Interval


class Kind(StrEnum):
    """How a cell of the column is read, written and worded."""

    KEY = "id"
    TEXT = "text"
    PROSE = "long text"
    DATE = "date"
    NUMBER = "number"
    INTEGER = "whole number"
    FLAG = "yes or no"
    CHOICE = "choice"
    CODE = "ICD-10-CM code"
    PHONE = "phone"
    EMAIL = "e-mail"
    ITEMS = "item answers"


class Need(StrEnum):
    """Whether a complete plan needs the column."""

    REQUIRED = "required"
    CONDITIONAL = "required when"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Column:
    """What people see of a column: header, meaning, an example, and whether a complete plan needs it.

    `when` completes "required when ...". `safe_harbor` is the identifier class (A-R) of 45 CFR 164.514(b)(2).
    `width` is in Excel characters; `past` dates are never in the future.
    """

    title: str
    meaning: str
    example: str = ""
    need: Need = Need.OPTIONAL
    when: str = ""
    width: int = 14
    safe_harbor: str = ""
    past: bool = False


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One column of a record type as the rest of the program asks for it.

    `choices` is empty unless a CHOICE; `low` and `high` bound a number, both ends allowed.
    """

    name: str
    kind: Kind
    column: Column
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


Key = Annotated[str, Kind.KEY]
Link = Annotated[str | None, Kind.KEY]
Text = Annotated[str | None, Kind.TEXT]
Prose = Annotated[str | None, Kind.PROSE]
Code = Annotated[str | None, Kind.CODE]
Date = Annotated[date | None, Kind.DATE]
Phone = Annotated[str | None, Kind.PHONE]
Email = Annotated[str | None, Kind.EMAIL]
Number = Annotated[float | None, Kind.NUMBER]
Integer = Annotated[int | None, Kind.INTEGER]
Flag = Annotated[bool | None, Kind.FLAG]

_LABELS = {
    "F": "F",
    "M": "M",
    "X": "X",
    "U": "U",
    "pcp": "PCP",
    "roi": "Release of information",
    "esign": "E-signature",
    "2weeks": "2 weeks",
    "part2_consent": "Part 2 consent",
}


def label(choice: str) -> str:
    """The words people read and pick for an allowed value: `partly_met` is "Partly met"."""
    return _LABELS.get(choice) or choice.replace("_", " ").capitalize()


def noun(title: str) -> str:
    """A column title inside a sentence: "Date of birth" is "date of birth", "ICD-10 code" stays."""
    first = title.split(" ", 1)[0]
    return title if any(letter.isupper() for letter in first[1:]) or first == "E-mail" else title[0].lower() + title[1:]


_columns_by_type: dict[type[Any], dict[str, FieldSpec]] = {}


def fields_of(record_type: type[Any]) -> tuple[FieldSpec, ...]:
    """The columns of a record type in sheet order; fields without a Column (the row's origin) are not columns."""
    return tuple(_columns(record_type).values())


def field_of(record_type: type[Any], name: str) -> FieldSpec:
    """One column of a record type. Raises KeyError when the type has no such column."""
    return _columns(record_type)[name]


def _columns(record_type: type[Any]) -> dict[str, FieldSpec]:
    if record_type not in _columns_by_type:
        hints = get_type_hints(record_type, include_extras=True)
        _columns_by_type[record_type] = {
            field.name: _spec(field.name, hints[field.name])
            for field in fields(record_type)
            if any(isinstance(extra, Column) for extra in getattr(hints[field.name], "__metadata__", ()))
        }
    return _columns_by_type[record_type]


def _spec(name: str, hint: Any) -> FieldSpec:
    kinds = [extra for extra in hint.__metadata__ if isinstance(extra, Kind)]
    columns = [extra for extra in hint.__metadata__ if isinstance(extra, Column)]
    limits = [extra for extra in hint.__metadata__ if isinstance(extra, Interval)] or [Interval()]
    return FieldSpec(
        name,
        kinds[0] if kinds else Kind.CHOICE,
        columns[0],
        _literal_values(hint.__origin__),
        cast(float | None, limits[0].ge),
        cast(float | None, limits[0].le),
    )


def _literal_values(hint: Any) -> tuple[str, ...]:
    if get_origin(hint) is Literal:
        return cast(tuple[str, ...], get_args(hint))
    if get_origin(hint) in (types.UnionType, Union):
        return tuple(value for part in get_args(hint) for value in _literal_values(part))
    return ()
