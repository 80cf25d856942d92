"""Workbooks written as markdown tables, read back through the real reader and parser.

A section `## Objectives` with a table is a sheet. In a change, the first column finds the row and the others replace
its cells; a row that isn't there is added; `(no row)` in the second column takes the row out. `Objectives: no rows`
empties a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import openpyxl

from sheet2plan.catalog import load_catalog
from sheet2plan.reading.loading import Loaded, ReadingOptions, load_workbooks
from sheet2plan.sheets import SHEETS

Row = dict[str, str]
Tables = dict[str, list[Row]]

AS_OF = date(2026, 11, 23)
NO_ROW = "(no row)"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NAMES = {spec.name for spec in SHEETS}
_TEXT_COLUMNS = {"Client ID", "Member ID", "Goal #", "Problem #", "Objective #", "Contact phone", "Session #"}


def read_tables(markdown: str) -> Tables:
    """The sheets of a markdown text, each as rows by header."""
    tables: Tables = {}
    name = ""
    header: list[str] = []
    for line in markdown.splitlines():
        words = line.strip().lstrip("#").strip()
        if words.removesuffix(": no rows") in _NAMES:
            name, header = words.removesuffix(": no rows"), []
            tables.setdefault(name, [])
        elif line.strip().startswith("|") and name:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not header:
                header = cells
            elif not set(line) <= set("|-: "):
                tables[name].append(dict(zip(header, cells, strict=True)))
    return tables


def emptied(markdown: str) -> set[str]:
    """The sheets that a change empties."""
    return {match[1] for match in re.finditer(r"^#*\s*(\w+): no rows$", markdown, re.MULTILINE)}


def changed(tables: Tables, change: str) -> Tables:
    """The tables with a change made to them."""
    result = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for name in emptied(change):
        result[name] = []
    for name, rows in read_tables(change).items():
        for row in rows:
            _change_row(result.setdefault(name, []), row)
    return result


def _change_row(rows: list[Row], change: Row) -> None:
    keys = list(change)
    found = [row for row in rows if row.get(keys[0]) == change[keys[0]]]
    if len(keys) > 1 and change[keys[1]] == NO_ROW:
        rows[:] = [row for row in rows if row not in found]
    elif found:
        found[-1].update(change)
    else:
        rows.append({"Client ID": "C-0001"} | change)


def for_client(tables: Tables, client_id: str) -> Tables:
    """The tables with every row belonging to another client."""
    return {name: [row | {"Client ID": client_id} for row in rows] for name, rows in tables.items()}


def load(tables: Mapping[str, Iterable[Row]], folder: Path) -> Loaded:
    """The tables written as a workbook by openpyxl and read by sheet2plan."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        rows = list(rows)
        header = list(dict.fromkeys(title for row in rows for title in row)) or ["Client ID", "Date"]
        sheet = book.create_sheet(name)
        sheet.append(header)
        for row in rows:
            sheet.append([_cell(row.get(title, ""), title) for title in header])
    path = folder / "clinic.xlsx"
    book.save(path)
    return load_workbooks((path,), load_catalog(), ReadingOptions(AS_OF))


def load_clients(clients: Mapping[str, Tables], folder: Path) -> Loaded:
    """One workbook with all clients, each under its id and a name of its own; faster than a workbook for each."""
    together: Tables = {spec.name: [] for spec in SHEETS}
    for client_id, tables in clients.items():
        for row in tables["Clients"]:
            row["Last name"] = f"{row.get('Last name', '')} {client_id[2:]}"  # two clients of one name are a finding
        for name, rows in for_client(tables, client_id).items():
            together[name].extend(rows)
    return load(together, folder)


def _cell(text: str, title: str) -> object:
    if not text:
        return None
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if title not in _TEXT_COLUMNS and _NUMBER.fullmatch(text):
        return float(text)
    return text
