"""What the catalogue says of each finding's code, and which codes and columns make a part of the plan."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from sheet2plan.catalog.files import Entry, read_folder, read_one
from sheet2plan.catalog.rules import Rule
from sheet2plan.columns import fields_of
from sheet2plan.errors import ConfigError
from sheet2plan.findings import Severity, Verdict
from sheet2plan.sheets import SHEETS, Record


class Code(Entry):
    """What the catalogue says of a finding's code. Placeholders in `message` and `advice` name the finding's values.

    `rules` and `component` are filled in from rules.toml and components.toml.
    """

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


def missing_code(record: type[Record], field: str) -> str:
    """The code of a required column that is blank: missing-clients-dob."""
    sheet = next(spec.name for spec in SHEETS if spec.record is record)
    return f"missing-{sheet.lower()}-{field.replace('_', '-')}"


def read_codes(parts: Mapping[str, Component], rules: Mapping[str, Rule]) -> dict[str, Code]:
    """Every code: findings.toml, the files of findings/, and one per column that may be missing, with its rules."""
    adapter = TypeAdapter(dict[str, Code])
    codes = read_one(adapter, "findings.toml")
    for file in read_folder(adapter, "findings"):
        codes |= file
    return _with_rules({**_missing_codes(parts), **_with_components(codes, parts)}, rules)


def _with_rules(codes: dict[str, Code], rules: Mapping[str, Rule]) -> dict[str, Code]:
    """Each code with the rules that name it; what a data file said of its rules before is replaced."""
    named: dict[str, list[str]] = {}
    for number, rule in rules.items():
        for code in rule.codes:
            if code not in codes:
                raise ConfigError(f"rules.toml: {number} names {code}, which is no finding.", "Correct the name.")
            named.setdefault(code, []).append(number)
    return {name: code.model_copy(update={"rules": tuple(named.get(name, ()))}) for name, code in codes.items()}


def _missing_codes(parts: Mapping[str, Component]) -> dict[str, Code]:
    return {
        missing_code(spec.record, column.name): Code(
            severity=Severity.GAP,
            title=f"{column.column.title} is missing",
            message=f"{column.column.title} is blank{{which}}.",
            advice=f"Fill in column “{column.column.title}” on sheet {spec.name}: {column.column.meaning}",
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
