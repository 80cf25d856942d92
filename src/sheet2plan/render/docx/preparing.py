"""A template made ready for compiling: bound controls and charts as tags, lone values, styles, properties."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml
from lxml import etree

from sheet2plan.logo import Logo
from sheet2plan.render.docx.charts import bind_charts
from sheet2plan.render.docx.controls import PLACEHOLDER_STYLE, bind_controls
from sheet2plan.render.docx.letterhead import place_logo
from sheet2plan.render.docx.reading import TemplateFile, read_template
from sheet2plan.render.docx.shapes import plan_names

_LONE_TAG = re.compile(r"\{\{\s*(?!(?:r|p|tr|tc)\s)([^{}\s][^{}]*?)\s*\}\}")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_GAP_STYLE = f"""
<w:style xmlns:w="{_W}" w:type="character" w:customStyle="1" w:styleId="Gap">
  <w:name w:val="Gap"/><w:qFormat/>
  <w:rPr><w:b/><w:bCs/><w:color w:val="9C1C1C"/><w:shd w:val="clear" w:color="auto" w:fill="FBE9E7"/></w:rPr>
</w:style>"""
_PLACEHOLDER_STYLE = f"""
<w:style xmlns:w="{_W}" w:type="character" w:styleId="{PLACEHOLDER_STYLE}">
  <w:name w:val="Placeholder Text"/><w:uiPriority w:val="99"/><w:rPr><w:color w:val="6B6B6B"/></w:rPr>
</w:style>"""


def prepared(content: bytes, logo: Logo | None = None) -> tuple[str, TemplateFile]:
    """The id of the style for gaps, and the template in docxtpl's dialect: controls and lone values as tags.

    A `logo` stands beside its letterhead.
    """
    document = docx.Document(io.BytesIO(content))
    for root in _stories(document):
        bind_charts(root)
        bind_controls(root, plan_names())
    _let_lines_be_paragraphs(document)
    if logo is not None:
        place_logo(document, logo)
    _describe(document)
    gap_style = _style(document, "Gap", _GAP_STYLE)
    _style(document, "Placeholder Text", _PLACEHOLDER_STYLE)
    stream = io.BytesIO()
    document.save(stream)
    return gap_style, read_template(stream.getvalue())


def _stories(document: Document) -> Iterator[etree._Element]:
    """The body, and each header and footer."""
    yield document.element
    for rel in document.part.rels.values():
        if rel.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER):
            yield rel.target_part.element


def _let_lines_be_paragraphs(document: Document) -> None:
    """Marks each value that has a paragraph of its own, so that its lines become paragraphs, not line breaks."""
    for paragraph in document.element.body.iter(f"{{{_W}}}p"):
        texts = list(paragraph.iter(f"{{{_W}}}t"))
        lone = _LONE_TAG.fullmatch("".join(text.text or "" for text in texts).strip())
        if lone and len(texts) == 1:
            texts[0].text = f"{{{{ ({lone[1]})|paragraphs }}}}"


def _style(document: Document, name: str, xml: str) -> str:
    """The id of a character style, which is added where the template has none."""
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.CHARACTER and style.name == name:
            return str(style.style_id)
    element = parse_xml(xml)
    document.styles.element.append(element)
    return str(element.get(f"{{{_W}}}styleId"))


def _describe(document: Document) -> None:
    """Sets the file's properties: what it is and when, nobody's name; the title begins with the template's own."""
    properties = document.core_properties
    title = properties.title or "Document"
    for element in list(properties._element):
        properties._element.remove(element)
    properties.title = title if "{{" in title else f"{title} {{{{ client_id }}}}"
    properties.author = properties.last_modified_by = ""
    properties.language = "en-US"
    properties.created = properties.modified = datetime(2000, 1, 1)
    for name, day in (("created", "version.effective_date"), ("modified", "as_of")):
        element = properties._element.find(f"{{http://purl.org/dc/terms/}}{name}")
        assert element is not None
        element.text = f"{{{{ {day}|midnight(as_of) }}}}"
