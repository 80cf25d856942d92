"""A Word template: checked against what a Plan has, prepared, and filled through docxtpl."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import docx
import jinja2
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.parser import parse_xml
from lxml import etree

from sheet2plan.errors import TemplateError
from sheet2plan.plan import Plan
from sheet2plan.render.docx.filling import filled
from sheet2plan.render.docx.finish import W, finished, w
from sheet2plan.render.docx.package import read_package, write_package
from sheet2plan.render.docx.preflight import template_problems
from sheet2plan.render.docx.shapes import plan_names

_RENDERED_PART = re.compile(r"word/[^/]+\.xml")
_LONE_TAG = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_GAP_STYLE = f"""
<w:style xmlns:w="{W}" w:type="character" w:customStyle="1" w:styleId="Gap">
  <w:name w:val="Gap"/><w:qFormat/>
  <w:rPr><w:b/><w:bCs/><w:color w:val="9C1C1C"/><w:shd w:val="clear" w:color="auto" w:fill="FBE9E7"/></w:rPr>
</w:style>"""


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A template whose every name is known to exist; fills as many plans as wanted, each apart from the others."""

    name: str
    content: bytes = field(repr=False)
    gap_style: str

    def render(self, plan: Plan) -> bytes:
        """The Word file of one plan; equal plans give equal bytes.

        Raises TemplateError when the template can't be filled from this plan, or would make a file Word can't read.
        """
        context = {name: getattr(plan, name) for name in plan_names()}
        try:
            filling = filled(self.content, context)
        except (jinja2.TemplateError, etree.XMLSyntaxError) as error:
            raise TemplateError(
                f"{self.name}: the template can't be filled for client {plan.client_id}: {error}",
                "Put what may be missing between {% if ... %} and {% endif %}.",
            ) from error
        _describe(filling.docx, plan)
        stream = io.BytesIO()
        filling.docx.save(stream)
        return write_package(
            {
                name: finished(part, self.gap_style) if _RENDERED_PART.fullmatch(name) else part
                for name, part in read_package(stream.getvalue()).items()
            }
        )


def compile_template(path: Path) -> WordTemplate:
    """A template ready to be filled.

    Raises TemplateError when the file is missing or is not a Word document, when tags can't be read or name what no
    Plan has (all are listed), and when a trial with next to nothing in the plan fails.
    """
    content = _read(path)
    problems = template_problems(content)
    if problems:
        raise TemplateError(
            f"{path.name} can't be filled\n" + "\n".join(f"  {problem}" for problem in problems),
            f"Correct it in Word; `sheet2plan template fields {path.name}` lists every name a plan has.",
        )
    document = docx.Document(io.BytesIO(content))
    _let_lines_be_paragraphs(document)
    gap_style = _gap_style(document)
    stream = io.BytesIO()
    document.save(stream)
    return WordTemplate(path.name, stream.getvalue(), gap_style)


def _read(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        docx.Document(io.BytesIO(content))
    except FileNotFoundError as error:
        raise TemplateError(f"{path}: there is no such template", "Check the path in sheet2plan.toml.") from error
    except (OSError, OpcError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise TemplateError(
            f"{path.name} is not a Word document that can be read",
            "Open it in Word and save it as .docx (Word Document), without a password.",
        ) from error
    return content


def _let_lines_be_paragraphs(document: Document) -> None:
    """Marks each value that has a paragraph of its own, so that its lines become paragraphs, not line breaks."""
    for paragraph in document.element.body.iter(w("p")):
        texts = list(paragraph.iter(w("t")))
        lone = _LONE_TAG.fullmatch("".join(text.text or "" for text in texts).strip())
        if lone and len(texts) == 1:
            texts[0].text = f"{{{{ ({lone[1]})|paragraphs }}}}"


def _gap_style(document: Document) -> str:
    """The id of the style for marked places, which is added where the template has none."""
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.CHARACTER and style.name == "Gap":
            return str(style.style_id)
    document.styles.element.append(parse_xml(_GAP_STYLE))
    return "Gap"


def _describe(document: Document, plan: Plan) -> None:
    """Sets the file's properties: what it is and when, nobody's name."""
    properties = document.core_properties
    effective = plan.version.effective_date.value
    for element in list(properties._element):
        properties._element.remove(element)
    properties.title = f"Treatment plan {plan.client_id}"
    properties.author = properties.last_modified_by = ""
    properties.language = "en-US"
    properties.created = _midnight(effective if isinstance(effective, date) else plan.as_of)
    properties.modified = _midnight(plan.as_of)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
