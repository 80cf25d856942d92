"""What a terminal can show: signs its encoding lacks are replaced, colours are asked for once."""

from __future__ import annotations

import codecs
import os
import shutil
import sys
from collections.abc import Mapping
from typing import TextIO

_NAME = "sheet2plan-console"
_PLAIN = {
    "→": "->", "≤": "<=", "≥": ">=", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "·": "-", "…": "...",
    "✓": "x", "✗": "-", "×": "x", "\u00a0": " ", "\u2011": "-",
}  # fmt: skip
_FALLBACK = (100, 40)


def mend_streams() -> None:
    """Makes standard output and error print any text: an old Windows console shows -> for an arrow, ? for the rest."""
    codecs.register_error(_NAME, _replaced)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_NAME)


def _replaced(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    text = fault.object[fault.start : fault.end]
    return "".join(_PLAIN.get(char, "?") for char in text), fault.end


def wants_colour(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour: on a terminal only, and never when NO_COLOR is set (no-color.org) or the terminal is dumb."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def screen_size(stream: TextIO) -> tuple[int, int]:
    """Columns and lines to fill: the terminal's, or 100 by 40 where there is none."""
    if not stream.isatty():
        return _FALLBACK
    size = shutil.get_terminal_size(_FALLBACK)
    return max(60, min(size.columns, 140)), max(20, size.lines)
