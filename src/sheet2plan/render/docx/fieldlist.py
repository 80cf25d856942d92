"""What a template may say, as text, data, or a Word page to keep beside the template."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import indent, wrap
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from sheet2plan.render.docx.package import read_package, write_package
from sheet2plan.render.docx.shapes import TemplateField, template_fields

_HOW = (
    "Type a name between {{ and }} where it should be printed. A list is gone through from {% for goal in goals %} to "
    "{% endfor %}; in a table, {%tr for ... %} and {%tr endfor %} stand in rows of their own, around whole paragraphs "
    "{%p for ... %} and {%p endfor %} in paragraphs of their own. A content control whose Tag is a name is filled too."
)
_ONE_OF = {"diagnoses": "diagnosis", "points": "point", "shown": "point", "open_points": "point"}
_ONE_OF |= {"loose_goals": "goal", "loose_objectives": "objective"}
_INK, _TINT, _RULE = "1B4B5A", "EAF1F3", "B7C8CE"
_EDGES = ("top", "bottom", "insideH")
_WIDTHS = (3300, 4500, 2400)  # twentieths of a point


def fields_as_text(wanted: str = "", columns: int | None = None) -> str:
    """One line for each field whose name holds the wanted words; with `columns`, its meaning below, wrapped to them."""
    fields = _chosen(wanted)
    if columns is not None:
        return "\n".join(f"{field.path}\n{_below(_meaning(field), columns)}" for field in fields)
    width = min(58, max((len(field.path) for field in fields), default=0))
    return "\n".join(f"{field.path:{width}}  {_meaning(field)}".rstrip() for field in fields)


def _below(text: str, columns: int) -> str:
    return indent("\n".join(wrap(text, columns - 4)), "    ")


def _meaning(field: TemplateField) -> str:
    return f"{field.meaning} For example: {field.example}" if field.example else field.meaning


def fields_as_json(wanted: str = "") -> str:
    """The same as data."""
    fields = [{"name": one.path, "meaning": one.meaning, "example": one.example} for one in _chosen(wanted)]
    return json.dumps(fields, ensure_ascii=False, indent=2)


def fields_as_word(wanted: str = "") -> bytes:
    """The same as a Word document: a table for each group, its names as one types them there."""
    document: Document = docx.Document()
    _set_page(document)
    document.add_heading("What a template may say", 0)
    document.add_paragraph(_HOW)
    told: dict[tuple[str, ...], str] = {}
    for group, fields in _groups(_chosen(wanted)).items():
        document.add_heading(group.title, 2)
        if group.loops:
            document.add_paragraph(f"Between {' '.join(group.loops)} and {_ends(group)}", "Caption")
        names = tuple(field.path.rpartition(".")[2] for field in fields)
        if told.setdefault(names, group.title) == group.title:
            _add_table(document, group, fields)
        else:
            document.add_paragraph(f"The names of “{told[names]}”, beginning with {group.owner}.")
    stream = io.BytesIO()
    document.save(stream)
    return write_package(read_package(stream.getvalue()))


def _chosen(wanted: str) -> tuple[TemplateField, ...]:
    return tuple(field for field in template_fields() if wanted.casefold() in field.path.casefold())


def _ends(group: _Group) -> str:
    return " ".join(["{% endfor %}"] * len(group.loops))


@dataclass(frozen=True, slots=True)
class _Group:
    """Names that belong to one thing: its `title`, the tags it stands between, and what its names begin with."""

    title: str
    loops: tuple[str, ...]
    owner: str


def _groups(fields: Sequence[TemplateField]) -> dict[_Group, list[TemplateField]]:
    groups: dict[_Group, list[TemplateField]] = {}
    for field in fields:
        groups.setdefault(_group(field.path.rpartition(".")[0]), []).append(field)
    return groups


def _group(path: str) -> _Group:
    """The group of a path such as problems[].goals[]: each goal, in two loops, with names that begin with goal."""
    loops, owner = [], ""
    for part in path.split("."):
        name = part.removesuffix("[]")
        whole = f"{owner}.{name}" if owner else name
        owner = _ONE_OF.get(name, name.removesuffix("s")) if part.endswith("[]") else whole
        if part.endswith("[]"):
            loops.append(f"{{% for {owner} in {whole} %}}")
    words = path.replace("[]", "").replace("_", " ").replace(".", ", ")
    return _Group(f"{words[:1].upper()}{words[1:]}" or "The plan", tuple(loops), owner)


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    for name, size in (("Normal", 9.5), ("Title", 20), ("Heading 2", 12), ("Caption", 8.5)):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.size = Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for attribute in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{attribute}"), "Calibri")
        style.paragraph_format.keep_with_next = name != "Normal"
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(_INK)
    document.core_properties.author = ""
    document.core_properties.title = "What a template may say"
    document.core_properties.created = document.core_properties.modified = datetime(2026, 1, 1)


def _add_table(document: Document, group: _Group, fields: Sequence[TemplateField]) -> None:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    rules = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"/>' for edge in _EDGES)
    rows = "".join(_row(_words(group, field)) for field in fields)
    table = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblBorders>{rules}'
        f'</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{_row(('Name', 'Meaning', 'Example'), heading=True)}{rows}</w:tbl>"
    )
    document.element.body.insert(len(document.element.body) - 1, parse_xml(table))


def _words(group: _Group, field: TemplateField) -> tuple[str, str, str]:
    name = field.path.rpartition(".")[2]
    return (f"{group.owner}.{name}" if group.owner else name), field.meaning, field.example


def _row(words: tuple[str, str, str], heading: bool = False) -> str:
    first = "<w:cantSplit/><w:tblHeader/>" if heading else "<w:cantSplit/>"
    pairs = enumerate(zip(words, _WIDTHS, strict=True))
    cells = "".join(_cell(text, width, heading, bold=at == 0) for at, (text, width) in pairs)
    return f"<w:tr><w:trPr>{first}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, heading: bool, *, bold: bool) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{_TINT}"/>' if heading else ""
    letters = ("<w:b/>" if heading or bold else "") + (f'<w:color w:val="{_INK}"/>' if heading else "")
    kept = "<w:keepNext/>" if heading else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr><w:p><w:pPr>{kept}'
        f'<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:rPr>{letters}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )
