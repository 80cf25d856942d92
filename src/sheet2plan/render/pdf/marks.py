"""Borders, backgrounds and the marks of boxes and buttons, as lines and curves that need no font."""

from __future__ import annotations

from typing import Any

from pikepdf import Dictionary, Name

from sheet2plan.render.pdf.syntax import number, numbers
from sheet2plan.render.pdf.tree import real, reals, rect_of, text_of

_CURVE = 0.5523


def colour(parts: Any, stroke: bool) -> str:
    """The operators that set a colour of an /MK dictionary; "" for none."""
    found = reals(parts)
    operator = {1: "G" if stroke else "g", 3: "RG" if stroke else "rg", 4: "K" if stroke else "k"}.get(len(found))
    return f"{numbers(*found)} {operator}" if operator else ""


def border_width(widget: Dictionary) -> float:
    """How thick a widget's border is; the standard says 1 where the form says nothing."""
    style = widget.get("/BS")
    if isinstance(style, Dictionary):
        return min(max(real(style.get("/W"), 1.0), 0.0), 20.0)
    edge = reals(widget.get("/Border"))
    return min(max(edge[2], 0.0), 20.0) if len(edge) > 2 else 1.0


def border_style(widget: Dictionary) -> str:
    """S solid, D dashed, B bevelled, I inset, U underlined."""
    style = widget.get("/BS")
    said = style.get("/S") if isinstance(style, Dictionary) else None
    return str(said)[1:2] if isinstance(said, Name) else "S"


def backdrop(widget: Dictionary, width: float, height: float) -> str:
    """The operators for a widget's background and border; "" when it has neither."""
    traits = widget.get("/MK")
    if not isinstance(traits, Dictionary):
        return ""
    fill, edge = colour(traits.get("/BG"), False), colour(traits.get("/BC"), True)
    thick = border_width(widget)
    drawn = f"q {fill} {numbers(0, 0, width, height)} re f Q " if fill else ""
    if edge and thick:
        drawn += f"q {edge} {_edge(widget, thick, width, height)} Q "
    return drawn


def _edge(widget: Dictionary, thick: float, width: float, height: float) -> str:
    style, half = border_style(widget), thick / 2
    if style == "U":
        return f"{number(thick)} w {numbers(0, half)} m {numbers(width, half)} l S"
    dashed = f"[{_dashes(widget)}] 0 d " if style == "D" else ""
    return f"{number(thick)} w {dashed}{numbers(half, half, width - thick, height - thick)} re S"


def _dashes(widget: Dictionary) -> str:
    style = widget.get("/BS")
    return numbers(*(reals(style.get("/D")) if isinstance(style, Dictionary) else ())) or "3"


def mark(widget: Dictionary, ticked: bool) -> bytes:
    """What a check box or radio button without pictures looks like; b"" when it has no room."""
    left, bottom, right, top = rect_of(widget)
    width, height = right - left, top - bottom
    if width < 1 or height < 1:
        return b""
    drawn = backdrop(widget, width, height)
    if ticked:
        traits = widget.get("/MK")
        sign = text_of(traits.get("/CA")) if isinstance(traits, Dictionary) else ""
        drawn += f"q {_sign(sign or '4', width, height)} Q"
    return drawn.encode("ascii")


def _sign(sign: str, width: float, height: float) -> str:
    side = min(width, height) * 0.7
    x, y = (width - side) / 2, (height - side) / 2
    pen = f"0 G {number(max(side / 8, 0.6))} w 1 J 1 j"
    match sign:
        case "l":
            return f"0 g {circle(width / 2, height / 2, side * 0.4)} f"
        case "n":
            return f"0 g {numbers(x, y, side, side)} re f"
        case "u" | "H":
            points = ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5))
            corners = " l ".join(numbers(x + side * right, y + side * up) for right, up in points)
            return f"0 g {corners.replace(' l ', ' m ', 1)} l h f"
        case "8":
            ends = numbers(x, y), numbers(x + side, y + side), numbers(x, y + side), numbers(x + side, y)
            return f"{pen} {ends[0]} m {ends[1]} l S {ends[2]} m {ends[3]} l S"
    tick = (numbers(x, y + side * 0.5), numbers(x + side * 0.36, y + side * 0.1), numbers(x + side, y + side * 0.95))
    return f"{pen} {tick[0]} m {tick[1]} l {tick[2]} l S"


def circle(x: float, y: float, radius: float) -> str:
    """A closed path round a centre."""
    k = radius * _CURVE
    return (
        f"{numbers(x + radius, y)} m "
        f"{numbers(x + radius, y + k, x + k, y + radius, x, y + radius)} c "
        f"{numbers(x - k, y + radius, x - radius, y + k, x - radius, y)} c "
        f"{numbers(x - radius, y - k, x - k, y - radius, x, y - radius)} c "
        f"{numbers(x + k, y - radius, x + radius, y - k, x + radius, y)} c"
    )
