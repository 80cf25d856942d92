"""What a check may know besides the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sheet2plan.catalog import Catalog


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The day of the run, the catalogue, and the clinic's thresholds."""

    as_of: date
    catalog: Catalog
    fills_forms: bool = True
    longest_interval: int = 90
