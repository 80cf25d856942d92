"""How fast a big workbook is read: ours beside bare python-calamine and pandas over openpyxl, in one run.

    PYTHONPATH=src:sample_workbooks python tests/benchmarks/reading.py [--clients 10000] [--no-pandas] [--file FILE]

Each way runs in a process of its own, so that its peak memory is its own. CPU seconds, the best of three (pandas: one).
The big workbook is made once, by the sample clinics' generator, and kept beside the given FILE name.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

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
    from sheet2plan.loading import ReadingOptions, find_all_tables
    from sheet2plan.records import ReadingRules, parse_records
    from sheet2plan.workbook.dates import DateOrder

    catalog, as_of = load_catalog(), date(2026, 11, 23)
    _, found = find_all_tables((path,), catalog, ReadingOptions(as_of))
    tables = [table for one in found for table in one.tables]
    _START.append(time.process_time())
    parsed, _ = parse_records(tables, ReadingRules(as_of, DateOrder.UNDECIDED, catalog.values))
    return sum(len(rows) for rows in parsed.by_type.values())


def loaded(path: Path) -> int:
    """Ours, from open to cases with findings: everything that comes before the first client's plan."""
    from sheet2plan.catalog import load_catalog
    from sheet2plan.loading import ReadingOptions, load_workbooks

    book = load_workbooks((path,), load_catalog(), ReadingOptions(date(2026, 11, 23)))
    return sum(len(rows) for rows in book.records.by_type.values())


_START: list[float] = []
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
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--file", type=Path, default=Path("big clinic.xlsx"))
    parser.add_argument("--no-pandas", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(_measured(_WAYS[chosen.one], chosen.file)))
        return
    if not chosen.file.exists():
        _make(chosen.clients, chosen.file)
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


def _make(clients: int, path: Path) -> None:
    from clinic_generator.clinic import make_clinic
    from clinic_generator.writer import write_workbook

    write_workbook(make_clinic(clients, seed=7), path, large=True)


def _in_own_process(name: str, path: Path) -> tuple[float, float, float]:
    command = [sys.executable, __file__, "--one", name, "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows, seconds, memory = json.loads(done.stdout.splitlines()[-1])
    return rows, seconds, memory


def _measured(way: Way, path: Path) -> tuple[float, float, float]:
    # The first call reads a file that is none, so that imports are done before the clock starts.
    _START.append(time.process_time())
    rows = way(path)
    seconds = time.process_time() - _START[-1]
    return rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
