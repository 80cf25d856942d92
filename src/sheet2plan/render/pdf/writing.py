"""How a form writes a value: dates and phone numbers by their patterns, gaps and doubts in full or in one word."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from sheet2plan.plan import GAP_CLOSE, GAP_OPEN

_NOTE = re.compile(rf"{GAP_OPEN}\[(\w+): .*?\]{GAP_CLOSE}", re.DOTALL)
_DATE_PART = re.compile("YYYY|YY|MM|M|DD|D")
_DATE_PARTS = {
    "YYYY": "{0.year:04}",
    "YY": "{1:02}",
    "MM": "{0.month:02}",
    "M": "{0.month}",
    "DD": "{0.day:02}",
    "D": "{0.day}",
}


def plain(text: str) -> str:
    """The text without the fences of its gaps and doubts."""
    return text if GAP_OPEN not in text else text.replace(GAP_OPEN, "").replace(GAP_CLOSE, "")


def brief(text: str) -> str:
    """The text with its gaps and doubts in one word each: [missing: member ID] is [missing]."""
    return plain(_NOTE.sub(r"[\1]", text))


def readings(text: str) -> tuple[str, ...]:
    """The text in full and, where it has gaps or doubts, with a word for each: the summary has their notes in full."""
    if GAP_OPEN not in text:
        return (text.strip(),)
    return tuple(version.strip() for version in dict.fromkeys((plain(text), brief(text))))


def date_text(day: date, pattern: str) -> str:
    """A date by a pattern of YYYY, YY, MM, M, DD and D: April 5, 2026 by MM/DD/YYYY is 04/05/2026."""
    return _date_form(pattern).format(day, day.year % 100)


@cache
def _date_form(pattern: str) -> str:
    literal = pattern.replace("{", "{{").replace("}", "}}")
    return _DATE_PART.sub(lambda match: _DATE_PARTS[match[0]], literal)


def phone_text(text: str, part: int | None) -> str:
    """A ten-digit number as (555) 555-0100, or its part 1, 2 or 3; a number of another shape stays as it is.

    A part of such a number is empty, but part 3 has all of it, so that nothing is lost.
    """
    digits = "".join(filter(str.isdecimal, text)).removeprefix("1" if text.strip().startswith(("1", "+1")) else "")
    if len(digits) != 10:
        return text if part in (None, 3) else ""
    parts = digits[:3], digits[3:6], digits[6:]
    return parts[part - 1] if part else f"({parts[0]}) {parts[1]}-{parts[2]}"


def key_of(raw: Any) -> str:
    """How a mapping writes a value of the plan: flags are yes and no, 3.0 is 3."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return f"{raw:g}" if isinstance(raw, float) else str(raw)
