"""Text in a font of our own: split by font and direction, shaped by HarfBuzz, its glyphs collected for embedding."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import uharfbuzz as hb

from sheet2plan.render.pdf.bidi import base_level, needs_order, runs
from sheet2plan.render.pdf.fontfiles import FontFile, font_for

_FEATURES = {"kern": False, "liga": False, "clig": False}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a shaped piece, in font units. `text` is what it stands for; `own` its advance without adjustment."""

    number: int
    text: str
    advance: int
    own: int
    right: int
    up: int


@dataclass(slots=True)
class Collected:
    """The glyphs one document needs of one font: (glyph, text) -> code, in the order of first use."""

    font: FontFile
    resource: str
    codes: dict[tuple[int, str], int] = field(default_factory=dict)

    def code(self, glyph: Glyph) -> int:
        """The glyph's code in this document; 0 stays the missing glyph."""
        return self.codes.setdefault((glyph.number, glyph.text), len(self.codes) + 1)


def first_unprintable(text: str) -> str | None:
    """The first character that no font at hand can show, None when all can be shown. Line ends are no character."""
    if text.isascii() and text.isprintable():
        return None
    for letter in text:
        if letter != "\n" and not letter.isascii() and font_for(letter) is None:
            return letter
        if letter < " " and letter != "\n":
            return letter
    return None


@dataclass(slots=True)
class OwnFace:
    """The face of one field whose own font lacks a character. `reserve` gives the number of a new font object."""

    fonts: dict[FontFile, Collected]
    reserve: Callable[[], int]
    used: dict[str, None] = field(default_factory=dict)
    top: float = 0.93
    capital: float = 0.73
    deep: float = 0.26
    leading: float = 1.2

    @property
    def resource(self) -> str:
        """The fonts of what was shown, as PDF."""
        return "".join(self.used)

    def width(self, text: str) -> float:
        """How wide the text is."""
        return sum(
            glyph.advance / piece_font.unit
            for piece, piece_font, backwards in _pieces(text)
            for glyph in shape(piece, piece_font, backwards)
        )

    def widths_of(self, words: list[str]) -> list[float]:
        """How wide each word is."""
        return [self.width(word) for word in words]

    def shown(self, text: str, size: float) -> bytes:
        """The operators that choose the fonts and show the text at the current point."""
        parts = []
        for piece, font, backwards in _pieces(text):
            collected = self.fonts.get(font)
            if collected is None:
                name = f"/S2P{len(self.fonts)}"
                collected = self.fonts[font] = Collected(font, f"{name} {self.reserve()} 0 R")
            self.used[collected.resource] = None
            name = collected.resource.partition(" ")[0]
            parts.append(f"{name} {size:g} Tf [{_show(shape(piece, font, backwards), collected, size)}] TJ")
        return " ".join(parts).encode("ascii")


def _show(glyphs: tuple[Glyph, ...], collected: Collected, size: float) -> str:
    unit = collected.font.unit
    out, held, rise = [], "", 0
    for glyph in glyphs:
        if glyph.up != rise:
            out.append(f"{_hex(held)}] TJ {glyph.up / unit * size:.3f} Ts [")
            held, rise = "", glyph.up
        if glyph.right:
            out.append(f"{_hex(held)} {-glyph.right * 1000 / unit:.0f} ")
            held = ""
        held += f"{collected.code(glyph):04X}"
        excess = glyph.right + glyph.own - glyph.advance
        if excess:
            out.append(f"{_hex(held)} {excess * 1000 / unit:.0f} ")
            held = ""
    out.append(_hex(held))
    if rise:
        out.append("] TJ 0 Ts [")
    return "".join(out)


def _hex(held: str) -> str:
    return f"<{held}>" if held else ""


def _pieces(line: str) -> Iterator[tuple[str, FontFile, bool]]:
    """The line in drawing order, cut where font or direction change."""
    if not needs_order(line):
        yield from ((piece, font, False) for piece, font in by_font(line))
        return
    for run, backwards in runs(line, base_level(line)):
        pieces = list(by_font(run))
        for piece, font in reversed(pieces) if backwards else pieces:
            yield piece, font, backwards


@lru_cache(maxsize=4096)
def by_font(text: str) -> tuple[tuple[str, FontFile], ...]:
    """The text cut where another font must take over; marks stay with their letter, blanks with their word."""
    found: list[tuple[str, FontFile]] = []
    for letter in text:
        last = found[-1][1] if found else None
        stays = last is not None and last.has(letter)
        common = letter.isspace() or unicodedata.category(letter)[0] in "PMC" or letter.isdigit()
        font = last if last is not None and stays and common else font_for(letter)
        font = font or last
        if font is None:
            continue
        if font is last:
            found[-1] = (found[-1][0] + letter, font)
        else:
            found.append((letter, font))
    return tuple(found)


@lru_cache(maxsize=8192)
def shape(text: str, font: FontFile, backwards: bool) -> tuple[Glyph, ...]:
    """The glyphs of a piece in drawing order."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if backwards else "ltr"
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    hb.shape(font.font, buffer, _FEATURES)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos})
    said = {start: text[start:end] for start, end in pairwise((*starts, len(text)))}
    return tuple(
        Glyph(
            info.codepoint,
            said.pop(info.cluster, ""),
            place.x_advance,
            font.font.get_glyph_h_advance(info.codepoint),
            place.x_offset,
            place.y_offset,
        )
        for info, place in zip(infos, positions, strict=True)
    )
