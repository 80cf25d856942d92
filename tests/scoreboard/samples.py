"""The values of the three passes: one for every field, made so that a right layout shows all of it inside its place."""

from __future__ import annotations

from itertools import cycle
from typing import Literal

from sheet2plan.render.pdf.faces import helvetica
from sheet2plan.render.pdf.fields import FieldKind, FormField, Place

Pass = Literal["short", "long", "unicode"]
PASSES: tuple[Pass, ...] = ("short", "long", "unicode")

_PROSE = (
    "Since the loss of her job in October she has slept four hours a night, stopped seeing friends and missed two "
    "sessions; supercalifragilisticexpialidocious worries about rent, school and her mother's health return daily. "
)
_NAMES = (
    "Łukasz Żółć", "Nguyễn Thị Ánh", "Žaneta Čapková", "Ελένη Παπαδοπούλου", "Олена Шевченко", "日本 太郎",
    "العربية محمد", "Renée Muñoz Åse",
)  # fmt: skip
_NARROW = 1.15


def sample(field: FormField, which: Pass, number: int) -> str:
    """The value of the field that stands at a place of its form."""
    if field.states:
        return field.states[1] if len(field.states) > 1 else field.states[0]
    if field.options:
        return field.options[-1][0]
    if field.kind is not FieldKind.TEXT:
        return ""
    match which:
        case "short":
            text = ("Ann Lee", "Bo 12", "Cruz", "7/4/26")[number % 4]
        case "long":
            text = _PROSE * 12
        case _:
            text = _NAMES[number % len(_NAMES)]
    return _fitting(field, text, which)


def _fitting(field: FormField, text: str, which: Pass) -> str:
    """The longest head of the text that has room in the smallest place, at 6 points or the size of the form."""
    text = text[: field.max_length] if field.max_length else text
    if field.comb:
        return text.replace(" ", "")[: field.max_length or None] or "7"
    room = min((_room(field, place) for place in field.places if _shows(place.rect)), default=60.0)
    head, used = "", 0.0
    widths = helvetica().widths
    for letter in text:
        used += widths.get(letter, 1.0 if letter > "\u2e80" else 0.67) * (_NARROW if which == "unicode" else 1.0)
        if used > room and head:
            break
        head += letter
    return head.strip()


def _shows(rect: tuple[float, ...]) -> bool:
    return rect[2] - rect[0] > 1 and rect[3] - rect[1] > 1


def _room(field: FormField, place: Place) -> float:
    """How many ems of text a place has room for."""
    left, bottom, right, top = place.rect
    wide, high = right - left - 5, top - bottom - 3
    if place.turned in (90, 270):
        wide, high = high - 2, wide + 2
    if field.multiline:
        size = min(field.size or 7.0, max(high / 1.2, 4))
        return max(wide / size * max(int(high / (size * 1.3)), 1) * 0.6, 1.0)
    size = min(field.size or 5.5, max(high, 4))
    return max(wide / size, 0.3)


def samples(fields: tuple[FormField, ...], which: Pass) -> dict[str, str]:
    """A value for every field that can be filled."""
    numbers = cycle(range(8 * 7))
    found = {field.name: sample(field, which, number) for field, number in zip(fields, numbers, strict=False)}
    return {name: value for name, value in found.items() if value}
