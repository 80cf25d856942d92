"""Floor 1: the data files, read strictly. What a clinic, a payer or a new edition may change is data, not code."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sheet2plan.columns import Kind, fields_of, label, noun
from sheet2plan.errors import ConfigError
from sheet2plan.findings import Finding, Notice, Severity, Verdict
from sheet2plan.sheets import SHEETS, Record, SheetSpec

_DASHES = re.compile("[\u2010-\u2015\u2212/\\\\_]")
_PUNCTUATION = re.compile(r"[^\w\s%]")

T = TypeVar("T")


class Entry(BaseModel):
    """A strict, frozen piece of a data file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(Entry):
    """A severity band, both ends included."""

    low: float
    high: float
    label: str


class Variant(Entry):
    """One way to score an instrument that has several."""

    name: str
    minimum: float
    maximum: float


class Change(Entry):
    """How much movement means something, in points, each with its author."""

    reliable: float | None = None
    reliable_source: str | None = None
    important: float | None = None
    important_source: str | None = None
    response_drop: float | None = None
    remission_below: float | None = None
    remission_at_most: float | None = None


class RiskItem(Entry):
    """An item whose answer alone calls for a risk review, whatever the total."""

    item: int
    at_least: float


class Example(Entry):
    """A worked example that the tests run."""

    score: float
    band: str | None = None


class ChangeExample(Entry):
    """A worked example of a change class that the tests run."""

    first: float
    second: float
    result: Literal["improved reliably", "worsened reliably", "no reliable change"]


class Instrument(Entry):
    """One questionnaire: numbers only, never its wording."""

    key: str
    short: str
    name: str
    aliases: tuple[str, ...] = ()
    purpose: Literal["outcome", "screen", "history", "process", "categorical"]
    direction: Literal["higher_worse", "higher_better", "none"]
    minimum: float
    maximum: float
    items: int | None = None
    retest_days: int | None = None
    clinical_cutoff: float | None = None
    age_low: int | None = None
    age_high: int | None = None
    licence: str | None = None
    embed_items: Literal[False] = False
    verified: bool
    icd_domains: tuple[str, ...] = ()
    source: str
    variants: tuple[Variant, ...] = ()
    bands: tuple[Band, ...] = ()
    change: Change = Change()
    risk_items: tuple[RiskItem, ...] = ()
    examples: tuple[Example, ...] = ()
    change_examples: tuple[ChangeExample, ...] = ()

    def band(self, value: float) -> str | None:
        """The band's label, or None when the instrument has no bands or the value is off its scale.

        A value between two bands (25.05 where one ends at 25.0 and the next begins at 25.1) belongs to the upper one.
        """
        if not self.minimum <= value <= self.maximum:
            return None
        return next((band.label for band in self.bands if value <= band.high), None)


class Code(Entry):
    """What the catalogue says of a finding's code. Placeholders in `message` and `advice` name the finding's values."""

    severity: Severity
    title: str
    message: str
    advice: str
    rules: tuple[str, ...] = ()
    component: str | None = None
    verdict: Verdict = Verdict.FAIL


class Component(Entry):
    """A part of a complete plan, as the guide lists them; its required columns and extra codes make its share."""

    title: str
    codes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


class Requirement(Entry):
    """What the catalogue adds to a required column: the rules behind it."""

    rules: tuple[str, ...] = ()
    severity: Severity = Severity.GAP


@dataclass(frozen=True)
class Headers:
    """How clinics spell headers and sheet names: normalised spelling to field, or to sheet."""

    sheet_names: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    ambiguous: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Values:
    """How clinics spell allowed values: (sheet, field) to spelling to value; and words that mean "nothing here"."""

    choices: Mapping[tuple[str, str], Mapping[str, str]]
    flags: Mapping[str, str]
    absent: frozenset[str]


@dataclass(frozen=True)
class Catalog:
    """All data files of the package."""

    codes: Mapping[str, Code]
    components: Mapping[str, Component]
    instruments: tuple[Instrument, ...]
    headers: Headers
    values: Values

    @cached_property
    def _instrument_names(self) -> dict[str, Instrument]:
        return {
            _compact(spelling): instrument
            for instrument in self.instruments
            for spelling in (instrument.key, instrument.short, instrument.name, *instrument.aliases)
        }

    def instrument(self, measure: str) -> Instrument | None:
        """The instrument a measure names by key, short name, full name or alias; None when it is something else."""
        return self._instrument_names.get(_compact(measure))

    def with_severities(self, severities: Mapping[str, Severity]) -> Catalog:
        """The same catalogue with the clinic's own severities. Raises ConfigError for a code that isn't there."""
        for code in severities:
            if code not in self.codes:
                close = get_close_matches(code, self.codes, 1)
                hint = f"Did you mean {close[0]}?" if close else "docs/FINDINGS.md lists all codes."
                raise ConfigError(f"[severities] there is no finding {code}.", hint)
        changed = {code: self.codes[code].model_copy(update={"severity": level}) for code, level in severities.items()}
        return replace(self, codes={**self.codes, **changed})

    def notice(self, finding: Finding) -> Notice:
        """The finding in words. Raises KeyError for a code without an entry, or a message without its values."""
        code = self.codes[finding.code]
        values = {"client": finding.client_id or "", "where": finding.source.a1} | dict(finding.values)
        return Notice(
            code=finding.code,
            severity=code.severity,
            verdict=code.verdict,
            title=code.title,
            message=code.message.format_map(values),
            advice=code.advice.format_map(values),
            source=finding.source,
            client_id=finding.client_id,
            field=finding.field,
            component=code.component,
        )


def missing_code(record: type[Record], field: str) -> str:
    """The code of a required column that is blank: missing-clients-dob."""
    sheet = next(spec.name for spec in SHEETS if spec.record is record)
    return f"missing-{sheet.lower()}-{field.replace('_', '-')}"


def normalize_header(text: str) -> str:
    """A header or sheet name as spellings are compared: lower case, dashes and punctuation as spaces, # as a word."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("#", " number ")
    return " ".join(_PUNCTUATION.sub(" ", _DASHES.sub(" ", text)).split())


def _compact(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


@cache
def load_catalog() -> Catalog:
    """The package's own data. Raises ConfigError, naming file and place, when a data file breaks its schema."""
    data = resources.files("sheet2plan") / "data"
    components = TypeAdapter(dict[str, Component])
    parts = _checked(components, _toml(data / "components.toml"), "components.toml")
    codes = _checked(TypeAdapter(dict[str, Code]), _toml(data / "findings.toml"), "findings.toml")
    rules = _checked(TypeAdapter(dict[str, Requirement]), _toml(data / "requirements.toml"), "requirements.toml")
    instruments = tuple(
        _checked(TypeAdapter(Instrument), _toml(file), file.name)
        for file in sorted((data / "instruments").iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    )
    return Catalog(
        codes={**_missing_codes(rules, parts), **_with_components(codes, parts)},
        components=parts,
        instruments=instruments,
        headers=_headers(_toml(data / "header_aliases.toml")),
        values=_values(_toml(data / "value_aliases.toml")),
    )


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _checked(adapter: TypeAdapter[T], data: object, name: str) -> T:
    try:
        return adapter.validate_python(data)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ConfigError(f"{name}: {place}: {first['msg']}.", "Correct the file; its form is in docs/.") from fault


def _missing_codes(rules: Mapping[str, Requirement], parts: Mapping[str, Component]) -> dict[str, Code]:
    return {
        missing_code(spec.record, column.name): Code(
            severity=rules.get(f"{spec.name}.{column.name}", Requirement()).severity,
            title=f"{column.column.title} is missing",
            message=f"{column.column.title} is blank{{which}}.",
            advice=f"Fill in column “{column.column.title}” on sheet {spec.name}: {column.column.meaning}",
            rules=rules.get(f"{spec.name}.{column.name}", Requirement()).rules,
            component=_component_of_column(f"{spec.name}.{column.name}", parts),
        )
        for spec in SHEETS
        for column in fields_of(spec.record)
    }


def _component_of_column(column: str, parts: Mapping[str, Component]) -> str | None:
    sheet = column.split(".", 1)[0]
    return next(
        (name for name, part in parts.items() if column in part.columns or f"{sheet}.*" in part.columns),
        None,
    )


def _with_components(codes: Mapping[str, Code], parts: Mapping[str, Component]) -> dict[str, Code]:
    home = {code: name for name, part in parts.items() for code in part.codes}
    return {name: code.model_copy(update={"component": home.get(name)}) for name, code in codes.items()}


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
    return Values(choices, flags, frozenset(word.casefold() for word in data["absent"]["words"]))


def _choice_spellings(choices: tuple[str, ...], aliases: Mapping[str, list[str]]) -> dict[str, str]:
    spellings = {spelling.casefold(): choice for choice, extra in aliases.items() for spelling in extra}
    for choice in choices:
        spellings[choice.casefold().replace("_", " ")] = choice
        spellings[label(choice).casefold()] = choice
    return spellings


def column_noun(record: type[Record], field: str) -> str:
    """The column's title inside a sentence: "date of birth"."""
    return noun(next(spec for spec in fields_of(record) if spec.name == field).column.title)
