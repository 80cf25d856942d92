"""Values to words, the same in every document, message and sheet."""

from __future__ import annotations

from datetime import date

from sheet2plan.columns import label

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_COMPARATORS = {"<=": "≤", ">=": "≥"}


def say_date(day: date) -> str:
    """A date that reads the same to everybody: Apr 15, 2026."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def say_number(number: float) -> str:
    """A number without a needless .0: 19, 3.5."""
    return f"{number:g}" if abs(number) < 1e6 else f"{number:.0f}"


def say_flag(flag: bool) -> str:
    """Yes or No."""
    return "Yes" if flag else "No"


def say_choice(choice: str) -> str:
    """An allowed value as people read it: Partly met; comparators as signs."""
    return _COMPARATORS.get(choice, label(choice))


def say_count(number: int, noun: str) -> str:
    """A count with its noun: 1 goal, 3 goals."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def join_words(words: list[str]) -> str:
    """A list as a sentence has it: a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
