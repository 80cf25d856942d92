"""What an Open XML workbook says about itself: its sheets and their parts, its date system, strings and formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sheet2plan.workbook.grid import damaged
from sheet2plan.workbook.looks import Look, built_in, look_of
from sheet2plan.workbook.package import Package

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHEET_PART = re.compile(r"(?:^|/)worksheets/[^/]+\.xml$")
_TRUE = ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of the workbook: its name, its part in the package, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Book:
    """An Open XML workbook without its cells. `repaired_by` says how it was read although it is faulty."""

    package: Package
    part: str
    sheets: tuple[SheetPart, ...]
    strings_part: str
    styles_part: str
    date1904: bool
    recalculated: bool
    repaired_by: str

    def parts_read(self) -> Iterator[str]:
        """Every part that a reader of values opens, but for the sheets."""
        folder, _, leaf = self.part.rpartition("/")
        wanted = ("[Content_Types].xml", "_rels/.rels", self.part, f"{folder}/_rels/{leaf}.rels")
        return (part for part in (*wanted, self.strings_part, self.styles_part) if part in self.package)


def open_book(package: Package) -> Book:
    """The workbook of a package. Raises WorkbookError when the package holds none."""
    part = _workbook_part(package)
    if not part:
        raise damaged(package.name, "there is no workbook in it")
    root = package.xml(part)
    relations = package.relations(part)
    kinds = {kind: target for kind, target in relations.values() if target in package}
    listed = [_sheet_part(sheet, relations) for sheet in _children(root, "sheets", "sheet")]
    known = tuple(sheet for sheet in listed if sheet is not None and sheet.part in package)
    lost = tuple(sheet.name for sheet in listed if sheet is not None and sheet.part not in package)
    guessed = () if known or any(kind.endswith("sheet") for kind in kinds) else tuple(_guessed_sheets(package, root))
    properties, calculation = _child(root, "workbookPr"), _child(root, "calcPr")
    return Book(
        package,
        part,
        known or guessed,
        kinds.get("sharedStrings", _present(package, "xl/sharedStrings.xml") if guessed else ""),
        kinds.get("styles", _present(package, "xl/styles.xml") if guessed else ""),
        properties is not None and properties.get("date1904") in _TRUE,
        calculation is not None and calculation.get("fullCalcOnLoad") in _TRUE,
        _repair(lost, bool(guessed) or not package.relations("")),
    )


def read_strings(book: Book) -> list[str]:
    """The shared strings in order; phonetic guides are left out."""
    if not book.strings_part:
        return []
    return [text_of(item) for item in _elements(book.package.xml(book.strings_part)) if local(item) == "si"]


def read_looks(book: Book) -> list[Look]:
    """By the index that cells name, what each cell format makes of a number."""
    if not book.styles_part:
        return []
    root = book.package.xml(book.styles_part)
    own = {
        form.get("numFmtId") or "": look_of(form.get("formatCode") or "")
        for form in _children(root, "numFmts", "numFmt")
    }
    numbers = [form.get("numFmtId") or "0" for form in _children(root, "cellXfs", "xf")]
    return [own.get(number) or built_in(int(number) if number.isdecimal() else 0) for number in numbers]


def text_of(item: etree._Element) -> str:
    """The text of a string item, its rich runs joined, `_x000D_` and the like decoded."""
    texts = [
        part.text or ""
        for part in item.iter()
        if isinstance(part.tag, str) and local(part) == "t" and local(_parent(part)) != "rPh"
    ]
    return unescape("".join(texts))


def unescape(text: str) -> str:
    """The text with Excel's own escapes for characters that XML can't hold decoded, once."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    # Two escapes may make one character; half of one is none, and no file can hold it.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def local(element: etree._Element) -> str:
    """The element's name without its namespace, which Strict and Transitional files have different."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root if isinstance(element.tag, str))


def _child(root: etree._Element, name: str) -> etree._Element | None:
    return next((element for element in _elements(root) if local(element) == name), None)


def _children(root: etree._Element, group: str, name: str) -> list[etree._Element]:
    parent = _child(root, group)
    return [] if parent is None else [element for element in _elements(parent) if local(element) == name]


def _workbook_part(package: Package) -> str:
    targets = [target for kind, target in package.relations("").values() if kind == "officeDocument"]
    usual = (package.named("xl/workbook.xml"), package.named("xl/workbook.bin"))
    return next((part for part in (*targets, *usual) if part in package), "")


def _repair(lost: tuple[str, ...], guessed: bool) -> str:
    if lost:
        return f"the file has lost its sheet {', '.join(lost)}; the others were read"
    return "its list of parts is damaged; the sheets were found without it" if guessed else ""


def _sheet_part(sheet: etree._Element, relations: dict[str, tuple[str, str]]) -> SheetPart | None:
    ids = [value for key, value in sheet.attrib.items() if str(key).rpartition("}")[2] == "id" and "}" in str(key)]
    kind, target = relations.get(str(ids[0]) if ids else "", ("", ""))
    if kind != "worksheet":
        return None
    return SheetPart(sheet.get("name") or "", target, (sheet.get("state") or "visible") != "visible")


def _guessed_sheets(package: Package, root: etree._Element) -> Iterator[SheetPart]:
    """Without a usable list of relations: the names in their order, on the sheet parts in theirs."""
    parts = sorted((part for part in package.entries if _SHEET_PART.search(part)), key=lambda part: (len(part), part))
    for sheet, part in zip(_children(root, "sheets", "sheet"), parts, strict=False):
        yield SheetPart(sheet.get("name") or "", part, (sheet.get("state") or "visible") != "visible")


def _present(package: Package, part: str) -> str:
    return part if part in package else ""
