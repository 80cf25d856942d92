"""What controls say of a value: whether it is there, a date, a tick; their tags; and a control for each gap."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import Any
from xml.sax.saxutils import quoteattr, unescape

from sheet2plan.columns import FieldSpec, Kind, fields_of, label, noun
from sheet2plan.plan import Gap, Said
from sheet2plan.render.docx.numbering import CONTROL_ID
from sheet2plan.say import say_date
from sheet2plan.sheets import SHEET_OF

_LONGEST_TAG = 64  # Word's own limit
_YES = frozenset(("yes", "true", "x", "1"))
_KEYS = (
    "intervention_id",
    "objective_id",
    "goal_id",
    "problem_id",
    "plan_id",
    "review_date",
    "type",
    "role",
)  # never a name
_LIST = ("Yes", "No")
_INSIDE = "[missing:\N{NO-BREAK SPACE}"  # a gap within a control is marked, but is no control again

DATE_PICKER = (
    '<w:date><w:dateFormat w:val="MMM d, yyyy"/><w:lid w:val="en-US"/>'
    '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
)


def is_lacking(value: Any) -> bool:
    """Whether there is no value: a gap, a blank, nothing."""
    return value is None or value == "" or (isinstance(value, Said) and value.value is None)


def is_gap(value: Any) -> bool:
    """Whether a required value is missing."""
    return isinstance(value, Gap)


def is_dated(value: Any) -> bool:
    """Whether the value is a date, or words made from one."""
    return isinstance(getattr(value, "value", value), date)


def is_ticked(value: Any) -> bool:
    """Whether the value says yes."""
    inner = getattr(value, "value", value)
    return inner if isinstance(inner, bool) else str(inner).casefold() in _YES


def in_control(value: Any) -> Any:
    """The value inside a control, where gaps can't be controls of their own."""
    return value.replace("[missing: ", _INSIDE) if isinstance(value, str) and "[missing: " in value else value


def dated(value: Any, pattern: str) -> Any:
    """The day as a date picker of this pattern writes it (d, dd, ddd, dddd, M to MMMM, yy, yyyy), in English.

    What is no day stays as it is, and so does one in doubt, whose words say more.
    """
    day = getattr(value, "value", value)
    if not pattern or not isinstance(day, date) or str(value) != say_date(day):
        return value
    return _DAY_PARTS.sub(lambda part: _day_part(day, part[0]), pattern)


_DAY_PARTS = re.compile(r"d{1,4}|M{1,4}|y+")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def _day_part(day: date, letters: str) -> str:
    if letters[0] == "y":
        return f"{day.year:04}" if len(letters) > 2 else f"{day.year % 100:02}"
    number, name = (day.day, _WEEKDAYS[day.weekday()]) if letters[0] == "d" else (day.month, _MONTHS[day.month - 1])
    return (str(number), f"{number:02}", name[:3], name)[len(letters) - 1]


def control_tag(client_id: str, owner: Any, column: str) -> str:
    """Client, record and column of a value, such as C-0042|Objectives O1.1|status."""
    return f"{client_id}|{_record_name(owner)}|{column}"[:_LONGEST_TAG]


def _record_name(owner: Any) -> str:
    if owner is None:
        return ""
    said = vars(owner) if hasattr(owner, "__dict__") else {name: getattr(owner, name) for name in owner.__slots__}
    sheet, keys = _sheet_and_keys(tuple(said))
    key = next((str(said[name]) for name in keys if said[name]), "")
    return f"{sheet} {key}".strip()


@lru_cache(maxsize=256)
def _sheet_and_keys(names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    fitting = [record for record in SHEET_OF if {spec.name for spec in fields_of(record)} <= set(names)]
    sheet = SHEET_OF[max(fitting, key=lambda record: len(fields_of(record)))].name if fitting else ""
    return sheet, tuple(name for name in _KEYS if name in names)


@lru_cache(maxsize=1024)
def gap_control(what: str, properties: str, style_run: str) -> str:
    """An empty control with a prompt: `what` is XML, `properties` its run's, `style_run` begins the prompt's run."""
    kind, verb = _kind_of(unescape(what))
    name = quoteattr(unescape(what)[:_LONGEST_TAG])
    article = "" if what.startswith(("a ", "an ", "the ", "how ", "what ")) else "the "
    return (
        f'<w:sdt><w:sdtPr>{properties}<w:alias w:val={name}/><w:tag w:val={name}/><w:id w:val="{CONTROL_ID}"/>'
        f"<w:showingPlcHdr/>{kind}</w:sdtPr><w:sdtContent>{style_run}Click to {verb} {article}{what}</w:t></w:r>"
        "</w:sdtContent></w:sdt>"
    )


@cache
def _kind_of(what: str) -> tuple[str, str]:
    """The kind of control for a gap, and the verb of its prompt, from the column that bears the name.

    Text is a rich text control: LibreOffice shows a plain one without the style that makes a gap stand out.
    """
    spec = _columns().get(what)
    if spec is None:
        return (DATE_PICKER, "choose") if what.startswith("date ") else ("", "enter")
    if spec.kind is Kind.DATE:
        return DATE_PICKER, "choose"
    if spec.kind is Kind.CHOICE:
        return drop_down(tuple(label(choice) for choice in spec.choices)), "choose"
    return (drop_down(_LIST), "choose") if spec.kind is Kind.FLAG else ("", "enter")


def drop_down(words: tuple[str, ...]) -> str:
    """A drop-down of these words."""
    items = "".join(f"<w:listItem w:displayText={quoteattr(word)} w:value={quoteattr(word)}/>" for word in words)
    return f"<w:dropDownList>{items}</w:dropDownList>"


@cache
def _columns() -> dict[str, FieldSpec]:
    """Columns by the noun a gap names; where two columns share a noun and differ, none."""
    found: dict[str, FieldSpec | None] = {}
    for record in SHEET_OF:
        for spec in fields_of(record):
            name = noun(spec.column.title)
            same = found.get(name, spec)
            found[name] = spec if same and (same.kind, same.choices) == (spec.kind, spec.choices) else None
    return {name: spec for name, spec in found.items() if spec}
