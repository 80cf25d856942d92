"""Header texts to fields: by title, by a known spelling, as the clinic told, or by the content; never by guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from sheet2plan.catalog import Headers, normalize_header
from sheet2plan.columns import field_of
from sheet2plan.sheets import SHEETS, SheetSpec
from sheet2plan.workbook.cells import Cell, is_blank, shown

CLIENT_NAME = "client_name"

_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_ICD_SHAPE = re.compile(r"[A-TV-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?", re.IGNORECASE)
_SUGGESTED_FROM = 78.0
_CONTENT_SHARE = 0.6


class How(StrEnum):
    """Why a header became a field."""

    TOLD = "your word in sheet2plan.toml"
    TITLE = "its title"
    ALIAS = "a known spelling"
    UNBRACKETED = "a known spelling without what is in brackets"
    CONTENT = "what stands in the column"
    LABEL = "its label on a card"


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """What one header became. `field` is None when it is not used; then `doubt` may say why and `suggestions` what
    it could be, likeliest first, as column titles."""

    column: int
    text: str
    field: str | None
    how: How | None = None
    doubt: str = ""
    suggestions: tuple[str, ...] = ()


def normalized(told: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What the clinic told of headers, by sheet, each header as headers are compared."""
    return {
        sheet: {normalize_header(header): field for header, field in columns.items()} for sheet, columns in told.items()
    }


@dataclass(frozen=True, slots=True)
class HeaderReader:
    """Matches headers by the shipped spellings and by what the clinic told: per sheet, normalized header to field, ""
    for unused.

    `holds_data` tells headers that carry a value of their own, such as PHQ9 1/5/26 or Goal 1.
    """

    headers: Headers
    told: Mapping[str, Mapping[str, str]]
    holds_data: Callable[[str], bool]

    def match_all(
        self, spec: SheetSpec, sheet: str, texts: Mapping[int, str], column: Callable[[int], Iterable[Cell]]
    ) -> tuple[HeaderMatch, ...]:
        """One match per header, in column order. A field goes to its first header; a second one is in doubt."""
        matches: list[HeaderMatch] = []
        taken: dict[str, str] = {}
        for index in sorted(texts):
            match = self._match(spec, sheet, index, texts[index], column)
            if match.field is not None and match.field in taken:
                doubt = f"“{taken[match.field]}” is read as {_title(spec, match.field)} already"
                match = HeaderMatch(index, match.text, None, None, doubt)
            if match.field is not None:
                taken[match.field] = match.text
            matches.append(match)
        return tuple(matches)

    def known(self, spec: SheetSpec, text: str) -> str | None:
        """The field of a header by spelling alone, or None."""
        field, _ = self._by_spelling(spec, text)
        return field

    def names_client(self, text: str) -> bool:
        """Whether a header is one that names clients, by id or by name; every table has one."""
        key = normalize_header(text)
        return key in _CLIENT_WORDS or self.headers.fields["Clients"].get(key) in ("client_id", "full_name")

    def is_plain_client(self, text: str) -> bool:
        """Whether a header is just Client or Patient, under which ids stand as well as names."""
        return normalize_header(text) in _CLIENT_WORDS

    def client_field(self, text: str, cells: Iterable[Cell]) -> str | None:
        """What a header that names clients is by its spelling, or by its cells: client_id, CLIENT_NAME, or neither."""
        if self.is_plain_client(text):
            filled = [shown(cell) for cell in cells if not is_blank(cell)]
            return next((field for field, test in _CLIENT_TESTS if _mostly(test, filled)), None)
        if self.is_id(text):
            return "client_id"
        return CLIENT_NAME if self.names_client(text) else None

    def share_known(self, texts: Iterable[str]) -> float:
        """The share of texts that are headers of any sheet type, or begin like a score or a numbered goal."""
        texts = list(texts)
        known = sum(self._is_known(text) for text in texts)
        return known / len(texts) if texts else 0.0

    def _is_known(self, text: str) -> bool:
        if not any(letter.isalpha() or letter == "#" for letter in text):
            return False
        keys = {normalize_header(text), normalize_header(_IN_BRACKETS.sub(" ", text))} - {""}
        spelled = any(not keys.isdisjoint(spellings) for spellings in self.headers.fields.values())
        return spelled or self.is_plain_client(text) or self.holds_data(text)

    def is_id(self, text: str) -> bool:
        """Whether a header is a spelling of the client id."""
        return self.headers.fields["Clients"].get(normalize_header(text)) == "client_id"

    def _match(
        self, spec: SheetSpec, sheet: str, index: int, text: str, column: Callable[[int], Iterable[Cell]]
    ) -> HeaderMatch:
        told = self.told.get(sheet, {})
        if (key := normalize_header(text)) in told:
            return HeaderMatch(index, text, told[key] or None, How.TOLD)
        field, how = self._by_spelling(spec, text)
        if field is not None:
            return HeaderMatch(index, text, field, how)
        if spec.name != "Clients" and self.is_plain_client(text):
            client = self.client_field(text, column(index))
            return HeaderMatch(index, text, client, How.CONTENT if client else None)
        if normalize_header(text) in self.headers.ambiguous.get(spec.name, ()):
            return self._by_content(spec, index, text, list(column(index)))
        return HeaderMatch(index, text, None, None, "", self._suggestions(spec, text))

    def _by_spelling(self, spec: SheetSpec, text: str) -> tuple[str | None, How | None]:
        spellings = self.headers.fields[spec.name]
        key = normalize_header(text)
        if key in spellings:
            field = spellings[key]
            exact = key in (normalize_header(field_of(spec.record, field).column.title), normalize_header(field))
            return field, How.TITLE if exact else How.ALIAS
        if spec.name != "Clients" and self.headers.fields["Clients"].get(key) == "full_name":
            return CLIENT_NAME, How.ALIAS
        bare = normalize_header(_IN_BRACKETS.sub(" ", text))
        if bare and bare != key and bare in spellings:
            return spellings[bare], How.UNBRACKETED
        return None, None

    def _by_content(self, spec: SheetSpec, index: int, text: str, cells: list[Cell]) -> HeaderMatch:
        filled = [shown(cell) for cell in cells if not is_blank(cell)]
        for (sheet, header), tests in _CONTENT_TESTS.items():
            if sheet == spec.name and header == normalize_header(text):
                for field, test in tests:
                    if _mostly(test, filled):
                        return HeaderMatch(index, text, field, How.CONTENT)
        could = tuple(_title(spec, field) for field in _MEANINGS.get((spec.name, normalize_header(text)), ()))
        return HeaderMatch(index, text, None, None, "it could mean more than one column", could)

    def _suggestions(self, spec: SheetSpec, text: str) -> tuple[str, ...]:
        spellings = self.headers.fields[spec.name]
        found = process.extract(normalize_header(text), list(spellings), scorer=fuzz.token_sort_ratio, limit=8)
        fields = dict.fromkeys(spellings[spelling] for spelling, score, _ in found if score >= _SUGGESTED_FROM)
        return tuple(_title(spec, field) for field in list(fields)[:3])


def best_spec(reader: HeaderReader, texts: Sequence[str]) -> SheetSpec | None:
    """The sheet type whose columns these headers name most, when it leads; None when nothing leads clearly."""
    scores = sorted(
        ((_distinct(reader, spec, texts), -rank, spec) for rank, spec in enumerate(SHEETS)),
        reverse=True,
        key=lambda item: item[:2],
    )
    (first, _, spec), (second, _, _) = scores[0], scores[1]
    return spec if first >= 2 and first > second else None


def _distinct(reader: HeaderReader, spec: SheetSpec, texts: Sequence[str]) -> int:
    fields = {reader.known(spec, text) for text in texts} - {None, "client_id", CLIENT_NAME}
    return len(fields)


def _title(spec: SheetSpec, field: str) -> str:
    return "Client name" if field == CLIENT_NAME else field_of(spec.record, field).column.title


def _mostly(test: Callable[[str], bool], texts: list[str]) -> bool:
    return bool(texts) and sum(map(test, texts)) >= _CONTENT_SHARE * len(texts)


def _is_icd(text: str) -> bool:
    return _ICD_SHAPE.fullmatch(text.split(" ")[0].rstrip(":;,")) is not None


def _is_id(text: str) -> bool:
    """An id, and not an id with the name behind it, which would carry the name into the names of files."""
    return any(letter.isdigit() for letter in text) and text.count(" ") < 2 and "," not in text


def _is_name(text: str) -> bool:
    return not any(letter.isdigit() for letter in text) and any(mark in text for mark in " ,")


def _is_number(text: str) -> bool:
    return text.rstrip("%").replace(".", "", 1).strip().isdigit()


def _is_word(text: str) -> bool:
    return not _is_number(text)


_Tests = tuple[tuple[str, Callable[[str], bool]], ...]

_CLIENT_WORDS = ("client", "patient")
_CLIENT_TESTS: _Tests = (("client_id", _is_id), (CLIENT_NAME, _is_name))

# What an ambiguous header may become, and what the column's cells must look like for it.
_CONTENT_TESTS: Mapping[tuple[str, str], _Tests] = {
    ("Clients", "client"): (("client_id", _is_id), ("full_name", _is_name)),
    ("Clients", "patient"): (("client_id", _is_id), ("full_name", _is_name)),
    ("Diagnoses", "dx"): (("icd10_code", _is_icd), ("description", _is_name)),
    ("Objectives", "progress"): (("progress_pct", _is_number), ("status", _is_word)),
}
_MEANINGS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("Clients", "gender"): ("sex", "gender_identity"),
    ("Assessment", "si hi"): ("suicidality", "aggression"),
    ("Goals", "outcome"): ("status", "goal_text"),
    **{key: tuple(field for field, _ in tests) for key, tests in _CONTENT_TESTS.items()},
}
