"""The blank workbook is made from the record definitions, so what it offers must be what the reader takes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from judges import ooxml_errors
from sheet2plan.catalog import load_catalog
from sheet2plan.cli import main
from sheet2plan.columns import FieldSpec, Kind, fields_of, label
from sheet2plan.commands.blank import blank_workbook
from sheet2plan.findings import Severity
from sheet2plan.reading.loading import Loaded, ReadingOptions, load_workbooks
from sheet2plan.sheets import SHEETS, SheetSpec
from workbooks import AS_OF

_EXAMPLES = {Kind.NUMBER: 3, Kind.INTEGER: 3, Kind.ITEMS: 0, Kind.DATE: date(2026, 1, 5), Kind.FLAG: "Yes"}
CHOICES = [(spec, column, choice) for spec in SHEETS for column in fields_of(spec.record) for choice in column.choices]


def filled(folder: Path, rows: dict[str, dict[str, object]]) -> Loaded:
    """The blank workbook with one row per sheet, read back."""
    path = folder / "clinic.xlsx"
    path.write_bytes(blank_workbook())
    book = openpyxl.load_workbook(path)
    for spec in SHEETS:
        columns = [column.name for column in fields_of(spec.record)]
        for field, value in rows.get(spec.name, {}).items():
            book[spec.name].cell(2, columns.index(field) + 1).value = value  # type: ignore[assignment]
    book.save(path)
    return load_workbooks((path,), load_catalog(), ReadingOptions(AS_OF))


def example(column: FieldSpec) -> object:
    """A value of the column's kind, typed as a person would."""
    if column.choices:
        return label(column.choices[0])
    return _EXAMPLES.get(column.kind, column.column.example or "some words")


def test_a_blank_workbook_has_no_clients_and_no_complaints(tmp_path: Path) -> None:
    loaded = filled(tmp_path, {})
    assert loaded.caseload.cases == ()
    catalog = load_catalog()
    worse = [one.code for one in loaded.findings if catalog.notice(one).severity is not Severity.INFO]
    assert worse == []


def test_every_column_is_read_as_itself(tmp_path: Path) -> None:
    rows = {spec.name: {column.name: example(column) for column in fields_of(spec.record)} for spec in SHEETS}
    loaded = filled(tmp_path, rows)
    assert {table.spec.name for table in loaded.tables} == {spec.name for spec in SHEETS}
    assert all(not table.described().unused for table in loaded.tables)
    for spec in SHEETS:
        (record,) = loaded.records.of(spec.record)
        blank = [column.name for column in fields_of(spec.record) if getattr(record, column.name) in (None, ())]
        assert blank == [], spec.name


@pytest.mark.parametrize(("spec", "column", "choice"), CHOICES, ids=[f"{s.name}.{c.name}={v}" for s, c, v in CHOICES])
def test_every_offered_choice_is_understood(spec: SheetSpec, column: FieldSpec, choice: str) -> None:
    spellings = load_catalog().values.choices[spec.name, column.name]
    assert spellings[label(choice).casefold()] == choice


def test_the_blank_workbook_is_sound(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["workbook", "new", str(tmp_path / "blank.xlsx")])
    assert result.exit_code == 0, result.output
    assert ooxml_errors(tmp_path / "blank.xlsx") == []
    again = CliRunner().invoke(main, ["workbook", "new", str(tmp_path / "blank.xlsx")])
    assert again.exit_code == 3


def test_ids_are_checked_as_they_are_typed(tmp_path: Path) -> None:
    (tmp_path / "blank.xlsx").write_bytes(blank_workbook())
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book["Goals"].data_validations.dataValidation}
    assert rules["A2"].formula1 == "COUNTIF(Clients!$A$2:$A$1001,$A2)>0"
    assert "Problems!$B$2:$B$1001,$C2)>0" in str(rules["C2"].formula1)
    assert rules["A2"].errorStyle == "warning"
