"""Small PDF forms made for tests, each with one oddity that real forms have."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

HELVETICA = {"/Type": Name.Font, "/Subtype": Name.Type1, "/BaseFont": Name.Helvetica, "/Encoding": Name.WinAnsiEncoding}


class FormBuilder:
    """A one-page form being made; `content` is the finished file."""

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self.pdf.add_blank_page(page_size=(400, 600))
        self.page = self.pdf.pages[0].obj
        self.page["/Annots"] = Array()
        font = self.pdf.make_indirect(Dictionary(HELVETICA))
        resources = Dictionary(Font=Dictionary(Helv=font))
        form = Dictionary(Fields=Array(), DR=resources, DA=String("/Helv 10 Tf 0 g"))
        self.form = self.pdf.Root["/AcroForm"] = self.pdf.make_indirect(form)
        self.top = 580

    def add(self, listed: bool = True, shown: bool = True, **entries: Any) -> Dictionary:
        """A field with its widget in one dictionary, under the ones before it."""
        self.top -= 40
        made = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array([20, self.top, 220, self.top + 20]), F=4)
        for key, value in entries.items():
            made[f"/{key}"] = value
        made = self.pdf.make_indirect(made)
        if listed:
            self.form.Fields.append(made)
        if shown:
            self.page.Annots.append(made)
        return made

    def text(self, name: str, **entries: Any) -> Dictionary:
        """A text field."""
        return self.add(FT=Name.Tx, T=String(name), **entries)

    def picture(self, code: bytes = b"0 0 10 10 re f") -> Stream:
        """A picture for a box."""
        made = Stream(self.pdf, code)
        made["/Type"], made["/Subtype"], made["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 20, 20])
        return self.pdf.make_indirect(made)

    def box(self, name: str, *states: str, **entries: Any) -> Dictionary:
        """A check box with pictures of its states."""
        looks = Dictionary({f"/{state}": self.picture() for state in states} | {"/Off": self.picture(b"")})
        return self.add(FT=Name.Btn, T=String(name), AP=Dictionary(N=looks), AS=Name.Off, **entries)

    def button(self, state: str) -> Dictionary:
        """One place of a field that a parent holds, switched on by the state."""
        looks = Dictionary({f"/{state}": self.picture(), "/Off": self.picture(b"")})
        return self.add(listed=False, AP=Dictionary(N=looks), AS=Name.Off)

    def parent(self, name: str, kids: list[Dictionary], **entries: Any) -> Dictionary:
        """A field over widgets or fields that were made with `listed=False`."""
        made = self.pdf.make_indirect(Dictionary(T=String(name), Kids=Array(kids), **entries))
        for kid in kids:
            kid["/Parent"] = made
        self.form.Fields.append(made)
        return made

    def content(self, **saving: Any) -> bytes:
        """The file."""
        out = BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
            self.pdf.save(out, **({"static_id": True} | saving))
        return out.getvalue()


def form_with(make: Callable[[FormBuilder], object], **saving: Any) -> bytes:
    """A form with what the function adds."""
    builder = FormBuilder()
    make(builder)
    return builder.content(**saving)


def text_form(*names: str) -> bytes:
    """A form of plain text fields."""
    return form_with(lambda form: [form.text(name) for name in names])
