"""The fields of a PDF form: what each is called, what kind it is, what it takes, where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from sheet2plan.errors import FormError

_READ_ONLY, _MULTILINE, _PASSWORD, _FILE, _COMB, _RICH = 1 << 0, 1 << 12, 1 << 13, 1 << 20, 1 << 24, 1 << 25
_RADIO, _PUSH, _COMBO = 1 << 15, 1 << 16, 1 << 17
_INHERITED = ("/FT", "/Ff", "/V", "/DA", "/Q", "/MaxLen", "/Opt")


class FieldKind(StrEnum):
    """What a field takes. The last four can't be filled."""

    TEXT = "text"
    CHECK_BOX = "check box"
    RADIO = "radio buttons"
    CHOICE = "drop-down"
    LIST = "list box"
    SIGNATURE = "signature"
    PUSH_BUTTON = "push button"
    OTHER = "special text"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `states` are the on-states of its boxes or buttons; `options` the (stored, shown) pairs of a choice.

    `page` is 1-based and `rect` left, bottom, right, top in points: where the first widget stands, None and zeros when
    it stands on no page. `max_length` is None when the field takes any number of characters.
    """

    name: str
    kind: FieldKind
    states: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    tooltip: str = ""
    page: int | None = None
    rect: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    max_length: int | None = None
    multiline: bool = False
    read_only: bool = False
    editable: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A field of an open PDF with its widgets. `inherited` holds what the field has from itself or its parents.

    `twins` are all dictionaries that carry the name: some forms have two where the standard asks for one.
    """

    name: str
    twins: tuple[DictionaryObject, ...]
    widgets: tuple[DictionaryObject, ...]
    inherited: dict[str, Any]

    @property
    def flags(self) -> int:
        """The field's flags, 0 when it has none."""
        return int(self.inherited.get("/Ff", 0))

    @property
    def comb(self) -> bool:
        """Whether each letter has its own cell."""
        return bool(self.flags & _COMB) and "/MaxLen" in self.inherited

    @property
    def multiline(self) -> bool:
        """Whether text may stand on several lines."""
        return bool(self.flags & _MULTILINE)


def form_fields(path: Path) -> tuple[FormField, ...]:
    """All fields of a PDF form in the form's own order. Raises FormError when it is no readable PDF with fields."""
    return fields_in(open_form(path, read_bytes(path)), path.name)


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises FormError when it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FormError(
            f"{path} can't be read: {error.strerror}.", "Check the path and your right to read it."
        ) from error


def open_form(path: Path, content: bytes) -> PdfReader:
    """The open PDF. Raises FormError when the content is no PDF or needs a password."""
    try:
        reader = PdfReader(BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
    except (PyPdfError, ValueError, OSError) as error:
        raise FormError(f"{path.name} is no readable PDF.", "Get the form from the payer again, as a PDF.") from error
    if locked:
        raise FormError(f"{path.name} needs a password.", "Save a copy without a password and use that.")
    return reader


def fields_in(reader: PdfReader, name: str) -> tuple[FormField, ...]:
    """All fields of an open PDF. Raises FormError when it has none."""
    pages = _pages_of_widgets(reader)
    found = tuple(_described(node, pages) for node in nodes(reader))
    if not found:
        raise FormError(f"{name} has no form fields.", "Use the fillable form, not a scan or a print of it.")
    return found


def nodes(document: PdfReader | PdfWriter) -> tuple[Node, ...]:
    """The fields of an open PDF, each name once, with its widgets, in document order."""
    form = _dictionary(document.root_object.get("/AcroForm"))
    if form is None:
        return ()
    start = {key: form[key].get_object() for key in ("/DA", "/Q") if key in form}
    found: dict[str, Node] = {}
    for node in _walk(form.get("/Fields"), "", start, set()):
        twin = found.get(node.name)
        found[node.name] = node if twin is None else _joined(twin, node)
    return tuple(found.values())


def _joined(one: Node, other: Node) -> Node:
    return replace(one, twins=one.twins + other.twins, widgets=one.widgets + other.widgets)


def _walk(kids: Any, prefix: str, inherited: dict[str, Any], seen: set[int]) -> Iterator[Node]:
    for kid in _objects(kids):
        if id(kid) in seen:
            continue
        seen.add(id(kid))
        own = str(kid.get("/T", ""))
        name = f"{prefix}.{own}" if prefix and own else prefix or own
        passed = inherited | {key: kid[key].get_object() for key in _INHERITED if key in kid}
        below = list(_objects(kid.get("/Kids")))
        if any("/T" in child for child in below):
            yield from _walk(kid["/Kids"], name, passed, seen)
        elif "/FT" in passed:
            yield Node(name, (kid,), tuple(below) or (kid,), passed)


def _objects(value: Any) -> Iterator[DictionaryObject]:
    array = value.get_object() if value is not None else None
    for item in array if isinstance(array, ArrayObject) else ():
        found = _dictionary(item)
        if found is not None:
            yield found


def _dictionary(value: Any) -> DictionaryObject | None:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else None


def _described(node: Node, pages: dict[int, int]) -> FormField:
    kind = _kind(node)
    widget = node.widgets[0]
    reference = widget.indirect_reference
    limit = node.inherited.get("/MaxLen")
    described = FormField(
        name=node.name,
        kind=kind,
        tooltip=str(node.twins[0].get("/TU", widget.get("/TU", ""))),
        page=pages.get(reference.idnum) if isinstance(reference, IndirectObject) else None,
        rect=rect_of(widget),
        max_length=None if limit is None else int(limit),
        multiline=kind is FieldKind.TEXT and node.multiline,
        read_only=bool(node.flags & _READ_ONLY),
    )
    if kind in (FieldKind.CHECK_BOX, FieldKind.RADIO):
        states = (state for each in node.widgets for state in on_states(each))
        return replace(described, states=tuple(dict.fromkeys(states)))
    if kind in (FieldKind.CHOICE, FieldKind.LIST):
        return replace(described, options=options_of(node), editable=bool(node.flags & 1 << 18))
    return described


def _kind(node: Node) -> FieldKind:
    match node.inherited["/FT"]:
        case "/Tx":
            return FieldKind.OTHER if node.flags & (_PASSWORD | _FILE | _RICH) else FieldKind.TEXT
        case "/Btn" if node.flags & _PUSH:
            return FieldKind.PUSH_BUTTON
        case "/Btn":
            return FieldKind.RADIO if node.flags & _RADIO else FieldKind.CHECK_BOX
        case "/Ch":
            return FieldKind.CHOICE if node.flags & _COMBO else FieldKind.LIST
        case "/Sig":
            return FieldKind.SIGNATURE
    return FieldKind.OTHER


def options_of(node: Node) -> tuple[tuple[str, str], ...]:
    """The (stored, shown) pairs of a choice field."""
    return tuple(_option(item.get_object()) for item in node.inherited.get("/Opt", ()))


def _option(item: Any) -> tuple[str, str]:
    if isinstance(item, ArrayObject):
        return str(item[0].get_object()), str(item[-1].get_object())
    return str(item), str(item)


def on_states(widget: DictionaryObject) -> tuple[str, ...]:
    """The names that switch a box or button on, without their slash."""
    normal = _dictionary((_dictionary(widget.get("/AP")) or DictionaryObject()).get("/N"))
    return tuple(str(key)[1:] for key in normal or () if key != "/Off")


def rect_of(widget: DictionaryObject) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of a widget, zeros when it has no place."""
    corners = widget.get("/Rect")
    if corners is None:
        return (0.0, 0.0, 0.0, 0.0)
    left, bottom, right, top = (float(number.get_object()) for number in corners.get_object())
    return (min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _pages_of_widgets(reader: PdfReader) -> dict[int, int]:
    return {
        item.idnum: number
        for number, page in enumerate(reader.pages, 1)
        for item in _annotations(page)
        if isinstance(item, IndirectObject)
    }


def _annotations(page: DictionaryObject) -> ArrayObject:
    found = page.get("/Annots")
    array = found.get_object() if found is not None else None
    return array if isinstance(array, ArrayObject) else ArrayObject()
