"""Default appearances: the font, size and colour that a form asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sheet2plan.render.pdf.syntax import name_text
from sheet2plan.render.pdf.tree import Node, Widget

_FONT = re.compile(r"/([^\s/\[\]()<>{}]+)\s+(-?\d*\.?\d+)\.?\s+Tf")
_COLOUR = re.compile(r"(?:-?[\d.]+\s+)+(?:g|rg|k)\b")


@dataclass(frozen=True, slots=True)
class Style:
    """What a default appearance says: font, size (0: the viewer may choose), colour."""

    font: str
    size: float
    colour: str


def style_of(written: str) -> Style:
    """A default appearance string taken apart; what it doesn't say is Helvetica, any size, black."""
    fonts, colours = _FONT.findall(written), _COLOUR.findall(written)
    name, size = fonts[-1] if fonts else ("Helv", "0")
    return Style(name_text(name.encode("latin-1", "replace")), abs(float(size)), colours[-1] if colours else "0 g")


def default_appearance(node: Node, widget: Widget) -> str:
    """The widget's own default appearance, else the field's."""
    said: Any = widget.raw.get("/DA", node.inherited.get("/DA"))
    return str(said) if said is not None else ""
