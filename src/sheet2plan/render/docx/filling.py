"""docxtpl with its faults mended: data is never run as a template, and broken XML is an error instead of lost text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.opc.part import XmlPart
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2 import Environment
from lxml import etree

from sheet2plan.render.docx.dialect import environment

_NOTES = re.compile(r"/word/(footnotes|endnotes|comments)\.xml")


@dataclass(frozen=True, slots=True)
class Source:
    """A part of a Word file as it stands, and as Jinja reads it with a line for each paragraph."""

    xml: str
    template: str


class Filling(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """One template being filled for one client; never used twice, since docxtpl can print the first client again."""

    def fix_tables(self, xml: str) -> Any:
        """The rendered body. Raises XMLSyntaxError where docxtpl would drop what it can't read."""
        etree.fromstring(xml)
        return super().fix_tables(xml)

    def render_properties(self, context: dict[str, Any], jinja_env: Environment | None = None) -> None:
        """Nothing: the file's properties hold no tags."""

    def render_footnotes(self, context: dict[str, Any], jinja_env: Environment | None = None) -> None:
        """Renders each part of notes once; docxtpl does so once per section, and so reads data as a template."""
        for part in self.note_parts():
            xml = self.render_xml_part(self.patch_xml(_note_xml(part)), part, context, jinja_env)
            if isinstance(part, XmlPart):
                part._element = parse_xml(xml)
            else:
                part._blob = xml.encode()

    def note_parts(self) -> list[Any]:
        """The parts that hold footnotes, endnotes and comments."""
        return [part for part in self.docx.part.package.parts if _NOTES.fullmatch(str(part.partname))]


def filled(content: bytes, context: dict[str, Any]) -> Filling:
    """A template filled with these names.

    Raises jinja2.UndefinedError when the template asks for what isn't there, lxml's XMLSyntaxError when the outcome
    would not be a document.
    """
    filling = Filling(io.BytesIO(content))
    filling.render(context, environment(), autoescape=True)
    return filling


def sources(content: bytes) -> Iterator[Source]:
    """The templates that a Word file holds: body, headers, footers, notes."""
    template = Filling(io.BytesIO(content))
    template.render_init()
    xmls = [template.get_xml()]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        xmls += [template.get_part_xml(part) for _, part in template.get_headers_footers(uri)]
    xmls += [_note_xml(part) for part in template.note_parts()]
    for xml in xmls:
        yield Source(xml, re.sub(r"\n?<w:p([ >])", r"\n<w:p\1", template.patch_xml(xml)))


def _note_xml(part: Any) -> str:
    return etree.tostring(etree.fromstring(part.blob), encoding="unicode")
