"""The native charts of the Overview: dark and light bars with figures, so that grey paper shows them too."""

from __future__ import annotations

from typing import Any

from sheet2plan.render.looks import ACCENT, INK
from sheet2plan.render.xlsx import Book

_SHEET = "Overview"


def add_due_chart(book: Book, sheet: Any, heading_row: int, states: int) -> None:
    """A bar per due state beside its table."""
    first, last = heading_row + 2, heading_row + 1 + states
    chart = book.chart("bar")
    chart.add_series(
        {
            "name": "Clients",
            "categories": [_SHEET, first, 0, last, 0],
            "values": [_SHEET, first, 1, last, 1],
            "fill": {"color": ACCENT},
            "border": {"color": INK},
            "gap": 45,
            "data_labels": {"value": True, "font": {"bold": True, "size": 10}},
        }
    )
    chart.set_legend({"none": True})
    description = "Bar chart: how many clients have their next review overdue, due soon, later, or without a date."
    _insert(sheet, chart, (heading_row, 2), (580, 205), "Clients by next review", description)


def add_audit_chart(book: Book, sheet: Any, heading_row: int, points: int, row: int) -> None:
    """A stacked bar per point of the checklist, from `row` on below its table: pass plain, fail dark, open hatched."""
    first, last = heading_row + 2, heading_row + 1 + points
    chart = book.chart("bar", "percent_stacked")
    looks: tuple[dict[str, Any], ...] = (
        {"fill": {"color": "#DDE6EF"}, "data_labels": {"value": True, "num_format": _NO_ZERO}},
        {
            "fill": {"color": INK},
            "data_labels": {"value": True, "num_format": _NO_ZERO, "font": {"color": "white", "bold": True}},
        },
        {
            "pattern": {"pattern": "wide_upward_diagonal", "fg_color": INK, "bg_color": "white"},
            "data_labels": {"value": True, "num_format": _NO_ZERO, "fill": {"color": "white"}},
        },
    )
    for column, (name, look) in enumerate(zip(("Pass", "Fail", "Cannot tell"), looks, strict=True), 1):
        series = {
            "name": name,
            "categories": [_SHEET, first, 0, last, 0],
            "values": [_SHEET, first, column, last, column],
            "border": {"color": INK},
            "gap": 45,
        }
        chart.add_series({**series, **look})
    chart.set_legend({"position": "bottom"})
    description = "Stacked bar chart: how many clients pass, fail or can't be told at each point of the checklist."
    _insert(sheet, chart, (row, 0), (940, 235), "Clients by point of the checklist", description)


_NO_ZERO = "0;;"


def _insert(sheet: Any, chart: Any, at: tuple[int, int], size: tuple[int, int], title: str, description: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12, "color": INK}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 10}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(
        *at, chart, {"x_offset": 15 if at[1] else 0, "y_offset": 6, "description": description, "object_position": 1}
    )
