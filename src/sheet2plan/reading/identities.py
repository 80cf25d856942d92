"""Who a row belongs to: ids as clinics really type them, and names where a sheet has no ids."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sheet2plan.names import client_name, split_name
from sheet2plan.sheets import Client

_ID_NOISE = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Identity:
    """The client a row belongs to. `code` is the finding to make of how it was told, None when it was plain."""

    client_id: str | None
    code: str | None = None


class Identities:
    """The ids and names of the Clients sheets. Ids are told apart exactly first, then by shape, never by likeness."""

    def __init__(self, clients: Iterable[Client]) -> None:
        rows = list(clients)
        self._ids = {row.client_id for row in rows}
        self._by_shape: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            self._by_shape[_shape(row.client_id)].add(row.client_id)
            for name in _names(row):
                self._by_name[name].add(row.client_id)

    def of_id(self, text: str) -> Identity:
        """The client of an id: as it stands, or the only one it can be when case, punctuation and leading zeros
        are left aside. An unknown id is returned as it stands."""
        if text in self._ids:
            return Identity(text)
        alike = self._by_shape.get(_shape(text), set())
        if len(alike) == 1:
            return Identity(next(iter(alike)), "id-spelled-otherwise")
        return Identity(text)

    def of_name(self, text: str) -> Identity:
        """The client of a name, when exactly one client has it; otherwise no client and the finding that says why."""
        name = split_name(text)
        found = self._by_name.get((name.first.casefold(), name.last.casefold()), set())
        if len(found) == 1:
            return Identity(next(iter(found)), "client-by-name")
        return Identity(None, "client-name-shared" if found else "client-name-unknown")


def padded_width(ids: Iterable[str]) -> int | None:
    """The width that ids with leading zeros have in a column, when most all-digit ids have it; else None.

    Excel drops the zeros of ids it takes for numbers; the width of the others gives them back.
    """
    digits = [text for text in ids if text.isdigit()]
    widths = Counter(len(text) for text in digits if text.startswith("0"))
    if not widths:
        return None
    width, _ = widths.most_common(1)[0]
    fitting = sum(len(text) == width for text in digits)
    return width if fitting >= max(2, len(digits) // 2) else None


def _shape(text: str) -> str:
    bare = _ID_NOISE.sub("", text.casefold())
    return re.sub(r"(?<!\d)0+(?=\d)", "", bare)


def _names(row: Client) -> Iterable[tuple[str, str]]:
    name = client_name(row)
    if name.first and name.last:
        yield name.first.casefold(), name.last.casefold()
