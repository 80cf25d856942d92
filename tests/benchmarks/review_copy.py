"""How fast a review copy is made, and with how much memory: python tests/benchmarks/review_copy.py [WORKBOOK]

Without a workbook one of 8 sheets and 2.5 million cells is made. Each figure comes from a process of its own.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sheet2plan.findings import Notice, Severity, Verdict
from sheet2plan.model import Source
from sheet2plan.render.review import render_review
from sheet2plan.render.review.package import open_package
from sheet2plan.render.review.workbench import Workbench

_ROWS = (10_000, 30_000, 60_000, 200_000, 100, 100, 100, 58)
_COUNTS = (50, 500, 5_000, 20_000)


def make_workbook(path: Path) -> None:
    """A workbook of about 300,000 rows and 2.5 million cells, of the shape of a clinic's."""
    from xlsxwriter import Workbook

    book = Workbook(str(path), {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, rows in enumerate(_ROWS):
        sheet = book.add_worksheet(f"Sheet {number}")
        for row in range(rows):
            sheet.write_row(row, 0, (f"C-{row % 10_000:05}", f"G{row % 3}", "Words of a goal", "Active", "PHQ-9"))
            sheet.write_number(row, 5, 45_000 + row % 700, day)
            sheet.write_row(row, 6, (row % 28, "J. Park, LCSW"))
    book.close()


def notices_for(path: Path, count: int) -> tuple[Notice, ...]:
    """So many notices at random cells of the workbook's sheets."""
    dice = random.Random(count)
    sheets = [sheet.name for sheet in Workbench(open_package(path.read_bytes())).sheets() if sheet.part]
    return tuple(
        Notice(
            code="date-unreadable",
            severity=dice.choice(list(Severity)),
            verdict=Verdict.FAIL,
            title="Not a date",
            message="Target date says “31/31/2026”, which is not a date that exists.",
            advice="Type a real date, such as 4/15/2026 or 2026-04-15.",
            source=Source(path.name, sheets[number % len(sheets)], dice.randrange(2, 10_000), dice.randrange(8)),
            client_id=f"C-{number:05}",
            field=None,
            component=None,
        )
        for number in range(count)
    )


def measure(path: Path, count: int) -> str:
    """One line: seconds of processor time, peak memory, sizes."""
    content, notices = path.read_bytes(), notices_for(path, count)
    start = time.process_time()
    copy = render_review(content, path.name, notices).content
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = f"{len(content) / 1e6:.1f} -> {len(copy) / 1e6:.1f} MB"
    return f"{count:7,} findings: {seconds:5.2f} s CPU, peak {peak:4.0f} MB, {sizes}"


def main() -> None:
    """Measures each number of findings in a child process."""
    if len(sys.argv) == 3:
        print(measure(Path(sys.argv[1]), int(sys.argv[2])))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) == 2 else Path(folder) / "big.xlsx"
        if len(sys.argv) < 2:
            make_workbook(path)
        for count in _COUNTS:
            subprocess.run([sys.executable, __file__, str(path), str(count)], check=True)


if __name__ == "__main__":
    main()
