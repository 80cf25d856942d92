"""How fast a big workbook is read: ours beside bare python-calamine and pandas over openpyxl, in one run.

    PYTHONPATH=src python tests/benchmarks/reading.py [--no-pandas] [--file "big clinic.xlsx"]

10,000 clients on 8 sheets, 300,000 rows, 2.5 million cells, written by XlsxWriter; the file is made once and kept.
Each way runs in a process of its own, so that its peak memory is its own. CPU seconds, the best of three (pandas: one).
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sheet2plan.columns import FieldSpec, Kind

Way = Callable[[Path], int]


def calamine(path: Path) -> int:
    """Bare python-calamine: every cell of every sheet as Python values. Error cells and blanks are the same."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    return sum(len(rows) for rows in [book.get_sheet_by_name(name).to_python() for name in book.sheet_names])


def pandas_openpyxl(path: Path) -> int:
    """pandas over openpyxl, the usual way."""
    import pandas as pd

    return sum(len(frame) + 1 for frame in pd.read_excel(path, sheet_name=None, engine="openpyxl").values())


def values(path: Path) -> int:
    """Ours, from open to values with addresses, errors told from blanks."""
    from sheet2plan.workbook.reader import read_workbook

    return sum(len(sheet.rows) for sheet in read_workbook(path).sheets)


def records(path: Path) -> int:
    """Ours, to validated records with findings: the tables' part alone, after reading and finding the tables."""
    from sheet2plan.catalog import load_catalog
    from sheet2plan.memory import collector_off
    from sheet2plan.reading.loading import ReadingOptions, find_all_tables
    from sheet2plan.reading.parsing import ReadingRules
    from sheet2plan.reading.records import parse_records
    from sheet2plan.workbook.dates import DateOrder

    catalog, as_of = load_catalog(), date(2026, 11, 23)
    _, found = find_all_tables((path,), catalog, ReadingOptions(as_of))
    tables = [table for one in found for table in one.tables]
    _START.append(time.process_time())
    with collector_off():
        parsed, _ = parse_records(tables, ReadingRules(as_of, DateOrder.UNDECIDED, catalog.values))
    return sum(len(rows) for rows in parsed.by_type.values())


def loaded(path: Path) -> int:
    """Ours, from open to cases with findings: everything that comes before the first client's plan."""
    from sheet2plan.catalog import load_catalog
    from sheet2plan.reading.loading import ReadingOptions, load_workbooks

    book = load_workbooks((path,), load_catalog(), ReadingOptions(date(2026, 11, 23)))
    return sum(len(rows) for rows in book.records.by_type.values())


_START: list[float] = []
_IMPORTED_BEFORE = ("python_calamine", "numpy", "pandas", "openpyxl", "sheet2plan.reading.loading")
_CLIENTS = 10_000
_SHAPE = {
    "Clients": (10_000, 14),
    "Diagnoses": (100, 8),
    "Problems": (100, 8),
    "Goals": (30_000, 9),
    "Objectives": (60_000, 12),
    "Scores": (199_500, 7),
    "Reviews": (100, 8),
    "Contacts": (100, 6),
}
_WORDS = ("client", "reports", "improved", "sleep", "less", "worry", "at", "work", "and", "fewer", "arguments", "daily")
_WAYS: dict[str, Way] = {
    "python-calamine": calamine,
    "sheet2plan values": values,
    "sheet2plan records alone": records,
    "sheet2plan open to cases": loaded,
    "pandas + openpyxl": pandas_openpyxl,
}


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=Path("big clinic.xlsx"))
    parser.add_argument("--no-pandas", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(_measured(_WAYS[chosen.one], chosen.file)))
        return
    if not chosen.file.exists():
        _make(chosen.file)
    print(f"{chosen.file} {chosen.file.stat().st_size / 1e6:.1f} MB")
    print(f"{'way':28}{'rows':>10}{'CPU s':>9}{'rows/s':>11}{'x calamine':>12}{'peak MB':>9}")
    base = 0.0
    for name in _WAYS:
        if chosen.no_pandas and "pandas" in name:
            continue
        runs = [_in_own_process(name, chosen.file) for _ in range(1 if "pandas" in name else 3)]
        rows, seconds, memory = min(runs, key=lambda run: run[1])
        base = base or seconds
        print(f"{name:28}{rows:10,.0f}{seconds:9.2f}{rows / seconds:11,.0f}{seconds / base:12.2f}{memory:9.0f}")


def _make(path: Path) -> None:
    """The big workbook: the first columns of our own record definitions, filled with what each column holds."""
    import xlsxwriter

    from sheet2plan.columns import fields_of
    from sheet2plan.sheets import SHEETS

    rng = random.Random(7)
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for spec in SHEETS:
            rows, width = _SHAPE.get(spec.name, (0, 0))
            columns = fields_of(spec.record)[:width]
            if not columns:
                continue
            sheet = book.add_worksheet(spec.name)
            sheet.write_row(0, 0, [column.column.title for column in columns])
            for row in range(rows):
                for place, column in enumerate(columns):
                    value = f"C-{row % _CLIENTS:05d}" if column.name == "client_id" else _value(column, row, rng)
                    sheet.write(row + 1, place, value, day if isinstance(value, date) else None)


def _value(column: FieldSpec, row: int, rng: random.Random) -> str | float | date | None:
    match column.kind:
        case Kind.DATE:
            return date(2026, 1, 1) + timedelta(days=rng.randrange(300))
        case Kind.NUMBER | Kind.INTEGER | Kind.ITEMS:
            return float(column.column.example or 1)
        case Kind.PROSE:
            return " ".join(rng.choice(_WORDS) for _ in range(rng.randint(8, 30)))
        case Kind.KEY:
            return f"{column.column.example[:1]}{row // _CLIENTS + 1}"
        case _:
            return None if rng.random() < 0.1 else column.column.example or "other"


def _in_own_process(name: str, path: Path) -> tuple[float, float, float]:
    command = [sys.executable, __file__, "--one", name, "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows, seconds, memory = json.loads(done.stdout.splitlines()[-1])
    return rows, seconds, memory


def _measured(way: Way, path: Path) -> tuple[float, float, float]:
    for module in _IMPORTED_BEFORE:
        importlib.import_module(module)
    _START.append(time.process_time())
    rows = way(path)
    seconds = time.process_time() - _START[-1]
    return rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
