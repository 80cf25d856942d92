"""Prints of a client's data: a short check value for each cell, enough to say which changed and not what it says."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from sheet2plan.cases import Case
from sheet2plan.columns import fields_of
from sheet2plan.sheets import SHEET_OF, SHEETS, Record

Prints = Mapping[str, int]
_Reader = tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]

_MOST_TOLD = 6


def case_prints(case: Case) -> Prints:
    """One 16-bit value for each filled cell, by sheet, row and column in words."""
    prints: dict[str, int] = {}
    for record, row in _rows(case):
        titles, values = _READERS[type(record)]
        for title, value in zip(titles, values(record), strict=True):
            if value is not None and value != ():
                prints[f"{row}: {title}"] = zlib.crc32(repr(value).encode()) & 0xFFFF
    return prints


def case_values(case: Case) -> str:
    """Every cell of the client as one text, the same for the same data wherever its rows stand."""
    return repr([(type(record).__name__, _READERS[type(record)][1](record)) for record in _records(case)])


def packed(prints: Prints) -> bytes:
    """The prints as bytes to keep."""
    return zlib.compress(json.dumps(prints, separators=(",", ":")).encode(), 1)


def say_changes(before: bytes, now: bytes) -> str:
    """What differs between two packed prints, in words: the columns that changed, rows that came or went."""
    old, new = (json.loads(zlib.decompress(each)) for each in (before, now))
    rows_before, rows_now = ({name.split(": ")[0] for name in each} for each in (old, new))
    told = [f"{row} added" for row in sorted(rows_now - rows_before)]
    told += [f"{row} removed" for row in sorted(rows_before - rows_now)]
    stayed = rows_before & rows_now
    told += [name for name in sorted({*old, *new}) if name.split(": ")[0] in stayed and old.get(name) != new.get(name)]
    more = f" and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
    return "; ".join(told[:_MOST_TOLD]) + more


def _records(case: Case) -> Iterator[Record]:
    yield case.client
    for name in Case.__slots__[1:]:
        yield from getattr(case, name)


def _rows(case: Case) -> Iterator[tuple[Record, str]]:
    """Each record with the name of its row: its own key where it has one, else its place among the client's rows."""
    counts: dict[type[Record], int] = {}
    for record in _records(case):
        kind = type(record)
        counts[kind] = counts.get(kind, 0) + 1
        key = getattr(record, kind.KEY) if kind.KEY else None
        yield record, f"{SHEET_OF[kind].name} {key or counts[kind]}"


def _reader(kind: type[Record]) -> _Reader:
    """The titles of a record type's columns, and what reads them all at once."""
    columns = fields_of(kind)
    return tuple(column.column.title for column in columns), attrgetter(*(column.name for column in columns))


_READERS: Mapping[type[Record], _Reader] = {spec.record: _reader(spec.record) for spec in SHEETS}
