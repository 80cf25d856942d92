"""Floor 1: the data files, read strictly. What a clinic, a payer or a new edition may change is data, not code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, cached_property, lru_cache

from pydantic import TypeAdapter

from sheet2plan.catalog.codes import Code, Component, missing_code, read_codes
from sheet2plan.catalog.files import Entry, read_folder, read_one
from sheet2plan.catalog.icd10 import IcdCode, IcdTable, read_icd, shipped_icd
from sheet2plan.catalog.instruments import Band, Change, Instrument, RiskItem, Variant
from sheet2plan.catalog.modalities import Modalities, Modality, read_modalities
from sheet2plan.catalog.profiles import Profile, ReviewRule, read_profiles
from sheet2plan.catalog.rules import AuditPoint, Rule, read_audit, read_rules
from sheet2plan.catalog.spellings import Headers, Remarks, Values, normalize_header, read_headers, read_values
from sheet2plan.catalog.thresholds import Thresholds, read_thresholds
from sheet2plan.errors import ConfigError
from sheet2plan.findings import Finding, Notice, Severity

__all__ = [
    "AuditPoint", "Band", "Catalog", "Change", "Code", "Component", "Entry", "Headers", "IcdCode", "IcdTable",
    "Instrument", "Modalities", "Modality", "Profile", "Remarks", "ReviewRule", "RiskItem", "Rule",
    "Thresholds", "Values",
    "Variant", "load_catalog", "missing_code", "normalize_header", "read_icd",
]  # fmt: skip


@dataclass(frozen=True)
class Catalog:
    """All data files of the package."""

    codes: Mapping[str, Code]
    components: Mapping[str, Component]
    instruments: tuple[Instrument, ...]
    headers: Headers
    values: Values
    rules: Mapping[str, Rule]
    audit: Mapping[str, AuditPoint]
    modalities: Modalities
    profiles: tuple[Profile, ...]
    thresholds: Thresholds
    newer_icd: IcdTable | None = None

    @property
    def icd(self) -> IcdTable:
        """The release of ICD-10-CM in use: the one a clinic names, else the one that is shipped."""
        return self.newer_icd or shipped_icd()

    @cached_property
    def _instrument_names(self) -> dict[str, Instrument]:
        return {
            _compact(spelling): instrument
            for instrument in self.instruments
            for spelling in (instrument.key, instrument.short, instrument.name, *instrument.aliases)
        }

    @cached_property
    def checked_rules(self) -> tuple[str, ...]:
        """The numbers of the rules that a program checks, in the order of the guide."""
        return tuple(number for number, rule in self.rules.items() if rule.codes)

    @cached_property
    def points_of(self) -> Mapping[str, tuple[str, ...]]:
        """The points of the guide's checklist that a finding fails, by its code; codes that fail none are left out."""
        points = {code: tuple(key for key, point in self.audit.items() if point.fails_by(code)) for code in self.codes}
        return {code: keys for code, keys in points.items() if keys}

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

    def with_thresholds(self, changes: Mapping[str, object]) -> Catalog:
        """The same catalogue with the clinic's own lines. Raises ConfigError for a threshold that isn't there."""
        return replace(self, thresholds=self.thresholds.changed(changes)) if changes else self

    def with_icd(self, table: IcdTable) -> Catalog:
        """The same catalogue with another release of ICD-10-CM."""
        return replace(self, newer_icd=table)

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


@lru_cache(maxsize=1024)
def _compact(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


@cache
def load_catalog() -> Catalog:
    """The package's own data. Raises ConfigError, naming file and place, when a data file breaks its schema."""
    parts = read_one(TypeAdapter(dict[str, Component]), "components.toml")
    rules = read_rules()
    return Catalog(
        codes=read_codes(parts, rules),
        components=parts,
        instruments=read_folder(TypeAdapter(Instrument), "instruments"),
        headers=read_headers(),
        values=read_values(),
        rules=rules,
        audit=read_audit(),
        modalities=read_modalities(),
        profiles=read_profiles(),
        thresholds=read_thresholds(),
    )
