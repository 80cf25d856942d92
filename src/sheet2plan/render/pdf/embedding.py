"""Embeds the glyphs one document needs of a font, with the text they stand for."""

from __future__ import annotations

import hashlib
import struct
from functools import lru_cache

import uharfbuzz as hb

from sheet2plan.render.pdf.fontfiles import FontFile
from sheet2plan.render.pdf.shaping import Collected
from sheet2plan.render.pdf.update import Update, stream

_UNNEEDED = ("GSUB", "GPOS", "GDEF", "name", "OS/2", "post", "cmap", "kern", "DSIG", "BASE", "gasp", "STAT", "meta")


def embed(update: Update, collected: Collected) -> None:
    """Writes the font's objects into the update, the font itself under the number its resource names."""
    font = collected.font
    glyphs = tuple(number for number, _ in collected.codes)
    program, places = _subset(font, frozenset(glyphs))
    name = f"{_tag(font, glyphs)}+{font.name}".encode("ascii", "replace")
    file = update.add(stream(b"/Length1 %d" % len(program), program, squeeze=True))
    mapped = struct.pack(f">{len(glyphs) + 1}H", 0, *(places[glyph] for glyph in glyphs))
    to_glyph = update.add(stream(b"", mapped, squeeze=True))
    to_text = update.add(stream(b"", _to_unicode(collected), squeeze=True))
    top, deep = round(font.top * 1000), round(-font.deep * 1000)
    descriptor = update.add(
        b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[-1000 %d 2000 %d]/ItalicAngle 0/Ascent %d/Descent %d"
        b"/CapHeight 716/StemV 80/FontFile2 %d 0 R>>" % (name, deep, top, top, deep, file)
    )
    widths = " ".join(f"{font.font.get_glyph_h_advance(glyph) * 1000 / font.unit:.4g}" for glyph in glyphs)
    descendant = update.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R/DW 1000/W[1[%b]]/CIDToGIDMap %d 0 R>>"
        % (name, descriptor, widths.encode("ascii"), to_glyph)
    )
    number = int(collected.resource.split(" ")[1])
    update.put(
        number,
        0,
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (name, descendant, to_text),
    )


def _tag(font: FontFile, glyphs: tuple[int, ...]) -> str:
    digest = hashlib.sha256(repr((font.name, glyphs)).encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


@lru_cache(maxsize=256)
def _subset(font: FontFile, glyphs: frozenset[int]) -> tuple[bytes, dict[int, int]]:
    """A font program with just these glyphs, and where each of them is in it."""
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode("ascii"), "big") for tag in _UNNEEDED)
    plan = hb.SubsetPlan(_prepared(font), wanted)
    program = bytes(plan.execute().blob.data)
    moved = plan.old_to_new_glyph_mapping
    return program, {glyph: moved[glyph] for glyph in glyphs}


@lru_cache(maxsize=16)
def _prepared(font: FontFile) -> hb.Face:
    return hb.subset_preprocess(font.face)


def _to_unicode(collected: Collected) -> bytes:
    lines = [
        f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>"
        for (_, text), code in collected.codes.items()
        if text
    ]
    blocks = (lines[start : start + 100] for start in range(0, len(lines), 100))
    listed = "\n".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{listed}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
