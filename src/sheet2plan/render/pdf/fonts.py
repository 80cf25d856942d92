"""Helvetica as every viewer has it: which characters it can show (WinAnsi) and how wide they are."""

from __future__ import annotations

import unicodedata

ASCENT, DESCENT = 0.718, 0.207

# Adobe's published widths of Helvetica, in thousandths of the size, for the bytes 32-255 of WinAnsiEncoding.
_WIDTHS = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 350),
    *(556, 0, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 0, 611, 0),
    *(0, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 0, 500, 667),
    *(278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333),
    *(400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611),
    *(667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278),
    *(722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611),
    *(556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500),
)

_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))


def _winansi() -> dict[str, float]:
    pairs = ((bytes([code]).decode("cp1252", "replace"), width) for code, width in enumerate(_WIDTHS, 32))
    return {letter: width / 1000 for letter, width in pairs if width and letter != "\x7f"}


WIDTH_OF = _winansi()


def normal(text: str) -> str:
    """The text with the same look in fewer kinds of characters: composed letters, plain spaces and line ends."""
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    lines = composed.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\t", " ")
    return "".join(" " if unicodedata.category(letter) == "Zs" and letter != "\xa0" else letter for letter in lines)


def first_unprintable(text: str) -> str | None:
    """The first character that Helvetica has no glyph for, None when all can be printed. Line ends are no character."""
    return next((letter for letter in text if letter not in WIDTH_OF and letter != "\n"), None)


def character_name(letter: str) -> str:
    """A character for people: as it looks, where it can be seen, and its number."""
    number = f"U+{ord(letter):04X}"
    return f"{letter} ({number})" if letter.isprintable() else number


def width_of(text: str, size: float) -> float:
    """How wide printable text stands at a font size, in points."""
    return sum(WIDTH_OF[letter] for letter in text) * size


def pdf_string(text: str) -> bytes:
    """Printable text as a literal string of a content stream, pure ASCII."""
    return b"(" + b"".join(map(_escaped, text.encode("cp1252"))) + b")"


def _escaped(code: int) -> bytes:
    if code in b"()\\":
        return b"\\" + bytes([code])
    return bytes([code]) if 32 <= code < 127 else b"\\%03o" % code
