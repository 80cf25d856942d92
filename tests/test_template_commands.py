"""The commands for Word templates."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from judges import ooxml_errors
from sheet2plan.cli import main
from workbooks import write_workbook

TEMPLATES = Path(__file__).parents[1] / "templates"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["template", *map(str, arguments)])


def faulty(folder: Path) -> Path:
    document = docx.Document()
    for line in (
        "Dear {{ client.nam }},",
        "{%p for goal in gaols %}",
        "{{ goal.goal_text }}",
        "{%p endfor %}",
        "fine {{ client.name }}",
    ):
        document.add_paragraph(line)
    document.sections[0].header.paragraphs[0].text = "{{ clinic.nmae }}"
    document.save(str(folder / "letter.docx"))
    return folder / "letter.docx"


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.stem)
def test_the_shipped_templates_can_be_filled(path: Path) -> None:
    result = call("check", path)
    assert result.exit_code == 0, result.output
    assert "can be filled" in result.output


def test_every_fault_is_told_with_part_tag_and_nearest_name(tmp_path: Path) -> None:
    result = call("check", faulty(tmp_path))
    assert result.exit_code == 1
    assert (
        "word/document.xml: client has no nam: did you mean name?, in {{ client.nam }} of the paragraph "
        "“Dear {{ client.nam }},”" in result.output
    )
    assert "no plan has gaols: did you mean goals?" in result.output
    assert "word/header1.xml: clinic has no nmae: did you mean name?" in result.output
    assert "3 faults" in result.output


def test_an_unclosed_block_is_told(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{%p if is_draft %}")
    document.save(str(tmp_path / "open.docx"))
    result = call("check", tmp_path / "open.docx")
    assert result.exit_code == 1
    assert "{%p if is_draft %} is never closed: put {%p endif %}" in result.output


def test_the_marked_copy_has_a_comment_at_each_fault(tmp_path: Path) -> None:
    marked = tmp_path / "marked.docx"
    assert call("check", faulty(tmp_path), "--marked", marked).exit_code == 1
    document = docx.Document(str(marked))
    texts = [comment.text for comment in document.comments]
    assert len(texts) == 3
    assert any("client has no nam: did you mean name?" in text for text in texts)
    holding = [paragraph for paragraph in document.paragraphs if "commentReference" in paragraph._p.xml]
    assert {paragraph.text for paragraph in holding} >= {"Dear {{ client.nam }},", "{%p for goal in gaols %}"}
    assert ooxml_errors(marked) == []


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = faulty(tmp_path)
    before = path.read_bytes()
    assert call("check", path, "--marked", path).exit_code == 3
    assert path.read_bytes() == before


def test_faults_of_single_clients_name_tag_and_client(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{{ 7 // (goals|length - goals|length) }}")
    document.save(str(tmp_path / "counting.docx"))
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    result = call("check", tmp_path / "counting.docx", "--workbook", workbook, "--as-of", "2026-11-23")
    assert result.exit_code == 1
    assert "for client C-0001: ZeroDivisionError" in result.output
    assert "in {{ 7 // (goals|length - goals|length) }}" in result.output


def test_what_is_no_word_file_ends_with_advice(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_text("no")
    result = call("check", tmp_path / "x.docx")
    assert result.exit_code == 3
    assert "save it as .docx" in result.output


def test_fields_as_text_and_data() -> None:
    text = call("fields").output
    data = json.loads(call("fields", "--format", "json").output)
    assert len(text.splitlines()) == len(data)
    assert {"name", "meaning", "example"} == set(data[0])
    by_name = {one["name"]: one for one in data}
    assert by_name["client.dob"]["example"] == "Apr 12, 1990"  # as a document prints it
    assert [name for name, one in by_name.items() if not one["meaning"]] == []


def test_fields_can_be_looked_for() -> None:
    lines = call("fields", "signed_on").output.splitlines()
    assert [line.split()[0] for line in lines] == ["consents[].signed_on", "signatures[].signed_on"]


def test_fields_as_a_word_page(tmp_path: Path) -> None:
    out = tmp_path / "fields.docx"
    assert call("fields", "--format", "docx", "--out", out).exit_code == 0
    document = docx.Document(str(out))
    names = {row.cells[0].text for table in document.tables for row in table.rows[1:]}
    assert {"client.dob", "objective.due", "measure.change", "review.outcome"} <= names
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert (
        "Between {% for problem in problems %} {% for goal in problem.goals %} and {% endfor %} {% endfor %}" in texts
    )
    assert "The names of “Reviews”, beginning with latest_review." in texts
    assert ooxml_errors(out) == []


def test_a_word_page_needs_a_file() -> None:
    assert call("fields", "--format", "docx").exit_code == 2
