"""The field tree of an open form: every field with all its dictionaries and widgets, inheritance followed."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream, String

from sheet2plan.render.pdf.syntax import key_text, name_text

READ_ONLY, REQUIRED, MULTILINE, PASSWORD, FILE = 1 << 0, 1 << 1, 1 << 12, 1 << 13, 1 << 20
COMB, RICH, RADIO, PUSH, COMBO, EDIT, MULTISELECT = 1 << 24, 1 << 25, 1 << 15, 1 << 16, 1 << 17, 1 << 18, 1 << 21
_INHERITED = ("/FT", "/Ff", "/V", "/DV", "/DA", "/Q", "/MaxLen", "/Opt", "/TU")
DEEPEST = 60  # a tree of fields or pages that goes deeper leads back to itself

Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Widget:
    """One place where a field shows: 1-based page (None: on no page), left, bottom, right, top in points."""

    raw: Dictionary
    page: int | None
    rect: Rect


@dataclass(frozen=True, slots=True)
class Node:
    """A field with its widgets. `inherited` holds what it has from itself or its parents.

    `twins` are all dictionaries that carry the name: some forms have two where the standard asks for one. `adopted` is
    true for a field that stands on a page but not in the form's list of fields; `top` is the head of its branch.
    """

    name: str
    twins: tuple[Dictionary, ...]
    widgets: tuple[Widget, ...]
    inherited: dict[str, Any]
    top: Dictionary
    adopted: bool = False

    @property
    def flags(self) -> int:
        """The field's flags, 0 when it has none."""
        return whole_number(self.inherited.get("/Ff"))

    @property
    def limit(self) -> int:
        """The most characters the field takes, 0 for any number."""
        return max(whole_number(self.inherited.get("/MaxLen")), 0)


def real(value: Any, otherwise: float = 0.0) -> float:
    """A PDF number as a float; `otherwise` for anything else."""
    return float(value) if isinstance(value, int | float | Decimal) else otherwise


def whole_number(value: Any) -> int:
    """A PDF number as an int, 0 for anything else."""
    return int(real(value))


def reals(values: Any) -> tuple[float, ...]:
    """The numbers of an array; none when it is no array or holds anything else."""
    listed = list(values) if isinstance(values, Array) else []
    sound = all(isinstance(value, int | float | Decimal) for value in listed)
    return tuple(float(value) for value in listed) if sound else ()


def nodes(pdf: Pdf) -> tuple[Node, ...]:
    """The fields of an open form, each name once, in the form's order; fields only found on pages come last."""
    pages = _pages(pdf)
    form = pdf.Root.get("/AcroForm")
    form = form if isinstance(form, Dictionary) else Dictionary()
    start = {key: form[key] for key in ("/DA", "/Q") if key in form}
    found: dict[str, Node] = {}
    seen: set[tuple[int, int]] = set()
    for head in dictionaries(form.get("/Fields")):
        for node in _walk(head, head, "", start, seen, pages, 0):
            _merge(found, node)
    for number, note in _stray(pdf, seen):
        for node in _orphan(note, number, start):
            _merge(found, node)
    return tuple(found.values())


def _merge(found: dict[str, Node], node: Node) -> None:
    twin = found.get(node.name)
    if twin is None:
        found[node.name] = node
    else:
        joined = replace(twin, twins=twin.twins + node.twins, widgets=twin.widgets + node.widgets)
        found[node.name] = replace(joined, adopted=twin.adopted or node.adopted)


def _walk(
    node: Dictionary,
    top: Dictionary,
    prefix: str,
    above: dict[str, Any],
    seen: set[tuple[int, int]],
    pages: dict[tuple[int, int], int],
    depth: int,
) -> Iterator[Node]:
    if node.objgen in seen or depth > DEEPEST:
        return
    seen.add(node.objgen)
    name = _joined(prefix, node)
    passed = above | {key: node[key] for key in _INHERITED if key in node}
    kids = list(dictionaries(node.get("/Kids")))
    fields = [kid for kid in kids if "/T" in kid]
    widgets = [kid for kid in kids if "/T" not in kid and kid.objgen not in seen]
    for kid in fields:
        yield from _walk(kid, top, name, passed, seen, pages, depth + 1)
    nested = [kid for kid in widgets if "/Kids" in kid]
    for kid in nested:
        yield from _walk(kid, top, name, passed, seen, pages, depth + 1)
    own = [kid for kid in widgets if "/Kids" not in kid] or ([node] if not kids else [])
    seen.update(kid.objgen for kid in own)
    if own and "/FT" not in passed:
        passed |= {key: own[0][key] for key in _INHERITED if key in own[0]}
    if own and "/FT" in passed:
        places = (_widget(kid, pages.get(kid.objgen)) for kid in own)
        yield Node(name, (node,), tuple(place for place in places), passed, top)


def _joined(prefix: str, node: Dictionary) -> str:
    own = str(node["/T"]) if "/T" in node else ""
    return f"{prefix}.{own}" if prefix and own else prefix or own


def _stray(pdf: Pdf, seen: set[tuple[int, int]]) -> Iterator[tuple[int, Dictionary]]:
    for number, page in enumerate(pdf.pages, 1):
        for note in dictionaries(page.obj.get("/Annots")):
            if note.get("/Subtype") == Name.Widget and note.is_indirect and note.objgen not in seen:
                yield number, note


def _orphan(note: Dictionary, page: int, start: dict[str, Any]) -> Iterator[Node]:
    """The field of a widget that the form's list of fields doesn't lead to."""
    line = [note]
    while len(line) < DEEPEST and isinstance(parent := line[-1].get("/Parent"), Dictionary):
        line.append(parent)
    passed, name = dict(start), ""
    for node in reversed(line):
        name = _joined(name, node)
        passed |= {key: node[key] for key in _INHERITED if key in node}
    if "/FT" in passed and name:
        field = next((node for node in line if "/T" in node), note)
        yield Node(name, (field,), (_widget(note, page),), passed, line[-1], adopted=True)


def _widget(raw: Dictionary, page: int | None) -> Widget:
    return Widget(raw, page, rect_of(raw))


def rect_of(widget: Dictionary) -> Rect:
    """Left, bottom, right, top of a widget, zeros when it has no place."""
    corners = reals(widget.get("/Rect"))
    if len(corners) != 4:
        return (0.0, 0.0, 0.0, 0.0)
    left, bottom, right, top = corners
    return (min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def rotation(widget: Dictionary) -> int:
    """How far the widget's text is turned: 0, 90, 180 or 270 degrees against the clock."""
    traits = widget.get("/MK")
    return whole_number(traits.get("/R")) % 360 // 90 * 90 if isinstance(traits, Dictionary) else 0


def dictionaries(value: Any) -> Iterator[Dictionary]:
    """The dictionaries of an array, whatever else is in it; nothing when it is no array."""
    for item in value if isinstance(value, Array) else ():
        if isinstance(item, Dictionary) and not isinstance(item, Stream):
            yield item


def _pages(pdf: Pdf) -> dict[tuple[int, int], int]:
    return {
        note.objgen: number
        for number, page in enumerate(pdf.pages, 1)
        for note in dictionaries(page.obj.get("/Annots"))
        if note.is_indirect
    }


def on_states(widget: Dictionary) -> tuple[str, ...]:
    """The names that switch a box or button on, without their slash."""
    looks = widget.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if not isinstance(normal, Dictionary) or isinstance(normal, Stream):
        return ()
    return tuple(key_text(key[1:]) for key in normal.keys() if key != "/Off")  # noqa: SIM118  (pikepdf iterates over pairs)


def text_of(value: Any) -> str:
    """A PDF string or name as text, "" for anything else."""
    if isinstance(value, Name):
        return name_text(value.unparse())
    return str(value) if isinstance(value, str | String) else ""


def inherited(node: Dictionary, key: str) -> Any:
    """An entry of a field or page, from itself or from what stands above it; None when nobody has it."""
    for _ in range(DEEPEST):
        if key in node:
            return node[key]
        parent = node.get("/Parent")
        if not isinstance(parent, Dictionary):
            return None
        node = parent
    return None


def stream_bytes(stream: Stream) -> bytes:
    """What a stream holds, unpacked; b"" when it is damaged."""
    try:
        return stream.read_bytes()
    except PdfError:
        return b""


def open_dictionary(raw: Object, without: Iterable[str]) -> bytes:
    """A dictionary as PDF, without some of its entries and without its closing brackets."""
    left = copy.copy(raw)
    for key in without:
        if key in left:
            del left[key]
    return bytes(left.unparse()).rstrip().removesuffix(b">>")
