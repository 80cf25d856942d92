"""Every place of a Word file that may hold a tag, filled with plain and with hostile values."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml

from docxoracle import parts
from hostileplans import HOSTILE, everywhere, sound, worded_by
from judges import libreoffice_pdfs, ooxml_errors
from planbuilder import calm_plan, client, full_plan, gappy_plan, with_changes
from sheet2plan.plan import Gap, Plan, Said
from sheet2plan.render.docx import WordTemplate, compile_template

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
PROPERTIES = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
    'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Client"><vt:lpwstr>{{ client.name }}</vt:lpwstr>'
    "</property></Properties>"
)
CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
BOX = (
    f'<w:p {NS}><w:r><w:pict><v:shape id="s" style="width:144pt;height:72pt" alt="About {{{{ client.name }}}}">'
    "<v:textbox><w:txbxContent><w:p><w:r><w:t>In the box: {{ client.name }}</w:t></w:r></w:p><w:p><w:r><w:t>"
    "{%p for goal in goals %}</w:t></w:r></w:p><w:p><w:r><w:t>{{ goal.goal_text }}</w:t></w:r></w:p><w:p><w:r><w:t>"
    "{%p endfor %}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)


def add_notes(document: Document, kind: str) -> None:
    one = kind.removesuffix("s")
    lines = "".join(
        f'<w:{one} w:type="{line}" w:id="{number}"><w:p><w:r><w:{line}/></w:r></w:p></w:{one}>'
        for number, line in ((-1, "separator"), (0, "continuationSeparator"))
    )
    xml = (
        f'<w:{kind} {NS}>{lines}<w:{one} w:id="1"><w:p><w:r><w:{one}Ref/></w:r><w:r><w:t xml:space="preserve"> '
        f"{{{{ client.name }}}}</w:t></w:r></w:p></w:{one}></w:{kind}>"
    )
    content_type = getattr(CONTENT_TYPE, f"WML_{kind.upper()}")
    part = Part(PackURI(f"/word/{kind}.xml"), content_type, xml.encode(), document.part.package)
    document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, kind.upper()))
    document.add_paragraph("Note")._p.append(parse_xml(f'<w:r {NS}><w:{one}Reference w:id="1"/></w:r>'))


def add_link(document: Document, target: str) -> None:
    number = document.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = f'<w:hyperlink {NS} r:id="{number}"><w:r><w:t>To {{{{ client.name }}}}</w:t></w:r></w:hyperlink>'
    document.add_paragraph()._p.append(parse_xml(link))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> WordTemplate:
    document: Document = docx.Document()
    run = document.add_paragraph("Of {{ client.name }}").runs[0]
    document.add_comment(run, text="Ask {{ client.name }}", author="A", initials="A")
    document.sections[0].header.paragraphs[0].text = "{{ client.name }}"
    document.sections[0].footer.paragraphs[0].text = "{{ client.name }}"
    document.element.body.insert(1, parse_xml(BOX))
    for kind in ("footnotes", "endnotes"):
        add_notes(document, kind)
    for target in ("https://example.org/%7B%7B%20client.name%20%7D%7D/x", "{{ client.name }}"):
        add_link(document, target)
    package = document.part.package
    custom = Part(PackURI("/docProps/custom.xml"), CUSTOM, PROPERTIES.encode(), package)
    package.relate_to(custom, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES.replace("extended", "custom"))
    document.core_properties.title = "Plan of {{ client.name }}"
    path = tmp_path_factory.mktemp("places") / "places.docx"
    document.save(str(path))
    assert ooxml_errors(path) == []
    return compile_template(path)


PLACES = (
    "word/document.xml",
    "word/header1.xml",
    "word/footer1.xml",
    "word/footnotes.xml",
    "word/endnotes.xml",
    "word/comments.xml",
    "word/_rels/document.xml.rels",
    "docProps/core.xml",
    "docProps/custom.xml",
)


def named(name: Said) -> Plan:
    person = client()
    vars(person)["name"] = name
    return with_changes(full_plan(), client=person)


def test_every_place_is_filled(template: WordTemplate) -> None:
    made = parts(template.render(named(Said("Ana & Bo"))))
    for place in PLACES:
        assert re.search(r"Ana(?: |%20)(?:&amp;|%26)(?: |%20)Bo", made[place].decode()), place
        assert "{{" not in made[place].decode(), place
    assert 'alt="About Ana &amp; Bo"' in made["word/document.xml"].decode()


@pytest.mark.parametrize(
    ("name", "within", "whole"),
    [
        ("https://a.example/x?y=1", "https%3A//a.example/x%3Fy%3D1", "https://a.example/x?y=1"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29", "javascript%3Aalert%281%29"),
        ("a\ud800b\x00 c", "ab%20c", "ab%20c"),
    ],
)
def test_an_address_holds_a_value_once_encoded(template: WordTemplate, name: str, within: str, whole: str) -> None:
    rels = parts(template.render(named(Said(name))))["word/_rels/document.xml.rels"].decode()
    assert f'Target="https://example.org/{within}/x"' in rels
    assert f'Target="{whole}"' in rels


def test_an_address_says_what_is_missing_without_marks(template: WordTemplate) -> None:
    rels = parts(template.render(named(Gap("the name"))))["word/_rels/document.xml.rels"].decode()
    assert 'Target="%5Bmissing%3A%20the%20name%5D"' in rels


def test_a_gap_in_a_remark_is_marked_and_no_control(template: WordTemplate) -> None:
    comments = parts(template.render(named(Gap("the name"))))["word/comments.xml"].decode()
    assert "<w:sdt>" not in comments
    assert re.search(r'<w:rStyle w:val="Gap"/>.*?\[missing: the name\]', comments)


def test_word_and_libreoffice_take_hostile_values_in_every_place(template: WordTemplate, tmp_path: Path) -> None:
    files = []
    for at, plan in enumerate((full_plan(), gappy_plan(), calm_plan())):
        dice = random.Random(at)
        files.append(tmp_path / f"{at}.docx")
        files[-1].write_bytes(template.render(everywhere(plan, worded_by(lambda: dice.choice(HOSTILE)))))  # noqa: B023
        sound(files[-1].read_bytes())
        assert ooxml_errors(files[-1]) == []
        assert docx.Document(io.BytesIO(files[-1].read_bytes())).paragraphs
    assert all(pdf.stat().st_size > 1000 for pdf in libreoffice_pdfs(files, tmp_path))
