"""What a template may say, as text, data, or a Word page to keep beside the template."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from textwrap import indent, wrap

import docx
from docx.document import Document
from docx.shared import Mm, Pt

from sheet2plan.render.docx.package import read_package, write_package
from sheet2plan.render.docx.shapes import TemplateField, template_fields

_HOW = (
    "Type a name between {{ and }} where it should be printed. A list, marked [], is gone through with "
    "{% for goal in goals %} ... {% endfor %}; in a table, put {%tr for ... %} and {%tr endfor %} in rows of their "
    "own, around whole paragraphs {%p ... %}. A content control whose Tag is a name is filled with it."
)


def fields_as_text(wanted: str = "", columns: int | None = None) -> str:
    """One line for each field whose name holds the wanted words; with `columns`, its meaning below, wrapped to them."""
    fields = _chosen(wanted)
    if columns is not None:
        return "\n".join(f"{field.path}\n{_below(_meaning(field), columns)}" for field in fields)
    width = min(58, max((len(field.path) for field in fields), default=0))
    return "\n".join(f"{field.path:{width}}  {_meaning(field)}".rstrip() for field in fields)


def _below(text: str, columns: int) -> str:
    return indent("\n".join(wrap(text, columns - 4)), "    ")


def _meaning(field: TemplateField) -> str:
    return f"{field.meaning} For example: {field.example}" if field.example else field.meaning


def fields_as_json(wanted: str = "") -> str:
    """The same as data."""
    fields = [{"name": one.path, "meaning": one.meaning, "example": one.example} for one in _chosen(wanted)]
    return json.dumps(fields, ensure_ascii=False, indent=2)


def fields_as_word(wanted: str = "") -> bytes:
    """The same as a Word document: a table for each group of names."""
    document: Document = docx.Document()
    _set_page(document)
    document.add_heading("What a template may say", 0)
    document.add_paragraph(_HOW)
    for group, fields in groupby(_chosen(wanted), _group):
        document.add_heading(group, 2)
        _add_table(document, list(fields))
    stream = io.BytesIO()
    document.save(stream)
    return write_package(read_package(stream.getvalue()))


def _chosen(wanted: str) -> tuple[TemplateField, ...]:
    return tuple(field for field in template_fields() if wanted.casefold() in field.path.casefold())


def _group(field: TemplateField) -> str:
    return field.path.rpartition(".")[0] or "the plan"


def _set_page(document: Document) -> None:
    document.styles["Normal"].font.size = Pt(9)
    section = document.sections[0]
    section.left_margin = section.right_margin = Mm(18)
    document.core_properties.author = ""
    document.core_properties.title = "What a template may say"
    document.core_properties.created = document.core_properties.modified = datetime(2026, 1, 1)


def _add_table(document: Document, fields: Sequence[TemplateField]) -> None:
    table = document.add_table(1, 3, "Light List")
    for cell, words in zip(table.rows[0].cells, ("Name", "Meaning", "Example"), strict=True):
        cell.text = words
    for field in fields:
        for cell, words in zip(table.add_row().cells, _cells(field), strict=True):
            cell.text = words


def _cells(field: TemplateField) -> Iterator[str]:
    yield from (field.path.replace("[]", ""), field.meaning, field.example)
