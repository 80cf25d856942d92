"""Reads a filled copy back with pypdf, a program that had no part in making it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import NameObject

from sheet2plan.render.pdf.syntax import key_text
from sheet2plan.render.pdf.tree import DEEPEST


def differences(content: bytes, written: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(field, what pypdf reads there) for every field that doesn't hold what was written."""
    found = dict(_values(PdfReader(BytesIO(content))))
    for name, value in written.items():
        if found.get(name, "") != value:
            yield name, found.get(name, "")


def _values(reader: PdfReader) -> Iterator[tuple[str, str]]:
    form: Any = reader.root_object.get("/AcroForm")
    fields = form.get_object().get("/Fields", ()) if form is not None else ()
    for field in fields:
        yield from _below(field.get_object(), "", "", 0)


def _below(field: Any, above: str, inherited: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > DEEPEST:
        return
    own = str(field.get("/T", ""))
    name = f"{above}.{own}" if above and own else above or own
    value = _text(field["/V"].get_object()) if "/V" in field else inherited
    kids = [kid.get_object() for kid in field.get("/Kids", ())]
    named = [kid for kid in kids if "/T" in kid]
    for kid in named:
        yield from _below(kid, name, value, depth + 1)
    if not named:
        yield name, value


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return key_text(value.removeprefix("/")) if isinstance(value, NameObject) else str(value)
