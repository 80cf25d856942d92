"""What a rule of the mapping puts into its field for one plan: words, or the state of a box."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sheet2plan.plan import GAP_CLOSE, GAP_OPEN, Blank, Doubt, Gap, Said
from sheet2plan.render.pdf.mapping import Condition, Rule
from sheet2plan.render.pdf.paths import EVERY, Reader, follow, parse_path

_NOTE = re.compile(rf"{GAP_OPEN}\[(\w+): .*?\]{GAP_CLOSE}", re.DOTALL)
_DATE_PART = re.compile("YYYY|YY|MM|M|DD|D")


@dataclass(frozen=True, slots=True)
class Choice:
    """The state or option to set, "" for none. `doubt` and `unknown` hold the words that kept it from being set."""

    state: str = ""
    doubt: str = ""
    unknown: str = ""


def words(rule: Rule, reader: Reader) -> str:
    """The text a rule puts into a text field, gaps and doubts still fenced; "" leaves it empty."""
    if not _holds(rule.when, reader):
        return ""
    if rule.value is None:
        return rule.constant or ""
    said = [_worded(value, rule) for value in reader.follow(rule.value)]
    return (rule.join or "").join([text for text in said if text])


def _worded(value: Any, rule: Rule) -> str:
    if type(value) is Said and type(value.value) is str and rule.states is None:
        return _rewritten(str(value), rule)
    if isinstance(value, Blank):
        return ""
    if isinstance(value, Doubt):
        return f"{_formatted(value, rule)} {value[value.index(GAP_OPEN) :]}".lstrip()
    return _formatted(value, rule)


def _formatted(value: Any, rule: Rule) -> str:
    raw = _raw(value)
    if isinstance(raw, date) and (rule.format == "date" or not isinstance(value, str)):
        return date_text(raw, rule.pattern)
    if isinstance(raw, bool) and (rule.format == "yes_no" or not isinstance(value, str)):
        return "Yes" if raw else "No"
    if rule.states is not None and not isinstance(value, Gap):
        return rule.states.get(key_of(raw), str(value))
    text = str(value).partition(GAP_OPEN)[0].rstrip() if isinstance(value, Doubt) else str(value)
    return text if isinstance(value, Gap) else _rewritten(text, rule)


def _rewritten(text: str, rule: Rule) -> str:
    if rule.format == "text":
        return text
    match rule.format:
        case "upper":
            return text.upper()
        case "digits":
            return "".join(filter(str.isdecimal, text))
        case "phone":
            return phone_text(text, rule.part)
    return text


def phone_text(text: str, part: int | None) -> str:
    """A ten-digit number as (555) 555-0100, or its part 1, 2 or 3; a number of another shape stays as it is.

    A part of such a number is empty, but part 3 has all of it, so that nothing is lost.
    """
    digits = "".join(filter(str.isdecimal, text)).removeprefix("1" if text.strip().startswith(("1", "+1")) else "")
    if len(digits) != 10:
        return text if part in (None, 3) else ""
    parts = digits[:3], digits[3:6], digits[6:]
    return parts[part - 1] if part else f"({parts[0]}) {parts[1]}-{parts[2]}"


def _raw(value: Any) -> Any:
    return value.value if isinstance(value, Said) else value


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
    parts = {
        "YYYY": f"{day.year:04}",
        "YY": f"{day.year % 100:02}",
        "MM": f"{day.month:02}",
        "M": str(day.month),
        "DD": f"{day.day:02}",
        "D": str(day.day),
    }
    return _DATE_PART.sub(lambda match: parts[match[0]], pattern)


def key_of(raw: Any) -> str:
    """How a mapping writes a value of the plan: flags are yes and no, 3.0 is 3."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return f"{raw:g}" if isinstance(raw, float) else str(raw)


def choice(rule: Rule, reader: Reader, on: str) -> Choice:
    """The state a rule sets; `on` is the state of a plain check box, "" for a field with several."""
    if not _holds(rule.when, reader):
        return Choice()
    if rule.check_when is not None:
        return _ticked(rule.check_when, reader, on)
    if rule.value is None:
        return Choice(rule.constant or "")
    found = [value for value in reader.follow(rule.value) if not isinstance(value, Blank | Gap)]
    if not found or _raw(found[0]) is None:
        return Choice()
    if isinstance(found[0], Doubt):
        return Choice(doubt=plain(found[0]))
    return _state(rule, found[0], on)


def choices(rule: Rule, reader: Reader) -> tuple[Choice, ...]:
    """What a rule chooses in a list box that takes several: one for each value."""
    found = reader.follow(rule.value) if rule.value is not None and _holds(rule.when, reader) else ()
    said = [value for value in found if not isinstance(value, Blank | Gap) and _raw(value) is not None]
    return tuple(Choice(doubt=plain(value)) if isinstance(value, Doubt) else _state(rule, value, "") for value in said)


def _holds(conditions: tuple[Condition, ...], reader: Reader) -> bool:
    """Whether there are no conditions, or one item answers yes to all of them."""
    return not conditions or _ticked(conditions, reader, "yes").state == "yes"


def _state(rule: Rule, value: Any, on: str) -> Choice:
    raw = _raw(value)
    key = key_of(raw)
    if rule.states is not None:
        return Choice(rule.states[key]) if key in rule.states else Choice(unknown=plain(str(value)))
    if isinstance(raw, bool) and on:
        return Choice(on if raw else "")
    return Choice(key)


def _ticked(conditions: tuple[Condition, ...], reader: Reader, on: str) -> Choice:
    asked = [(condition, *_split(condition.value)) for condition in conditions]
    shared = next((head for _, head, _ in asked if head), "")
    plan, doubt = reader.plan, ""
    for item in reader.follow(shared) if shared else (plan,):
        answers = [
            _asked(one, follow(tail, item) if head else reader.follow(tail), plan.as_of) for one, head, tail in asked
        ]
        if all(answer is True for answer in answers):
            return Choice(on)
        if False not in answers:
            doubt = doubt or next((answer for answer in answers if isinstance(answer, str)), "")
    return Choice(doubt=doubt)


@cache
def _split(path: str) -> tuple[str, str]:
    """The path up to the last [*], and the rest."""
    steps = parse_path(path)
    cut = max((number for number, step in enumerate(steps, 1) if step.index == EVERY), default=0)
    return ".".join(map(str, steps[:cut])), ".".join(map(str, steps[cut:]))


def list_of(condition: Condition) -> str:
    """The list a condition goes through, "" when it asks about one place."""
    return _split(condition.value)[0]


def _asked(condition: Condition, found: tuple[Any, ...], today: date) -> bool | str | None:
    """The answer; the words in doubt when that is why there is none; None when a required value is missing."""
    value = found[0] if found else Blank()
    if isinstance(value, Gap):
        return False if condition.not_blank else None
    if isinstance(value, Doubt):
        return plain(value)
    raw = _raw(value)
    if condition.not_blank:
        return raw is not None and raw != ""
    if condition.not_past:
        return not isinstance(raw, date) or raw >= today
    if condition.none_of is not None:
        return raw not in condition.none_of
    return raw in (condition.any_of if condition.any_of is not None else (condition.equals,))
