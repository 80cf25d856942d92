"""The batch before this one, as its run.json counts it: what the summary compares with."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from sheet2plan.findings import Severity
from sheet2plan.report import Before


def batch_before(batch: Path, as_of: date) -> Before | None:
    """The batch beside this one with the latest day before `as_of`; None when there is none that can be read.

    Runs for the same day never change it, so that the same clinic gives the same summary however often it is run.
    """
    if not batch.parent.is_dir():
        return None
    found = [_counted(folder) for folder in sorted(batch.parent.iterdir()) if folder != batch]
    earlier = [before for before in found if before is not None and before.as_of < as_of]
    return max(earlier, key=lambda before: before.as_of, default=None)


def _counted(folder: Path) -> Before | None:
    try:
        told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        counts = tuple((severity, int(told["findings"][severity.value])) for severity in Severity)
        return Before(folder.name, date.fromisoformat(told["as_of"]), int(told["clients"]), counts)
    except (OSError, ValueError, KeyError, TypeError):  # a folder that is no batch, or one that somebody changed
        return None
