"""Records to Worded: each column said as text, a gap or a doubt, according to what the checks found at its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from sheet2plan.columns import FieldSpec, Kind, Need, fields_of, noun
from sheet2plan.findings import Notice, Severity
from sheet2plan.plan import Blank, Doubt, Gap, Said, Worded
from sheet2plan.say import say_choice, say_date, say_flag, say_number
from sheet2plan.sheets import Record

W = TypeVar("W", bound=Worded)

_SAY: Mapping[Kind, Callable[[Any], str]] = {
    Kind.DATE: say_date,
    Kind.NUMBER: say_number,
    Kind.INTEGER: say_number,
    Kind.FLAG: say_flag,
    Kind.CHOICE: say_choice,
}


class Wording:
    """Words for one client's records. What the notices say of a cell decides whether its word stands."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        self._at: dict[tuple[str | None, int | None, str | None], Notice] = {}
        for notice in notices:
            if notice.severity in (Severity.ERROR, Severity.GAP):
                self._at.setdefault((notice.source.sheet, notice.source.row, notice.field), notice)

    def of(self, record: Record) -> Worded:
        """Every column of the record as a Said."""
        return Worded(self.words(record))

    def words(self, record: Record) -> dict[str, Said]:
        """The same by column name, for a Worded that says more than its columns."""
        return {column.name: self._said(record, column) for column in fields_of(type(record))}

    def _said(self, record: Record, column: FieldSpec) -> Said:
        value = getattr(record, column.name)
        notice = self._at.get((record.origin.table.sheet, record.origin.row, column.name))
        if value is None or value == ():
            return _absent(column, notice)
        text = _SAY.get(column.kind, str)(value)
        if notice is not None:
            return Doubt(text, notice.title[0].lower() + notice.title[1:], value)
        return Said(text, value)


def _absent(column: FieldSpec, notice: Notice | None) -> Said:
    if notice is None:
        return Blank()
    if notice.severity is Severity.GAP:
        return Gap(noun(column.column.title))
    return Doubt("", f"{noun(column.column.title)} can't be read, see {notice.source.a1}")


def absent(record_type: type[Record], gaps: bool) -> dict[str, Said]:
    """The words of a row that is not there: gaps for required columns when `gaps`, blanks for everything else."""
    return {
        column.name: Gap(noun(column.column.title)) if gaps and column.column.need is Need.REQUIRED else Blank()
        for column in fields_of(record_type)
    }


def said_date(day: date | None) -> Said:
    """A date as a Said; a Blank for none."""
    return Blank() if day is None else Said(say_date(day), day)


def said(text: str | None) -> Said:
    """Text as a Said; a Blank for none or an empty one."""
    return Said(text) if text else Blank()
