"""A first mapping for a form: what each field may take, guessed from its name and its tooltip."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache

from rapidfuzz import fuzz, process

from sheet2plan.catalog.spellings import normalize_header, read_headers
from sheet2plan.columns import Kind, label
from sheet2plan.render.pdf.checking import problems_of, stored_as
from sheet2plan.render.pdf.fields import BUTTONS, FILLABLE, PICKED, FieldKind, FormField
from sheet2plan.render.pdf.mapping import Rule
from sheet2plan.render.pdf.paths import PathError, checked_path

_PLACES = {
    "Clients": "client.",
    "Assessment": "assessment.",
    "Contacts": "emergency_contact.",
    "Diagnoses": "diagnoses[#].",
    "Discharge": "discharge.",
    "Plans": "version.",
    "Reviews": "latest_review.",
    "Goals": "goals[#].",
    "Objectives": "goals[0].objectives[#].",
    "Interventions": "services[#].",
}
_SAYINGS = {
    "client.name": ("patient name", "client name", "name of patient", "full name", "member name", "name", "print name"),
    "client.dob": ("birthday", "date of birth", "patient date of birth", "dob mm dd yyyy"),
    "client.member_id": ("member id", "subscriber id", "policy number", "insurance id", "member number", "id number"),
    "client_id": ("medical record number", "mrn", "chart number", "record number", "account number"),
    "client.clinician": ("provider name", "clinician", "therapist", "rendering provider", "provider", "counselor"),
    "client.payer": ("insurance", "insurance company", "payer", "health plan", "plan name"),
    "clinic.name": ("clinic", "facility", "agency", "facility name", "agency name", "organization", "clinic name"),
    "clinic.address": ("clinic address", "facility address", "provider address"),
    "clinic.phone": ("clinic phone", "facility phone", "provider phone"),
    "diagnoses[#].icd10_code": ("diagnosis code", "icd 10", "icd 10 code", "dx code", "diagnosis"),
}
# Words that stand on every form and alone say nothing about whose date, number or name is meant.
_VAGUE = {"date", "type", "status", "other", "number", "notes", "comments", "id", "no", "yes", "role", "target", "unit"}
_SURE = 90
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ASIDE = re.compile(r"\(.*?\)")
_ORDER = re.compile(r"\s(\d{1,2})$")


def skeleton(form: str, title: str, fields: tuple[FormField, ...], password_file: str = "") -> str:
    """A mapping file: what could be guessed is set, everything else stands as a comment to complete."""
    unlock = [f"form_password_file = {_quoted(password_file)}"] if password_file else []
    lines = [
        "# Which word of the plan goes into which field. Check every line: they are guesses from the form's own words.",
        '# "sheet2plan form check" tries the mapping; "sheet2plan form inspect" shows where each field is.',
        "",
        f"form = {_quoted(form)}",
        *unlock,
        f"title = {_quoted(title)}",
        "payers = []  # empty: for clients of every payer",
        "",
        "[fields]",
    ]
    taken: set[str] = set()
    return "\n".join([*lines, *(_line(field, taken) for field in fields if field.kind in FILLABLE)]) + "\n"


def _line(field: FormField, taken: set[str]) -> str:
    """The line of a field. A word already `taken` is only proposed: a second name is often somebody else's."""
    rule = suggestion(field)
    remark = f"{field.kind}, page {field.page or '–'}" + (f": {_one_line(field.tooltip)}" if field.tooltip else "")
    if rule is None or any(problems_of(field.name, rule, {field.name: field})):
        return f"# {_quoted(field.name)} = {_empty(field)}  # {remark}"
    mark = "# " if rule.value in taken else ""
    taken.add(rule.value or "")
    return f"{mark}{_quoted(field.name)} = {_written(rule)}  # {remark}"


def _empty(field: FormField) -> str:
    if field.kind is FieldKind.CHECK_BOX:
        return '{ check_when = { value = "", equals = "" } }'
    if field.kind in PICKED:
        taken = field.states or tuple(stored for stored, _ in field.options)
        states = ", ".join(f'"" = {_quoted(state)}' for state in taken[:4])
        return f'{{ value = "", states = {{ {states} }} }}'
    return '""'


def _one_line(text: str) -> str:
    return " ".join(text.split())[:100]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _written(rule: Rule) -> str:
    value = _quoted(rule.value or "")
    if rule.format == "text" and rule.states is None:
        return value
    parts = [f"value = {value}"]
    if rule.format != "text":
        parts.append(f"format = {_quoted(rule.format)}")
    if rule.states is not None:
        parts.append("states = { " + ", ".join(f"{key} = {_quoted(to)}" for key, to in rule.states.items()) + " }")
    return "{ " + ", ".join(parts) + " }"


def suggestion(field: FormField) -> Rule | None:
    """The rule that a field's words suggest, None when they suggest nothing."""
    for words in _wordings(field):
        order = _ORDER.search(words)
        bare, number = (words[: order.start()], int(order[1])) if order else (words, 1)
        path = _path_of(words) or _path_of(bare)
        if path is not None and ("#" in path or number == 1):
            return _rule(field, path.replace("#", str(max(number - 1, 0))))
    return None


def _wordings(field: FormField) -> Iterator[str]:
    """The tooltip and the last parts of the name, as spellings are compared."""
    last = re.sub(r"\[\d+\]", "", field.name.rpartition(".")[2])
    whole = re.sub(r"\[\d+\]|#\w+|topmostSubform|Page\d+", " ", field.name)
    for text in (field.tooltip, last, whole):
        words = normalize_header(_CAMEL.sub(" ", _ASIDE.sub(" ", text.replace(".", " "))))
        if words and _ORDER.sub("", words) not in _VAGUE:
            yield words


@cache
def _spellings() -> Mapping[str, str]:
    """Normalised words -> path with # for the number of the item."""
    found: dict[str, str] = {}
    headers = read_headers().fields
    for sheet, place in reversed(_PLACES.items()):
        for words, name in headers[sheet].items():
            if len(words) > 2 and _exists(place.replace("#", "0") + name):
                found[words] = place + name
    return found | {words: path for path, sayings in _SAYINGS.items() for words in sayings}


def _exists(path: str) -> bool:
    try:
        checked_path(path)
    except PathError:
        return False
    return True


@cache
def _path_of(words: str) -> str | None:
    known = _spellings()
    if words in known:
        return known[words]
    best = process.extractOne(words, known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_SURE)
    return known[best[0]] if best and len(words) > 4 else None


def _rule(field: FormField, path: str) -> Rule | None:
    if path == "client.full_name":
        path = "client.name"
    column = checked_path(path)[1].column
    if field.kind is FieldKind.TEXT:
        return Rule(value=path, format="date" if column is not None and column.kind is Kind.DATE else "text")
    if column is None or not column.choices:
        return Rule(value=path) if field.kind in BUTTONS else None
    states = {choice: _state(field, choice) for choice in column.choices}
    return Rule(value=path, states=states) if all(states.values()) else None


def _state(field: FormField, choice: str) -> str:
    """The state or option whose words are those of a value, "" when there is none."""
    words = {normalize_header(choice), normalize_header(label(choice))}
    named = (*((state, state) for state in field.states), *field.exports, *field.options)
    return next((stored_as(field, stored) for stored, shown in named if normalize_header(shown) in words), "")
