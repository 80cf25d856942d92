"""The records as pandas frames, for people with notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sheet2plan.catalog import load_catalog
from sheet2plan.columns import FieldSpec, Kind, fields_of
from sheet2plan.reading.loading import ReadingOptions, load_workbooks
from sheet2plan.sheets import SHEETS, Record
from sheet2plan.workbook.dates import DateOrder

_DTYPES: dict[Kind, str] = {
    Kind.DATE: "datetime64[s]",
    Kind.NUMBER: "Float64",
    Kind.INTEGER: "Int64",
    Kind.FLAG: "boolean",
    Kind.ITEMS: "object",
}


def load(*workbooks: str | Path, as_of: date, date_order: DateOrder = DateOrder.UNDECIDED) -> dict[str, pd.DataFrame]:
    """One frame per canonical sheet, in sheet order, with typed columns and `source`, the address of each row.

    Blank and unreadable cells are missing values; text stays text (ids keep their zeros, a name "None" stays a name).
    Raises WorkbookError when a workbook can't be read or lacks Clients, Goals or Scores.
    """
    loaded = load_workbooks(tuple(Path(path) for path in workbooks), load_catalog(), ReadingOptions(as_of, date_order))
    return {spec.name: _frame(loaded.records.of(spec.record), fields_of(spec.record)) for spec in SHEETS}


def _frame(records: Sequence[Record], columns: Sequence[FieldSpec]) -> pd.DataFrame:
    series: dict[str, pd.Series[Any]] = {
        column.name: pd.Series([getattr(row, column.name) for row in records], dtype=_DTYPES.get(column.kind, "string"))
        for column in columns
    }
    series["source"] = pd.Series([row.origin.at().a1 for row in records], dtype="string")
    return pd.DataFrame(series)
