"""How one widget looks when filled: everything that doesn't depend on the client is worked out once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from pikepdf import Dictionary

from sheet2plan.render.pdf.faces import Face, FormFace
from sheet2plan.render.pdf.layout import Box, Fit, fit
from sheet2plan.render.pdf.marks import backdrop, border_style, border_width
from sheet2plan.render.pdf.styles import Style
from sheet2plan.render.pdf.syntax import number, numbers
from sheet2plan.render.pdf.tree import Node, Widget, rotation, whole_number
from sheet2plan.render.pdf.update import stream

_CHOSEN = "0.6 0.75686 0.8549 rg"


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One widget's frame. `own` is the form's font, None when it can't be used. `head` and `before` are ready bytes."""

    box: Box
    own: FormFace | None
    head: bytes
    before: bytes
    colour: bytes
    turned: int


class Looks:
    """The looks of a form: widgets that look alike share one, so that a text both show is drawn once."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Look] = {}

    def shared(self, look: Look) -> Look:
        """The look, or one like it that was there before."""
        alike = look.box, id(look.own), look.head, look.before, look.colour, look.turned
        return self._known.setdefault(alike, look)


def look_of(node: Node, widget: Widget, style: Style, own: FormFace | None, cells: int) -> Look | None:
    """The frame of a widget's appearance; None when it has no room to show anything."""
    raw = widget.raw
    left, bottom, right, top = widget.rect
    width, height = right - left, top - bottom
    if width < 0.5 or height < 0.5:
        return None
    turned = rotation(raw)
    if turned in (90, 270):
        width, height = height, width
    inset = border_width(raw) * (2 if border_style(raw) in ("B", "I") else 1)
    box = Box(width, height, style.size, limit=node.limit, cells=cells, align=_align(node, raw), inset=inset)
    return Look(
        box=box,
        own=own,
        head=_head(width, height, turned),
        before=_before(raw, box),
        colour=style.colour.encode("ascii", "replace"),
        turned=turned,
    )


def with_prose(look: Look) -> Look:
    """The look of a field with several lines."""
    return replace(look, box=replace(look.box, multiline=True))


def with_lines(look: Look, max_lines: int) -> Look:
    """The look with at most so many lines."""
    return replace(look, box=replace(look.box, max_lines=max_lines))


_SHORT = 80


def in_own_font(look: Look, text: str) -> bytes | None:
    """The appearance with the text in the form's own font; None when that can't show it all, b"" when it has no room.

    Short texts are often the same for many clients: the clinic, its clinicians, dates, statuses. A client's own
    sentences are not kept.
    """
    return _known(look, text) if len(text) <= _SHORT else _in_own_font(look, text)


def _in_own_font(look: Look, text: str) -> bytes | None:
    if look.own is None or not look.own.can_show(text.replace("\n", "")):
        return None
    fitted = fit(text, look.box, look.own)
    return drawn(look, fitted, look.own) if fitted.whole else b""


_known = lru_cache(maxsize=4096)(_in_own_font)


def _align(node: Node, raw: Dictionary) -> int:
    return min(max(whole_number(raw.get("/Q", node.inherited.get("/Q"))), 0), 2)


def _head(width: float, height: float, turned: int) -> bytes:
    turns = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}
    matrix = f"/Matrix[{numbers(*turns[turned])}]" if turned else ""
    return f"/Type/XObject/Subtype/Form/BBox[{numbers(0, 0, width, height)}]{matrix}".encode("ascii")


def _before(raw: Dictionary, box: Box) -> bytes:
    edge = box.clear
    clip = numbers(edge, edge, box.width - 2 * edge, box.height - 2 * edge)
    return f"{backdrop(raw, box.width, box.height)}/Tx BMC q {clip} re W n ".encode("ascii")


def drawn(look: Look, fitted: Fit, face: Face) -> bytes:
    """The appearance with these lines in it, as the body of an object."""
    pen_x = pen_y = 0.0
    size = round(fitted.size, 3)
    parts = [look.before, b"BT ", look.colour]
    for text, left, base in fitted.lines:
        if text:
            parts.append(b" %.2f %.2f Td %b" % (left - pen_x, base - pen_y, face.shown(text, size)))
            # What is written is rounded; the pen stands where the rounded numbers add up to.
            pen_x, pen_y = pen_x + round(left - pen_x, 2), pen_y + round(base - pen_y, 2)
    parts.append(b" ET Q EMC")
    head = b"%b/Resources<</Font<<%b>>>>" % (look.head, face.resource.encode("ascii"))
    return stream(head, b"".join(parts))


def blank(look: Look) -> bytes:
    """The appearance of an empty field."""
    return stream(look.head, look.before + b"Q EMC")


def list_drawn(look: Look, rows: tuple[tuple[str, bool], ...], face: Face) -> tuple[bytes, int]:
    """A list box with its (shown, chosen) rows, and the number of the first row that is visible."""
    box = look.box
    size = box.size or 12.0
    step = size * face.leading
    visible = max(int((box.height - 2 * box.clear) // step), 1)
    chosen = [place for place, (_, is_chosen) in enumerate(rows) if is_chosen]
    last = min(chosen[0] + visible, len(rows)) if chosen else 0
    first = max(last - visible, 0) if chosen and chosen[0] >= visible else 0
    bars, words = [], []
    for line, (shown, is_chosen) in enumerate(rows[first : first + visible]):
        bottom = box.height - box.clear - (line + 1) * step
        if is_chosen:
            bar = numbers(box.clear, bottom, box.width - 2 * box.clear, step)
            bars.append(f"{_CHOSEN} {bar} re f ".encode("ascii"))
        wide = face.width(shown)
        fitted = min(size, box.room / wide) if wide else size
        place = f"1 0 0 1 {number(box.padding)} {number(bottom + face.deep * size + 0.05 * step)} Tm "
        words.append(place.encode("ascii") + face.shown(shown, round(fitted, 3)))
    code = b"".join((look.before, *bars, b"BT ", look.colour, b" ", b" ".join(words), b" ET Q EMC"))
    head = b"%b/Resources<</Font<<%b>>>>" % (look.head, face.resource.encode("ascii"))
    return stream(head, code), first
