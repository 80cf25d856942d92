"""The clients and clinicians a person asks for, found among those there are; a slip is answered with the nearest."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sheet2plan.errors import ChoiceError


def settle(asked: Iterable[str], there: Iterable[str], what: str) -> frozenset[str]:
    """The asked names as the workbook spells them, whatever their case and spaces.

    Raises ChoiceError for a name that isn't there, with the nearest ones.
    """
    known = {_loose(name): name for name in there if name}
    found = set()
    for name in asked:
        if _loose(name) not in known:
            raise ChoiceError(f"There is no {what} {name} in the workbook.", _advice(name, known, what))
        found.add(known[_loose(name)])
    return frozenset(found)


def _advice(name: str, known: dict[str, str], what: str) -> str:
    close = [known[match] for match in get_close_matches(_loose(name), known, 3, 0.6)]
    close = close or [known[match] for match in sorted(known) if match.startswith(_loose(name)[:3])][:3]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    there = sorted(known.values())
    if not there:
        return f"The workbook names no {what}."
    shown = ", ".join(there[:5]) + (f" and {len(there) - 5} more" if len(there) > 5 else "")
    return f"There are: {shown}."


def _loose(name: str) -> str:
    return " ".join(name.casefold().split())
