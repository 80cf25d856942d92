"""Builds the font subsets that sheet2plan ships, from the full fonts; always the same bytes.

python templates/builders/font_subsets.py DejaVuSans.ttf LiberationSans-Regular.ttf DroidSansFallback.ttf
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUTPUT = Path(__file__).parents[2] / "src" / "sheet2plan" / "data" / "fonts"
_SHAPING = ["init", "medi", "fina", "isol", "rlig", "liga", "ccmp", "mark", "mkmk", "locl", "calt"]
_DROPPED = ["vhea", "vmtx", "VORG", "kern", "DSIG", "FFTM", "BASE", "JSTF", "PCLT", "VDMX", "hdmx", "LTSH", "gasp"]
_MATHEMATICS = range(0x2200, 0x2600)
_WANTED_SIGNS = {0x2211, 0x221A, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265, 0x25A0, 0x25A1, 0x25CB, 0x25CF}


def main(dejavu: Path, liberation: Path, droid: Path) -> None:
    """Writes both subsets: what Liberation Sans lacks, and the everyday characters of Chinese, Japanese, Korean."""
    write_subset(dejavu, beyond(liberation), OUTPUT / "DejaVuSans-S2P.ttf", _SHAPING)
    write_subset(droid, east_asian(), OUTPUT / "DroidSansFallback-S2P.ttf", [])


def beyond(liberation: Path) -> set[int]:
    """The characters of the middle east, the Caucasus and common signs that Liberation Sans doesn't have."""
    blocks = ((0xA0, 0x700), (0x750, 0x780), (0x10A0, 0x1100), (0x1E00, 0x2800), (0xFB00, 0xFE00), (0xFE70, 0xFF00))
    wanted = {code for first, end in blocks for code in range(first, end)} - set(TTFont(liberation).getBestCmap())
    wanted -= set(_MATHEMATICS) - _WANTED_SIGNS
    joining = {0x640, 0x200B, 0x200C, 0x200D, 0x25CC}
    return wanted | joining | {0xA0, 0xAB, 0xBB, 0xFFFC, 0xFFFD} | set(range(0x20, 0x7F)) | set(range(0x300, 0x370))


def east_asian() -> set[int]:
    """The characters of JIS X 0208, GB 2312, KS X 1001 and the first level of Big5."""
    rows = (("euc_jp", 0xA1, 0xF5), ("gb2312", 0xA1, 0xF8), ("euc_kr", 0xA1, 0xC9), ("big5", 0xA4, 0xC7))
    coded = {code for codec, first, end in rows for code in _two_byte(codec, range(first, end))}
    return coded | set(range(0x3000, 0x3100)) | set(range(0x3105, 0x312A)) | set(range(0xFF00, 0xFFF0))


def _two_byte(codec: str, heads: range) -> Iterable[int]:
    tails = (*range(0x40, 0x7F), *range(0xA1, 0xFF)) if codec == "big5" else range(0xA1, 0xFF)
    decoded = (bytes((head, tail)).decode(codec, "ignore") for head in heads for tail in tails)
    return (ord(letter) for letter in decoded if len(letter) == 1)


def write_subset(source: Path, characters: set[int], target: Path, features: list[str]) -> None:
    """Writes a subset without hints."""
    options = subset.Options(
        hinting=False, layout_features=features, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14]
    )
    options.drop_tables += _DROPPED
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    font["post"].formatType = 3.0
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
