"""How clinics spell headers, sheet names and allowed values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sheet2plan.catalog.files import data_folder, read_toml
from sheet2plan.columns import Kind, fields_of, label
from sheet2plan.sheets import SHEETS, SheetSpec

_DASHES = re.compile("[\u2010-\u2015\u2212/\\\\_]")
_PUNCTUATION = re.compile(r"[^\w\s%]")


@dataclass(frozen=True)
class Headers:
    """How clinics spell headers and sheet names: normalised spelling to field, or to sheet."""

    sheet_names: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    ambiguous: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Remarks:
    """Words that stand where a value belongs: nothing there, not taken, the same as above, a mere mark."""

    absent: frozenset[str]
    not_done: frozenset[str]
    ditto: frozenset[str]
    marks: frozenset[str]


@dataclass(frozen=True)
class Values:
    """How clinics spell allowed values: (sheet, field) to spelling to value; and words that are no value at all."""

    choices: Mapping[tuple[str, str], Mapping[str, str]]
    flags: Mapping[str, str]
    remarks: Remarks


@lru_cache(maxsize=1024)  # the headers of a workbook are few, and each is compared with every sheet's
def normalize_header(text: str) -> str:
    """A header or sheet name as spellings are compared: lower case, dashes and punctuation as spaces, # as a word."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("#", " number ")
    return " ".join(_PUNCTUATION.sub(" ", _DASHES.sub(" ", text)).split())


def read_headers() -> Headers:
    """The spellings of header_aliases.toml."""
    return _headers(read_toml(data_folder() / "header_aliases.toml"))


def read_values() -> Values:
    """The spellings of value_aliases.toml."""
    return _values(read_toml(data_folder() / "value_aliases.toml"))


def _headers(data: dict[str, Any]) -> Headers:
    names = {normalize_header(spec.name): spec.name for spec in SHEETS}
    for sheet, spellings in data["sheet_names"].items():
        names |= {normalize_header(spelling): sheet for spelling in spellings}
    ambiguous = {
        sheet: frozenset(normalize_header(spelling) for spelling in spellings)
        for sheet, spellings in data.get("ambiguous", {}).items()
    }
    return Headers(names, {spec.name: _spellings(spec, data) for spec in SHEETS}, ambiguous)


def _spellings(spec: SheetSpec, data: dict[str, Any]) -> dict[str, str]:
    """Normalised spelling to field; a canonical title wins over an alias."""
    spellings: dict[str, str] = {}
    for source in (data["every_sheet"], data.get(spec.name, {})):
        for field, aliases in source.items():
            spellings |= {normalize_header(alias): field for alias in aliases}
    for column in fields_of(spec.record):
        spellings[normalize_header(column.name)] = column.name
        spellings[normalize_header(column.column.title)] = column.name
    return spellings


def _values(data: dict[str, Any]) -> Values:
    choices: dict[tuple[str, str], Mapping[str, str]] = {}
    for spec in SHEETS:
        for column in fields_of(spec.record):
            if column.kind is Kind.CHOICE:
                own = data.get(spec.name, {}).get(column.name, {})
                choices[spec.name, column.name] = _choice_spellings(column.choices, own)
    flags = {word.casefold(): meaning for meaning, words in data["flags"].items() for word in words}
    kinds = ("absent", "not_done", "ditto", "marks")
    remarks = Remarks(*(frozenset(word.casefold() for word in data[kind]["words"]) for kind in kinds))
    return Values(choices, flags, remarks)


def _choice_spellings(choices: tuple[str, ...], aliases: Mapping[str, list[str]]) -> dict[str, str]:
    spellings = {spelling.casefold(): choice for choice, extra in aliases.items() for spelling in extra}
    for choice in choices:
        spellings[choice.casefold().replace("_", " ")] = choice
        spellings[label(choice).casefold()] = choice
    return spellings
