"""What independent programs see in a filled form: pdfium, poppler, qpdf, pypdf. Nothing here asks our own engine."""

from __future__ import annotations

import ctypes
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops

_SCALE = 1.5
_KINDS = {
    raw.FPDF_FORMFIELD_TEXTFIELD: "text",
    raw.FPDF_FORMFIELD_CHECKBOX: "button",
    raw.FPDF_FORMFIELD_RADIOBUTTON: "button",
    raw.FPDF_FORMFIELD_COMBOBOX: "choice",
    raw.FPDF_FORMFIELD_LISTBOX: "list",
}
_HIDDEN = 2 | 32
Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """A widget as pdfium has it: `rect` in page space, `pixels` its place in the picture of the page."""

    name: str
    kind: str
    page: int
    rect: Rect
    pixels: tuple[int, int, int, int]
    value: str
    checked: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """A whole file as the judges see it. Words are (left, bottom, right, top, text) per page, from poppler."""

    widgets: tuple[Seen, ...]
    texts: dict[tuple[int, Rect], str]
    pdfium: tuple[Image.Image, ...]
    poppler: tuple[Image.Image, ...]
    words: tuple[tuple[tuple[float, float, float, float, str], ...], ...]
    qpdf: tuple[str, ...]


def look(content: bytes, with_text: bool) -> Looked:
    """Everything the judges say about a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.pdf"
        path.write_bytes(content)
        document = pdfium.PdfDocument(content)
        document.init_forms()
        pictures, widgets = _pictures(document), tuple(_widgets(document))
        document.close()
        poppler, qpdf = _poppler_pictures(path), qpdf_says(path)
        if not with_text:
            return Looked(widgets, {}, pictures, poppler, (), qpdf)
        bare = _without_pages(content)
        path.write_bytes(bare)
        return Looked(widgets, _flattened_texts(bare, widgets), pictures, poppler, _words(path), qpdf)


def _without_pages(content: bytes) -> bytes:
    """The file without the printed form, so that the only words left are those of its fields."""
    with pikepdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            if "/Contents" in page.obj:
                del page.obj["/Contents"]
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def _pictures(document: pdfium.PdfDocument) -> tuple[Image.Image, ...]:
    return tuple(page.render(scale=_SCALE, may_draw_forms=True).to_pil().convert("L") for page in document)


def _widgets(document: pdfium.PdfDocument) -> Iterator[Seen]:
    if document.formenv is None:  # nothing but stray widgets, which only a filled copy lists
        return
    handle = document.formenv.raw
    for number, page in enumerate(document):
        for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
            note = raw.FPDFPage_GetAnnot(page.raw, index)
            kind = _KINDS.get(raw.FPDFAnnot_GetFormFieldType(handle, note))
            if kind is not None:
                yield _seen(handle, page, note, number, kind)
            raw.FPDFPage_CloseAnnot(note)


def _seen(handle: object, page: pdfium.PdfPage, note: object, number: int, kind: str) -> Seen:
    box = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(note, ctypes.byref(box))
    left, right = sorted((box.left, box.right))
    bottom, top = sorted((box.bottom, box.top))
    return Seen(
        name=_string(raw.FPDFAnnot_GetFormFieldName, handle, note),
        kind=kind,
        page=number,
        rect=(left, bottom, right, top),
        pixels=_on_picture(page, (left, bottom, right, top)),
        value=_string(raw.FPDFAnnot_GetFormFieldValue, handle, note),
        checked=bool(raw.FPDFAnnot_IsChecked(handle, note)),
        hidden=bool(raw.FPDFAnnot_GetFlags(note) & _HIDDEN) or not _is_on_page(page, (left, bottom, right, top)),
    )


def _is_on_page(page: pdfium.PdfPage, rect: Rect) -> bool:
    left, bottom, right, top = page.get_cropbox()
    middle = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    large = rect[2] - rect[0] > 2 and rect[3] - rect[1] > 2
    return large and left <= middle[0] <= right and bottom <= middle[1] <= top


def _on_picture(page: pdfium.PdfPage, rect: Rect) -> tuple[int, int, int, int]:
    wide, high = round(page.get_width() * _SCALE), round(page.get_height() * _SCALE)
    corners = []
    for x, y in ((rect[0], rect[1]), (rect[2], rect[3])):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, wide, high, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        corners.append((across.value, down.value))
    (x1, y1), (x2, y2) = corners
    return min(x1, x2), min(y1, y2), max(x1, x2) + 1, max(y1, y2) + 1


def _string(ask: object, handle: object, note: object) -> str:
    length = ask(handle, note, None, 0)  # type: ignore[operator]
    buffer = ctypes.create_string_buffer(length)
    ask(handle, note, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)  # type: ignore[operator]
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le", "replace")


def _flattened_texts(content: bytes, widgets: tuple[Seen, ...]) -> dict[tuple[int, Rect], str]:
    found = {}
    document = pdfium.PdfDocument(content)
    document.init_forms()
    for number in range(len(document)):
        document[number].flatten()
        text = document[number].get_textpage()
        for widget in widgets:
            if widget.page == number:
                found[number, widget.rect] = str(text.get_text_bounded(*widget.rect))
        text.close()
    document.close()
    return found


def _poppler_pictures(path: Path) -> tuple[Image.Image, ...]:
    target = path.with_suffix("")
    command = ["pdftoppm", "-r", str(72 * _SCALE), "-gray", "-cropbox", str(path), str(target)]
    subprocess.run(command, capture_output=True, check=False)
    return tuple(Image.open(BytesIO(made.read_bytes())) for made in sorted(target.parent.glob("form-*.pgm")))


def _words(path: Path) -> tuple[tuple[tuple[float, float, float, float, str], ...], ...]:
    """poppler's words per page, in points from the top left of the crop box."""
    run = subprocess.run(["pdftotext", "-bbox", "-cropbox", str(path), "-"], capture_output=True, check=False)
    clean = bytes(byte for byte in run.stdout if byte >= 32 or byte in b"\t\r\n")
    root = ElementTree.fromstring(clean)
    spaced = "{http://www.w3.org/1999/xhtml}"
    return tuple(
        tuple((*_box(word), word.text or "") for word in page.iter(f"{spaced}word"))
        for page in root.iter(f"{spaced}page")
    )


def qpdf_says(path: Path) -> tuple[str, ...]:
    """qpdf's errors and warnings, without names and places; linearization is lost by any update and not counted."""
    run = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    lines = (line for line in (run.stdout + run.stderr).splitlines() if "WARNING" in line or "ERROR" in line)
    return tuple(line.partition("): ")[2] or line.partition("pdf: ")[2] for line in lines if "hint" not in line)


def _box(word: ElementTree.Element) -> Rect:
    return (
        float(word.get("xMin", 0)),
        float(word.get("yMin", 0)),
        float(word.get("xMax", 0)),
        float(word.get("yMax", 0)),
    )


def changed(before: Image.Image, after: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether any pixel of a place changed."""
    if before.size != after.size:
        return False
    return ImageChops.difference(before.crop(box), after.crop(box)).getbbox() is not None


def comparable(text: str) -> str:
    """Text without what extraction adds or takes away: blanks, line ends, presentation forms, order of digits."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        letter for letter in plain if not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Cc")
    )
