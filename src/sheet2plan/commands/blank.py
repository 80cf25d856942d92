"""The blank workbook, made from the record definitions: titles, drop-downs, input messages, formats."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from sheet2plan.columns import FieldSpec, Kind, Need, fields_of, label
from sheet2plan.model import column_letters
from sheet2plan.sheets import READ_ME, SHEETS, Client, SheetSpec

_ROWS = 1000
_CREATED = datetime(2026, 1, 1)
_TOOLTIP_LIMIT = 255
_LIST_LIMIT = 255


def blank_workbook() -> bytes:
    """An empty clinic workbook (.xlsx): a Read me sheet and one sheet per record type. The same bytes every time."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "sheet2plan workbook", "created": _CREATED})
    _read_me(book)
    formats = _formats(book)
    for spec in SHEETS:
        _sheet(book.add_worksheet(spec.name), spec, formats)
    book.close()
    return buffer.getvalue()


def _formats(book: Workbook) -> dict[Kind, Format]:
    text = book.add_format({"num_format": "@", "valign": "top"})
    prose = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "mm/dd/yyyy", "valign": "top", "align": "left"})
    number = book.add_format({"valign": "top"})
    by_kind = dict.fromkeys(Kind, text)
    return by_kind | {
        Kind.PROSE: prose,
        Kind.DATE: day,
        Kind.NUMBER: number,
        Kind.INTEGER: number,
        Kind.ITEMS: number,
    }


def _read_me(book: Workbook) -> None:
    sheet = book.add_worksheet(READ_ME)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90, book.add_format({"text_wrap": True, "valign": "top"}))
    sheet.write(0, 0, "How to keep this workbook", book.add_format({"bold": True, "font_size": 16}))
    lines = (
        ("Client ID", "Give every client one ID and write it on every sheet; everything hangs on it."),
        (
            "Numbers",
            "P1, G1, O1.1, I1: a goal names its problem, an objective its goal, an intervention its objective.",
        ),
        ("Dates", "Type them as dates, not as text."),
        ("Drop-downs", "Pick from the list where a cell has one."),
        ("Needed sheets", "Clients, Goals and Scores. Every other sheet makes the plans more complete."),
        ("Then", "Run: sheet2plan run <this file>"),
    )
    bold = book.add_format({"bold": True, "valign": "top"})
    for row, (head, text) in enumerate(lines, 2):
        sheet.write(row, 0, head, bold)
        sheet.write(row, 1, text)
    for row, spec in enumerate(SHEETS, len(lines) + 3):
        sheet.write_url(row, 0, f"internal:'{spec.name}'!A1", string=spec.name)
        sheet.write(row, 1, spec.meaning)


def _sheet(sheet: Worksheet, spec: SheetSpec, formats: dict[Kind, Format]) -> None:
    columns = fields_of(spec.record)
    table = [{"header": column.column.title, "format": formats[column.kind]} for column in columns]
    sheet.add_table(
        0,
        0,
        _ROWS,
        len(columns) - 1,
        {"name": f"tbl{spec.name}", "columns": table, "style": "Table Style Light 9", "autofilter": True},
    )
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, max(column.column.width, len(column.column.title) + 4), formats[column.kind])
        sheet.data_validation(1, index, _ROWS, index, {**_validation(column), **_key_rule(spec, column, index)})
        sheet.write_comment(0, index, _note(column), {"author": "sheet2plan", "x_scale": 2, "font_size": 9})


def _key_rule(spec: SheetSpec, column: FieldSpec, index: int) -> dict[str, object]:
    """What Excel checks of ids as they are typed: one row per client, known clients only, numbers unique per client.

    Excel warns and lets the person go on, as a client may be typed before the row on the Clients sheet.
    """
    letter = column_letters(index)
    formula, problem = "", ""
    if column.name == "client_id" and spec.record is Client:
        formula, problem = f"COUNTIF($A$2:$A${_ROWS + 1},$A2)=1", "This client ID is on the sheet already."
    elif column.name == "client_id":
        formula = f"COUNTIF(Clients!$A$2:$A${_ROWS + 1},$A2)>0"
        problem = "This client ID is not on the Clients sheet."
    elif column.name == spec.record.KEY:
        formula = f"COUNTIFS($A$2:$A${_ROWS + 1},$A2,${letter}$2:${letter}${_ROWS + 1},${letter}2)=1"
        problem = "This client has that number already."
    elif column.name in spec.record.LINKS:
        parent = spec.record.LINKS[column.name]
        place = column_letters(_place(parent, column.name))
        rows = f"$2:${place}${_ROWS + 1}"
        formula = f"COUNTIFS({parent}!$A$2:$A${_ROWS + 1},$A2,{parent}!${place}{rows},${letter}2)>0"
        problem = f"This client has no such number on {parent}."
    if not formula:
        return {}
    return {"validate": "custom", "value": f"={formula}", "error_type": "warning", "error_message": problem}


def _place(sheet: str, field: str) -> int:
    spec = next(spec for spec in SHEETS if spec.name == sheet)
    return [column.name for column in fields_of(spec.record)].index(field)


def _note(column: FieldSpec) -> str:
    """The comment on a header: what belongs there, whether it is needed, an example."""
    return f"{column.column.title}: {_tooltip(column)}"


def _validation(column: FieldSpec) -> dict[str, object]:
    message = _tooltip(column)
    rule: dict[str, object] = {"validate": "any", "input_title": column.column.title[:32], "input_message": message}
    choices = [label(choice) for choice in column.choices]
    if column.kind is Kind.FLAG:
        choices = ["Yes", "No"]
    if choices and len(",".join(choices)) <= _LIST_LIMIT:
        return rule | {
            "validate": "list",
            "source": choices,
            "error_message": f"Choose one of: {', '.join(choices)}"[:255],
        }
    if column.kind is Kind.DATE:
        return rule | {
            "validate": "date",
            "criteria": "between",
            "minimum": datetime(1900, 1, 2),
            "maximum": datetime(2199, 12, 31),
            "error_message": "Type a date, such as 4/15/2026.",
        }
    if column.kind in (Kind.NUMBER, Kind.INTEGER) and column.low is not None:
        limit = {"criteria": ">=", "value": column.low}
        if column.high is not None:
            limit = {"criteria": "between", "minimum": column.low, "maximum": column.high}
        return rule | {"validate": "decimal", "error_message": "Type a number within the limits."} | limit
    return rule


def _tooltip(column: FieldSpec) -> str:
    need = {Need.REQUIRED: "Required.", Need.OPTIONAL: "", Need.CONDITIONAL: f"Required when {column.column.when}."}
    example = f"Example: {column.column.example}" if column.column.example else ""
    return " ".join(filter(None, (column.column.meaning, need[column.column.need], example)))[:_TOOLTIP_LIMIT]
