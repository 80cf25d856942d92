"""Command line: write the sample workbooks, or one big clinic."""

from __future__ import annotations

import argparse
from pathlib import Path

from clinic_generator.clinic import make_clinic, riverside
from clinic_generator.messy import write_northgate
from clinic_generator.minimal import write_minimal
from clinic_generator.writer import write_workbook

_FOLDER = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write the samples beside this package, or with --clients one clinic of that size."""
    parser = argparse.ArgumentParser(prog="python -m clinic_generator", description=__doc__)
    parser.add_argument("--clients", type=int, help="size of one big clinic")
    parser.add_argument("--out", type=Path, default=Path("big.xlsx"), help="where the big clinic goes")
    parser.add_argument("--seed", type=int, default=20261123)
    chosen = parser.parse_args()
    if chosen.clients is not None:
        write_workbook(make_clinic(chosen.clients, chosen.seed), chosen.out, large=chosen.clients > 500)
        return
    write_workbook(riverside(), _FOLDER / "riverside.xlsx")
    write_minimal(_FOLDER / "minimal.xlsx")
    write_northgate(_FOLDER / "northgate-messy.xlsx", _FOLDER / "northgate-messy-faults.csv")


if __name__ == "__main__":
    main()
