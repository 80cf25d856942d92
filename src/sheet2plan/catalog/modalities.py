"""Named approaches and what they are used for: the clinic's list, not a payer's."""

from __future__ import annotations

import string
from collections import defaultdict
from functools import cached_property

from pydantic import TypeAdapter

from sheet2plan.catalog.files import Entry, read_one
from sheet2plan.memory import Memo

_MOST_TEXTS = 1000
_SPACED = defaultdict(lambda: " ", {ord(sign): sign for sign in string.ascii_lowercase + string.digits})


class Modality(Entry):
    """A named approach; `icd` and `first_line` are ICD-10-CM prefixes, an empty `icd` suits any diagnosis."""

    name: str
    short: str
    aliases: tuple[str, ...] = ()
    icd: tuple[str, ...] = ()
    first_line: tuple[str, ...] = ()

    def suits(self, code: str) -> bool:
        """Whether the list knows the approach for the diagnosis."""
        return not self.icd or code.startswith(self.icd)


class Modalities(Entry):
    """The whole list. `vague` words name no approach."""

    vague: tuple[str, ...]
    modality: tuple[Modality, ...]

    model_config = Entry.model_config | {"ignored_types": (cached_property,)}

    @cached_property
    def _spellings(self) -> dict[str, Modality]:
        return {
            folded_name(spelling): each
            for each in self.modality
            for spelling in (each.name, each.short, *each.aliases)
            if folded_name(spelling)
        }

    @cached_property
    def _vague(self) -> frozenset[str]:
        return frozenset(folded_name(word) for word in self.vague)

    @cached_property
    def _named(self) -> Memo[str, tuple[Modality, ...]]:
        return Memo(self._find, _MOST_TEXTS)

    @cached_property
    def _first_choices(self) -> Memo[str, tuple[Modality, ...]]:
        return Memo(self._choose, _MOST_TEXTS)

    def named_in(self, text: str) -> tuple[Modality, ...]:
        """The approaches a cell names: the whole cell first, else every known name inside it."""
        return self._named[text]

    def is_vague(self, text: str) -> bool:
        """Whether the cell holds nothing but a word such as counseling."""
        return folded_name(text) in self._vague

    def first_line_for(self, code: str) -> tuple[Modality, ...]:
        """The approaches the list calls a first choice for the diagnosis; empty when it has none."""
        return self._first_choices[code]

    def _choose(self, code: str) -> tuple[Modality, ...]:
        return tuple(each for each in self.modality if each.first_line and code.startswith(each.first_line))

    def _find(self, text: str) -> tuple[Modality, ...]:
        whole = self._spellings.get(folded_name(text))
        if whole is not None:
            return (whole,)
        words = f" {folded_name(text)} "
        return tuple(each for spelling, each in self._spellings.items() if f" {spelling} " in words)


def folded_name(text: str) -> str:
    """The text as names of approaches are compared: lower case, one space for all that is no letter or digit."""
    return " ".join(text.casefold().translate(_SPACED).split())


def read_modalities() -> Modalities:
    """The list of modalities.toml."""
    return read_one(TypeAdapter(Modalities), "modalities.toml")
