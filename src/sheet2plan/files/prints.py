"""Prints of a client's data: a short check value for each cell, enough to say which changed and not what it says."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from zlib import crc32

from pydantic_core import to_json

from sheet2plan.columns import fields_of
from sheet2plan.reading.cases import Case
from sheet2plan.sheets import SHEET_OF, SHEETS, Record, Score, values_of

_MOST_TOLD = 6
_SIZE = 2  # bytes of a print
_WIDTHS = {spec.name: len(fields_of(spec.record)) for spec in SHEETS}
# Prints are compared only with prints of the same columns.
_FORM = str(crc32(repr([(spec.name, column.name) for spec in SHEETS for column in fields_of(spec.record)]).encode()))


def case_values(case: Case) -> bytes:
    """Every cell of the client on a line of its own, as JSON, the same for the same data wherever its rows stand."""
    cells: list[object] = []
    for record in _records(case):
        cells.append(type(record).__name__)
        cells += _score_values(record) if isinstance(record, Score) else values_of(record)
    return to_json(cells, indent=0, inf_nan_mode="constants")


def case_prints(case: Case, values: bytes) -> bytes:
    """Sixteen bits for each cell, by sheet and row, as bytes to keep. `values` are the client's `case_values`."""
    cells = values.removeprefix(b"[\n").removesuffix(b"\n]").split(b",\n")
    prints = array("H", array("I", map(crc32, cells)).tobytes())[::2]
    names = [_FORM, *(name for _, name in _rows(case))]
    return json.dumps(names, separators=(",", ":")).encode() + b"\n" + prints.tobytes()


def _score_values(score: Score) -> Iterator[object]:
    """The answers to single items as one text, as they would take several lines."""
    return (str(value) if isinstance(value, tuple) else value for value in values_of(score))


def say_changes(before: bytes, now: bytes) -> str:
    """What differs between two prints, in words: rows that came or went, columns that changed; "" for nothing.

    Prints that a version with other columns kept can't be compared: they give "" too.
    """
    old, new = _by_row(before), _by_row(now)
    if not old:
        return ""
    told = [f"{row} added" for row in new if row not in old]
    told += [f"{row} removed" for row in old if row not in new]
    told += [f"{row} {column}" for row in new if row in old for column in _changed(row, old[row], new[row])]
    more = f" and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
    return "; ".join(told[:_MOST_TOLD]) + more


def _by_row(prints: bytes) -> dict[str, bytes]:
    """The prints of each row's cells by the row's name; empty for prints of other columns."""
    names, _, rest = prints.partition(b"\n")
    if not names.startswith(f'["{_FORM}"'.encode()):
        return {}
    rows = {}
    for name in json.loads(names)[1:]:
        end = _SIZE * (1 + _WIDTHS[name.split(" ", 1)[0]])  # the kind of the record stands before its cells
        rows[name] = rest[_SIZE:end]
        rest = rest[end:]
    return rows


def _changed(row: str, old: bytes, new: bytes) -> Iterator[str]:
    """The titles of the columns of a row that differ."""
    spec = next(spec for spec in SHEETS if spec.name == row.split(" ", 1)[0])
    for place, column in enumerate(fields_of(spec.record)):
        cell = slice(_SIZE * place, _SIZE * (place + 1))
        if old[cell] != new[cell]:
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
