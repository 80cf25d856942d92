"""How cells look: a few styles and tones, told apart on a black-and-white page too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

INK, RULE, ACCENT = "#1F3A5F", "#D0D5DB", "#2F5D8A"
ALARM_INK, ALARM_FILL = "#8B1A1A", "#FBE3DF"
CARE_INK, CARE_FILL = "#6B4300", "#FFF2CC"


class Style(Enum):
    """How the cells of a column look."""

    TEXT = "text"
    WRAP = "wrapped"
    COUNT = "count"
    PERCENT = "percent"
    DATE = "date"
    SCORE = "score"
    MOVED = "signed number"
    SIGN = "sign"


class Tone(Enum):
    """How loud a marked cell is: bold on a fill, so that it can be told on a black-and-white page too."""

    ALARM = "alarm"
    CARE = "care"
    BAR = "bar"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Mark:
    """A conditional format of a column: cells equal to a text, above a number, or (BAR) all of them from 0 to 100 %."""

    tone: Tone
    equals: str | None = None
    above: float | None = None


_BASE = {"valign": "top", "bottom": 1, "bottom_color": RULE}
_LEFT, _CENTER = {**_BASE, "align": "left", "indent": 1}, {**_BASE, "align": "center"}
LOOKS: dict[Style, dict[str, Any]] = {
    Style.TEXT: _LEFT,
    Style.WRAP: {**_LEFT, "text_wrap": True},
    Style.COUNT: {**_CENTER, "num_format": "#,##0"},
    Style.PERCENT: {**_CENTER, "num_format": "0%"},
    Style.DATE: {**_LEFT, "num_format": "mmm d, yyyy"},
    Style.SCORE: _CENTER,
    Style.MOVED: {**_CENTER, "num_format": "+General;-General;0"},
    Style.SIGN: _CENTER,
}
# A column of signs is narrow; its header is turned to stand along it.
_TURNED: dict[Style, dict[str, Any]] = {Style.SIGN: {"rotation": 90, "valign": "bottom", "align": "center"}}
_HEADER = {"bold": True, "font_color": "white", "bg_color": INK, "text_wrap": True, "valign": "vcenter"}
LINK = {"font_color": "#0B4F9E", "underline": 1}
TONES: dict[Tone, dict[str, Any]] = {
    Tone.ALARM: {"bold": True, "font_color": ALARM_INK, "bg_color": ALARM_FILL},
    Tone.CARE: {"bold": True, "font_color": CARE_INK, "bg_color": CARE_FILL},
    Tone.QUIET: {"font_color": "#5B6672"},
}
BAR = {
    "type": "data_bar",
    "data_bar_2010": True,
    "bar_solid": True,
    "bar_color": "#B7CCE2",
    "bar_border_color": ACCENT,
    "min_type": "num",
    "max_type": "num",
    "min_value": 0,
    "max_value": 1,
}


def header_look(style: Style) -> dict[str, Any]:
    """How the header of a column of that style looks: aligned as its cells."""
    aligned: dict[str, Any] = {name: LOOKS[style][name] for name in ("align", "indent") if name in LOOKS[style]}
    return {**_HEADER, **aligned, **_TURNED.get(style, {})}
