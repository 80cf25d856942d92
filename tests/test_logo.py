"""The clinic's logo: checked before the first client, shown in each letterhead and on the summary."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from lxml import etree
from PIL import Image

from judges import ooxml_errors
from planbuilder import full_plan
from reportbuilder import small_clinic
from sheet2plan.config import Config, bundled_files, load_config
from sheet2plan.errors import ConfigError
from sheet2plan.logo import Logo, read_logo
from sheet2plan.render.docx import compile_template
from sheet2plan.render.summary import render_summary
from sheet2plan.reports.documents import FileState
from sheet2plan.running import batch
from sheet2plan.running.options import RunOptions
from workbooks import AS_OF, write_workbook

TEMPLATES = bundled_files() / "templates"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def a_picture(path: Path, width: int = 600, height: int = 200, color: str = "navy") -> Path:
    Image.new("RGB", (width, height), color).save(path)
    return path


def settings(home: Path, logo: str = "logo.png") -> Config:
    path = home / "sheet2plan.toml"
    path.write_text(f'[clinic]\nname = "Riverside"\nlogo = "{logo}"\n')
    return load_config(path, bundled_files())


def drawings(content: bytes) -> Iterator[etree._Element]:
    with ZipFile(io.BytesIO(content)) as package:
        yield from etree.fromstring(package.read("word/document.xml")).iter(f"{WP}anchor")


def media(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist() if "/media/" in name}


@pytest.mark.parametrize("name", ["logo.png", "logo.jpg"])
def test_png_and_jpeg_can_be_used(tmp_path: Path, name: str) -> None:
    logo = read_logo(a_picture(tmp_path / name))
    assert (logo.width, logo.height, logo.suffix) == (600, 200, Path(name).suffix)


def broken_off(path: Path) -> None:
    Image.effect_noise((300, 300), 50).save(path)
    path.write_bytes(path.read_bytes()[:-5000])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.unlink(missing_ok=True), "can't be read"),
        (lambda path: path.write_text("a drawing"), "no PNG or JPEG"),
        (lambda path: path.write_bytes(b""), "no PNG or JPEG"),
        (lambda path: Image.new("RGB", (9, 9)).save(path, format="GIF"), "no PNG or JPEG"),
        (broken_off, "no PNG or JPEG"),
        (lambda path: path.write_bytes(b"\x89PNG" + bytes(1_000_001)), "1.0 MB"),
    ],
)
def test_what_can_not_be_shown_is_told_before_the_first_client(tmp_path: Path, make: object, said: str) -> None:
    make(tmp_path / "logo.png")  # type: ignore[operator]
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    with pytest.raises(ConfigError, match=said) as told:
        batch.run(RunOptions((workbook,), AS_OF, tmp_path / "out", settings(tmp_path)))
    assert told.value.advice
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("pixels", "inches"), [((600, 200), (1.65, 0.55)), ((2000, 100), (2.2, 0.11)), ((48, 24), (0.5, 0.25))]
)
def test_it_keeps_its_shape_and_is_never_blown_up(pixels: tuple[int, int], inches: tuple[float, float]) -> None:
    assert Logo(b"", ".png", *pixels).fitted(2.2, 0.55) == pytest.approx(inches)


@pytest.mark.parametrize("name", ["treatment_plan", "plan_review", "progress_summary", "safety_plan"])
def test_each_document_shows_it_once_with_words_for_those_who_do_not_see_it(tmp_path: Path, name: str) -> None:
    path = a_picture(tmp_path / "logo.png")
    content = compile_template(TEMPLATES / f"{name}.docx", read_logo(path)).render(full_plan())
    (drawing,) = drawings(content)
    extent, words = drawing.find(f"{WP}extent"), drawing.find(f"{WP}docPr")
    assert extent is not None
    assert words is not None
    assert int(extent.attrib["cx"]) == pytest.approx(3 * int(extent.attrib["cy"]), rel=0.001)
    assert words.get("descr") == "Logo of the clinic"
    assert list(media(content).values()) == [path.read_bytes()]
    (tmp_path / "made.docx").write_bytes(content)
    assert ooxml_errors(tmp_path / "made.docx") == []


def test_a_template_without_a_letterhead_and_a_clinic_without_a_logo_show_none(tmp_path: Path) -> None:
    document: Document = docx.Document()
    document.add_paragraph("{{ client_id }}")
    document.save(str(tmp_path / "plain.docx"))
    logo = read_logo(a_picture(tmp_path / "logo.png"))
    assert media(compile_template(tmp_path / "plain.docx", logo).render(full_plan())) == {}
    assert media(compile_template(TEMPLATES / "treatment_plan.docx").render(full_plan())) == {}


def test_a_letterhead_that_is_one_value_keeps_it(tmp_path: Path) -> None:
    document: Document = docx.Document()
    document.styles.add_style("Letterhead", 1)
    document.add_paragraph("{{ clinic.name }}", "Letterhead")
    document.save(str(tmp_path / "own.docx"))
    content = compile_template(tmp_path / "own.docx", read_logo(a_picture(tmp_path / "logo.png"))).render(full_plan())
    assert len(list(drawings(content))) == 1
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == full_plan().clinic.name


def test_another_logo_makes_new_documents(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    a_picture(tmp_path / "logo.png")
    options = RunOptions((workbook,), AS_OF, tmp_path / "out", settings(tmp_path))
    batch.run(options)
    assert {file.state for file in batch.run(options).files()} == {FileState.UNCHANGED}
    a_picture(tmp_path / "logo.png", color="teal")
    states = {Path(file.path).suffix: file.state for file in batch.run(options).files()}
    assert states == {".docx": FileState.REPLACED, ".pdf": FileState.UNCHANGED}
    plan = next((tmp_path / "out").glob("2026-11/plans/*/*.docx"))
    assert list(media(plan.read_bytes()).values()) == [(tmp_path / "logo.png").read_bytes()]


def test_the_summary_shows_it(tmp_path: Path) -> None:
    path = a_picture(tmp_path / "logo.jpg", 300, 300)
    content = render_summary(small_clinic(), {}, read_logo(path)).content
    with ZipFile(io.BytesIO(content)) as package:
        assert package.read("xl/media/image1.jpeg") == path.read_bytes()
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    assert 'descr="Logo of the clinic"' in drawing
    (tmp_path / "summary.xlsx").write_bytes(content)
    assert ooxml_errors(tmp_path / "summary.xlsx") == []
