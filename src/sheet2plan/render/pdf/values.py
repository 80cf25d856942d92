"""What a rule of the mapping puts into its field for one plan: words, or the state of a box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sheet2plan.plan import GAP_OPEN, Blank, Doubt, Gap, Said
from sheet2plan.render.pdf.conditions import Question, question
from sheet2plan.render.pdf.mapping import Rule
from sheet2plan.render.pdf.paths import Reader
from sheet2plan.render.pdf.writing import date_text, key_of, phone_text, plain


@dataclass(frozen=True, slots=True)
class Choice:
    """The state or option to set, "" for none. `doubt` and `unknown` hold the words that kept it from being set."""

    state: str = ""
    doubt: str = ""
    unknown: str = ""


_NOTHING = Choice()


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule ready to be followed: its conditions as questions; `as_it_is` says that it prints text unchanged."""

    rule: Rule
    when: Question | None
    ticked_when: Question | None
    as_it_is: bool


def entry_of(rule: Rule) -> Entry:
    """The rule ready to be followed."""
    as_it_is = rule.format == "text" and rule.states is None
    return Entry(rule, question(rule.when), question(rule.check_when or ()), as_it_is)


def words(entry: Entry, reader: Reader) -> str:
    """The text a rule puts into a text field, gaps and doubts still fenced; "" leaves it empty."""
    if entry.when is not None and not entry.when.answer(reader)[0]:
        return ""
    rule = entry.rule
    if rule.value is None:
        return rule.constant or ""
    found = reader.follow(rule.value)
    if len(found) == 1:
        return _worded(found[0], entry)
    return (rule.join or "").join([text for value in found if (text := _worded(value, entry))])


def _worded(value: Any, entry: Entry) -> str:
    if entry.as_it_is and type(value) is Said and type(value.value) is str:
        return str(value)
    if isinstance(value, Blank):
        return ""
    if isinstance(value, Doubt):
        return f"{_formatted(value, entry.rule)} {value[value.index(GAP_OPEN) :]}".lstrip()
    return _formatted(value, entry.rule)


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
    match rule.format:
        case "upper":
            return text.upper()
        case "digits":
            return "".join(filter(str.isdecimal, text))
        case "phone":
            return phone_text(text, rule.part)
    return text


def _raw(value: Any) -> Any:
    return value.value if isinstance(value, Said) else value


def choice(entry: Entry, reader: Reader, on: str) -> Choice:
    """The state a rule sets; `on` is the state of a plain check box, "" for a field with several."""
    if entry.when is not None and not entry.when.answer(reader)[0]:
        return _NOTHING
    if entry.ticked_when is not None:
        ticked, doubt = entry.ticked_when.answer(reader)
        return Choice(on if ticked else "", doubt)
    rule = entry.rule
    if rule.value is None:
        return Choice(rule.constant or "")
    found = [value for value in reader.follow(rule.value) if not isinstance(value, Blank | Gap)]
    if not found or _raw(found[0]) is None:
        return _NOTHING
    if isinstance(found[0], Doubt):
        return Choice(doubt=plain(found[0]))
    return _state(rule, found[0], on)


def choices(entry: Entry, reader: Reader) -> tuple[Choice, ...]:
    """What a rule chooses in a list box that takes several: one for each value."""
    rule = entry.rule
    if rule.value is None or (entry.when is not None and not entry.when.answer(reader)[0]):
        return ()
    said = [value for value in reader.follow(rule.value) if not isinstance(value, Blank | Gap)]
    known = [value for value in said if _raw(value) is not None]
    return tuple(Choice(doubt=plain(value)) if isinstance(value, Doubt) else _state(rule, value, "") for value in known)


def _state(rule: Rule, value: Any, on: str) -> Choice:
    raw = _raw(value)
    key = key_of(raw)
    if rule.states is not None:
        return Choice(rule.states[key]) if key in rule.states else Choice(unknown=plain(str(value)))
    if isinstance(raw, bool) and on:
        return Choice(on if raw else "")
    return Choice(key)
