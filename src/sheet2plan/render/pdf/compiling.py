"""Reads a form once into what filling needs: every field with its dictionaries and looks as ready bytes."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pikepdf import Dictionary, Object, Stream

from sheet2plan.errors import FormError
from sheet2plan.findings import Finding
from sheet2plan.render.pdf import tree
from sheet2plan.render.pdf.dingbats import redrawn
from sheet2plan.render.pdf.faces import FormFace
from sheet2plan.render.pdf.fields import BUTTONS, FILLABLE, FieldKind, FormField, described, is_comb
from sheet2plan.render.pdf.formfonts import form_face
from sheet2plan.render.pdf.looks import Look, Looks, look_of, with_lines, with_prose
from sheet2plan.render.pdf.remarks import about_fields
from sheet2plan.render.pdf.source import Source
from sheet2plan.render.pdf.styles import default_appearance, style_of
from sheet2plan.render.pdf.syntax import key_text, name_token
from sheet2plan.render.pdf.titles import Titled, titled
from sheet2plan.render.pdf.tree import Node, Widget, dictionaries, inherited, on_states, open_dictionary, reals, text_of
from sheet2plan.render.pdf.update import Tail

_WORDS = ("/V", "/RV", "/I", "/TI", "/AP", "/AS")
_TICKS = ("/V", "/AS", "/AP")


@dataclass(frozen=True, slots=True)
class Part:
    """One object that changes when its field is filled: `head` is its dictionary, open at the end.

    `look` is set for places where text is shown, `states` for boxes and buttons; `state` is what a box shows now.
    `indexed` says whether a choice also stands as the number of its option, `scrolled` whether the first row in view.
    `pictures` is a box's /AP entry; `redrawn`, by state, a tick free of fonts and the /AP entry up to its reference.
    """

    number: int
    generation: int
    head: bytes
    is_field: bool
    is_widget: bool
    look: Look | None = None
    states: frozenset[str] = frozenset()
    state: str = ""
    pictures: bytes = b""
    indexed: bool = False
    scrolled: bool = False
    redrawn: Mapping[str, tuple[bytes, bytes]] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """A field ready to fill: its objects, field dictionaries first. `looks` are the frames of its places."""

    field: FormField
    parts: tuple[Part, ...]
    looks: tuple[Look, ...] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        looks = tuple(part.look for part in self.parts if part.look is not None)
        object.__setattr__(self, "looks", looks)

    def with_lines(self, max_lines: int) -> Target:
        """The field with at most so many lines in each place."""
        parts = (
            part if part.look is None else replace(part, look=with_lines(part.look, max_lines)) for part in self.parts
        )
        return Target(self.field, tuple(parts))


@dataclass(frozen=True, slots=True)
class Pages:
    """The head of the page tree, for pages at the end."""

    number: int
    generation: int
    head: bytes
    kids: bytes
    count: int
    size: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A form ready to fill. `always` are the objects every filled copy changes: number, generation, body.

    `remarks` are for the form keeper: what is unusual about the form, and what becomes of it in filled copies.
    """

    name: str
    tail: Tail
    fields: tuple[FormField, ...]
    targets: Mapping[str, Target]
    always: tuple[tuple[int, int, bytes], ...]
    pages: Pages
    titles: Titled
    remarks: tuple[Finding, ...]
    signed: bool


def compiled(source: Source, read_only: Iterable[str] = (), mapped: Container[str] | None = None) -> Compiled:
    """The form ready to fill; `read_only` fields can't be edited afterwards, remarks are about `mapped` ones alone.

    Raises FormError when it has no fields.
    """
    nodes = tree.nodes(source.pdf)
    fields = described(source.pdf, nodes)
    if not fields or not len(source.pdf.pages):
        raise FormError(f"{source.name} has no form fields.", "Use the fillable form, not a scan or a print of it.")
    fonts, looks = _Fonts(source.pdf.Root.get("/AcroForm")), Looks()
    locked = frozenset(read_only)
    targets = {
        field.name: _Bench(node, field, fonts, looks, field.name in locked, source.signed).target()
        for node, field in zip(nodes, fields, strict=True)
        if field.kind in FILLABLE
    }
    return Compiled(
        name=source.name,
        tail=source.tail,
        fields=fields,
        targets=targets,
        always=_always(source, nodes),
        pages=_pages(source),
        titles=titled(source.pdf),
        remarks=(*source.remarks, *about_fields(source.name, fields, nodes, mapped)),
        signed=source.signed,
    )


class _Fonts:
    """The form's fonts, each read once."""

    def __init__(self, form: Any) -> None:
        resources = form.get("/DR") if isinstance(form, Dictionary) else None
        self._shared = _font_table(resources)
        self._known: dict[tuple[str, tuple[int, int]], FormFace | None] = {}

    def face(self, name: str, widget: Dictionary) -> FormFace | None:
        """The face a widget's text asks for by name, None when another must stand in."""
        font = self._shared.get(f"/{name}") if self._shared is not None else None
        if font is None:
            font = _own_font(name, widget)
        key = name, font.objgen if isinstance(font, Object) and font.is_indirect else (0, 0)
        if key not in self._known or (font is not None and key[1] == (0, 0)):
            self._known[key] = form_face(name, font)
        return self._known[key]


def _font_table(resources: Any) -> Dictionary | None:
    found = resources.get("/Font") if isinstance(resources, Dictionary) else None
    return found if isinstance(found, Dictionary) else None


def _own_font(name: str, widget: Dictionary) -> Object | None:
    """The font from the widget's own resources or its present appearance."""
    looks = widget.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    for resources in (widget.get("/DR"), normal.get("/Resources") if isinstance(normal, Stream) else None):
        table = _font_table(resources)
        if table is not None and f"/{name}" in table:
            return table[f"/{name}"]
    return None


@dataclass(frozen=True, slots=True)
class _Bench:
    """One field on its way to becoming a Target."""

    node: Node
    field: FormField
    fonts: _Fonts
    looks: Looks
    locked: bool
    signed: bool

    def target(self) -> Target:
        """The field, ready to fill."""
        twins = {twin.objgen for twin in self.node.twins}
        widgets = {widget.raw.objgen: widget for widget in self.node.widgets}
        parts = [self._part(twin, True, widgets.get(twin.objgen)) for twin in self.node.twins]
        parts += [self._part(widget.raw, False, widget) for key, widget in widgets.items() if key not in twins]
        return Target(self.field, tuple(parts))

    def _part(self, raw: Dictionary, is_field: bool, widget: Widget | None) -> Part:
        number, generation = raw.objgen
        buttons = self.field.kind in BUTTONS
        without = [*(_TICKS if buttons else _WORDS), *(["/Ff"] if self.locked and is_field else [])]
        head = open_dictionary(raw, without)
        if self.locked and is_field:
            head += b"/Ff %d" % (self.node.flags | tree.READ_ONLY)
        # In a signed form nothing may appear that was not there, apart from the value and its look.
        free = self.field.kind is FieldKind.LIST and not self.signed
        part = Part(
            number,
            generation,
            head,
            is_field,
            widget is not None,
            indexed=free or "/I" in raw,
            scrolled=free or "/TI" in raw,
        )
        if widget is None:
            return part
        if not buttons:
            return replace(part, look=self._look(widget))
        ticks = {} if self.signed else _redrawn(raw)
        states = frozenset(on_states(raw))
        return replace(part, states=states, state=text_of(raw.get("/AS")), pictures=_pictures(raw), redrawn=ticks)

    def _look(self, widget: Widget) -> Look | None:
        style = style_of(default_appearance(self.node, widget))
        comb = is_comb(self.node) and self.field.kind is FieldKind.TEXT
        face = self.fonts.face(style.font, widget.raw)
        look = look_of(self.node, widget, style, face, self.node.limit if comb else 0)
        return None if look is None else self.looks.shared(with_prose(look) if self.field.multiline else look)


def _pictures(raw: Dictionary) -> bytes:
    """A box's /AP entry; the dictionary of its states stands in place, because poppler doesn't follow a reference."""
    looks = raw.get("/AP")
    if not isinstance(looks, Dictionary):
        return b""
    normal = looks.get("/N")
    if not isinstance(normal, Dictionary) or isinstance(normal, Stream):
        return b"/AP " + bytes(raw["/AP"].unparse())
    return b"/AP%b/N%b>>>>" % (open_dictionary(looks, ("/N",)), open_dictionary(normal, ()))


def _redrawn(raw: Dictionary) -> dict[str, tuple[bytes, bytes]]:
    """By state: the tick without fonts, and the widget's /AP entry up to the reference to it."""
    looks = raw.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if looks is None or not isinstance(normal, Dictionary) or isinstance(normal, Stream):
        return {}
    around = open_dictionary(looks, ("/N",))
    # Written out by hand: pikepdf can't look up names that are no UTF-8.
    known = {key_text(key[1:]): look for key, look in normal.items() if isinstance(look, Stream)}
    found = {}
    for state, look in known.items():
        body = redrawn(look) if state != "Off" else None
        if body is not None:
            others = (name_token(name) + b" %d %d R" % one.objgen for name, one in known.items() if name != state)
            found[state] = body, b"/AP%b/N<<%b%b" % (around, b"".join(others), name_token(state))
    return found


def _always(source: Source, nodes: tuple[Node, ...]) -> tuple[tuple[int, int, bytes], ...]:
    """The form's own dictionary where it changes: XFA and NeedAppearances go, stray fields come in."""
    root = source.pdf.Root
    form = root.get("/AcroForm")
    form = form if isinstance(form, Dictionary) else Dictionary()
    stray = {} if source.signed else {node.top.objgen: None for node in nodes if node.adopted}
    listed = form.get("/Fields")
    known = [item.objgen for item in dictionaries(listed) if item.is_indirect]
    missing = [objgen for objgen in stray if objgen not in known]
    stale = [key for key in ("/NeedAppearances", "/XFA") if key in form]
    if not missing and not stale:
        return ()
    body = open_dictionary(form, (*stale, "/Fields"))
    references = " ".join(f"{number} {generation} R" for number, generation in (*known, *missing))
    body += b"/Fields[%b]>>" % references.encode("ascii")
    if form.is_indirect:
        return ((*form.objgen, body),)
    return ((*root.objgen, open_dictionary(root, ("/AcroForm",)) + b"/AcroForm " + body + b">>"),)


def _pages(source: Source) -> Pages:
    top = source.pdf.Root.Pages
    first = source.pdf.pages[0]
    edges = reals(inherited(first.obj, "/MediaBox"))
    left, bottom, right, high = edges if len(edges) == 4 else (0.0, 0.0, 612.0, 792.0)
    kids = " ".join(f"{kid.objgen[0]} {kid.objgen[1]} R" for kid in dictionaries(top.Kids))
    size = abs(right - left), abs(high - bottom)
    return Pages(
        *top.objgen, open_dictionary(top, ("/Kids", "/Count")), kids.encode("ascii"), len(source.pdf.pages), size
    )
