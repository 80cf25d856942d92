"""The fields of a PDF form: what each is called, what kind it is, what it takes, where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Pdf

from sheet2plan.errors import FormError
from sheet2plan.render.pdf import tree
from sheet2plan.render.pdf.source import open_source, read_bytes
from sheet2plan.render.pdf.styles import default_appearance, style_of
from sheet2plan.render.pdf.tree import Node, Rect, on_states, rotation, text_of


class FieldKind(StrEnum):
    """What a field takes. The last three can't be filled."""

    TEXT = "text"
    CHECK_BOX = "check box"
    RADIO = "radio buttons"
    CHOICE = "drop-down"
    LIST = "list box"
    SIGNATURE = "signature"
    PUSH_BUTTON = "push button"
    OTHER = "unknown"


BUTTONS = (FieldKind.CHECK_BOX, FieldKind.RADIO)
PICKED = (*BUTTONS, FieldKind.CHOICE, FieldKind.LIST)
FILLABLE = (*PICKED, FieldKind.TEXT)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a widget stands: 1-based page (None: on no page); left, bottom, right, top in points; its own rotation."""

    page: int | None
    rect: Rect
    turned: int = 0


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `states` are the on-states of its boxes or buttons; `options` the (stored, shown) pairs of a choice.

    `exports` says what each state stands for where the form names it otherwise. `places` are all its widgets; `page`
    and `rect` tell the first. `size` is the form's own font size, 0 when the viewer may choose. `max_length` is None
    when the field takes any number of characters. `calculated` fields get their value from a script of the form.
    """

    name: str
    kind: FieldKind
    states: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    exports: tuple[tuple[str, str], ...] = ()
    tooltip: str = ""
    value: str = ""
    places: tuple[Place, ...] = ()
    size: float = 0.0
    max_length: int | None = None
    multiline: bool = False
    comb: bool = False
    password: bool = False
    read_only: bool = False
    required: bool = False
    editable: bool = False
    multiselect: bool = False
    calculated: bool = False

    @property
    def page(self) -> int | None:
        """The page of the first widget."""
        return self.places[0].page if self.places else None

    @property
    def rect(self) -> Rect:
        """The rectangle of the first widget, zeros when there is none."""
        return self.places[0].rect if self.places else (0.0, 0.0, 0.0, 0.0)


def form_fields(path: Path, password: str = "") -> tuple[FormField, ...]:
    """All fields of a PDF form in the form's own order. Raises FormError when it is no readable PDF with fields."""
    source = open_source(path.name, read_bytes(path), password)
    return fields_in(source.pdf, path.name)


def fields_in(pdf: Pdf, name: str) -> tuple[FormField, ...]:
    """All fields of an open form. Raises FormError when it has none."""
    found = described(pdf, tree.nodes(pdf))
    if not found:
        raise FormError(f"{name} has no form fields.", "Use the fillable form, not a scan or a print of it.")
    return found


def described(pdf: Pdf, nodes: tuple[Node, ...]) -> tuple[FormField, ...]:
    """The fields in the form's own terms."""
    form = pdf.Root.get("/AcroForm")
    order = form.get("/CO") if isinstance(form, Dictionary) else None
    calculated = {item.objgen for item in tree.dictionaries(order)}
    return tuple(_described(node, calculated) for node in nodes)


def _described(node: Node, calculated: set[tuple[int, int]]) -> FormField:
    kind = kind_of(node)
    field = FormField(
        name=node.name,
        kind=kind,
        tooltip=text_of(node.inherited.get("/TU", node.widgets[0].raw.get("/TU"))),
        value=text_of(node.inherited.get("/V")),
        places=tuple(Place(widget.page, widget.rect, rotation(widget.raw)) for widget in node.widgets),
        size=style_of(default_appearance(node, node.widgets[0])).size,
        max_length=node.limit or None if kind is FieldKind.TEXT else None,
        read_only=bool(node.flags & tree.READ_ONLY),
        required=bool(node.flags & tree.REQUIRED),
        calculated=any(twin.objgen in calculated for twin in node.twins),
    )
    if kind in BUTTONS:
        states = tuple(dict.fromkeys(state for widget in node.widgets for state in on_states(widget.raw)))
        return replace(field, states=states, exports=_exports(node))
    if kind in (FieldKind.CHOICE, FieldKind.LIST):
        several = kind is FieldKind.LIST and bool(node.flags & tree.MULTISELECT)
        return replace(field, options=options_of(node), editable=bool(node.flags & tree.EDIT), multiselect=several)
    return replace(
        field,
        multiline=bool(node.flags & tree.MULTILINE),
        comb=is_comb(node),
        password=bool(node.flags & tree.PASSWORD),
    )


def is_comb(node: Node) -> bool:
    """Whether each letter has its own cell."""
    others = tree.MULTILINE | tree.PASSWORD | tree.FILE
    return bool(node.flags & tree.COMB) and node.limit > 0 and not node.flags & others


def kind_of(node: Node) -> FieldKind:
    """What the field takes."""
    match text_of(node.inherited["/FT"]):
        case "Tx":
            return FieldKind.TEXT
        case "Btn" if node.flags & tree.PUSH:
            return FieldKind.PUSH_BUTTON
        case "Btn":
            return FieldKind.RADIO if node.flags & tree.RADIO else FieldKind.CHECK_BOX
        case "Ch":
            return FieldKind.CHOICE if node.flags & tree.COMBO else FieldKind.LIST
        case "Sig":
            return FieldKind.SIGNATURE
    return FieldKind.OTHER


def options_of(node: Node) -> tuple[tuple[str, str], ...]:
    """The (stored, shown) pairs of a choice field."""
    options = node.inherited.get("/Opt")
    return tuple(_option(item) for item in options) if isinstance(options, Array) else ()


def _option(item: Any) -> tuple[str, str]:
    if isinstance(item, Array) and len(item):
        return text_of(item[0]), text_of(item[len(item) - 1])
    return text_of(item), text_of(item)


def _exports(node: Node) -> tuple[tuple[str, str], ...]:
    """(state, what it stands for) where buttons are numbered and /Opt names them."""
    names = node.inherited.get("/Opt")
    if not isinstance(names, Array):
        return ()
    pairs = ((on_states(widget.raw), text_of(said)) for widget, said in zip(node.widgets, names, strict=False))
    return tuple((states[0], said) for states, said in pairs if states and said)
