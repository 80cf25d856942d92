"""Puts finished entries into a PDF form with pypdf: values, appearances, metadata, a fixed file identifier."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from sheet2plan.render.pdf.fields import FieldKind, Node, nodes, on_states, rect_of
from sheet2plan.render.pdf.fonts import ASCENT, DESCENT, pdf_string, width_of
from sheet2plan.render.pdf.layout import LEADING, PADDING, Box, Fit

_FONT = re.compile(r"/\S+\s+(-?[\d.]+)\s+Tf")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one field gets: the stored `value` (a state's name for boxes and buttons), and its look in each widget."""

    name: str
    kind: FieldKind
    value: str
    fits: tuple[Fit, ...] = ()


def boxes_of(node: Node, max_lines: int | None) -> tuple[Box, ...]:
    """The room for text in each widget of a field."""
    limit = int(node.inherited.get("/MaxLen", 0))
    return tuple(
        Box(*_extent(widget), _font(node, widget)[0], node.multiline, limit * node.comb, limit, max_lines or 0)
        for widget in node.widgets
    )


def filled(form: bytes, entries: Sequence[Entry], title: str) -> bytes:
    """The form with its entries; same form, entries and title, same bytes."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(form)))
    acroform: Any = writer.root_object["/AcroForm"].get_object()
    for stale in ("/NeedAppearances", "/XFA"):
        acroform.pop(stale, None)
    font = writer._add_object(helvetica())
    given = {entry.name: entry for entry in entries}
    for node in nodes(writer):
        if node.name in given:
            _write(writer, node, given[node.name], font)
    _identify(writer, form, entries, title)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _write(writer: PdfWriter, node: Node, entry: Entry, font: IndirectObject) -> None:
    if entry.kind in (FieldKind.CHECK_BOX, FieldKind.RADIO):
        _set_state(node, entry.value)
        return
    for twin in node.twins:
        twin[NameObject("/V")] = TextStringObject(entry.value)
        for stale in ("/RV", "/I"):
            twin.pop(stale, None)
    for widget, fit in zip(node.widgets, entry.fits, strict=True):
        look = writer._add_object(appearance(node, widget, fit, font))
        widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): look})
        widget.pop("/AS", None)


def _set_state(node: Node, state: str) -> None:
    for twin in node.twins:
        twin[NameObject("/V")] = NameObject(f"/{state}")
    for widget in node.widgets:
        widget[NameObject("/AS")] = NameObject(f"/{state}" if state in on_states(widget) else "/Off")


def helvetica() -> DictionaryObject:
    """The font every viewer brings along."""
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
    return DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})


def appearance(node: Node, widget: DictionaryObject, fit: Fit, font: IndirectObject) -> StreamObject:
    """What a text field or drop-down looks like with these lines in it."""
    width, height = _extent(widget)
    stream = StreamObject()
    stream.set_data(b"\n".join(_drawn(node, widget, fit)))
    fonts = DictionaryObject({NameObject("/Helv"): font})
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(f"{edge:g}") for edge in (0, 0, width, height)),
            NameObject("/Resources"): DictionaryObject({NameObject("/Font"): fonts}),
        }
    )
    if turned := _rotation(widget):
        turns = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}
        matrix = turns[turned]
        stream[NameObject("/Matrix")] = ArrayObject(FloatObject(f"{number:g}") for number in matrix)
    return stream


def _drawn(node: Node, widget: DictionaryObject, fit: Fit) -> Iterator[bytes]:
    width, height = _extent(widget)
    yield from _backdrop(widget, width, height)
    yield b"/Tx BMC"
    if fit.lines:
        yield f"q 1 1 {width - 2:g} {height - 2:g} re W n BT /Helv {fit.size:g} Tf {_font(node, widget)[1]}".encode()
        for text, left, base in _placed(node, fit, width, height):
            yield f"1 0 0 1 {left:.2f} {base:.2f} Tm ".encode() + pdf_string(text) + b" Tj"
        yield b"ET Q"
    yield b"EMC"


def _placed(node: Node, fit: Fit, width: float, height: float) -> Iterator[tuple[str, float, float]]:
    """Each run of text with its left end and base line."""
    middle = (height - (ASCENT + DESCENT) * fit.size) / 2 + DESCENT * fit.size
    if node.comb:
        cell = width / int(node.inherited["/MaxLen"])
        for number, letter in enumerate(fit.text):
            yield letter, number * cell + (cell - width_of(letter, fit.size)) / 2, middle
        return
    top = height - PADDING - ASCENT * fit.size if node.multiline else middle
    for number, line in enumerate(fit.lines):
        spare = width - 2 * PADDING - width_of(line, fit.size)
        yield line, PADDING + spare * int(node.inherited.get("/Q", 0)) / 2, top - number * fit.size * LEADING


def _backdrop(widget: DictionaryObject, width: float, height: float) -> Iterator[bytes]:
    traits: Any = widget.get("/MK", DictionaryObject()).get_object()
    style: Any = widget.get("/BS", DictionaryObject()).get_object()
    thick = float(style.get("/W", 1))
    if fill := _colour(traits.get("/BG"), "g rg k"):
        yield f"q {fill} 0 0 {width:g} {height:g} re f Q".encode()
    if (edge := _colour(traits.get("/BC"), "G RG K")) and thick:
        inset = thick / 2
        yield f"q {edge} {thick:g} w {inset:g} {inset:g} {width - thick:g} {height - thick:g} re S Q".encode()


def _colour(parts: Any, operators: str) -> str:
    numbers = [f"{float(part):g}" for part in parts.get_object()] if parts is not None else []
    operator = dict(zip((1, 3, 4), operators.split(), strict=True)).get(len(numbers))
    return f"{' '.join(numbers)} {operator}" if operator else ""


def _font(node: Node, widget: DictionaryObject) -> tuple[float, str]:
    """The size and the colour operators of a widget's text."""
    written = str(widget.get("/DA", node.inherited.get("/DA", "")))
    found = _FONT.search(written)
    colour = " ".join(_FONT.sub("", written).split())
    return (float(found[1]) if found else 0.0), colour or "0 g"


def _rotation(widget: DictionaryObject) -> int:
    traits: Any = widget.get("/MK", DictionaryObject()).get_object()
    return int(traits.get("/R", 0)) % 360 // 90 * 90


def _extent(widget: DictionaryObject) -> tuple[float, float]:
    """Width and height as the text sees them."""
    left, bottom, right, top = rect_of(widget)
    wide, high = right - left, top - bottom
    return (high, wide) if _rotation(widget) in (90, 270) else (wide, high)


def _identify(writer: PdfWriter, form: bytes, entries: Sequence[Entry], title: str) -> None:
    writer.metadata = {"/Title": title, "/Producer": "sheet2plan"}
    stream = StreamObject()
    stream.set_data(xmp(title))
    stream.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
    origin = hashlib.sha256(form).digest()
    version = hashlib.sha256(origin + repr((title, entries)).encode()).digest()
    writer._ID = ArrayObject(ByteStringObject(digest[:16]) for digest in (origin, version))


def xmp(title: str) -> bytes:
    """The metadata packet: a title, nobody's name, no time."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
