"""How long all checks take: python tests/benchmarks/checks.py CLINIC.xlsx

Reads the workbook once, then times the checks of each client and of the whole caseload on one core.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

from sheet2plan.catalog import load_catalog
from sheet2plan.checks import CHECKS, check_case, check_caseload
from sheet2plan.checks.context import CheckContext
from sheet2plan.reading.loading import ReadingOptions, load_workbooks


def main() -> None:
    """Prints the times and how often each code was found."""
    as_of, catalog = date(2026, 11, 23), load_catalog()
    loaded = load_workbooks((Path(sys.argv[1]),), catalog, ReadingOptions(as_of))
    cases = loaded.caseload.cases
    context = CheckContext(as_of, catalog)
    begin = time.process_time()
    found = [item for case in cases for item in check_case(case, context)]
    alone = time.process_time()
    found += check_caseload(cases, context)
    end = time.process_time()
    print(f"{len(cases)} clients: each {alone - begin:.2f} s, caseload {end - alone:.2f} s, all {end - begin:.2f} s")
    if "--each" in sys.argv:
        for check in CHECKS:
            begin = time.process_time()
            for case in cases:
                list(check(case, context))
            print(f"  {time.process_time() - begin:6.2f} s  {check.__name__}")
    for code, count in Counter(item.code for item in found).most_common():
        print(f"  {count:7} {catalog.codes[code].severity.value:8} {code}")


if __name__ == "__main__":
    main()
