"""Staff written by first name only: told by the full name when only one person has it, else left and reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from sheet2plan.findings import Finding, finding
from sheet2plan.reading.records import Records
from sheet2plan.sheets import Client, Intervention, Record

_STAFF_FIELDS: dict[type[Record], tuple[str, ...]] = {
    Client: ("clinician", "supervisor"),
    Intervention: ("responsible",),
}


def name_staff(records: Records) -> tuple[Records, tuple[Finding, ...]]:
    """The same records with first names of staff made full, and a finding for each that was, or could not be."""
    full = _full_names(records)
    findings: list[Finding] = []
    changed: dict[type[Record], tuple[Record, ...]] = {
        kind: tuple(_named(row, fields, full, findings) for row in records.by_type.get(kind, ()))
        for kind, fields in _STAFF_FIELDS.items()
    }
    return Records({**records.by_type, **changed}), tuple(findings)


def _full_names(records: Records) -> dict[str, tuple[str, ...]]:
    """Full names by first name; the same person with and without a credential counts once, the longest form stands."""
    people: dict[str, dict[str, str]] = defaultdict(dict)
    for name in _all_names(records):
        bare = name.split(",", 1)[0].strip()
        words = bare.split()
        if len(words) > 1 and not any(mark in name for mark in "/&"):
            known = people[words[0].casefold()].get(bare.casefold(), "")
            people[words[0].casefold()][bare.casefold()] = max(known, name, key=len)
    return {first: tuple(sorted(full.values())) for first, full in people.items()}


def _all_names(records: Records) -> Iterable[str]:
    for kind, fields in _STAFF_FIELDS.items():
        for row in records.by_type.get(kind, ()):
            yield from (name for field in fields if (name := getattr(row, field)))


def _named(row: Record, fields: tuple[str, ...], full: dict[str, tuple[str, ...]], findings: list[Finding]) -> Record:
    for field in fields:
        name = getattr(row, field)
        if not name or " " in name.strip():
            continue
        could = full.get(name.casefold().rstrip("."), ())
        place = row.origin.at(field)
        if len(could) == 1:
            row = replace(row, **cast("dict[str, Any]", {field: could[0]}))
            findings.append(finding("staff-by-first-name", place, row.client_id, field, raw=name, name=could[0]))
        elif could:
            names = " or ".join(could)
            findings.append(finding("staff-ambiguous", place, row.client_id, field, raw=name, names=names))
    return row
