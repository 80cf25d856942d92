"""Names of people as they stand in one cell: "Reyes, Ana", "Ana Reyes", "VANCE, ELI (goes by Buddy)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sheet2plan.sheets import Client

_REMARK = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*")


@dataclass(frozen=True, slots=True)
class PersonName:
    """First and last name, either may be empty, and what stood in brackets behind them."""

    first: str
    last: str
    remark: str

    @property
    def plain(self) -> str:
        """First, then last."""
        return f"{self.first} {self.last}".strip()

    @property
    def formal(self) -> str:
        """Last, then first, with a comma between."""
        return f"{self.last}, {self.first}" if self.first and self.last else self.plain


def split_name(text: str) -> PersonName:
    """First and last name: with a comma the last name comes first, without one the last word is the last name."""
    remark = " ".join(match.strip() for match in _REMARK.findall(text))
    bare = " ".join(_REMARK.sub(" ", text).split())
    if "," in bare:
        last, _, first = bare.partition(",")
        return PersonName(first.strip(), last.strip(), remark)
    first, _, last = bare.rpartition(" ")
    return PersonName(first, last, remark)


def client_name(client: Client) -> PersonName:
    """The client's name from first and last name, else from the name in one cell; empty parts where nothing stands."""
    if client.full_name and not (client.first_name and client.last_name):
        return split_name(client.full_name)
    return PersonName(client.first_name or "", client.last_name or "", "")
