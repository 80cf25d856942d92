"""A copy of a form with every field's number and name drawn where it stands, for the person who maps it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from sheet2plan.errors import FormError
from sheet2plan.render.pdf.faces import WINANSI, helvetica
from sheet2plan.render.pdf.fields import FieldKind, FormField, Place
from sheet2plan.render.pdf.syntax import literal, numbers

_TINTS = {
    FieldKind.TEXT: "0.80 0.88 1 rg",
    FieldKind.CHECK_BOX: "0.80 0.95 0.80 rg",
    FieldKind.RADIO: "0.92 0.95 0.72 rg",
    FieldKind.CHOICE: "1 0.90 0.70 rg",
    FieldKind.LIST: "1 0.90 0.70 rg",
}
_OTHER = "0.88 0.88 0.88 rg"


def with_names(content: bytes, fields: tuple[FormField, ...]) -> bytes:
    """The form without its fields, each place tinted by kind and labelled with number and name."""
    with pikepdf.open(BytesIO(content)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            drawn = " ".join(_labels(fields, number))
            font = Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
            )
            name = page.add_resource(font, Name.Font, prefix="S2PName")
            page.obj["/Annots"] = Array()
            page.contents_add(Stream(pdf, b"q"), prepend=True)
            page.contents_add(Stream(pdf, b"Q q " + drawn.replace("/NAMES", str(name)).encode("latin-1") + b" Q"))
        _forget_form(pdf)
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _forget_form(pdf: Pdf) -> None:
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]


def _labels(fields: tuple[FormField, ...], page: int) -> Iterator[str]:
    for number, field in enumerate(fields, 1):
        for place in field.places:
            if place.page == page:
                yield _label(place, _TINTS.get(field.kind, _OTHER), f"{number} {field.name}")


def _label(place: Place, tint: str, words: str) -> str:
    left, bottom, right, top = place.rect
    width, height = right - left, top - bottom
    if width < 1 or height < 1:
        return ""
    said = "".join(letter if letter in WINANSI else "·" for letter in words)
    face = helvetica()
    size = max(min(height * 0.8, 7.0), 3.5)
    if face.width(said) * size > width:
        size = max(min(size, width / face.width(said)), 3.5)
    while len(said) > 2 and face.width(said) * size > max(width, 8.0):
        said = said[:-2].rstrip() + "…"
    code = literal("".join(chr(WINANSI[letter]) for letter in said)).decode("ascii")
    box = numbers(left, bottom, width, height)
    base = numbers(left + 0.5, bottom + (height - size * 0.7) / 2)
    return f"{tint} 0.45 0.5 0.6 RG 0.4 w {box} re B 0 g BT /NAMES {size:.2f} Tf {base} Td {code} Tj ET"


def as_png(content: bytes, page: int, scale: float = 2.0) -> bytes:
    """One page as a picture; `page` counts from 1. Raises FormError when pypdfium2 is not installed."""
    try:
        import pypdfium2
    except ImportError as error:
        raise FormError(
            "Pictures need the Python package pypdfium2.", "Install it, or give a file name that ends in .pdf."
        ) from error
    document = pypdfium2.PdfDocument(content)
    out = BytesIO()
    document[page - 1].render(scale=scale).to_pil().save(out, "PNG")
    document.close()
    return out.getvalue()
