"""Makes src/sheet2plan/data/icd10cm.csv.gz from a table with the columns code, billable and description.

Run it as: python docs/make_icd10.py TABLE.csv "April 2026" F Z R41 R44 R45 R46 G47 T14.91
The arguments after the release are the leading characters that the table holds whole.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src" / "sheet2plan" / "data" / "icd10cm.csv.gz"


def make(table: Path, release: str, covered: list[str]) -> bytes:
    """The shipped file: a line with the release, one with what is covered, then the codes. Same input, same bytes."""
    text = io.StringIO()
    text.write(f"{release}\n{' '.join(covered)}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "billable", "description"))
    with table.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["code"])
    writer.writerows((row["code"], row["billable"], row["description"]) for row in rows)
    return gzip.compress(text.getvalue().encode(), mtime=0)


if __name__ == "__main__":
    TARGET.write_bytes(make(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
