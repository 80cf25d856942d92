"""What the catalogue says of each finding's code, and which codes and columns make a part of the plan."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from sheet2plan.catalog.files import Entry, read_folder, read_one
from sheet2plan.columns import fields_of
from sheet2plan.findings import Severity, Verdict
from sheet2plan.sheets import SHEETS, Record


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


def missing_code(record: type[Record], field: str) -> str:
    """The code of a required column that is blank: missing-clients-dob."""
    sheet = next(spec.name for spec in SHEETS if spec.record is record)
    return f"missing-{sheet.lower()}-{field.replace('_', '-')}"


def read_codes(parts: Mapping[str, Component]) -> dict[str, Code]:
    """Every code: findings.toml, the files of findings/, and one per column that may be missing."""
    adapter = TypeAdapter(dict[str, Code])
    codes = read_one(adapter, "findings.toml")
    for file in read_folder(adapter, "findings"):
        codes |= file
    rules = read_one(TypeAdapter(dict[str, Requirement]), "requirements.toml")
    return {**_missing_codes(rules, parts), **_with_components(codes, parts)}


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
