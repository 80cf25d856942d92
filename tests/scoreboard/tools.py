"""The tools of the scoreboard, each filling a form with the same values the way its own documentation shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pikepdf
from pypdf import PdfReader, PdfWriter

from sheet2plan.render.pdf.compiling import Compiled
from sheet2plan.render.pdf.fields import BUTTONS, FieldKind
from sheet2plan.render.pdf.filling import Filling, fill_one

# The filled file, and what the tool itself says it could not do, by field.
Filled = tuple[bytes, dict[str, str]]
Filler = Callable[[Path, Compiled, Mapping[str, str]], Filled]


def ours(path: Path, form: Compiled, values: Mapping[str, str]) -> Filled:  # noqa: ARG001
    """This project's engine."""
    filling = Filling(form)
    faults = {name: fault.code for name, value in values.items() if (fault := fill_one(filling, name, value))}
    return filling.finish("Filled form C-0001"), faults


def pypdf_recipe(path: Path, form: Compiled, values: Mapping[str, str]) -> Filled:
    """pypdf as its documentation shows it: reader, append, update every page."""
    kinds = {field.name: field.kind for field in form.fields}
    writer = PdfWriter()
    writer.append(PdfReader(path))
    given = {name: f"/{value}" if kinds[name] in BUTTONS else value for name, value in values.items()}
    for page in writer.pages:
        if "/Annots" in page:
            writer.update_page_form_field_values(page, given, auto_regenerate=False)
    out = BytesIO()
    writer.write(out)
    return out.getvalue(), {}


def pikepdf_form(path: Path, form: Compiled, values: Mapping[str, str]) -> Filled:
    """pikepdf's form layer with its extended appearance generator; what raises for one field is left out."""
    from pikepdf.form import ExtendedAppearanceStreamGenerator, Form

    kinds = {field.name: field.kind for field in form.fields}
    with pikepdf.open(path) as pdf:
        filled = Form(pdf, ExtendedAppearanceStreamGenerator)
        for name, value in values.items():
            try:
                _set(filled[name], kinds[name], value)
            except Exception:  # the field counts as missed
                continue
        out = BytesIO()
        pdf.save(out)
    return out.getvalue(), {}


def _set(field: object, kind: FieldKind, value: str) -> None:
    if kind is FieldKind.CHECK_BOX:
        field.checked = True  # type: ignore[attr-defined]
    elif kind is FieldKind.RADIO:
        field.value = pikepdf.Name(f"/{value}")  # type: ignore[attr-defined]
    else:
        field.value = value  # type: ignore[attr-defined]


TOOLS: Mapping[str, Filler] = {"sheet2plan": ours, "pypdf": pypdf_recipe, "pikepdf": pikepdf_form}
