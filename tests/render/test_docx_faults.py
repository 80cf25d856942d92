"""docxtpl's faults, one test each, by the numbers of reference/docx.md: what it does wrong comes out right here."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from docxtpl import RichText
from lxml import etree

from docxoracle import parts
from judges import ooxml_errors
from sheet2plan.render.docx.dialect import environment
from sheet2plan.render.docx.document import compile_document
from sheet2plan.render.docx.engine import RenderError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
NS = f'xmlns:w="{W[1:-1]}"'


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def template(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def made(content: bytes, **values: Any) -> dict[str, bytes]:
    return parts(compile_document(content).render(values))


def words(xml: bytes) -> list[str]:
    root = etree.fromstring(xml)
    return ["".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p")]


def body(package: Mapping[str, bytes]) -> list[str]:
    return words(package["word/document.xml"])


def test_b1_signs_of_xml_in_a_value_keep_their_meaning() -> None:
    assert body(made(template("{{ n }}"), n="PHQ <5 & ok")) == ["PHQ <5 & ok"]


def test_b2_markup_in_a_value_does_not_cut_the_document() -> None:
    package = made(template("{{ n }}", "after"), n="x </w:t> y")
    assert body(package) == ["x </w:t> y", "after"]
    assert b"<w:sectPr" in package["word/document.xml"]


def test_b3_properties_are_escaped_once() -> None:
    document = docx.Document()
    document.core_properties.title = "{{ n }}"
    package = parts(compile_document(saved(document)).render({"n": "O'Brien & Co"}))
    assert etree.fromstring(package["docProps/core.xml"]).findtext("{*}title") == "O'Brien & Co"


def with_footnotes(text: str, kind: str = "footnotes") -> bytes:
    document = docx.Document()
    document.add_paragraph("Text")
    document.add_section()
    one = kind.removesuffix("s")
    xml = f'<w:{kind} {NS}><w:{one} w:id="1"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{one}></w:{kind}>'
    content_type = getattr(CONTENT_TYPE, f"WML_{kind.upper()}")
    part = Part(PackURI(f"/word/{kind}.xml"), content_type, xml.encode(), document.part.package)
    document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, kind.upper()))
    return saved(document)


@pytest.mark.parametrize("kind", ["footnotes", "endnotes"])
def test_b4_data_in_notes_is_never_a_template(kind: str) -> None:
    package = made(with_footnotes("{{ n }}", kind), n="{{ 7*7 }} & {% if")
    assert words(package[f"word/{kind}.xml"]) == ["{{ 7*7 }} & {% if"]


def test_b4_comments_are_filled_too() -> None:
    document: Document = docx.Document()
    run = document.add_paragraph("Text").runs[0]
    document.add_comment(run, text="For {{ n }}", author="A", initials="A")
    assert words(made(saved(document), n="Ana & Bo")["word/comments.xml"]) == ["For Ana & Bo"]


def test_b5_a_header_takes_any_value() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ n }}"
    package = made(saved(document), n="A & B\x0b<c>")
    assert words(package["word/header1.xml"]) == ["A & B<c>"]


@pytest.mark.parametrize("tag", ["{{ nmae }}", "{{ who.nmae }}", "{% if nmae %}x{% endif %}"])
def test_b6_a_misspelt_name_is_an_error_that_says_which_is_near(tag: str) -> None:
    with pytest.raises(RenderError) as caught:
        made(template("Dear reader", f"Name: {tag}"), name="Ana", who={"name": "Ana"})
    assert caught.value.fault.tag == tag.split("%}")[0] + ("%}" if "%}" in tag else "")
    assert caught.value.fault.paragraph.startswith("Name:")
    assert "did you mean name?" in caught.value.fault.message


def test_b7_none_is_never_printed() -> None:
    assert body(made(template("{{ n }}"), n=None)) == ["—"]


@pytest.mark.parametrize("tag", ["{{ 1 // n }}", "{{ n.missing() }}", "{{ n + 'x' }}"])
def test_b8_a_fault_at_run_time_names_part_tag_and_paragraph(tag: str) -> None:
    with pytest.raises(RenderError) as caught:
        made(template("one {{ n }}", f"two {tag}"), n=0)
    fault = caught.value.fault
    assert (fault.part, fault.tag, fault.paragraph) == ("word/document.xml", tag, f"two {tag}")


def test_b9_no_cell_without_paragraph_and_no_table_without_rows(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "{%p if n %}"
    cell.add_paragraph("text")
    cell.add_paragraph("{%p endif %}")
    document.add_paragraph("between")
    rows = document.add_table(3, 1)
    for row, text in zip(rows.rows, ("{%tr for x in n %}", "{{ x }}", "{%tr endfor %}"), strict=True):
        row.cells[0].text = text
    path = tmp_path / "made.docx"
    path.write_bytes(compile_document(saved(document)).render({"n": ()}))
    tables = docx.Document(str(path)).tables
    assert [len(table.rows) for table in tables] == [1]
    assert [paragraph.text for paragraph in tables[0].cell(0, 0).paragraphs] == [""]
    assert ooxml_errors(path) == []


def test_b9_a_table_as_the_last_thing_of_a_cell_gets_its_paragraph() -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "before"
    cell.add_table(1, 1)
    cell.paragraphs[-1].text = "{%p if n %}"
    cell.add_paragraph("x")
    cell.add_paragraph("{%p endif %}")
    xml = made(saved(document), n=False)["word/document.xml"].decode()
    assert "</w:tbl></w:tc>" not in xml
    assert "</w:tbl><w:p/></w:tc>" in xml


def test_b9_a_header_of_nothing_has_a_paragraph() -> None:
    document = docx.Document()
    header = document.sections[0].header
    header.paragraphs[0].text = "{%p if n %}"
    for line in ("text", "{%p endif %}"):
        header.add_paragraph(line)
    root = etree.fromstring(made(saved(document), n=False)["word/header1.xml"])
    assert [child.tag for child in root] == [f"{W}p"]


SHAPE = (
    f'<w:p {NS} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:paraId="1A2B3C4D">'
    '<w:bookmarkStart w:id="5" w:name="here"/><w:r><w:pict>'
    '<v:shape id="Shape_1" o:spid="_x0000_s1026" style="width:9pt;height:9pt"/></w:pict></w:r>'
    '<w:bookmarkEnd w:id="5"/></w:p>'
)


def test_b10_ids_in_a_loop_are_unique() -> None:
    document: Document = docx.Document()
    document.add_paragraph("{%p for x in n %}")
    document.element.body.insert(1, parse_xml(SHAPE))
    document.element.body.insert(2, document.add_paragraph("{%p endfor %}")._p)
    root = etree.fromstring(made(saved(document), n=(1, 2, 3))["word/document.xml"])
    ids = [str(paragraph.get(f"{W14}paraId")) for paragraph in root.iter(f"{W}p")]
    shapes = [str(shape.get("id")) for shape in root.iter("{urn:schemas-microsoft-com:vml}shape")]
    starts = [(mark.get(f"{W}id"), mark.get(f"{W}name")) for mark in root.iter(f"{W}bookmarkStart")]
    ends = [mark.get(f"{W}id") for mark in root.iter(f"{W}bookmarkEnd")]
    assert len(set(ids)) == len(ids) == 3
    assert all(re.fullmatch("[0-7][0-9A-F]{7}", number) for number in ids)
    assert len(set(shapes)) == 3
    assert ends == [number for number, _ in starts]
    assert len({number for number, _ in starts}) == len({name for _, name in starts}) == 3


def test_b11_an_environment_given_to_compile_is_not_changed() -> None:
    env = environment()
    before = (env.autoescape, dict(env.filters), dict(env.globals), env.undefined)
    document = compile_document(template("{{ n }}"), env)
    document.render({"n": "x"})
    assert (env.autoescape, dict(env.filters), dict(env.globals), env.undefined) == before


def test_b12_a_second_client_never_gets_the_first_ones_data() -> None:
    document = compile_document(template("{{ n }}{% for x in m %}{{ x }}{% endfor %}"))
    first = body(parts(document.render({"n": "Ana", "m": ["secret"]})))
    second = body(parts(document.render({"n": "Bo", "m": []})))
    assert (first, second) == (["Anasecret"], ["Bo"])


# --- beyond the list


def test_templates_run_in_a_sandbox() -> None:
    escape = "{{ ().__class__.__base__.__subclasses__() }}"
    with pytest.raises(RenderError):
        made(template(escape))


def test_raw_xml_of_a_value_is_checked() -> None:
    text = RichText("fine & good", bold=True)
    assert body(made(template("{{r n }}"), n=text)) == ["fine & good"]
    text.xml = "<w:r><w:t>cut"
    with pytest.raises(RenderError, match="would break the document"):
        made(template("{{r n }}"), n=text)


def test_a_template_that_could_break_is_not_trusted() -> None:
    document = docx.Document()
    document.add_paragraph("{% if n %}")
    document.add_table(1, 1).cell(0, 0).text = "{% endif %}"
    compiled = compile_document(saved(document))
    assert [flaw.text[:27] for _, flaw in compiled.flaws] == ["a loop or condition begins "]
    assert compiled.render({"n": True})
    with pytest.raises(RenderError, match="not a document"):
        compiled.render({"n": False})


def test_a_condition_over_whole_cells_is_proven_and_its_grid_follows() -> None:
    document = docx.Document()
    for cell, text in zip(document.add_table(1, 3).rows[0].cells, ("a{% if n %}", "b", "{% endif %}c"), strict=True):
        cell.text = text
    compiled = compile_document(saved(document))
    assert compiled.flaws == ()
    table = docx.Document(io.BytesIO(compiled.render({"n": False}))).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["ac"]
    assert len(table.columns) == 1


def test_links_and_custom_properties_are_filled() -> None:
    document: Document = docx.Document()
    document.part.relate_to("https://example.org/%7B%7B%20n%20%7D%7D/x", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    document.part.relate_to("{{ site }}", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    xml = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Client">'
        "<vt:lpwstr>{{ n }}</vt:lpwstr></property></Properties>"
    )
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    part = Part(PackURI("/docProps/custom.xml"), kind, xml.encode(), document.part.package)
    document.part.package.relate_to(
        part, f"{RELATIONSHIP_TYPE.EXTENDED_PROPERTIES.rsplit('/', 1)[0]}/custom-properties"
    )
    package = made(saved(document), n="A & B/ü", site="javascript:alert(1)")
    rels = package["word/_rels/document.xml.rels"].decode()
    assert "https://example.org/A%20%26%20B/%C3%BC/x" in rels
    assert "javascript:" not in rels
    assert etree.fromstring(package["docProps/custom.xml"])[0][0].text == "A & B/ü"


def test_alternative_text_and_text_boxes_are_filled() -> None:
    document: Document = docx.Document()
    box = (
        f'<w:p {NS} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape id="s" alt="For {{{{ n }}}}">'
        "<v:textbox><w:txbxContent><w:p><w:r><w:t>In the box: {{ n }}</w:t></w:r></w:p></w:txbxContent></v:textbox>"
        "</v:shape></w:pict></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(box))
    root = etree.fromstring(made(saved(document), n='a "b" & c')["word/document.xml"])
    shape = next(root.iter("{urn:schemas-microsoft-com:vml}shape"))
    assert shape.get("alt") == 'For a "b" & c'
    assert "".join(str(text) for text in shape.itertext()) == 'In the box: a "b" & c'
