"""A Word template of the clinic: checked against what a Plan has, compiled, and filled for each client."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.parser import parse_xml
from lxml import etree

from sheet2plan.errors import TemplateError
from sheet2plan.plan import Plan
from sheet2plan.render.docx.controls import PLACEHOLDER_STYLE, bind_controls
from sheet2plan.render.docx.dialect import environment
from sheet2plan.render.docx.document import CompiledDocument, compile_file
from sheet2plan.render.docx.engine import RenderError
from sheet2plan.render.docx.marks import marked
from sheet2plan.render.docx.preflight import Problem, flaw_problems, tag_problems, trial_problems
from sheet2plan.render.docx.reading import TemplateFile, read_template
from sheet2plan.render.docx.repair import CONTROL_ID, numbered
from sheet2plan.render.docx.shapes import plan_attributes, plan_names

_CONTROLS_PER_PART = 1_000_000
_LONE_TAG = re.compile(r"\{\{\s*(?!(?:r|p|tr|tc)\s)([^{}]+?)\s*\}\}")
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


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A template whose every name is known to exist; fills as many plans as wanted, each apart from the others.

    Cheap to send to another process. `properties` is the file's own description of itself, with tags.
    """

    name: str
    gap_style: str
    document: CompiledDocument = field(repr=False)
    names: tuple[str, ...] = field(repr=False)

    def render(self, plan: Plan) -> bytes:
        """The Word file of one plan; equal plans give equal bytes.

        Raises TemplateError when the template can't be filled from this plan.
        """
        values = {name: getattr(plan, name) for name in self.names}
        try:
            return self.document.package.joined(dict(self._parts(values)))
        except RenderError as error:
            raise TemplateError(
                f"{self.name}: the template can't be filled for client {plan.client_id}: {error}",
                "Put what may be missing between {% if ... %} and {% endif %}.",
            ) from error

    def _parts(self, values: dict[str, object]) -> Iterator[tuple[str, bytes]]:
        for place, part in enumerate(self.document.compiled):
            xml = marked(part.text(values), self.gap_style)
            first = place * _CONTROLS_PER_PART
            yield part.source.name, part.with_surroundings(numbered(xml, CONTROL_ID, partial(_control_id, first)))


def _control_id(first: int, number: int) -> str:
    return str(first + number)


def compile_template(path: Path) -> WordTemplate:
    """A template ready to be filled.

    Raises TemplateError when the file is missing or is not a Word document, when tags can't be read or name what no
    Plan has (all are listed), when it could make a broken document, and when a trial with next to nothing in the plan
    fails.
    """
    env = environment(plan_attributes())
    gap_style, file = prepared(_read(path))
    _refuse(path, tag_problems(file.sources, env))
    compiled = compile_file(file, env, only_text=True)
    _refuse(path, flaw_problems(compiled) or list(trial_problems(compiled)))
    return WordTemplate(path.name, gap_style, compiled, plan_names())


def prepared(content: bytes) -> tuple[str, TemplateFile]:
    """The id of the style for gaps, and the template in docxtpl's dialect: controls and lone values as tags."""
    document = docx.Document(io.BytesIO(content))
    for root in _stories(document):
        bind_controls(root, plan_names())
    _let_lines_be_paragraphs(document)
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


def _refuse(path: Path, problems: Sequence[Problem]) -> None:
    if problems:
        raise TemplateError(
            f"{path.name} can't be filled\n" + "\n".join(f"  {problem}" for problem in problems),
            f"Correct it in Word; `sheet2plan template fields {path.name}` lists every name a plan has.",
        )


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
    """Sets the file's properties: what it is and when, nobody's name; the title is the template's own, else its kind."""
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
