"""Mistakes that authors of templates make: each is told where it stands, in which tag, and what to do."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml

from docxoracle import CORPUS
from sheet2plan.render.docx.checking import examine
from sheet2plan.render.docx.comments import marked_copy

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
Write = Callable[[Document], object]


def template(write: Write) -> bytes:
    document = docx.Document()
    document.add_paragraph("Treatment plan of {{ client.name }}")
    write(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def lines(*texts: str) -> Write:
    return lambda document: [document.add_paragraph(text) for text in texts]


def rows(*texts: str) -> Write:
    def write(document: Document) -> None:
        for row, text in zip(document.add_table(len(texts), 2).rows, texts, strict=True):
            row.cells[0].text, row.cells[1].text = text.split(" | ") if " | " in text else (text, "")

    return write


def runs(*texts: str) -> Write:
    def write(document: Document) -> None:
        paragraph = document.add_paragraph()
        for at, text in enumerate(texts):
            paragraph.add_run(text).bold = bool(at % 2)

    return write


def header(text: str) -> Write:
    def write(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = text

    return write


def title(text: str) -> Write:
    def write(document: Document) -> None:
        document.core_properties.title = text

    return write


def footnote(text: str) -> Write:
    def write(document: Document) -> None:
        xml = (
            f'<?xml version="1.0"?>\n<w:footnotes {NS}><w:footnote w:id="1"><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
            "</w:footnote></w:footnotes>"
        )
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, xml.encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    return write


def text_box(text: str) -> Write:
    xml = (
        f'<w:p {NS} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:t>Outside </w:t></w:r><w:r><w:pict><v:shape>'
        f"<v:textbox><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
        "</w:pict></w:r></w:p>"
    )
    return lambda document: document.element.body.insert(1, parse_xml(xml))


BODY = "word/document.xml"
MISTAKES: tuple[tuple[Write, str, str, str], ...] = (
    (lines("Born: {{ client.date_of_birth }}"), BODY, "{{ client.date_of_birth }}", "did you mean dob?"),
    (lines("{{ cleint.name }}"), BODY, "{{ cleint.name }}", "no plan has cleint: did you mean client?"),
    (lines("{{ Client.dob }}"), BODY, "{{ Client.dob }}", "did you mean client?"),
    (lines("Born {{ dob }}"), BODY, "{{ dob }}", "did you mean client.dob?"),
    (lines("Is {{ goal.status }}"), BODY, "{{ goal.status }}", "Between {% for goal in goals %} and its endfor"),
    (
        lines("{%p for one in objectives %}", "{{ one.due }}", "{%p endfor %}"),
        BODY,
        "{%p for one in objectives %}",
        "each of goals has objectives: loop over them",
    ),
    (lines("{{ goals.goal_text }}"), BODY, "{{ goals.goal_text }}", "goals is a list: loop over it"),
    (
        lines("{% for x in client.name %}{{ x }}{% endfor %}"),
        BODY,
        "{% for x in client.name %}",
        "client.name is not a list: only a list, such as goals",
    ),
    (lines("{{ client.name() }}"), BODY, "{{ client.name() }}", "client.name can't be called: write it without ( )"),
    (lines("{{ client.name|uppercase }}"), BODY, "{{ client.name|uppercase }}", "no filter uppercase: did you mean"),
    (
        lines("{% if is_draft %}{% if client.name is empty %}x{% endif %}{% endif %}"),
        BODY,
        "{% if client.name is empty %}",
        "there is no test empty",
    ),
    (
        lines("{%p for goal in goals %}", "{{ goal.goal_text }}"),
        BODY,
        "{%p for goal in goals %}",
        "{%p for goal in goals %} is never closed: put {%p endfor %} behind what it repeats, in a paragraph of its own",
    ),
    (
        rows("{%tr for goal in goals %}", "{{ goal.number }} | {{ goal.goal_text }}"),
        BODY,
        "{%tr for goal in goals %}",
        "is never closed: put {%tr endfor %} behind what it repeats, in a table row of its own",
    ),
    (
        rows("{%tr for goal in goals %}", "{{ goal.number }}", "{%p endfor %}"),
        BODY,
        "{%p endfor %}",
        "closes {%tr for goal in goals %}: both must be of one kind, here {%tr endfor %}",
    ),
    (lines("x", "{%p endfor %}"), BODY, "{%p endfor %}", "closes nothing: no {% for ... %} is open before it"),
    (lines("{% else %}"), BODY, "{% else %}", "stands outside of any {% if ... %}"),
    (
        lines("{%p for goal in goals %}", "{{ goal.number }}", "{%p endif %}"),
        BODY,
        "{%p endif %}",
        "can't close {%p for goal in goals %}: write {%p endfor %}",
    ),
    (
        lines("{%p for goal in goals %}", "{%p if goal.domain %}", "x", "{%p endfor %}"),
        BODY,
        "{%p if goal.domain %}",
        "is not closed before {%p endfor %}: put {%p endif %} there",
    ),
    (
        lines("Guardian: {%p if client.is_minor %}", "{{ client.guardian_name }}", "{%p endif %}"),
        BODY,
        "{%p if client.is_minor %}",
        "takes the place of its whole paragraph: give it a paragraph of its own, or write {% if client.is_minor %}",
    ),
    (
        rows("{%tr for goal in goals %} | {{ client.name }}", "{{ goal.number }}", "{%tr endfor %}"),
        BODY,
        "{%tr for goal in goals %}",
        "takes the place of its whole table row: give it a table row of its own",
    ),
    (
        lines("{%tr for goal in goals %}", "{{ goal.number }}", "{%tr endfor %}"),
        BODY,
        "{%tr for goal in goals %}",
        "stands in no table row: write {%p for goal in goals %} in a paragraph of its own",
    ),
    (lines("{{p client.name }}"), BODY, "{{p client.name }}", "would print data as Word markup"),
    (runs("Name: {", "{ client.", "nam }", "}"), BODY, "{{ client.nam }}", "client has no nam: did you mean name?"),
    (lines("Name {client.name}"), BODY, "{client.name}", "would be printed as it stands: write {{ client.name }}"),
    (lines("Name { { client.dob } }"), BODY, "{ { client.dob } }", "write {{ client.dob }}"),
    (lines("Name {{ client.name", "Born {{ client.dob }}"), BODY, "{{ client.name", "is not closed in its paragraph"),
    (lines("{{ client.name } and {{ client.dob }}"), BODY, "{{ client.name } and", "is not closed: end it with }}"),
    (lines("{% if is_draft }x{% endif %}"), BODY, "{% if is_draft }x", "is not closed: end it with %}"),
    (lines("{{ }}"), BODY, "{{ }}", "{{ }} is empty: put a name into it"),
    (
        lines("{{ client.first name }}"),
        BODY,
        "{{ client.first name }}",
        "a name has no spaces",
    ),
    (lines("{% if client.payer = 'x' %}a{% endif %}"), BODY, "{% if client.payer = 'x' %}", "compare with =="),
    (
        lines("{% if is_draft %}a{% else if refused %}b{% endif %}"),
        BODY,
        "{% else if refused %}",
        "write {% elif ... %} for another condition",
    ),
    (
        lines("{% foreach goal in goals %}"),
        BODY,
        "{% foreach goal in goals %}",
        "there is no {% foreach %}: did you mean for?",
    ),
    (lines("{{ completeness – 1 }}"), BODY, "{{ completeness – 1 }}", "is a dash that Word made: type a minus sign"),
    (
        lines("{{ client.payer or ‘none’ }} {{ client.nam }}"),
        BODY,
        "{{ client.nam }}",
        "client has no nam: did you mean name?",
    ),
    (header("Of {{ client.nmae }}"), "word/header1.xml", "{{ client.nmae }}", "did you mean name?"),
    (footnote("See {{ clinic.phoen }}"), "word/footnotes.xml", "{{ clinic.phoen }}", "did you mean phone?"),
    (text_box("Call {{ clinic.phoen }}"), BODY, "{{ clinic.phoen }}", "did you mean phone?"),
    (title("Plan {{ client.nmae }}"), "docProps/core.xml", "{{ client.nmae }}", "did you mean name?"),
)


def comments(content: bytes) -> list[object]:
    return list(docx.Document(io.BytesIO(content)).comments)


@pytest.mark.parametrize(("write", "part", "tag", "words"), MISTAKES, ids=[tag for _, _, tag, _ in MISTAKES])
def test_a_mistake_is_told_with_part_tag_and_what_to_do(write: Write, part: str, tag: str, words: str) -> None:
    content = template(write)
    problems = examine(content, "letter.docx").problems
    found = [problem for problem in problems if words in problem.text]
    assert found, [problem.text for problem in problems]
    assert (found[0].part, found[0].tag) == (part, tag)
    assert tag in found[0].paragraph or not found[0].paragraph or "for" in tag
    assert len(comments(marked_copy(content, problems))) == len(problems)


def test_the_paragraph_of_a_mistake_is_told_in_its_own_words() -> None:
    found = examine(template(text_box("Call {{ clinic.phoen }} now")), "letter.docx").problems
    assert [problem.paragraph for problem in found] == ["Call {{ clinic.phoen }} now"]
    assert str(found[0]).endswith("in {{ clinic.phoen }} of the paragraph “Call {{ clinic.phoen }} now”")


@pytest.mark.parametrize(
    "write",
    [
        lines("{% if client.payer == “Medicaid” %}yes{% endif %}"),
        lines("{{\u00a0client.name\u00a0}} {%\u00a0if is_draft %}x{% endif %}"),
        lines("{% raw %}{% endfor %}{% endraw %} {# {%p #}", "{a} {x.y} }"),
        lines("{% set words %}x{% endset %}{{ words }}{% set more = 1 %}{{ more }}"),
        rows("{%tr for goal in goals %} | ", "{{ goal.number }}", "{%tr endfor %}{# all goals #}"),
        lines("{%p if is_draft %}", "x", "{%p endif %}"),
    ],
)
def test_what_only_looks_like_a_mistake_is_none(write: Write) -> None:
    assert examine(template(write), "letter.docx").problems == []


def test_a_file_without_tags_and_one_of_mail_merge_are_noted() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Dear ")._p
    paragraph.append(parse_xml(f'<w:fldSimple {NS} w:instr=" MERGEFIELD First_Name "><w:r/></w:fldSimple>'))
    stream = io.BytesIO()
    document.save(stream)
    report = examine(stream.getvalue(), "letter.docx")
    assert report.problems == []
    assert [note.partition(",")[0] for note in report.notes] == ["there is no tag in it", "mail merge fields"]
    assert "First_Name" in report.notes[1]


@pytest.mark.parametrize("path", sorted(CORPUS.glob("**/*.docx")), ids=lambda path: path.stem[-40:])
def test_templates_made_for_other_programs_are_told_tag_by_tag(path: Path) -> None:
    content = path.read_bytes()
    problems = examine(content, path.name).problems
    assert all(problem.part and problem.text and "Jinja" not in problem.text for problem in problems)
    before = len(comments(content))
    assert len(comments(marked_copy(content, problems))) == before + len(problems)
