"""Plans of nobody, to try a form with: an everyday one, and the worst case of every word."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from sheet2plan.columns import FieldSpec, Kind, label
from sheet2plan.plan import Plan, Said
from sheet2plan.render.pdf.paths import Shape, members

SAMPLE_DAY = date(2026, 11, 23)
_NAME = "Nguyễn-Kowalczyk Łucja Wołodymyriwna Παπαδοπούλου"
_PROSE = (
    "Sleeps four hours a night since the loss of her job in October, no longer sees friends and misses two days of "
    "work a week; worries about rent, school and her mother's health return every evening and keep her from resting. "
)


def sample_plan(worst: bool) -> Plan:
    """A plan with something in every place. The worst case has long words, many rows and letters of three scripts."""
    return _Sample(worst).branch(Shape(Plan))  # type: ignore[no-any-return]


class _Sample:
    def __init__(self, worst: bool) -> None:
        self.worst = worst

    def branch(self, shape: Shape) -> Any:
        """A record of the plan with everything below it."""
        below = members(shape)
        kind: Any = shape.type
        if is_dataclass(shape.type):
            return kind(**{field.name: self._value(below[field.name], field.name) for field in fields(shape.type)})
        made = kind({})
        vars(made).update({name: self._value(part, name) for name, part in below.items()})
        return made

    def _value(self, shape: Shape, name: str) -> Any:
        if not shape.many:
            return self._one(shape, name)
        return tuple(self._one(shape, name) for _ in range(4 if self.worst else 1))

    def _one(self, shape: Shape, name: str) -> Any:
        kind = shape.type
        if shape.is_branch:
            return self.branch(shape)
        if isinstance(kind, type) and issubclass(kind, Said):
            return self._said(shape.column)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(iter(kind))
        plain: dict[Any, Any] = {bool: True, int: 90, float: 12.0, date: SAMPLE_DAY}
        return plain.get(kind, "C-0000" if name == "client_id" else self._text())

    def _said(self, column: FieldSpec | None) -> Said:
        if column is None:
            return Said(self._text())
        match column.kind:
            case Kind.DATE:
                return Said("Nov 23, 2026", SAMPLE_DAY)
            case Kind.FLAG:
                return Said("yes", True)
            case Kind.CHOICE:
                longest = max(column.choices, key=len) if self.worst else column.choices[0]
                return Said(label(longest), longest)
            case Kind.NUMBER | Kind.INTEGER:
                number = column.high if self.worst and column.high is not None else 12
                return Said(f"{number:g}", number)
            case Kind.PROSE:
                return Said((_PROSE * (6 if self.worst else 1)).strip())
            case Kind.PHONE:
                return Said("(555) 555-0100 ext. 12345" if self.worst else "(555) 555-0100")
            case Kind.TEXT:
                return Said(self._text())
        return Said(column.column.example or "X1")

    def _text(self) -> str:
        return _NAME if self.worst else "Ana Sample"
