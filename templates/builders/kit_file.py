"""A Word template as a file: always the same bytes for the same content."""

from __future__ import annotations

import io
from datetime import datetime

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from kit_chart import chart_part, sample_workbook
from kit_parts import MARGIN, NS, PAGE
from kit_styles import styles

from sheet2plan.render.docx.charts import CHART_RELATION, CHART_TYPE, PACKAGE_RELATION
from sheet2plan.render.docx.package import read_package, write_package


def word_file(title: str, body: str, header: str, footer: str, *, charts: bool = False) -> bytes:
    """The bytes of a template; with `charts`, its body may place the score chart under CHART_ID."""
    document = docx.Document()
    _drop_unused_parts(document)
    _replace(document.styles.element, styles())
    _replace(document.settings.element, _settings())
    section = document.sections[0]
    for part, content in ((section.header, header), (section.footer, footer)):
        part.is_linked_to_previous = False
        _replace(part._element, f"<w:body {NS}>{content}</w:body>")
    if charts:
        _add_chart(document)
    _fill_body(document, body)
    _describe(document, title)
    stream = io.BytesIO()
    document.save(stream)
    return write_package(read_package(stream.getvalue()))


CHART_ID = "rIdChart"


def _add_chart(document: Document) -> None:
    package = document.part.package
    chart = Part(PackURI("/word/charts/chart1.xml"), CHART_TYPE, chart_part().encode(), package)
    workbook = Part(PackURI("/word/embeddings/chart1.xlsx"), CONTENT_TYPE.SML_SHEET, sample_workbook(), package)
    chart.relate_to(workbook, PACKAGE_RELATION)
    document.part.load_rel(CHART_RELATION, chart, CHART_ID)


def _fill_body(document: Document, content: str) -> None:
    body = document.element.body
    section = body.sectPr
    for element in list(body):
        body.remove(element)
    body.extend(list(parse_xml(f"<w:body {NS}>{content}</w:body>")))
    body.append(section)
    page = document.sections[0]
    page.page_width, page.page_height = (docx.shared.Twips(size) for size in PAGE)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = docx.shared.Twips(MARGIN)
    page.header_distance = page.footer_distance = docx.shared.Twips(620)


def _replace(element: object, xml: str) -> None:
    """Puts the children of the XML in the place of an element's own."""
    for child in list(element):  # type: ignore[call-overload]
        element.remove(child)  # type: ignore[attr-defined]
    element.extend(list(parse_xml(xml)))  # type: ignore[attr-defined]


def _settings() -> str:
    return (
        f'<w:settings {NS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US"/></w:settings>'
    )


def _drop_unused_parts(document: Document) -> None:
    """Takes out what python-docx's own template brings and this one has no use for."""
    unused = ("customXml", "stylesWithEffects", "numbering", "thumbnail", "webSettings", "extended-properties")
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(unused)]:
            del rels[key]


def _describe(document: Document, title: str) -> None:
    properties = document.core_properties
    for element in list(properties._element):
        properties._element.remove(element)
    properties.title, properties.author, properties.language = title, "", "en-US"
    properties.created = properties.modified = datetime(2026, 1, 1)
