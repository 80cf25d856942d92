"""What a mapping asks of a plan before it prints or ticks something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sheet2plan.plan import BLANK, Doubt, Gap, Said
from sheet2plan.render.pdf.mapping import Condition
from sheet2plan.render.pdf.paths import EVERY, Reader, follow, parse_path
from sheet2plan.render.pdf.writing import plain


@dataclass(frozen=True, slots=True)
class Question:
    """Conditions that belong together: `items` is the path to the list they go through, "" for none.

    `asked` says for each condition whether it is asked of an item, and the path from there.
    """

    items: str
    asked: tuple[tuple[Condition, bool, str], ...]

    def answer(self, reader: Reader) -> tuple[bool, str]:
        """Whether one item answers yes to all of it, and the words in doubt when that is why none does."""
        today, doubt = reader.plan.as_of, ""
        for item in reader.place(self.items):
            unsure: list[str | None] = []
            for condition, is_of_item, path in self.asked:
                answer = _asked(condition, follow(path, item) if is_of_item else reader.follow(path), today)
                if answer is False:
                    break
                if answer is not True:
                    unsure.append(answer)
            else:
                if not unsure:
                    return True, ""
                doubt = doubt or next(filter(None, unsure), "")
        return False, doubt


def question(conditions: tuple[Condition, ...]) -> Question | None:
    """The question that conditions ask together; None when there are none."""
    split = [(condition, *_split(condition.value)) for condition in conditions]
    items = next((head for _, head, _ in split if head), "")
    return Question(items, tuple((condition, bool(head), tail) for condition, head, tail in split)) if split else None


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
    value = found[0] if found else BLANK
    if isinstance(value, Gap):
        return False if condition.not_blank else None
    if isinstance(value, Doubt):
        return plain(value)
    raw = value.value if isinstance(value, Said) else value
    if condition.not_blank:
        return raw is not None and raw != ""
    if condition.not_past:
        return not isinstance(raw, date) or raw >= today
    if condition.none_of is not None:
        return raw not in condition.none_of
    return raw in (condition.any_of if condition.any_of is not None else (condition.equals,))
