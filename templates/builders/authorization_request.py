"""Builds templates/forms/authorization_request.pdf: our own payer form, with fields and tags; always the same bytes.

python templates/builders/authorization_request.py [FILE]
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from sheet2plan.render.pdf.faces import WINANSI, helvetica
from sheet2plan.render.pdf.syntax import literal
from sheet2plan.render.pdf.titles import xmp

TITLE = "Outpatient Treatment Authorization Request"
EDITION = "Form OTR-1 · edition 2026"
OUTPUT = Path(__file__).parents[1] / "forms" / "authorization_request.pdf"

WIDTH, HEIGHT, LEFT, RIGHT = 612.0, 792.0, 36.0, 576.0
INK, SOFT, RULE, BAR, PALE = "0.10 0.13 0.17", "0.33 0.38 0.45", "0.60 0.66 0.73", "0.13 0.27 0.42", "0.93 0.95 0.97"
PLAIN, BOLD = "/Helv", "/HeBo"
READ_ONLY, REQUIRED, MULTILINE, RADIO, NO_TOGGLE, COMBO = 1, 2, 1 << 12, 1 << 15, 1 << 14, 1 << 17
ROW = 25.0


def encoded(text: str) -> bytes:
    """Text in the form's own font, as a literal string."""
    return literal("".join(chr(WINANSI[letter]) for letter in text))


def width_of(text: str, size: float) -> float:
    """How wide text stands in Helvetica."""
    return helvetica().width(text) * size


def obj(value: Any) -> PdfObject:
    """A Python value as a PDF object; text with a leading slash is a name."""
    match value:
        case PdfObject():
            return value
        case bool():
            return BooleanObject(value)
        case int():
            return NumberObject(value)
        case float():
            return FloatObject(f"{value:g}")
        case str():
            return NameObject(value) if value.startswith("/") else TextStringObject(value)
        case dict():
            return entries(value)
        case None:
            return NullObject()
        case _:
            return ArrayObject(obj(item) for item in value)


def entries(values: dict[str, Any]) -> DictionaryObject:
    """A PDF dictionary."""
    return DictionaryObject({NameObject(key): obj(item) for key, item in values.items()})


@dataclass
class Page:
    """A page being drawn, top down: `y` is where the next row begins. `tags` are its marked pieces in reading order."""

    number: int
    y: float = HEIGHT - 34
    code: list[bytes] = field(default_factory=list)
    tags: list[tuple[str, int | IndirectObject]] = field(default_factory=list)
    widgets: list[IndirectObject] = field(default_factory=list)
    marks: int = 0

    def draw(self, operators: str) -> None:
        """Lines and fills: nothing to read aloud."""
        self.code.append(f"/Artifact BMC q {operators} Q EMC".encode())

    def write(
        self, x: float, y: float, text: str, size: float, font: str = PLAIN, ink: str = INK, tag: str = "/P"
    ) -> None:
        """One run of text with its base line at y."""
        head = f"{tag} <</MCID {self.marks}>> BDC BT {ink} rg {font} {size:g} Tf {x:g} {y:g} Td ".encode()
        self.code.append(head + encoded(text) + b" Tj ET EMC")
        self.tags.append((tag, self.marks))
        self.marks += 1

    def box(self, x: float, y: float, width: float, height: float, fill: str = "", line: str = RULE) -> None:
        """A ruled box."""
        paint = f"{fill} rg {line} RG 0.6 w" if fill else f"{line} RG 0.6 w"
        self.draw(f"{paint} {x:g} {y:g} {width:g} {height:g} re {'B' if fill else 'S'}")


class Form:
    """The document: pages, the field tree, and what tab order and tags need."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.writer.pdf_header = "%PDF-1.7"
        self.fonts = {name: self.add(_font(base)) for name, base in ((PLAIN, "/Helvetica"), (BOLD, "/Helvetica-Bold"))}
        self.tree: dict[str, Any] = {}
        self.parents: list[IndirectObject] = []
        self.pages: list[Page] = []
        self.refs: list[IndirectObject] = []
        self.tips: dict[int, str] = {}

    def add(self, value: Any) -> IndirectObject:
        """A new numbered object."""
        return self.writer._add_object(obj(value))

    def page(self) -> Page:
        """The next page, empty."""
        self.writer.add_blank_page(WIDTH, HEIGHT)
        self.refs.append(self.writer.pages[-1].indirect_reference)  # type: ignore[arg-type]
        self.pages.append(Page(len(self.pages)))
        return self.pages[-1]

    def terminal(self, name: str, kind: str, tip: str, **more: Any) -> IndirectObject:
        """A field under its full name; parents are made as needed."""
        *path, own = name.split(".")
        branch, parent = self.tree, None
        for part in path:
            if part not in branch:
                node = {"/T": part, "/Kids": []} | ({"/Parent": parent} if parent else {})
                branch[part] = (self.add(node), {})
                self._adopt(parent, branch[part][0])
            parent, branch = branch[part]
        made = self.add({"/FT": kind, "/T": own, "/TU": tip} | more | ({"/Parent": parent} if parent else {}))
        branch[own] = (made, {})
        self._adopt(parent, made)
        return made

    def _adopt(self, parent: IndirectObject | None, child: IndirectObject) -> None:
        if parent is None:
            self.parents.append(child)
        else:
            _dictionary(parent)["/Kids"].append(child)  # type: ignore[attr-defined]

    def widget(
        self, page: Page, owner: IndirectObject, rect: tuple[float, ...], tip: str, alone: bool, **more: Any
    ) -> None:
        """A place where a field shows; one that stands alone is one object with its field."""
        made = owner if alone else self.add({"/Parent": owner})
        _dictionary(made).update(
            entries(
                {"/Type": "/Annot", "/Subtype": "/Widget", "/F": 4, "/P": self.refs[page.number], "/Rect": rect} | more
            )
        )
        if not alone:
            kids = _dictionary(owner).setdefault(NameObject("/Kids"), ArrayObject())
            kids.append(made)
        page.widgets.append(made)
        page.tags.append(("/Form", made))
        self.tips[made.idnum] = tip

    def look(self, width: float, height: float, code: str) -> IndirectObject:
        """An appearance."""
        stream = StreamObject()
        stream.set_data(code.encode())
        fonts = {"/Font": {PLAIN: self.fonts[PLAIN]}}
        stream.update(
            entries({"/Type": "/XObject", "/Subtype": "/Form", "/BBox": (0.0, 0.0, width, height), "/Resources": fonts})
        )
        return self.add(stream)

    def finish(self) -> bytes:
        """The bytes of the whole file."""
        root = self.writer.root_object
        for page, ref in zip(self.pages, self.refs, strict=True):
            content = StreamObject()
            content.set_data(b"\n".join(page.code))
            _dictionary(ref).update(
                entries(
                    {
                        "/Contents": self.writer._add_object(content.flate_encode()),
                        "/Resources": {"/Font": self.fonts},
                        "/Annots": page.widgets,
                        "/Tabs": "/S",
                        "/StructParents": page.number,
                    }
                )
            )
        self._tag(root)
        resources = {"/Font": self.fonts}
        form = {"/Fields": self.parents, "/DA": "/Helv 0 Tf 0 g", "/DR": resources}
        packet = StreamObject()
        packet.set_data(xmp(TITLE))
        packet.update(entries({"/Type": "/Metadata", "/Subtype": "/XML"}))
        root.update(
            entries(
                {
                    "/AcroForm": self.add(form),
                    "/Lang": "en-US",
                    "/MarkInfo": {"/Marked": True},
                    "/ViewerPreferences": {"/DisplayDocTitle": True},
                    "/Metadata": self.add(packet),
                }
            )
        )
        self.writer.metadata = {"/Title": TITLE, "/Producer": "sheet2plan"}
        digest = hashlib.sha256(b"".join(b"".join(page.code) for page in self.pages)).digest()[:16]
        self.writer._ID = ArrayObject((ByteStringObject(digest), ByteStringObject(digest)))
        out = BytesIO()
        self.writer.write(out)
        return out.getvalue()

    def _tag(self, root: DictionaryObject) -> None:
        """The structure tree: every text and every field once, in reading order."""
        top = self.add({"/Type": "/StructTreeRoot"})
        document = self.add({"/Type": "/StructElem", "/S": "/Document", "/P": top, "/K": []})
        numbers: dict[int, Any] = {}
        for page, ref in zip(self.pages, self.refs, strict=True):
            numbers[page.number] = []
            for tag, target in page.tags:
                node = {"/Type": "/StructElem", "/S": tag, "/P": document, "/Pg": ref}
                if isinstance(target, int):
                    element = self.add(node | {"/K": target})
                    numbers[page.number].append(element)
                else:
                    element = self.add(
                        node | {"/K": {"/Type": "/OBJR", "/Obj": target, "/Pg": ref}, "/Alt": self.tips[target.idnum]}
                    )
                    key = len(self.pages) + len([number for number in numbers if number >= len(self.pages)])
                    numbers[key] = element
                    _dictionary(target)[NameObject("/StructParent")] = NumberObject(key)
                _dictionary(document)["/K"].append(element)  # type: ignore[attr-defined]
        pairs = [part for number in sorted(numbers) for part in (number, numbers[number])]
        _dictionary(top).update(
            entries(
                {"/K": [document], "/ParentTree": self.add({"/Nums": pairs}), "/ParentTreeNextKey": max(numbers) + 1}
            )
        )
        root[NameObject("/StructTreeRoot")] = top


def _dictionary(reference: IndirectObject) -> DictionaryObject:
    found = reference.get_object()
    assert isinstance(found, DictionaryObject)
    return found


def _font(base: str) -> dict[str, str]:
    return {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": base, "/Encoding": "/WinAnsiEncoding"}


class Sheet:
    """Draws rows of labelled boxes: the vocabulary that the sections below are written in."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.page = form.page()
        self.shared: dict[str, IndirectObject] = {}

    def section(self, number: int, title: str, hint: str = "") -> None:
        """A section bar."""
        page = self.page
        page.y -= 19.5
        page.draw(f"{BAR} rg {LEFT - 0.3:g} {page.y:g} {RIGHT - LEFT + 0.6:g} 13.5 re f")
        page.write(LEFT + 6, page.y + 4, f"{number}   {title}", 8.2, BOLD, "1 1 1", "/H2")
        if hint:
            page.write(RIGHT - 6 - width_of(hint, 6.6), page.y + 4.4, hint, 6.6, PLAIN, "0.86 0.90 0.95")

    def row(
        self, *cells: tuple[str, str, float] | tuple[str, str, float, str], height: float = ROW, size: float = 9.0
    ) -> None:
        """One row of cells (label, field name, share of the width[, tooltip]); no name, no field."""
        top, x, whole = self.page.y, LEFT, sum(cell[2] for cell in cells)
        for label, name, share, *tip in cells:
            width = (RIGHT - LEFT) * share / whole
            self.page.box(x, top - height, width, height)
            self.label(x, top, label)
            if name:
                room = height - (12.5 if height > 40 else 10.5)
                self.text(name, tip[0] if tip else label, x + 2.5, top - height + 1.5, width - 5, room, size)
            x += width
        self.page.y -= height

    def label(self, x: float, top: float, text: str) -> None:
        """The small words at the head of a box."""
        self.page.write(x + 4, top - 7.6, text, 6.2, PLAIN, SOFT)

    def text(
        self, name: str, tip: str, x: float, y: float, width: float, height: float, size: float = 9.0, flags: int = 0
    ) -> None:
        """A text field."""
        flags |= MULTILINE if height > 20 else 0
        font = f"/Helv {size:g} Tf 0.05 0.10 0.25 rg"
        alone = name not in REPEATED
        owner = self.shared.get(name) or self.form.terminal(
            name, "/Tx", tip, **{"/DA": font} | ({"/Ff": flags} if flags else {})
        )
        self.shared[name] = owner
        look = {"/N": self.form.look(width, height, "/Tx BMC EMC")}
        self.form.widget(self.page, owner, (x, y, x + width, y + height), tip, alone, **{"/AP": look})

    def check(self, name: str, tip: str, x: float, y: float, label: str) -> float:
        """A check box with its words; returns where the next one may begin."""
        owner = self.form.terminal(name, "/Btn", tip)
        self._button(owner, tip, x, y, "Yes", TICK, label, alone=True, sign="4")
        return x + 22 + width_of(label, 8)

    def radio(self, name: str, tip: str, buttons: tuple[tuple[str, str, float], ...], y: float) -> None:
        """A group of round buttons (state, words, left end)."""
        owner = self.form.terminal(name, "/Btn", tip, **{"/Ff": RADIO | NO_TOGGLE, "/V": "/Off"})
        for state, label, x in buttons:
            self._button(owner, f"{tip}: {label}", x, y, state, DOT, label, alone=False, sign="l")

    def _button(
        self,
        owner: IndirectObject,
        tip: str,
        x: float,
        y: float,
        state: str,
        mark: str,
        label: str,
        alone: bool,
        sign: str,
    ) -> None:
        edge = f"{SOFT} RG 0.8 w 1 1 1 rg"
        self.page.draw(f"{edge} {x:g} {y:g} 9 9 re B" if sign == "4" else f"{edge} {_circle(x + 4.5, y + 4.5, 4.5)} B")
        looks = {"/N": {f"/{state}": self.form.look(9.0, 9.0, f"q {mark} Q"), "/Off": self.form.look(9.0, 9.0, "")}}
        more = {"/AP": looks, "/AS": "/Off", "/MK": {"/CA": sign}} | ({"/V": "/Off"} if alone else {})
        self.form.widget(self.page, owner, (x, y, x + 9, y + 9), tip, alone, **more)
        self.page.write(x + 13, y + 1.8, label, 8)

    def choice(
        self, name: str, tip: str, options: tuple[tuple[str, str], ...], x: float, y: float, width: float, height: float
    ) -> None:
        """A drop-down."""
        more = {"/Ff": COMBO, "/Opt": options, "/DA": "/Helv 9 Tf 0.05 0.10 0.25 rg"}
        owner = self.form.terminal(name, "/Ch", tip, **more)
        look = {"/N": self.form.look(width, height, "/Tx BMC EMC")}
        self.form.widget(self.page, owner, (x, y, x + width, y + height), tip, True, **{"/AP": look})

    def table(self, widths: tuple[float, ...], heads: tuple[str, ...]) -> tuple[float, ...]:
        """The head of a table; returns the left edges of its columns and the right end."""
        edges = [LEFT]
        for share in widths:
            edges.append(edges[-1] + (RIGHT - LEFT) * share / sum(widths))
        self.page.y -= 11
        self.page.box(LEFT, self.page.y, RIGHT - LEFT, 11, PALE)
        for x, head in zip(edges, heads, strict=False):
            self.page.write(x + 4, self.page.y + 3.4, head, 6.2, BOLD, SOFT)
        return tuple(edges)

    def cells(
        self,
        edges: tuple[float, ...],
        names: tuple[tuple[str, str], ...],
        height: float,
        size: float = 8.5,
        at: int = 0,
    ) -> None:
        """One row of a table, (field name, tooltip) per column from column `at`."""
        top = self.page.y
        for number, (name, tip) in enumerate(names, at):
            left, right = edges[number], edges[number + 1]
            self.page.box(left, top - height, right - left, height)
            if name:
                self.text(name, tip, left + 2, top - height + 1.5, right - left - 4, height - 3, size)
        self.page.y -= height


TICK = f"{INK} RG 1.5 w 1 J 1 j 2 4.6 m 3.9 2.3 l 7.2 7 l S"


def _circle(x: float, y: float, radius: float) -> str:
    k = radius * 0.5523
    return (
        f"{x + radius:g} {y:g} m {x + radius:g} {y + k:g} {x + k:g} {y + radius:g} {x:g} {y + radius:g} c "
        f"{x - k:g} {y + radius:g} {x - radius:g} {y + k:g} {x - radius:g} {y:g} c "
        f"{x - radius:g} {y - k:g} {x - k:g} {y - radius:g} {x:g} {y - radius:g} c "
        f"{x + k:g} {y - radius:g} {x + radius:g} {y - k:g} {x + radius:g} {y:g} c"
    )


DOT = f"{INK} rg {_circle(4.5, 4.5, 2.5)} f"
REPEATED = ("client.name", "client.member_id", "client.dob")


def build() -> bytes:
    """The form's bytes."""
    form = Form()
    sheet = Sheet(form)
    for part in (heading, request, member, provider, diagnoses, clinical, risk):
        part(sheet)
    foot(sheet)
    sheet.page = form.page()
    for part in (running_head, goals, services, progress, discharge, attestation):
        part(sheet)
    foot(sheet)
    return form.finish()


def heading(sheet: Sheet) -> None:
    """Title, and the payer's own corner."""
    page = sheet.page
    page.write(LEFT, page.y - 13, TITLE, 16, BOLD, BAR, "/H1")
    page.write(
        LEFT,
        page.y - 26,
        "Behavioral health services. Complete every section; attach the treatment plan, which",
        7.6,
        PLAIN,
        SOFT,
    )
    page.write(
        LEFT, page.y - 35.5, "lists any diagnosis, goal or service beyond the lines given here.", 7.6, PLAIN, SOFT
    )
    page.box(420, page.y - 38, RIGHT - 420, 38, PALE)
    page.write(425, page.y - 8.5, "PAYER USE ONLY", 6.2, BOLD, SOFT)
    page.write(425, page.y - 20.5, "Authorization no.", 6.6, PLAIN, SOFT)
    page.write(425, page.y - 32.5, "Date received", 6.6, PLAIN, SOFT)
    page.draw(
        f"{RULE} RG 0.6 w 480 {page.y - 22:g} m 570 {page.y - 22:g} l S 480 {page.y - 34:g} m 570 {page.y - 34:g} l S"
    )
    page.y -= 38


def request(sheet: Sheet) -> None:
    """What is asked for."""
    sheet.section(1, "REQUEST")
    top = sheet.page.y
    sheet.page.box(LEFT, top - 24, 216, 24)
    sheet.label(LEFT, top, "Type of request")
    kinds = (("Initial", "Initial", 40.0), ("Continued", "Continued stay", 89.0), ("StepDown", "Step-down", 170.0))
    sheet.radio("request.type", "Type of request", kinds, top - 20.5)
    sheet.page.box(252, top - 24, 120, 24)
    sheet.label(252, top, "Urgency")
    sheet.radio(
        "request.urgency", "Urgency", (("Standard", "Standard", 256.0), ("Expedited", "Expedited", 313.0)), top - 20.5
    )
    for label, name, x, width in (
        ("Requested start (MM/DD/YYYY)", "request.start", 372.0, 102.0),
        ("Requested end (MM/DD/YYYY)", "request.end", 474.0, 102.0),
    ):
        sheet.page.box(x, top - 24, width, 24)
        sheet.label(x, top, label)
        sheet.text(name, label.replace(" (", ", ").rstrip(")"), x + 2.5, top - 22.5, width - 5, 13.5)
    sheet.page.y = top - 24


def member(sheet: Sheet) -> None:
    """Who the treatment is for."""
    sheet.section(2, "MEMBER")
    top = sheet.page.y
    sheet.row(
        ("Member name (last, first)", "client.name", 5, "Member name, last name first"),
        ("Date of birth (MM/DD/YYYY)", "client.dob", 2.2, "Date of birth, MM/DD/YYYY"),
        ("Sex", "", 1.6),
        ("Clinic record no.", "client.record", 2.2, "The clinic's own number for the member"),
    )
    left = LEFT + (RIGHT - LEFT) * 7.2 / 11
    width = (RIGHT - LEFT) * 1.6 / 11
    sexes = (("F", "Female"), ("M", "Male"), ("X", "X"), ("U", "Unknown"))
    tags = sheet.page.tags
    sheet.choice("client.sex", "Sex as the payer records it", sexes, left + 2.5, top - ROW + 1.5, width - 5, ROW - 10.5)
    # Tab and reading order: the drop-down stands before the record number.
    tags.insert(-3, tags.pop())
    sheet.page.widgets.insert(-1, sheet.page.widgets.pop())
    sheet.row(
        ("Member ID", "client.member_id", 3, "Insurance member number"),
        ("Plan or payer", "client.payer", 4),
        ("Phone", "client.phone", 2.5, "Member's phone number"),
        ("Language", "client.language", 1.5, "Language of the sessions"),
    )
    sheet.row(
        ("Address", "client.address", 7, "Postal address of the member"),
        ("Parent or guardian (member under 18)", "client.guardian", 4, "Parent or legal guardian, when under 18"),
    )


def provider(sheet: Sheet) -> None:
    """Who treats."""
    sheet.section(3, "PROVIDER")
    sheet.row(
        ("Clinic", "provider.clinic", 5, "Name of the clinic"),
        ("Phone", "provider.phone", 2.5, "Phone number of the clinic"),
        ("NPI", "provider.npi", 2, "National Provider Identifier, 10 digits"),
        ("Tax ID", "provider.tax_id", 1.8, "Tax identification number"),
    )
    sheet.row(
        ("Clinic address", "provider.address", 5, "Address of the clinic"),
        ("Treating clinician and credential", "provider.clinician", 3.5),
        ("Supervisor (if any)", "provider.supervisor", 2.8, "Clinical supervisor and credential"),
    )


def diagnoses(sheet: Sheet) -> None:
    """Three diagnoses."""
    sheet.section(4, "DIAGNOSES", "Primary diagnosis first")
    edges = sheet.table((1.5, 6, 1.9, 1.9), ("ICD-10-CM", "Description", "Status", "Diagnosed (MM/DD/YYYY)"))
    for number in (1, 2, 3):
        each = f"Diagnosis {number}"
        names = (
            (f"diagnosis.{number}.code", f"{each}, ICD-10-CM code"),
            (f"diagnosis.{number}.description", f"{each} in words"),
            (f"diagnosis.{number}.status", f"{each}, status"),
            (f"diagnosis.{number}.date", f"{each}, date made, MM/DD/YYYY"),
        )
        sheet.cells(edges, names, 16.5)


def clinical(sheet: Sheet) -> None:
    """Why treatment is needed."""
    sheet.section(5, "CLINICAL INFORMATION")
    sheet.row(("Presenting problem", "clinical.presenting_problem", 1), height=78)
    sheet.row(("Symptoms that support the primary diagnosis", "clinical.symptoms", 1), height=62)
    sheet.row(
        ("Functional impairments", "clinical.impairments", 6, "What daily life no longer allows"),
        ("Current medications and prescriber", "clinical.medications", 5),
        height=76,
    )


RISKS = (
    (
        "Suicidality",
        "risk.suicidality",
        (("None", "None"), ("Passive", "Passive"), ("Active", "Active"), ("Past", "Past")),
    ),
    ("Self-harm", "risk.self_harm", (("None", "None"), ("Current", "Current"), ("Past", "Past"))),
    ("Aggression", "risk.aggression", (("None", "None"), ("Current", "Current"), ("Past", "Past"))),
)
LEVELS = (("none", "None"), ("low", "Low"), ("moderate", "Moderate"), ("high", "High"))


def risk(sheet: Sheet) -> None:
    """Risk, each kind on its own line: nothing marked means not assessed."""
    sheet.section(6, "RISK", "Nothing marked on a line means not assessed")
    page, top = sheet.page, sheet.page.y
    page.box(LEFT, top - 51, 292, 51)
    for number, (label, name, states) in enumerate(RISKS):
        y = top - 14 - number * 16
        page.write(LEFT + 4, y + 1.8, label, 8, BOLD)
        buttons = tuple((state, words, LEFT + 64 + place * 57.0) for place, (state, words) in enumerate(states))
        sheet.radio(name, label, buttons, y)
    page.box(LEFT + 292, top - 25.5, 98, 25.5)
    sheet.label(LEFT + 292, top, "Overall risk level")
    sheet.choice("risk.level", "Overall risk level", LEVELS, LEFT + 294.5, top - 24, 93, 14.5)
    page.box(LEFT + 390, top - 25.5, 150, 25.5)
    sheet.label(LEFT + 390, top, "Safety plan")
    sheet.check("risk.safety_plan", "A safety plan is on file", LEFT + 394, top - 21.5, "On file")
    sheet.text("risk.safety_plan_date", "Date of the safety plan, MM/DD/YYYY", LEFT + 442, top - 24, 95, 14.5)
    page.box(LEFT + 292, top - 51, 248, 25.5)
    sheet.label(LEFT + 292, top - 25.5, "Emergency contact, relationship and phone")
    sheet.text("risk.contact", "Emergency contact: name", LEFT + 294.5, top - 49.5, 100, 14.5)
    sheet.text("risk.contact_relationship", "Emergency contact: relationship", LEFT + 396, top - 49.5, 66, 14.5)
    sheet.text("risk.contact_phone", "Emergency contact: phone", LEFT + 463, top - 49.5, 74, 14.5)
    page.y = top - 51
    sheet.row(("Risk factors", "risk.factors", 1, "What raises risk, or that none was found"), height=64)


def running_head(sheet: Sheet) -> None:
    """Says on the second page whose form it is: the same fields again."""
    page = sheet.page
    page.write(LEFT, page.y - 8, TITLE, 9, BOLD, BAR)
    page.y -= 13
    sheet.row(
        ("Member name (last, first)", "client.name", 5, "Member name, last name first"),
        ("Date of birth (MM/DD/YYYY)", "client.dob", 2.2, "Date of birth, MM/DD/YYYY"),
        ("Member ID", "client.member_id", 3.8, "Insurance member number"),
        height=23,
    )


def goals(sheet: Sheet) -> None:
    """Three goals, two objectives each."""
    sheet.section(7, "TREATMENT GOALS AND OBJECTIVES", "Two objectives a goal; the attached plan lists the rest")
    heads = ("Goal / objective", "Measure", "Baseline", "Current", "Target", "Due / status")
    edges = sheet.table((6.7, 1.55, 0.95, 0.95, 0.95, 1.7), heads)
    page = sheet.page
    for goal in (1, 2, 3):
        top = page.y
        page.box(LEFT, top - 18.5, RIGHT - LEFT, 18.5, PALE)
        page.write(LEFT + 4, top - 11.6, f"Goal {goal}", 7.6, BOLD, BAR)
        sheet.text(f"goal.{goal}.text", f"Goal {goal}", LEFT + 32, top - 17.5, edges[5] - LEFT - 36, 16.5)
        sheet.text(
            f"goal.{goal}.status", f"Goal {goal}, status", edges[5] + 2, top - 17.5, RIGHT - edges[5] - 4, 16.5, 8
        )
        page.y -= 18.5
        for number in (1, 2):
            objective(sheet, f"goal.{goal}.objective.{number}", f"Goal {goal}, objective {number}", edges, number)


def objective(sheet: Sheet, name: str, tip: str, edges: tuple[float, ...], number: int) -> None:
    """One objective with its figures."""
    page, top = sheet.page, sheet.page.y
    page.box(LEFT, top - 30, edges[1] - LEFT, 30)
    page.write(LEFT + 6, top - 8.8, "ab"[number - 1] + ".", 7.6, BOLD, SOFT)
    sheet.text(f"{name}.text", tip, LEFT + 16, top - 29, edges[1] - LEFT - 18, 28, 8)
    columns = ("measure", "baseline", "current", "target", "due")
    tips = ("measure", "value at the start", "latest value", "value to reach", "due date")
    sheet.cells(
        edges,
        tuple((f"{name}.{column}", f"{tip}, {said}") for column, said in zip(columns, tips, strict=True)),
        30,
        8,
        at=1,
    )


def services(sheet: Sheet) -> None:
    """What is to be authorized."""
    sheet.section(8, "SERVICES REQUESTED")
    page, top = sheet.page, sheet.page.y
    page.box(LEFT, top - 17, RIGHT - LEFT, 17)
    page.write(LEFT + 4, top - 11, "Format", 8, BOLD)
    x = LEFT + 50
    for name in ("Individual", "Group", "Family", "Couple", "Telehealth"):
        sheet.check(f"services.{name.lower()}", f"{name} sessions are requested", x, top - 13, name)
        x += 98
    page.y -= 17
    edges = sheet.table((7.6, 1.3, 1.2, 2), ("Service, frequency and duration", "CPT", "Units", "Responsible"))
    for number in range(1, 7):
        tip = f"Service {number}"
        names = (
            (f"service.{number}.statement", f"{tip}: service, frequency and duration"),
            (f"service.{number}.cpt", f"{tip}: CPT code"),
            (f"service.{number}.units", f"{tip}: units requested"),
            (f"service.{number}.responsible", f"{tip}: who provides it"),
        )
        sheet.cells(edges, names, 16)
    sheet.row(
        (
            "Current authorization: start (MM/DD/YYYY)",
            "authorization.start",
            3,
            "Current authorization, first day, MM/DD/YYYY",
        ),
        ("End (MM/DD/YYYY)", "authorization.end", 2, "Current authorization, last day, MM/DD/YYYY"),
        ("Units authorized", "authorization.units", 2, "Current authorization, units"),
        ("First day of care (MM/DD/YYYY)", "authorization.intake", 2, "First day of care, MM/DD/YYYY"),
        ("Last session (MM/DD/YYYY)", "authorization.last_session", 2, "Date of the last session, MM/DD/YYYY"),
    )


def progress(sheet: Sheet) -> None:
    """How it goes."""
    sheet.section(9, "PROGRESS TO DATE")
    sheet.row(("Progress since the last review", "progress.summary", 1, "Progress to date"), height=57)
    sheet.row(
        ("Last review (MM/DD/YYYY)", "progress.reviewed", 2, "Date of the last review, MM/DD/YYYY"),
        ("Next review due (MM/DD/YYYY)", "progress.next_review", 2, "Date of the next review, MM/DD/YYYY"),
        ("How progress is measured", "progress.method", 5),
        height=24,
    )


def discharge(sheet: Sheet) -> None:
    """How it ends."""
    sheet.section(10, "DISCHARGE PLAN")
    sheet.row(
        ("Discharge criteria", "discharge.criteria", 5, "What tells that treatment can end"),
        ("Aftercare", "discharge.aftercare", 4, "What follows treatment"),
        ("Expected (MM/DD/YYYY)", "discharge.expected", 1.8, "Expected day of discharge, MM/DD/YYYY"),
        height=46,
    )


def attestation(sheet: Sheet) -> None:
    """What a person must do by hand."""
    sheet.section(11, "CONSENT AND ATTESTATION")
    page, top = sheet.page, sheet.page.y
    page.box(LEFT, top - 17, RIGHT - LEFT, 17)
    page.write(LEFT + 4, top - 11, "On file and in force", 8, BOLD)
    x = LEFT + 96
    for name, label, step in (
        ("informed", "Informed consent", 112),
        ("release", "Release of information", 132),
        ("telehealth", "Telehealth consent", 0),
    ):
        sheet.check(f"consent.{name}", f"{label} is on file and in force", x, top - 13, label)
        x += step
    page.y = top - 17
    top = page.y
    page.box(LEFT, top - 45, RIGHT - LEFT, 45)
    words = (
        "I attest that the information above is accurate and that the services requested are medically necessary. "
        "To be signed by the treating clinician."
    )
    page.write(LEFT + 4, top - 9.5, words, 7, PLAIN, INK)
    sign(sheet, top)
    page.y = top - 45


def sign(sheet: Sheet, top: float) -> None:
    """The signature and its date: left for a person."""
    page = sheet.page
    page.draw(f"{SOFT} RG 0.7 w {LEFT + 6:g} {top - 35:g} m {LEFT + 230:g} {top - 35:g} l S")
    page.draw(f"{SOFT} RG 0.7 w {LEFT + 246:g} {top - 35:g} m {LEFT + 420:g} {top - 35:g} l S")
    page.draw(f"{SOFT} RG 0.7 w {LEFT + 436:g} {top - 35:g} m {RIGHT - 6:g} {top - 35:g} l S")
    owner = sheet.form.terminal("signature.clinician", "/Sig", "Signature of the treating clinician")
    rect = (LEFT + 6, top - 34, LEFT + 230, top - 13)
    look = {"/N": sheet.form.look(224.0, 21.0, "")}
    sheet.form.widget(page, owner, rect, "Signature of the treating clinician", True, **{"/AP": look})
    sheet.text("signature.name", "Printed name and credential of the signer", LEFT + 246, top - 34, 174, 14.5)
    sheet.text("signature.date", "Date signed, MM/DD/YYYY", LEFT + 436, top - 34, RIGHT - LEFT - 442, 14.5)
    for x, label in ((6, "Signature"), (246, "Printed name and credential"), (436, "Date signed (MM/DD/YYYY)")):
        page.write(LEFT + x, top - 42.2, label, 6.2, PLAIN, SOFT)


def foot(sheet: Sheet) -> None:
    """Edition and page number."""
    page = sheet.page
    said = f"Page {page.number + 1} of 2"
    page.write(LEFT, 22, EDITION, 6.6, PLAIN, SOFT)
    page.write(
        (WIDTH - width_of("Confidential: protected health information", 6.6)) / 2,
        22,
        "Confidential: protected health information",
        6.6,
        PLAIN,
        SOFT,
    )
    page.write(RIGHT - width_of(said, 6.6), 22, said, 6.6, PLAIN, SOFT)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    target.write_bytes(build())
    print(target)
