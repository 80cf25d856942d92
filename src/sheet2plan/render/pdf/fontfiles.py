"""The font files behind every form: the shipped ones first, then what the computer has."""

from __future__ import annotations

import os
import struct
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import uharfbuzz as hb

_SHIPPED = ("LiberationSans-Regular.ttf", "DejaVuSans-S2P.ttf", "DroidSansFallback-S2P.ttf")
_STYLED = (
    "bold",
    "italic",
    "oblique",
    "light",
    "thin",
    "black",
    "mono",
    "condensed",
    "serif",
    "math",
    "emoji",
    "symbol",
)
_RESTRICTED = 1 << 1


@dataclass(frozen=True, slots=True, eq=False)
class FontFile:
    """One face of a font file, ready to shape with. `top`, `capital` and `deep` are in parts of the font size."""

    name: str
    face: hb.Face
    font: hb.Font
    characters: frozenset[int]
    unit: int
    top: float
    deep: float

    def has(self, letter: str) -> bool:
        """Whether the font can show the character; joiners and the like need no glyph."""
        return ord(letter) in self.characters or unicodedata.category(letter) == "Cf"


@cache
def shipped() -> tuple[FontFile, ...]:
    """The fonts that come with sheet2plan."""
    folder = files("sheet2plan") / "data" / "fonts"
    return tuple(_read(hb.Blob((folder / name).read_bytes()), 0, name.removesuffix(".ttf")) for name in _SHIPPED)


@cache
def installed() -> tuple[FontFile, ...]:
    """The computer's own fonts that may be embedded, plain ones first."""
    return tuple(font for path in sorted(set(_paths()), key=_plainness) for font in _faces(path))


def font_for(letter: str) -> FontFile | None:
    """The first font that has the character, None when there is none."""
    return _font_for(letter)


@cache
def _font_for(letter: str) -> FontFile | None:
    for fonts in (shipped, installed):
        found = next((font for font in fonts() if font.has(letter)), None)
        if found is not None:
            return found
    return None


def _plainness(path: Path) -> tuple[int, bool, str]:
    name = path.stem.casefold()
    return sum(word in name for word in _STYLED), not name.startswith("notosans"), str(path)


def _paths() -> Iterator[Path]:
    for folder in _folders():
        for top, _, names in os.walk(folder):
            yield from (Path(top) / name for name in names if name.lower().endswith((".ttf", ".ttc", ".otf")))


def _folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "win32":
        return Path("C:/Windows/Fonts"), home / "AppData/Local/Microsoft/Windows/Fonts"
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"
    return Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"


def _faces(path: Path) -> Iterator[FontFile]:
    blob = hb.Blob.from_file_path(str(path))
    for index in range(hb.Face(blob, 0).count if path.suffix.lower() == ".ttc" else 1):
        face = hb.Face(blob, index)
        if "glyf" in face.table_tags and not _is_restricted(face):
            yield _read(blob, index, path.stem)


def _is_restricted(face: hb.Face) -> bool:
    table = bytes(face.reference_table("OS/2").data) if "OS/2" in face.table_tags else b""
    return len(table) >= 10 and struct.unpack(">H", table[8:10])[0] == _RESTRICTED


def _read(blob: hb.Blob, index: int, name: str) -> FontFile:
    face = hb.Face(blob, index)
    font = hb.Font(face)
    extents = font.get_font_extents("ltr")
    unit = face.upem
    top, deep = extents.ascender / unit, -extents.descender / unit
    return FontFile(
        name, face, font, frozenset(face.unicodes), unit, min(max(top, 0.7), 1.1), min(max(deep, 0.15), 0.4)
    )
