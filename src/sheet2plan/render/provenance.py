"""The sheets How it was read, each header with the field it became, and Made from, the files with their hashes."""

from __future__ import annotations

from dataclasses import dataclass

from sheet2plan.render.looks import Mark, Style, Tone
from sheet2plan.render.xlsx import Column, Table
from sheet2plan.reports.report import InputFile, Report
from sheet2plan.workbook.table import ReadTable


@dataclass(frozen=True, slots=True)
class ReadHeader:
    """One header of a table and the field it became; None for a header that is not used."""

    table: ReadTable
    header: str
    field: str | None


def reading_table(report: Report) -> Table[ReadHeader]:
    """One row per header of each table that was read."""
    headers = [header for table in report.tables for header in _headers(table)]
    columns: list[Column[ReadHeader]] = [
        Column("Workbook", 28, Style.WRAP, lambda read: read.table.workbook),
        Column("Sheet", 22, Style.WRAP, lambda read: read.table.sheet),
        Column("Read as", 20, Style.TEXT, lambda read: read.table.became or "not read"),
        Column("Header row", 10, Style.COUNT, lambda read: read.table.header_row),
        Column("Rows", 10, Style.COUNT, lambda read: read.table.rows),
        Column("Column header", 32, Style.WRAP, lambda read: read.header),
        Column("Became", 28, Style.TEXT, _became, (Mark(Tone.CARE, equals="not used"),)),
    ]
    return Table("How it was read", columns, headers, "No table was read.")


def _headers(table: ReadTable) -> list[ReadHeader]:
    """The table's headers, used ones first; a table without any still has its line."""
    used = [ReadHeader(table, header, field) for header, field in table.columns]
    return used + [ReadHeader(table, header, None) for header in table.unused] or [ReadHeader(table, "", "")]


def _became(read: ReadHeader) -> str:
    return "not used" if read.field is None else read.field


def inputs_table(report: Report, version: str) -> Table[InputFile]:
    """One row per file that the run was made from, and the program's version in the last."""
    columns: list[Column[InputFile]] = [
        Column("What", 18, Style.TEXT, lambda file: file.kind),
        Column("Name", 44, Style.WRAP, lambda file: file.name),
        Column("SHA-256", 70, Style.TEXT, lambda file: file.sha256),
    ]
    program = InputFile("program", f"sheet2plan {version}", "")
    return Table("Made from", columns, [*report.inputs, program], "")
