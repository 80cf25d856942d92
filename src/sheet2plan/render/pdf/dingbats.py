"""Ticks without a font: many forms draw theirs with ZapfDingbats, which not every viewer has.

The tick of such a box is drawn again as lines and curves, in the same place, size and colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pikepdf import Dictionary, Stream

from sheet2plan.render.pdf.marks import circle
from sheet2plan.render.pdf.syntax import numbers
from sheet2plan.render.pdf.tree import open_dictionary, stream_bytes, text_of
from sheet2plan.render.pdf.update import stream

_TEXT = re.compile(rb"\bBT\b(.*?)\bET\b", re.DOTALL)
_SIZE = re.compile(rb"/\S+\s+([\d.]+)\s+Tf")
_PLACE = re.compile(rb"(-?[\d.]+)\s+(-?[\d.]+)\s+T[dD]\b|(-?[\d.]+)\s+(-?[\d.]+)\s+Tm\b")
_SIGN = re.compile(rb"\(\\?(.)\)\s*Tj|<([0-9A-Fa-f]{2})>\s*Tj")
_TICK = ((0.03, 0.36), (0.14, 0.43), (0.31, 0.20), (0.66, 0.70), (0.72, 0.67), (0.34, 0.0), (0.26, 0.0))
_CROSS = (
    *((0.04, 0.10), (0.13, 0.01), (0.38, 0.26), (0.63, 0.01), (0.72, 0.10), (0.47, 0.35)),
    *((0.72, 0.60), (0.63, 0.69), (0.38, 0.44), (0.13, 0.69), (0.04, 0.60), (0.29, 0.35)),
)
_SQUARE = ((0.035, -0.014), (0.727, -0.014), (0.727, 0.678), (0.035, 0.678))
_DIAMOND = ((0.395, -0.014), (0.754, 0.345), (0.395, 0.705), (0.035, 0.345))
_STAR = (
    *((0.408, 0.705), (0.495, 0.437), (0.777, 0.437), (0.549, 0.272), (0.636, 0.004)),
    *((0.408, 0.170), (0.180, 0.004), (0.267, 0.272), (0.039, 0.437), (0.321, 0.437)),
)
_MARKS: Mapping[str, tuple[tuple[float, float], ...]] = {
    **dict.fromkeys("34", _TICK),
    **dict.fromkeys("5678", _CROSS),
    "n": _SQUARE,
    "u": _DIAMOND,
    "H": _STAR,
}
_COLOUR = re.compile(rb"((?:-?[\d.]+\s+)+)(g|rg|k)\b")


def redrawn(look: object) -> bytes | None:
    """The appearance of a tick, free of fonts, as the body of an object; None when the form's own will do."""
    if not isinstance(look, Stream) or not _leans_on_dingbats(look):
        return None
    code = stream_bytes(look)
    drawn = _TEXT.sub(lambda match: _drawn(match[1]) or match[0], code)
    if drawn == code:
        return None
    head = open_dictionary(look.stream_dict, ("/Length", "/Filter", "/DecodeParms", "/Resources"))
    return stream(head.removeprefix(b"<<") + b"/Resources<<>>", drawn)


def _leans_on_dingbats(look: Stream) -> bool:
    resources = look.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
    named = [font for _, font in fonts.items() if isinstance(font, Dictionary)] if isinstance(fonts, Dictionary) else []
    return any("Dingbats" in text_of(font.get("/BaseFont")) and "/FontDescriptor" not in font for font in named) or (
        not named
    )


def _drawn(text: bytes) -> bytes:
    """The marks of one text object as paths; empty when they are no marks we know."""
    size, sign = _SIZE.search(text), _SIGN.search(text)
    if size is None or sign is None or len(_SIGN.findall(text)) > 1:
        return b""
    letter = (sign[1] or bytes.fromhex((sign[2] or b"34").decode())).decode("latin-1")
    places = _PLACE.findall(text)
    x, y = (float(places[-1][0] or places[-1][2]), float(places[-1][1] or places[-1][3])) if places else (0.0, 0.0)
    colours = _COLOUR.findall(text)
    fill = b"%b%b" % colours[-1] if colours else b"0 g"
    path = _path(letter, x, y, float(size[1]))
    return b"q %b %b Q" % (fill, path.encode("ascii")) if path else b""


def _path(letter: str, x: float, y: float, size: float) -> str:
    """The outline of a mark whose glyph would stand at a point; "" for a mark we don't know."""
    if letter == "l":
        return f"{circle(x + 0.396 * size, y + 0.347 * size, 0.361 * size)} f"
    corners = [numbers(x + right * size, y + up * size) for right, up in _MARKS.get(letter, ())]
    return f"{corners[0]} m {' l '.join(corners[1:])} l h f" if corners else ""
