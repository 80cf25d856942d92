"""Records to Worded: each column said as text, a gap or a doubt, according to what the checks found at its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sheet2plan.columns import FieldSpec, Kind, Need, fields_of, noun
from sheet2plan.findings import Notice, Severity
from sheet2plan.plan import BLANK, Doubt, Gap, Said, Worded
from sheet2plan.say import say_choice, say_date, say_flag, say_number
from sheet2plan.sheets import SHEET_OF, Record, values_of

_Word = Callable[[Any], Said]


class Wording:
    """Words for one client's records. What the notices say of a cell decides whether its word stands."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        self._at: dict[tuple[str | None, int | None], dict[str | None, Notice]] = {}
        for notice in notices:
            if notice.severity in (Severity.ERROR, Severity.GAP):
                row = self._at.setdefault((notice.source.sheet, notice.source.row), {})
                row.setdefault(notice.field, notice)

    def of(self, record: Record) -> Worded:
        """Every column of the record as a Said."""
        return Worded(self.words(record))

    def words(self, record: Record) -> dict[str, Said]:
        """The same by column name, for a Worded that says more than its columns."""
        kind = type(record)
        values = values_of(record)
        said = {
            name: BLANK if value is None else word(value)
            for (name, word), value in zip(_COLUMN_WORDS[kind], values, strict=True)
        }
        noticed = self._at.get((record.origin.table.sheet, record.origin.row))
        if noticed:
            said.update(_noticed(kind, said, noticed))
        return said


# Days, numbers and choices repeat from client to client, so that a word made once serves many times; typed, as 1 and
# 1.0 are different values with the same word.
@lru_cache(maxsize=4096, typed=True)
def _said_date(day: date) -> Said:
    return Said(say_date(day), day)


@lru_cache(maxsize=1024, typed=True)
def _said_number(number: float) -> Said:
    return Said(say_number(number), number)


@lru_cache(maxsize=2)
def _said_flag(flag: bool) -> Said:
    return Said(say_flag(flag), flag)


@lru_cache(maxsize=512)
def _said_choice(choice: str) -> Said:
    return Said(say_choice(choice), choice)


def _said_items(items: tuple[tuple[int, float], ...]) -> Said:
    return Said(str(items), items) if items else BLANK


_WORDS: Mapping[Kind, _Word] = {
    Kind.DATE: _said_date,
    Kind.NUMBER: _said_number,
    Kind.INTEGER: _said_number,
    Kind.FLAG: _said_flag,
    Kind.CHOICE: _said_choice,
    Kind.ITEMS: _said_items,
}
_COLUMN_WORDS: Mapping[type[Record], tuple[tuple[str, _Word], ...]] = {
    record: tuple((column.name, _WORDS.get(column.kind, Said)) for column in fields_of(record)) for record in SHEET_OF
}


def _noticed(
    record_type: type[Record], said: Mapping[str, Said], noticed: Mapping[str | None, Notice]
) -> Iterator[tuple[str, Said]]:
    """The words of the columns that an error or gap was found in."""
    for column in fields_of(record_type):
        notice = noticed.get(column.name)
        if notice is not None:
            word = said[column.name]
            yield column.name, _doubted(word, notice) if word.value is not None else _absent(column, notice)


def _doubted(word: Said, notice: Notice) -> Said:
    return Doubt(word, notice.title[0].lower() + notice.title[1:], word.value)


def _absent(column: FieldSpec, notice: Notice) -> Said:
    if notice.severity is Severity.GAP:
        return Gap(noun(column.column.title))
    return Doubt("", f"{noun(column.column.title)} can't be read, see {notice.source.a1}")


def absent(record_type: type[Record], gaps: bool) -> dict[str, Said]:
    """The words of a row that is not there: gaps for required columns when `gaps`, blanks for everything else."""
    return {
        column.name: Gap(noun(column.column.title)) if gaps and column.column.need is Need.REQUIRED else BLANK
        for column in fields_of(record_type)
    }


def said_date(day: date | None) -> Said:
    """A date as a Said; a Blank for none."""
    return BLANK if day is None else _said_date(day)


def said(text: str | None) -> Said:
    """Text as a Said; a Blank for none or an empty one."""
    return Said(text) if text else BLANK
