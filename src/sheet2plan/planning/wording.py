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
        self._said: dict[int, Worded] = {}

    def of(self, record: Record) -> Worded:
        """Every column of the record as a Said, made once: some rows stand at several places of a plan."""
        if id(record) not in self._said:
            self._said[id(record)] = Worded(self.words(record))
        return self._said[id(record)]

    def words(self, record: Record) -> dict[str, Said]:
        """The same by column name, for a Worded that says more than its columns."""
        kind = type(record)
        names, words = _COLUMN_WORDS[kind]
        values = values_of(record)
        said = {
            name: BLANK if value is None else word(value)
            for name, word, value in zip(names, words, values, strict=True)
        }
        noticed = self._at.get((record.origin.table.sheet, record.origin.row)) if self._at else None
        if noticed:
            said.update(_noticed(kind, said, noticed))
        return said


# Days, numbers, choices, keys and short texts repeat from client to client, so that a word made once serves many times.
@lru_cache(maxsize=4096)
def _said_date(day: date) -> Said:
    return Said(say_date(day), day)


@lru_cache(maxsize=1024)
def said_number(number: float) -> Said:
    """A number with fractions as a Said."""
    return Said(say_number(number), number)


@lru_cache(maxsize=1024)
def _said_integer(number: int) -> Said:
    return Said(say_number(number), number)


@lru_cache(maxsize=4096)
def said_common(text: str) -> Said:
    """A text that many clients have in common as a Said."""
    return Said(text)


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
    Kind.NUMBER: said_number,
    Kind.INTEGER: _said_integer,
    Kind.FLAG: _said_flag,
    Kind.CHOICE: _said_choice,
    Kind.ITEMS: _said_items,
    Kind.KEY: said_common,
    Kind.TEXT: said_common,
    Kind.CODE: said_common,
}


def _word_of(column: FieldSpec) -> _Word:
    """How the column is said; what tells who somebody is does not repeat, and is not kept."""
    word = _WORDS.get(column.kind, Said)
    return Said if word is said_common and column.column.safe_harbor else word


_COLUMN_WORDS: Mapping[type[Record], tuple[tuple[str, ...], tuple[_Word, ...]]] = {
    record: (
        tuple(column.name for column in fields_of(record)),
        tuple(_word_of(column) for column in fields_of(record)),
    )
    for record in SHEET_OF
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
