"""The statement on redisclosure of substance use records, by the day from which each wording holds."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import TypeAdapter

from sheet2plan.catalog.files import Entry, read_one


class Statement(Entry):
    """One wording with the first day on which it holds, and where it stands."""

    since: date
    text: str
    source: str


class _Statements(Entry):
    statement: tuple[Statement, ...]


@cache
def _statements() -> tuple[Statement, ...]:
    return read_one(TypeAdapter(_Statements), "part2.toml").statement


def redisclosure_statement(day: date) -> Statement:
    """The wording that holds on a day; the oldest known one before them all."""
    return max(
        (each for each in _statements() if each.since <= day),
        key=lambda each: each.since,
        default=min(_statements(), key=lambda each: each.since),
    )
