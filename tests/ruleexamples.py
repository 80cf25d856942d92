"""The rule examples of rules.md: each a change to the perfect client and the findings that must follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tables import Tables, changed, read_tables

HOME = Path(__file__).parent / "checks"
_CODES = re.compile(r"`([a-z0-9-]+)`")


@dataclass(frozen=True, slots=True)
class Example:
    """One section: the rule it breaks, the findings it must bring, those that come along, and the change itself."""

    rule: str
    codes: tuple[str, ...]
    also: tuple[str, ...]
    change: str

    @property
    def name(self) -> str:
        """Rule and first code, for the test's name."""
        return f"{self.rule} {self.codes[0]}"


def perfect() -> Tables:
    """The tables of the client whose records lack nothing."""
    return read_tables((HOME / "perfect.md").read_text(encoding="utf-8"))


def examples() -> list[Example]:
    """Every section of rules.md."""
    text = (HOME / "rules.md").read_text(encoding="utf-8")
    return [_example(section) for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]]


def broken(example: Example) -> Tables:
    """The perfect client with the example's change."""
    return changed(perfect(), example.change)


def _example(section: str) -> Example:
    heading, body = section.split("\n", 1)
    also = re.search(r"^Also:.*$", body, re.MULTILINE)
    change = re.sub(r"^Also:.*$", "", body, flags=re.MULTILINE)
    codes = tuple(_CODES.findall(heading))
    return Example(heading.split(":")[0], codes, tuple(_CODES.findall(also[0])) if also else (), change.strip())
