"""A typeface as layout sees it: how wide a piece of text is, how high it reaches, how it is written on the page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Protocol

from sheet2plan.memory import Memo
from sheet2plan.render.pdf.syntax import literal

_MOST_WORDS = 8192


class Face(Protocol):
    """All lengths in parts of the font size. `top` and `deep` are how far ink reaches over and under the base line."""

    @property
    def resource(self) -> str:
        """The font's resources for an appearance, as PDF."""
        ...

    @property
    def top(self) -> float: ...

    @property
    def capital(self) -> float: ...

    @property
    def deep(self) -> float: ...

    @property
    def leading(self) -> float: ...

    def width(self, text: str) -> float:
        """How wide the text is."""
        ...

    def widths_of(self, words: list[str]) -> list[float]:
        """How wide each word is."""
        ...

    def shown(self, text: str, size: float) -> bytes:
        """The operators that choose the font and show the text at the current point."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class FormFace:
    """A simple font of the form, or a standard one. `codes` turns characters into its codes, as a translation table.

    `plain` says whether all of ASCII stands under its own codes.
    """

    name: str
    resource: str
    codes: dict[int, str]
    widths: dict[str, float]
    characters: frozenset[str]
    top: float
    capital: float
    deep: float
    leading: float
    plain: bool = field(init=False)
    _measured: Memo[str, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_measured", Memo(self.width, _MOST_WORDS))
        kept = all(ord(code) == letter for letter, code in self.codes.items() if letter < 128)
        object.__setattr__(self, "plain", kept)

    def can_show(self, text: str) -> bool:
        """Whether the font has a glyph for all of the text."""
        return self.characters.issuperset(text)

    def width(self, text: str) -> float:
        """How wide the text is. Raises KeyError for what the font can't show."""
        return sum(map(self.widths.__getitem__, text))

    def widths_of(self, words: list[str]) -> list[float]:
        """How wide each word is. Raises KeyError for what the font can't show."""
        return list(map(self._measured.__getitem__, words))

    def shown(self, text: str, size: float) -> bytes:
        """The operators that choose the font and show the text at the current point."""
        codes = text if self.plain and text.isascii() else text.translate(self.codes)
        return b"%b %g Tf %b Tj" % (self.name.encode("ascii"), size, literal(codes))


@dataclass(frozen=True, slots=True)
class CoreMetrics:
    """What everybody knows of one of the standard fonts."""

    widths: dict[str, float]
    ascent: float
    descent: float
    capital: float


@cache
def core_metrics() -> dict[str, CoreMetrics]:
    """The standard fonts by name, slanted ones under the name of the upright."""
    raw = json.loads((files("sheet2plan") / "data" / "fonts" / "core_metrics.json").read_text("utf-8"))
    letters = raw["characters"]
    found = {
        name: CoreMetrics(
            {letter: width / 1000 for letter, width in zip(letters, font["widths"], strict=True)},
            font["ascent"] / 1000,
            -font["descent"] / 1000,
            font["cap"] / 1000,
        )
        for name, font in raw["fonts"].items()
    }
    return found | {"Courier": CoreMetrics(dict.fromkeys(letters, 0.6), 0.629, 0.157, 0.562)}


WINANSI = {
    letter: code
    for code in range(32, 256)
    if (letter := bytes([code]).decode("cp1252", "ignore")) and code not in (0x7F, 0xAD)
}


@cache
def helvetica() -> FormFace:
    """The font every viewer brings along, with its resources spelled out."""
    resource = "/Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    return standard_face("/Helv", resource, "Helvetica", WINANSI)


def standard_face(name: str, resource: str, base: str, encoding: dict[str, int]) -> FormFace:
    """The face of a standard font under an encoding."""
    metrics = core_metrics()[base]
    widths = {letter: metrics.widths[letter] for letter in encoding if metrics.widths.get(letter)}
    return FormFace(
        name,
        resource,
        {ord(letter): chr(encoding[letter]) for letter in widths},
        widths,
        frozenset(widths),
        top=metrics.ascent,
        capital=metrics.capital,
        deep=metrics.descent,
        leading=1.156,
    )
