"""Prints of a client's data: a short check value for each cell, enough to say which changed and not what it says."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterator

from sheet2plan.columns import fields_of
from sheet2plan.reading.cases import Case
from sheet2plan.sheets import SHEET_OF, SHEETS, Record, values_of

_MOST_TOLD = 6


def case_values(case: Case) -> str:
    """Every cell of the client as one text, the same for the same data wherever its rows stand."""
    return repr([(type(record).__name__, values_of(record)) for record in _records(case)])


def case_prints(case: Case) -> bytes:
    """Sixteen bits for each cell, by sheet and row, as bytes to keep."""
    prints = {row: _prints(values_of(record)) for record, row in _rows(case)}
    return zlib.compress(json.dumps(prints, separators=(",", ":")).encode(), 1)


def say_changes(before: bytes, now: bytes) -> str:
    """What differs between two prints, in words: rows that came or went, columns that changed; "" for nothing."""
    old, new = (json.loads(zlib.decompress(each)) for each in (before, now))
    told = [f"{row} added" for row in new if row not in old]
    told += [f"{row} removed" for row in old if row not in new]
    told += [f"{row} {column}" for row in new if row in old for column in _changed(row, old[row], new[row])]
    more = f" and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
    return "; ".join(told[:_MOST_TOLD]) + more


def _prints(values: tuple[object, ...]) -> str:
    return array("H", [zlib.crc32(repr(value).encode()) & 0xFFFF for value in values]).tobytes().hex()


def _changed(row: str, old: str, new: str) -> Iterator[str]:
    """The titles of the columns of a row that differ."""
    spec = next(spec for spec in SHEETS if spec.name == row.split(" ", 1)[0])
    for place, column in enumerate(fields_of(spec.record)):
        if old[4 * place : 4 * place + 4] != new[4 * place : 4 * place + 4]:
            yield column.column.title


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
