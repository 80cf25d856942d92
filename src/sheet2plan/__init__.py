"""sheet2plan: a clinic's workbook in; treatment plans, payer forms and a summary of what needs attention out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sheet2plan.reading.frames import load
    from sheet2plan.running.batch import run
    from sheet2plan.running.options import RunOptions

__all__ = ["RunOptions", "__version__", "load", "run"]

_HOMES = {
    "RunOptions": "sheet2plan.running.options",
    "run": "sheet2plan.running.batch",
    "load": "sheet2plan.reading.frames",
}


def __getattr__(name: str) -> Any:
    # Imported on first use: `sheet2plan --help` must not wait for pandas and pydantic.
    if name not in _HOMES:
        raise AttributeError(f"module 'sheet2plan' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
