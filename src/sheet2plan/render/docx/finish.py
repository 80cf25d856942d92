"""The last pass over rendered XML: marked places get their style, tables stay valid."""

from __future__ import annotations

import copy
import re

from lxml import etree

from sheet2plan.plan import GAP_CLOSE, GAP_OPEN
from sheet2plan.render.docx.dialect import GUARD

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FENCE = re.compile(f"([{GAP_OPEN}{GAP_CLOSE}])")
_MARKS = (GAP_OPEN, GAP_CLOSE, GUARD)
_MARK_BYTES = tuple(mark.encode() for mark in _MARKS)


def w(tag: str) -> str:
    """The full name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{tag}"


def finished(xml: bytes, gap_style: str) -> bytes:
    """A rendered part with its fenced pieces in the gap style, no fence left, and no empty cell or table."""
    if b"<w:tbl>" not in xml and not any(mark in xml for mark in _MARK_BYTES):
        return xml
    root = etree.fromstring(xml)
    for paragraph in root.iter(w("p")):
        _style_fenced(paragraph, gap_style)
    _strip_marks(root)
    _repair_tables(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _style_fenced(paragraph: etree._Element, gap_style: str) -> None:
    fenced = False
    for run in [run for run in paragraph.iter(w("r")) if _owner(run) is paragraph]:
        if fenced or any(_FENCE.search(text.text or "") for text in run.iter(w("t"))):
            fenced = _split_run(run, gap_style, fenced)


def _owner(run: etree._Element) -> etree._Element:
    """The paragraph a run stands in, not the one around the text box that holds it."""
    return next(run.iterancestors(w("p")))


def _split_run(run: etree._Element, gap_style: str, fenced: bool) -> bool:
    """Puts runs, plain and fenced in turn, in the place of one run; tells whether the fence is open at its end."""
    properties = run.find(w("rPr"))
    pieces: list[tuple[bool, list[etree._Element]]] = [(fenced, [])]
    for child in run:
        if child is properties:
            continue
        if child.tag != w("t"):
            pieces[-1][1].append(child)
            continue
        for piece in _FENCE.split(child.text or ""):
            if _FENCE.fullmatch(piece):
                fenced = piece == GAP_OPEN
                pieces.append((fenced, []))
            elif piece:
                pieces[-1][1].append(_text(piece))
    place = run
    for is_fenced, children in pieces:
        if children:
            new = _run(run, properties, children, gap_style if is_fenced else None)
            place.addnext(new)
            place = new
    parent = run.getparent()
    assert parent is not None
    parent.remove(run)
    return fenced


def _text(text: str) -> etree._Element:
    element = etree.Element(w("t"))
    element.text = text
    element.set(_SPACE, "preserve")
    return element


def _run(
    like: etree._Element, properties: etree._Element | None, children: list[etree._Element], style: str | None
) -> etree._Element:
    run = etree.Element(w("r"))
    for name, value in like.attrib.items():
        run.set(name, value)
    if properties is not None:
        run.append(copy.deepcopy(properties))
    if style is not None:
        _set_style(run, style)
    run.extend(children)
    return run


def _set_style(run: etree._Element, style: str) -> None:
    properties = run.find(w("rPr"))
    if properties is None:
        properties = etree.Element(w("rPr"))
        run.insert(0, properties)
    for old in properties.findall(w("rStyle")):
        properties.remove(old)
    name = etree.Element(w("rStyle"))
    name.set(w("val"), style)
    properties.insert(0, name)


def _strip_marks(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        element.text = _unmarked(element.text)
        element.tail = _unmarked(element.tail)
        for name, value in element.attrib.items():
            if any(mark in str(value) for mark in _MARKS):
                element.set(name, _unmarked(str(value)) or "")


def _unmarked(text: str | None) -> str | None:
    if text:
        for mark in _MARKS:
            text = text.replace(mark, "")
    return text


def _repair_tables(root: etree._Element) -> None:
    """A loop over nothing leaves a table without rows or a cell without a paragraph; Word refuses both."""
    for table in list(root.iter(w("tbl"))):
        if table.find(w("tr")) is None:
            parent = table.getparent()
            assert parent is not None
            parent.remove(table)
    for cell in root.iter(w("tc")):
        if len(cell) == 0 or cell[-1].tag != w("p"):
            cell.append(etree.Element(w("p")))
