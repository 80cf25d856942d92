"""docxtpl as it is used here: its functions read and patch a template, its full render is the slow way out."""

from __future__ import annotations

import io
from typing import Any

from docx.opc.part import XmlPart
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2 import Environment
from lxml import etree


class Filling(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """docxtpl without three of its faults: broken XML is an error, properties are escaped once, notes rendered once."""

    def fix_tables(self, xml: str) -> Any:
        """The rendered body. Raises XMLSyntaxError where docxtpl would drop what it can't read."""
        etree.fromstring(xml)
        return super().fix_tables(xml)

    def render_properties(self, context: dict[str, Any], jinja_env: Environment | None = None) -> None:
        """Renders each property as text; docxtpl escapes it, and python-docx does so again."""
        env = (jinja_env or Environment()).overlay(autoescape=False)
        super().render_properties(context, env)

    def render_footnotes(self, context: dict[str, Any], jinja_env: Environment | None = None) -> None:
        """Renders each part of notes once; docxtpl does so once per section, and so reads data as a template."""
        for part in notes_of(self):
            xml = self.render_xml_part(self.patch_xml(part.blob.decode()), part, context, jinja_env)
            if isinstance(part, XmlPart):
                part._element = parse_xml(xml.encode())
            else:
                part._blob = xml.encode()


def opened(content: bytes) -> Filling:
    """The template, parsed."""
    filling = Filling(io.BytesIO(content))
    filling.render_init()
    return filling


def notes_of(filling: DocxTemplate) -> list[Any]:
    """The parts that hold footnotes, endnotes and comments."""
    endings = ("footnotes+xml", "endnotes+xml", "comments+xml")
    return [part for part in filling.docx.part.package.parts if part.content_type.endswith(endings)]


def saved(filling: DocxTemplate) -> bytes:
    """The file as python-docx writes it."""
    stream = io.BytesIO()
    filling.docx.save(stream)
    return stream.getvalue()
