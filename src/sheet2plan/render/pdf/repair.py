"""Mends what would keep a form from being filled: widgets without a number, boxes without looks."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from sheet2plan.render.pdf.marks import mark
from sheet2plan.render.pdf.syntax import name_text
from sheet2plan.render.pdf.tree import inherited, rect_of, whole_number

_PUSH = 1 << 16


def make_whole(pdf: Pdf) -> list[str]:
    """Mends the open file; returns what was done, in words."""
    done = {
        "some fields were not separate objects": _number_all(pdf),
        "some boxes had no picture of their ticked state": _draw_boxes(pdf),
    }
    return [said for said, count in done.items() if count]


def _number_all(pdf: Pdf) -> int:
    form = pdf.Root.get("/AcroForm")
    count = _numbered(pdf, form.get("/Fields"), 0) if isinstance(form, Dictionary) else 0
    for page in pdf.pages:
        notes = page.obj.get("/Annots")
        if not isinstance(notes, Array):
            continue
        for place, note in enumerate(notes):
            if isinstance(note, Dictionary) and note.get("/Subtype") == Name.Widget and not note.is_indirect:
                notes[place] = pdf.make_indirect(note)
                count += 1
    return count


def _numbered(pdf: Pdf, kids: Object | None, depth: int) -> int:
    if not isinstance(kids, Array) or depth > 60:
        return 0
    count = 0
    for place, kid in enumerate(kids):
        if not isinstance(kid, Dictionary):
            continue
        if not kid.is_indirect:
            kids[place] = kid = pdf.make_indirect(kid)
            count += 1
        count += _numbered(pdf, kid.get("/Kids"), depth + 1)
    return count


def _draw_boxes(pdf: Pdf) -> int:
    count = 0
    for widget in _widgets(pdf):
        if inherited(widget, "/FT") == Name.Btn and not whole_number(inherited(widget, "/Ff")) & _PUSH:
            count += _drawn(pdf, widget)
    return count


def _widgets(pdf: Pdf) -> Iterator[Dictionary]:
    for page in pdf.pages:
        notes = page.obj.get("/Annots")
        for note in notes if isinstance(notes, Array) else ():
            if isinstance(note, Dictionary) and note.get("/Subtype") == Name.Widget:
                yield note


def _drawn(pdf: Pdf, widget: Dictionary) -> bool:
    looks = widget.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if isinstance(normal, Dictionary) and not isinstance(normal, Stream) and set(normal.keys()) - {"/Off"}:
        return False
    state = _state_of(widget)
    on, off = mark(widget, ticked=True), mark(widget, ticked=False)
    if not on:
        return False
    made = Dictionary({f"/{state}": _look(pdf, widget, on), "/Off": _look(pdf, widget, off)})
    widget["/AP"] = Dictionary(N=made)
    if "/AS" not in widget:
        widget["/AS"] = Name.Off
    return True


def _state_of(widget: Dictionary) -> str:
    """The state's name as far as the field tells it."""
    for key in ("/AS", "/V", "/DV"):
        said = widget.get(key)
        if isinstance(said, Name) and said != Name.Off:
            return name_text(said.unparse())
    parent = widget.get("/Parent")
    kids = parent.get("/Kids") if isinstance(parent, Dictionary) and "/T" not in widget else None
    if isinstance(kids, Array) and len(kids) > 1:
        return str(next((place for place, kid in enumerate(kids) if kid.objgen == widget.objgen), 0))
    return "Yes"


def _look(pdf: Pdf, widget: Dictionary, code: bytes) -> Object:
    left, bottom, right, top = rect_of(widget)
    drawn = Stream(pdf, code)
    drawn.Type, drawn.Subtype = Name.XObject, Name.Form
    drawn.BBox = Array([0, 0, round(right - left, 3), round(top - bottom, 3)])
    return pdf.make_indirect(drawn)
