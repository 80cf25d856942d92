"""The compiled engine against docxtpl: the same parts, for our templates and for other people's."""

from __future__ import annotations

import io
import os
import pickle
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import jinja2
import pytest
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, Listing, RichText, RichTextParagraph
from jinja2 import meta

from docxoracle import CORPUS, AnyFilters, any_values, differing, made_by_docxtpl, parts, reference
from planbuilder import calm_plan, client, full_plan, gappy_plan, record, with_changes
from sheet2plan.plan import Plan, Said
from sheet2plan.render.docx import compile_template
from sheet2plan.render.docx.dialect import environment
from sheet2plan.render.docx.document import CompiledDocument, WordDocument, compile_document, compile_file
from sheet2plan.render.docx.preparing import prepared
from sheet2plan.render.docx.reading import TemplateFile, read_template
from sheet2plan.render.docx.shapes import plan_attributes, plan_names
from sheet2plan.sheets import Assessment, PlanVersion

TEMPLATES = Path(__file__).parents[2] / "templates"
CLIENTS = int(os.environ.get("SHEET2PLAN_ORACLE_CLIENTS", "40"))
PIECES = ("O’Brien & Co", "<5", "a\nb", "tab\there", "日本", '"q"', "'a'", "½", "x > y", "", "\u2028", "é" * 30)


def template_file(name: str) -> TemplateFile:
    """A template of ours in docxtpl's dialect: its controls and charts as tags, its charts left alone."""
    file = prepared((TEMPLATES / name).read_bytes())[1]
    return replace(file, sources=tuple(source for source in file.sources if "/charts/" not in source.name))


def many_plans(count: int) -> Iterator[Plan]:
    """Plans that differ in what they hold and in its signs."""
    dice = random.Random(7)
    for number in range(count):
        said = [Said(" ".join(dice.choices(PIECES, k=dice.randint(1, 4)))) for _ in range(8)]
        yield with_changes(
            (full_plan, gappy_plan, calm_plan)[number % 3](),
            client_id=f"C-{number:04}",
            client=client(first_name=said[0], last_name=said[1], dob=said[2], clinician=said[3]),
            version=record(PlanVersion, client_words=said[4], version=said[5]),
            assessment=record(Assessment, presenting_concerns=said[6], strengths=said[7]),
            is_draft=dice.random() < 0.5,
            refused=dice.random() < 0.5,
        )


def values_of(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in plan_names()} | {"place_chart": _keep, "gap_style": "Gap"}


def _keep(number: str, chart: object) -> str:  # noqa: ARG001
    return number


@pytest.mark.parametrize("name", ["treatment_plan", "safety_plan", "plan_review", "progress_summary"])
def test_our_templates_come_out_as_docxtpl_makes_them(name: str) -> None:
    file = template_file(f"{name}.docx")
    compiled = compile_file(file, environment(plan_attributes()))
    assert all(part.proven for part in compiled.compiled)
    for plan in many_plans(CLIENTS if name == "treatment_plan" else max(6, CLIENTS // 10)):
        values = values_of(plan)
        different = differing(compiled.render(values), made_by_docxtpl(file.content, values))
        assert different == ["docProps/core.xml"], plan.client_id  # dates of the file are tags docxtpl doesn't know


def corpus() -> list[Path]:
    return sorted(CORPUS.glob("**/*.docx")) if CORPUS.is_dir() else []


FAULTS_OF_DOCXTPL = {"tests_templates_doc_properties_tpl.docx": ["docProps/core.xml"]}  # B3: escaped twice


@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.stem[-40:])
def test_other_peoples_templates_come_out_as_docxtpl_makes_them(path: Path) -> None:
    ours, theirs = environment(), reference()
    ours.filters = AnyFilters(ours.filters)
    theirs.filters = AnyFilters(theirs.filters)
    try:
        names = {
            name
            for source in read_template(path.read_bytes()).sources
            for name in meta.find_undeclared_variables(theirs.parse(source.template))
        }
    except jinja2.TemplateSyntaxError:
        with pytest.raises(jinja2.TemplateSyntaxError):
            compile_document(path, ours)
        return
    values = any_values(names)
    mine = compile_document(path, ours).render(values)
    assert differing(mine, made_by_docxtpl(path, values, theirs)) == FAULTS_OF_DOCXTPL.get(path.name, [])


def test_the_corpus_is_looked_at_where_it_is() -> None:
    if not corpus():
        pytest.skip("no corpus of templates here")
    assert len(corpus()) >= 50


# --- what needs changes of the package, as docxtpl's own test programs do it


def png(color: tuple[int, int, int], width: int = 12, height: int = 8) -> bytes:
    """A small picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(color) * width for _ in range(height))
    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


RED, BLUE = png((200, 0, 0)), png((0, 0, 200), 20, 20)
Fill = Callable[[Any], dict[str, Any]]  # given the document, says the values


def both(template: bytes | Path, fill: Fill) -> tuple[bytes, bytes]:
    """The outcome of our engine and of docxtpl, each filled by the same program."""
    document = compile_document(template, environment()).document()
    mine = document.render(fill(document))
    oracle = DocxTemplate(io.BytesIO(template) if isinstance(template, bytes) else str(template))
    oracle.render(fill(oracle), reference(), autoescape=True)
    stream = io.BytesIO()
    oracle.save(stream)
    return mine, stream.getvalue()


def small(*lines: str, header: str = "") -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def in_corpus(name: str) -> Path:
    found = [path for path in corpus() if path.name == name]
    if not found:
        pytest.skip("no corpus of templates here")
    return found[0]


def pictures(document: Any) -> dict[str, Any]:
    return {
        "one": InlineImage(document, io.BytesIO(RED), width=Mm(20)),
        "two": InlineImage(document, io.BytesIO(BLUE), height=Mm(10)),
        "again": InlineImage(document, io.BytesIO(RED), width=Mm(5)),
        "linked": InlineImage(document, io.BytesIO(BLUE), anchor="https://example.org/?a=1&b=2"),
    }


def test_pictures_in_the_body_and_the_header() -> None:
    mine, theirs = both(small("{{ one }} and {{ two }}", "{{ again }}{{ linked }}", header="{{ two }}"), pictures)
    assert differing(mine, theirs) == []
    assert len([name for name in parts(mine) if name.startswith("word/media/")]) == 2
    assert len(docx.Document(io.BytesIO(mine)).inline_shapes) == 4


def test_pictures_in_a_loop() -> None:
    template = small("{% for picture in pictures %}{{ picture }}{% endfor %}")

    def fill(document: Any) -> dict[str, Any]:
        return {"pictures": [InlineImage(document, io.BytesIO(png((at, 0, 0))), width=Mm(9)) for at in (1, 2, 3, 1)]}

    assert differing(*both(template, fill)) == []


def rich(document: Any) -> dict[str, Any]:
    text = RichText("bold & <big>", bold=True, size=30, color="ff0000")
    text.add(" link", url_id=document.build_url_id("https://example.org/a?b=1&c=<2>"), underline=True)
    text.add(RichText("nested", italic=True))
    paragraph = RichTextParagraph()
    paragraph.add(text)
    paragraph.add("second & last", parastyle="Quote")
    return {"text": text, "paragraph": paragraph, "listing": Listing("one & <1>\ntwo\ttab\apar\fpage")}


def test_rich_text_links_rich_paragraphs_and_listings() -> None:
    template = small("{{r text }} after", "{{p paragraph }}", "Listing: {{ listing }}", "{{ listing }}")
    assert differing(*both(template, rich)) == []


def test_the_same_link_twice_is_one_relationship() -> None:
    document = compile_document(small("{{r text }}")).document()
    assert document.build_url_id("https://a.example") == document.build_url_id("https://a.example")


def test_a_sub_document_takes_docxtpls_way() -> None:
    pytest.importorskip("docxcompose")

    def fill(document: Any) -> dict[str, Any]:
        inner = document.new_subdoc()
        inner.add_paragraph("Inner & <text>")
        inner.add_table(1, 2).cell(0, 0).text = "cell"
        return {"inner": inner, "mysubdoc": inner}

    assert differing(*both(small("{{p inner }}", "after"), fill)) == []


def test_pictures_beside_a_sub_document() -> None:
    pytest.importorskip("docxcompose")

    def fill(document: Any) -> dict[str, Any]:
        inner = document.new_subdoc()
        inner.add_paragraph("Inner")
        return {"inner": inner, "one": InlineImage(document, io.BytesIO(RED), width=Mm(20))}

    assert differing(*both(small("{{p inner }}", "{{ one }}"), fill)) == []


def with_picture() -> bytes:
    document = docx.Document()
    document.add_picture(io.BytesIO(RED))
    document.add_paragraph("{{ name }}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_picture_of_the_template_is_replaced_by_name() -> None:
    def fill(document: Any) -> dict[str, Any]:
        document.replace_pic("image.png", io.BytesIO(BLUE))
        return {"name": "Ana"}

    mine, theirs = both(with_picture(), fill)
    assert differing(mine, theirs) == []
    assert BLUE in parts(mine).values()


def test_media_are_replaced_by_content() -> None:
    def fill(document: Any) -> dict[str, Any]:
        document.replace_media(io.BytesIO(RED), io.BytesIO(BLUE))
        return {"name": "Ana"}

    mine, theirs = both(with_picture(), fill)
    assert differing(mine, theirs) == []
    assert BLUE in parts(mine).values()
    assert RED not in parts(mine).values()


def test_a_part_is_replaced_by_its_name(tmp_path: Path) -> None:
    new = tmp_path / "new.png"
    new.write_bytes(BLUE)

    def fill(document: Any) -> dict[str, Any]:
        document.replace_zipname("word/media/image1.png", str(new))
        return {"name": "Ana"}

    mine, theirs = both(with_picture(), fill)
    assert differing(mine, theirs) == []
    assert parts(mine)["word/media/image1.png"] == BLUE


def test_an_embedded_file_is_replaced(tmp_path: Path) -> None:
    path = in_corpus("tests_templates_embedded_main_tpl.docx")
    embedded = next(data for name, data in parts(path.read_bytes()).items() if name.startswith("word/embeddings/"))
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(embedded)
    new.write_bytes(b"new content")

    def fill(document: Any) -> dict[str, Any]:
        document.replace_embedded(str(old), str(new))
        return {"name": "Ana"}

    mine, theirs = both(path, fill)
    assert differing(mine, theirs) == []
    assert b"new content" in parts(mine).values()


@pytest.mark.parametrize(
    "name",
    ["inline_image_tpl", "header_footer_inline_image_tpl", "richtext_tpl", "richtext_paragraph_tpl", "subdoc_tpl"],
)
def test_docxtpls_own_templates_of_such_things(name: str) -> None:
    path = in_corpus(f"tests_templates_{name}.docx")
    names = {
        word
        for source in read_template(path.read_bytes()).sources
        for word in meta.find_undeclared_variables(reference().parse(source.template))
    }

    def fill(document: Any) -> dict[str, Any]:
        picture = InlineImage(document, io.BytesIO(RED), width=Mm(20))
        if "image" in name:
            return (
                any_values(names)
                | dict.fromkeys(sorted(names), picture)
                | {
                    "frameworks": [_Framework(picture)],
                    "images": [picture, picture],
                }
            )
        text: object = rich(document)["paragraph" if "paragraph" in name else "text"]
        return dict.fromkeys(sorted(names), text)

    assert differing(*both(path, fill)) == []


class _Framework:
    def __init__(self, image: InlineImage) -> None:
        self.image, self.desc = image, "a & b"


# --- one template, many documents


def test_a_computer_without_the_quick_compressor_makes_the_same_parts(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['isal'] = None\n"
        "from pathlib import Path; from planbuilder import full_plan\n"
        "from sheet2plan.render.docx import compile_template\n"
        f"made = compile_template(Path({str(TEMPLATES / 'treatment_plan.docx')!r})).render(full_plan())\n"
        f"Path({str(tmp_path / 'plain.docx')!r}).write_bytes(made)\n"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    here = compile_template(TEMPLATES / "treatment_plan.docx").render(full_plan())
    plain = (tmp_path / "plain.docx").read_bytes()
    assert [name for name in differing(here, plain) if not name.endswith(".xlsx")] == []
    assert list(parts(here)) == list(parts(plain))


def test_two_documents_of_one_template_share_nothing() -> None:
    template = compile_document(small("{{ one }}", header="{{ two }}"))

    def made(color: tuple[int, int, int]) -> bytes:
        document = template.document()
        picture = InlineImage(document, io.BytesIO(png(color)), width=Mm(5))
        return document.render({"one": picture, "two": color})

    red, blue = made((255, 0, 0)), made((0, 0, 255))
    assert parts(red)["word/media/image1.png"] == png((255, 0, 0))
    assert parts(blue)["word/media/image1.png"] == png((0, 0, 255))
    assert made((255, 0, 0)) == red


def test_a_compiled_template_can_be_sent_to_another_process() -> None:
    template = compile_document(small("{{ one }}{% for x in two %}{{ x }}{% endfor %}"))
    sent: CompiledDocument = pickle.loads(pickle.dumps(template))
    values = {"one": "é & ü", "two": ("a", "b")}
    assert sent.render(values) == template.render(values)


def test_a_document_has_only_docxtpls_functions_besides_its_own() -> None:
    document: WordDocument = compile_document(small("x")).document()
    with pytest.raises(AttributeError):
        _ = document.no_such_function
