"""What becomes of a filled copy after filling: printed into the page, encrypted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from sheet2plan.render.pdf import tree
from sheet2plan.render.pdf.source import saved
from sheet2plan.render.pdf.syntax import number

_HIDDEN, _PRINTED, _NO_VIEW = 1 << 1, 1 << 2, 1 << 5


@dataclass(frozen=True, slots=True)
class Finish:
    """`flatten` is True for all fields, or the names of some; `password` "" leaves the copy open."""

    flatten: bool | tuple[str, ...] = False
    password: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)

    def apply(self, content: bytes) -> bytes:
        """The finished copy: the content itself when there is nothing to do."""
        if not self.flatten and not self.password:
            return content
        with pikepdf.open(BytesIO(content)) as pdf:
            if self.flatten:
                flatten(pdf, frozenset(self.flatten) if isinstance(self.flatten, tuple) else None)
            return _saved(pdf, self.password)


def _saved(pdf: Pdf, password: str) -> bytes:
    if password:
        return saved(pdf, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
    return saved(pdf, deterministic_id=True)


def flatten(pdf: Pdf, names: frozenset[str] | None) -> None:
    """Prints the looks of fields into their pages and takes the fields away: all of them, or those named."""
    gone: set[tuple[int, int]] = set()
    for node in tree.nodes(pdf):
        if names is None or node.name in names:
            for widget in node.widgets:
                if widget.page is not None and not _for_screen_alone(node, widget.raw):
                    _print_on_page(pdf, pdf.pages[widget.page - 1], widget.raw)
                gone.add(widget.raw.objgen)
            gone.update(twin.objgen for twin in node.twins)
    for page in pdf.pages:
        notes = page.obj.get("/Annots")
        if isinstance(notes, Array):
            page.obj["/Annots"] = Array([note for note in notes if note.objgen not in gone])
    form = pdf.Root.get("/AcroForm")
    if names is None and isinstance(form, Dictionary):
        del pdf.Root["/AcroForm"]
    elif isinstance(form, Dictionary):
        form["/Fields"] = _without(form.get("/Fields"), gone)


def _for_screen_alone(node: tree.Node, widget: Dictionary) -> bool:
    """Whether it is a button to press that the form doesn't print."""
    is_button = node.inherited["/FT"] == Name.Btn and bool(node.flags & tree.PUSH)
    return is_button and not tree.whole_number(widget.get("/F")) & _PRINTED


def _without(kids: object, gone: set[tuple[int, int]]) -> Array:
    kept = []
    for kid in kids if isinstance(kids, Array) else ():
        if kid.objgen in gone:
            continue
        if isinstance(kid, Dictionary) and isinstance(kid.get("/Kids"), Array):
            left = _without(kid["/Kids"], gone)
            if len(left) == 0:
                continue
            kid["/Kids"] = left
        kept.append(kid)
    return Array(kept)


def _print_on_page(pdf: Pdf, page: pikepdf.Page, widget: Dictionary) -> None:
    look = _look_of(widget)
    if look is None or tree.whole_number(widget.get("/F")) & (_HIDDEN | _NO_VIEW):
        return
    left, bottom, right, top = tree.rect_of(widget)
    low_x, low_y, high_x, high_y = _extent(look)
    if right - left <= 0 or top - bottom <= 0 or high_x - low_x <= 0 or high_y - low_y <= 0:
        return
    across, up = (right - left) / (high_x - low_x), (top - bottom) / (high_y - low_y)
    name = page.add_resource(look, Name.XObject, prefix="S2PField")
    moved = " ".join(number(edge) for edge in (left - low_x * across, bottom - low_y * up))
    code = f"q {across:.6f} 0 0 {up:.6f} {moved} cm {name} Do Q".encode("ascii")
    if not getattr(page.obj, "S2PWrapped", False):
        page.contents_add(Stream(pdf, b"q"), prepend=True)
        page.contents_add(Stream(pdf, b"Q"))
        page.obj["/S2PWrapped"] = True
    page.contents_add(Stream(pdf, code))


def _look_of(widget: Dictionary) -> Stream | None:
    looks = widget.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if isinstance(normal, Stream):
        return normal
    state = widget.get("/AS")
    found = normal.get(state) if isinstance(normal, Dictionary) and isinstance(state, Name) else None
    return found if isinstance(found, Stream) else None


def _extent(look: Stream) -> tuple[float, float, float, float]:
    """The box of an appearance after its own matrix."""
    box, turn = tree.reals(look.get("/BBox")), tree.reals(look.get("/Matrix"))
    if len(box) != 4:
        return 0.0, 0.0, 0.0, 0.0
    a, b, c, d, e, f = turn if len(turn) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across), max(up)
