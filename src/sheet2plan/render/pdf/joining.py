"""Joins blank forms into one file. Every field stands under the name of its form, so that no two are the same."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, Stream, String

from sheet2plan.render.pdf.source import drop_signatures, saved
from sheet2plan.render.pdf.syntax import name_token
from sheet2plan.render.pdf.tags import join_tags
from sheet2plan.render.pdf.titles import xmp
from sheet2plan.render.pdf.tree import DEEPEST, dictionaries, whole_number

_FONT = re.compile(r"/([^\s/\[\]()<>{}]+)(?=\s)")


def part_names(titles: Sequence[str]) -> list[str]:
    """The names that the parts' fields get in front: without dots, and with a number where one comes twice."""
    taken: dict[str, int] = {}
    found = []
    for title in titles:
        name = title.replace(".", " ").strip() or "form"
        taken[name] = taken.get(name, 0) + 1
        found.append(name if taken[name] == 1 else f"{name} {taken[name]}")
    return found


def joined(title: str, parts: Mapping[str, bytes]) -> bytes:
    """The parts as one file with a bookmark for each.

    Tags stay when all parts have them. Signatures and scripts go: both hold for the part's own file and field names.
    """
    with pikepdf.new() as whole:
        fields, fonts = Array(), Dictionary()
        opened = [pikepdf.open(BytesIO(content)) for content in parts.values()]
        starts = []
        for name, part in zip(parts, opened, strict=True):
            drop_signatures(part)
            starts.append(len(whole.pages))
            _join(whole, part, name, fields, fonts)
        join_tags(whole, opened, starts)
        whole.Root["/AcroForm"] = whole.make_indirect(Dictionary(Fields=fields, DR=Dictionary(Font=fonts)))
        whole.Root["/Metadata"] = Stream(whole, xmp(title), Type=Name.Metadata, Subtype=Name.XML)
        with whole.open_outline() as outline:
            outline.root.extend(OutlineItem(name, start) for name, start in zip(parts, starts, strict=True))
        return saved(whole, deterministic_id=True, min_version=max(part.pdf_version for part in opened))


def _join(whole: Pdf, part: Pdf, name: str, fields: Array, fonts: Dictionary) -> None:
    known = part.Root.get("/AcroForm")
    form = known if isinstance(known, Dictionary) else Dictionary()
    start = len(whole.pages)
    if known is not None:
        del part.Root["/AcroForm"]
    with warnings.catch_warnings():
        # The fields come along below, under a name of their own.
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
        whole.pages.extend(part.pages)
    head = whole.make_indirect(Dictionary(T=name))
    for key in ("/DA", "/Q"):
        if key in form:
            head[key] = whole_number(form[key]) if key == "/Q" else String(str(form[key]))
    tops = {top.objgen: top for page in whole.pages[start:] for top in _tops(page)}
    for top in tops.values():
        top["/Parent"] = head
    head["/Kids"] = Array(list(tops.values()))
    fields.append(head)
    renamed = _add_fonts(whole, part, form.get("/DR"), fonts)
    if renamed:
        _rename(head, renamed, 0)


def _add_fonts(whole: Pdf, part: Pdf, resources: Object | None, fonts: Dictionary) -> dict[str, str]:
    """Adds the part's fonts; returns the new names of those whose names mean another font already."""
    named = resources.get("/Font") if isinstance(resources, Dictionary) else None
    renamed: dict[str, str] = {}
    if not isinstance(named, Dictionary):
        return renamed
    for key, font in whole.copy_foreign(part.make_indirect(named)).items():
        free = key
        while free in fonts and fonts[free].unparse(resolved=True) != font.unparse(resolved=True):
            free += "x"
        fonts[free] = font
        if free != key:
            renamed[_written(key)] = _written(free)
    return renamed


def _written(key: str) -> str:
    return name_token(key[1:]).decode("ascii")[1:]


def _rename(field: Dictionary, renamed: Mapping[str, str], depth: int) -> None:
    """Gives fonts their new names, in a field and all below it."""
    if "/DA" in field:
        told = _FONT.sub(lambda found: f"/{renamed.get(found[1], found[1])}", str(field["/DA"]))
        field["/DA"] = String(told)
    for kid in dictionaries(field.get("/Kids")) if depth < DEEPEST else ():
        _rename(kid, renamed, depth + 1)


def _tops(page: pikepdf.Page) -> Iterator[Dictionary]:
    """The heads of the field trees that a page's widgets belong to."""
    for note in dictionaries(page.obj.get("/Annots")):
        if note.get("/Subtype") == Name.Widget:
            top = note
            while isinstance(parent := top.get("/Parent"), Dictionary):
                top = parent
            yield top
