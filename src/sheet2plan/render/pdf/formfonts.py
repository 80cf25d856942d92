"""The fonts a form brings along: which characters they can show, under which code, how wide.

Only what every viewer will draw counts: a font that is not embedded is trusted with the Windows Latin characters alone,
an embedded one with the glyphs that are in its program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import uharfbuzz as hb
from fontTools.agl import toUnicode
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.StandardEncoding import StandardEncoding
from pikepdf import Array, Dictionary, Name, Object, Stream

from sheet2plan.render.pdf.faces import WINANSI, FormFace, core_metrics, standard_face
from sheet2plan.render.pdf.syntax import name_text, name_token
from sheet2plan.render.pdf.tree import real, reals, stream_bytes, text_of, whole_number

_CODECS = {"WinAnsiEncoding": "cp1252", "MacRomanEncoding": "mac_roman", "PDFDocEncoding": "pdfdoc"}
_ALIASES = (
    (re.compile(r"^(Helv|HeBo|HeBO|HeOb|Arial|ArialMT|Helvetica)", re.IGNORECASE), "Helvetica"),
    (re.compile(r"^(Cour|CoBo|CoOb|CoBO|Courier)", re.IGNORECASE), "Courier"),
    (re.compile(r"^(TiRo|TiBo|TiIt|TiBI|Times)", re.IGNORECASE), "Times-Roman"),
)
_STANDARD = re.compile(r"^(Helvetica|Courier|Times|Arial|CourierNew|TimesNewRoman)(PS)?(MT)?(-Roman)?([-,].*)?$")
_SYMBOLIC = 1 << 2


@dataclass(frozen=True, slots=True)
class _Metrics:
    top: float
    capital: float
    deep: float
    leading: float


def form_face(name: str, font: Object | None) -> FormFace | None:
    """The face of a font as a form names it; None when its characters can't be told, so that another must stand in.

    A font the form doesn't have gets the standard font its name suggests.
    """
    label = name_token(name).decode("ascii")
    if not isinstance(font, Dictionary):
        return _stand_in(name, label)
    if text_of(font.get("/Subtype")) not in ("Type1", "TrueType", "MMType1"):
        return None
    base = text_of(font.get("/BaseFont")).partition("+")[2] or text_of(font.get("/BaseFont"))
    resource = label + (
        f" {font.objgen[0]} {font.objgen[1]} R" if font.is_indirect else font.unparse().decode("latin-1")
    )
    if "Symbol" in base or "Dingbats" in base or not resource.isascii():
        return None
    encoding = _trusted(font, _encoding(font))
    if "/Widths" not in font:
        return standard_face(label, resource, _standard_name(base), encoding) if _STANDARD.match(base) else None
    return _measured(label, resource, font, encoding)


def _stand_in(name: str, label: str) -> FormFace:
    base = next((standard for pattern, standard in _ALIASES if pattern.match(name)), "Helvetica")
    if base != "Courier" and re.search(r"bo", name[2:], re.IGNORECASE):
        base = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}[base]
    resource = f"{label}<</Type/Font/Subtype/Type1/BaseFont/{base}/Encoding/WinAnsiEncoding>>"
    return standard_face(label, resource, base, WINANSI)


def _standard_name(base: str) -> str:
    bold = "Bold" in base
    if base.startswith("Courier"):
        return "Courier"
    if base.startswith("Times"):
        slanted = "Italic" in base
        return f"Times-{'BoldItalic' if bold and slanted else 'Bold' if bold else 'Italic' if slanted else 'Roman'}"
    return "Helvetica-Bold" if bold else "Helvetica"


def _encoding(font: Dictionary) -> dict[str, int]:
    """Character -> code. Empty when the font keeps its encoding to itself."""
    said = font.get("/Encoding")
    if isinstance(said, Name):
        return _base_encoding(text_of(said))
    if not isinstance(said, Dictionary):
        return {} if _program(font) is not None else _base_encoding("StandardEncoding")
    named = text_of(said.get("/BaseEncoding"))
    if not named and _program(font) is not None and _flags(font) & _SYMBOLIC:
        table = {}
    else:
        table = {code: letter for letter, code in _base_encoding(named or "StandardEncoding").items()}
    table |= dict(_differences(said.get("/Differences")))
    found: dict[str, int] = {}
    for code, letter in table.items():
        if letter:
            found.setdefault(letter, code)
    return found


def _base_encoding(name: str) -> dict[str, int]:
    if name == "WinAnsiEncoding":
        return dict(WINANSI)
    codec = _CODECS.get(name)
    if codec:
        pairs = ((bytes([code]).decode(codec, "ignore"), code) for code in range(32, 256))
        return {letter: code for letter, code in pairs if letter}
    return {toUnicode(glyph): code for code, glyph in enumerate(StandardEncoding) if glyph != ".notdef"}


def _differences(parts: Any) -> Iterator[tuple[int, str]]:
    code = 0
    for part in parts if isinstance(parts, Array) else ():
        if isinstance(part, Name):
            letter = toUnicode(name_text(part.unparse()))
            yield code, letter if len(letter) == 1 else ""
            code += 1
        else:
            code = whole_number(part)


def _flags(font: Dictionary) -> int:
    descriptor = font.get("/FontDescriptor")
    return whole_number(descriptor.get("/Flags")) if isinstance(descriptor, Dictionary) else 0


def _program(font: Dictionary) -> tuple[str, Stream] | None:
    descriptor = font.get("/FontDescriptor")
    for key in ("/FontFile2", "/FontFile3", "/FontFile"):
        found = descriptor.get(key) if isinstance(descriptor, Dictionary) else None
        if isinstance(found, Stream):
            return key, found
    return None


def _trusted(font: Dictionary, encoding: dict[str, int]) -> dict[str, int]:
    """The part of the encoding that every viewer will draw."""
    program = _program(font)
    if program is None:
        return {letter: code for letter, code in encoding.items() if letter in WINANSI}
    if "+" not in text_of(font.get("/BaseFont")) and program[0] == "/FontFile":
        return {letter: code for letter, code in encoding.items() if letter in WINANSI}
    drawn = _drawn_characters(*program)
    return {letter: code for letter, code in encoding.items() if letter in drawn}


def _drawn_characters(kind: str, program: Stream) -> frozenset[str]:
    """The characters an embedded font program has glyphs for; none when it can't be told."""
    data = stream_bytes(program)
    if kind == "/FontFile2":
        return _truetype_characters(data)
    if kind == "/FontFile3" and text_of(program.get("/Subtype")) == "Type1C":
        return frozenset(letter for name in _cff_glyphs(data) if len(letter := toUnicode(name)) == 1)
    return frozenset()


def _cff_glyphs(data: bytes) -> tuple[str, ...]:
    """The names of the glyphs of a CFF font; none when the font is damaged or has numbers instead."""
    fonts = CFFFontSet()
    try:
        fonts.decompile(BytesIO(data), None)
        return () if hasattr(fonts[0], "ROS") else tuple(fonts[0].charset)
    except Exception:  # fontTools says in many ways that a font is damaged
        return ()


def _truetype_characters(data: bytes) -> frozenset[str]:
    face = hb.Face(hb.Blob(data))
    font = hb.Font(face)
    found = set()
    for code in face.unicodes:
        glyph = font.get_nominal_glyph(code)
        ink = font.get_glyph_extents(glyph) if glyph else None
        if ink is not None and (ink.width or chr(code).isspace()):
            found.add(chr(code))
    return frozenset(found)


def _measured(label: str, resource: str, font: Dictionary, encoding: dict[str, int]) -> FormFace | None:
    first = whole_number(font.get("/FirstChar"))
    told = font.get("/Widths")
    listed = [real(width) / 1000 for width in told] if isinstance(told, Array) else []
    widths = {
        letter: listed[code - first]
        for letter, code in encoding.items()
        if 0 <= code - first < len(listed) and 0 < listed[code - first] < 5
    }
    if not widths:
        return None
    if " " not in widths:
        widths[" "] = 0.0
    metrics = _vertical(font)
    return FormFace(
        label,
        resource,
        {ord(letter): chr(encoding.get(letter, 32)) for letter in widths},
        widths,
        frozenset(widths) if widths[" "] else frozenset(set(widths) - {" "}),
        metrics.top,
        metrics.capital,
        metrics.deep,
        metrics.leading,
    )


def _vertical(font: Dictionary) -> _Metrics:
    """Heights as the descriptor tells them, where they are believable."""
    descriptor = font.get("/FontDescriptor")
    said = descriptor if isinstance(descriptor, Dictionary) else Dictionary()

    def height(key: str, low: float, high: float, otherwise: float) -> float:
        value = abs(real(said.get(key))) / 1000
        return value if low <= value <= high else otherwise

    box = reals(said.get("/FontBBox"))
    reach = (box[3] - box[1]) / 1000 if len(box) == 4 else 0.0
    usual = core_metrics()["Helvetica"]
    capital = height("/CapHeight", 0.5, 0.8, usual.capital)
    return _Metrics(
        top=max(height("/Ascent", 0.5, 1.0, usual.ascent), capital),
        capital=capital,
        deep=height("/Descent", 0.1, 0.4, usual.descent),
        leading=reach if 1.0 <= reach <= 1.25 else 1.156,
    )
