"""Word plans: what is printed, that data stays data, that gaps show, and that a bad template is refused by name."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from judges import ooxml_errors
from planbuilder import calm_plan, client, full_plan, gappy_plan, record, with_changes
from sheet2plan.errors import TemplateError
from sheet2plan.plan import GAP_CLOSE, GAP_OPEN, Clinic, Doubt, Gap, Plan, Said, Worded
from sheet2plan.render.docx import WordTemplate, compile_template, template_fields
from sheet2plan.sheets import Assessment, Consent, PlanVersion

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "templates" / "treatment_plan.docx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NASTY = "O’Brien & Co <b> \"q\" 'a' {{ 7*7 }} {% raw %} {_{ </w:t> end"


@pytest.fixture(scope="module")
def template() -> WordTemplate:
    return compile_template(TEMPLATE)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def opened(content: bytes) -> dict[str, object]:
    """The parts by name, embedded workbooks opened too: what compressed them differs from computer to computer."""
    return {name: opened(data) if name.endswith(".xlsx") else data for name, data in parts(content).items()}


def paragraphs(xml: bytes) -> list[str]:
    """The text of each paragraph, with a line break for each w:br."""
    signs = {f"{W}br": "\n", f"{W}tab": "\t"}
    return [
        "".join(node.text or "" if node.tag == f"{W}t" else signs.get(str(node.tag), "") for node in paragraph.iter())
        for paragraph in etree.fromstring(xml).iter(f"{W}p")
    ]


def words(content: bytes, part: str = "word/document.xml") -> str:
    return "\n".join(paragraphs(parts(content)[part]))


def styled(content: bytes, style: str = "Gap") -> list[str]:
    """The text of every run in a character style."""
    runs = etree.fromstring(parts(content)["word/document.xml"]).iter(f"{W}r")
    return [
        "".join(str(text) for text in run.itertext())
        for run in runs
        if (name := run.find(f"{W}rPr/{W}rStyle")) is not None and name.get(f"{W}val") == style
    ]


def made_of(folder: Path, *lines: str, header: str = "") -> Path:
    """A Word template with one paragraph for each line."""
    document: Document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    path = folder / "small.docx"
    document.save(str(path))
    return path


def misspelt(folder: Path, tag: str, by: str) -> Path:
    """A copy of the treatment plan template with one tag changed."""
    document: Document = docx.Document(str(TEMPLATE))
    texts = [text for text in document.element.body.iter(f"{W}t") if tag in (text.text or "")]
    texts[0].text = texts[0].text.replace(tag, by)
    path = folder / "copy.docx"
    document.save(str(path))
    return path


def concerned(text: str) -> Plan:
    """The full plan with other presenting concerns."""
    return with_changes(full_plan(), assessment=record(Assessment, presenting_concerns=text))


# --- what a plan prints


def test_the_document_holds_what_the_plan_says(template: WordTemplate) -> None:
    text = words(template.render(full_plan()))
    for part in (
        "Ana Reyes (called Annie)",
        "Apr 12, 1990 (35 years)",
        "“I want to get through a day without dreading the next.”",
        "F33.1  Major depressive disorder, recurrent, moderate",
        "Problem 1 · Low mood and withdrawal since a job loss",
        "Goal 1 · Lift mood and return to usual roles at work and among friends",
        "PHQ-9 from 19 to 9 or less",
        "Weekly 50-minute individual CBT for 12 weeks",
        "Why: Withdrawal keeps the depression (F33.1) going; planned, rewarding activity reverses it.",
        "Progress: 4 notes, latest Mar 30, 2026: improved",
        "7 points lower than at the start",
        "A safety plan is required. Suicidality is recorded as past",
        "988 Suicide and Crisis Lifeline (call or text); clinic 555-0199; J. Park, LCSW.",
        "On record: Apr 5, 2026 · in ink, on paper",
    ):
        assert part in text


def test_problem_goal_objective_intervention_and_progress_stand_in_this_order(template: WordTemplate) -> None:
    text = words(template.render(full_plan()))
    thread = (
        "Problem 2 ·",
        "Goal 2 ·",
        "Ana will sleep 6.5 hours",
        "Set a sleep window",
        "Progress: 6 notes",
        "Goal 3 ·",
    )
    places = [text.index(part) for part in thread]
    assert places == sorted(places)


def test_a_finished_plan_has_no_mark_and_no_tag_left(template: WordTemplate) -> None:
    content = template.render(full_plan())
    text = words(content)
    assert styled(content) == []
    assert "Draft" not in text
    assert "Open points" not in text
    assert not any(sign in text for sign in ("{{", "{%", "Said", "True", "False"))


def test_header_and_footer_name_the_client_by_number_only(template: WordTemplate) -> None:
    made = parts(template.render(full_plan()))
    header = next(xml for name, xml in made.items() if name.startswith("word/header"))
    footer = next(xml for name, xml in made.items() if name.startswith("word/footer"))
    assert paragraphs(header) == ["Riverside Counseling\tClient C-0042 · Plan of Apr 5, 2026 · version 2"]
    assert b"Reyes" not in header + footer
    assert "Prepared Apr 6, 2026" in paragraphs(footer)[-1]


def test_a_plan_without_safety_concern_says_so_and_has_no_empty_plan(template: WordTemplate) -> None:
    text = words(template.render(calm_plan()))
    assert "Nothing on record calls for a safety plan. None is on file." in text
    assert "Warning signs" not in text


def test_the_file_names_nobody_in_its_properties(template: WordTemplate) -> None:
    properties = docx.Document(io.BytesIO(template.render(full_plan()))).core_properties
    assert properties.title == "Treatment plan C-0042"
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert properties.created is not None
    assert properties.created.date() == date(2026, 4, 5)


def test_nothing_prints_as_a_dash(tmp_path: Path) -> None:
    path = made_of(tmp_path, "{{ review_due.days_overdue }} {{ client.email }} {{ client.email.value }}")
    due = replace(full_plan().review_due, days_overdue=None)
    assert words(compile_template(path).render(with_changes(full_plan(), review_due=due))) == "— — —"


# --- gaps


def test_gaps_and_doubts_stand_out_in_their_places(template: WordTemplate) -> None:
    content = template.render(gappy_plan())
    marked = styled(content)
    assert "Click to choose the risk level" in marked
    assert "[check: a category, not a billable code; F93.0 is]" in marked
    assert "[missing: an intervention for this objective]" in marked  # the template's own words
    assert "F93 [check: a category, not a billable code; F93.0 is]  Separation anxiety" in words(content)
    assert "Draft: 5 points to finish, listed at the end" in words(content)


def test_a_marked_place_keeps_the_other_properties_of_its_run(tmp_path: Path) -> None:
    document: Document = docx.Document()
    document.add_paragraph().add_run("Born {{ client.dob }}!").italic = True
    document.save(str(tmp_path / "italic.docx"))
    plan = with_changes(full_plan(), client=client(dob=Gap("date of birth")))
    content = compile_template(tmp_path / "italic.docx").render(plan)
    runs = list(etree.fromstring(parts(content)["word/document.xml"]).iter(f"{W}r"))
    assert ["".join(str(text) for text in run.itertext()) for run in runs] == [
        "Born ",
        "Click to choose the date of birth",
        "!",
    ]
    assert all(run.find(f"{W}rPr/{W}i") is not None for run in runs)
    assert styled(content) == ["Click to choose the date of birth"]


def test_a_mark_over_two_lines_is_marked_to_its_end(template: WordTemplate) -> None:
    content = template.render(concerned(Doubt("Sad", "first line\nsecond\tline")))
    assert [piece for piece in styled(content) if piece] == ["[check: first line", "second", "line]"]


@pytest.mark.parametrize("plan", [full_plan(), gappy_plan(), calm_plan()], ids=["full", "gappy", "calm"])
def test_no_fence_is_left_anywhere(template: WordTemplate, plan: Plan) -> None:
    for name, part in parts(template.render(plan)).items():
        assert not any(mark.encode() in part for mark in (GAP_OPEN, GAP_CLOSE, "\ufdd2")), name


def test_a_fence_in_an_attribute_is_taken_out(tmp_path: Path) -> None:
    document: Document = docx.Document()
    paragraph = document.add_paragraph("See ")
    paragraph._p.set(f"{W}rsidR", "{{ client.dob }}")
    document.save(str(tmp_path / "attribute.docx"))
    plan = with_changes(full_plan(), client=client(dob=Gap("date of birth")))
    xml = parts(compile_template(tmp_path / "attribute.docx").render(plan))["word/document.xml"].decode()
    assert 'rsidR="[missing: date of birth]"' in xml


# --- data stays data


def test_markup_and_template_signs_in_data_come_out_as_themselves(template: WordTemplate) -> None:
    assert NASTY in paragraphs(parts(template.render(concerned(NASTY)))["word/document.xml"])


def test_markup_in_the_header_comes_out_as_itself(template: WordTemplate) -> None:
    made = parts(template.render(with_changes(full_plan(), clinic=Clinic(NASTY + "\x0b", "", ""))))
    header = next(xml for name, xml in made.items() if name.startswith("word/header"))
    assert NASTY in "".join(paragraphs(header))


def test_characters_that_xml_forbids_are_taken_out_without_gluing_words(template: WordTemplate) -> None:
    made = paragraphs(parts(template.render(concerned("a\x00b\x1f\ufffe c\x0bd")))["word/document.xml"])
    assert [made[at : at + 2] for at, text in enumerate(made) if text == "ab c"] == [["ab c", "d"]]


def test_lines_are_paragraphs_where_a_value_stands_alone_and_breaks_elsewhere(tmp_path: Path) -> None:
    path = made_of(tmp_path, "{{ assessment.presenting_concerns }}", "Concerns: {{ assessment.presenting_concerns }}")
    made = paragraphs(parts(compile_template(path).render(concerned("one\r\ntwo")))["word/document.xml"])
    assert made == ["one", "two", "Concerns: one\ntwo"]


def test_data_in_footnotes_is_never_run_as_a_template(tmp_path: Path) -> None:
    document: Document = docx.Document()
    document.add_paragraph("Text")
    document.add_section()
    note = (
        f'<w:footnotes xmlns:w="{W[1:-1]}"><w:footnote w:id="1"><w:p><w:r><w:t>{{{{ client.name }}}}</w:t></w:r></w:p>'
    )
    blob = f"{note}</w:footnote></w:footnotes>".encode()
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(tmp_path / "notes.docx"))
    plan = with_changes(full_plan(), client=client(first_name="{{ 7*7 }}", last_name="& Sons"))
    content = compile_template(tmp_path / "notes.docx").render(plan)
    assert words(content, "word/footnotes.xml") == "{{ 7*7 }} & Sons"


@pytest.fixture(scope="module")
def one_line(tmp_path_factory: pytest.TempPathFactory) -> WordTemplate:
    return compile_template(made_of(tmp_path_factory.mktemp("line"), "<{{ version.client_words }}>"))


@settings(deadline=None, max_examples=60)
@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufdd0\ufdd1\ufdd2\ufffe\uffff")
    )
)
def test_any_text_comes_out_as_it_went_in(one_line: WordTemplate, text: str) -> None:
    plan = with_changes(full_plan(), version=record(PlanVersion, client_words=Said(text)))
    expected = f"<{text or '—'}>"
    assert words(one_line.render(plan)) == expected


# --- one client apart from the other, the same client the same


def test_the_same_plan_gives_the_same_bytes(template: WordTemplate) -> None:
    assert template.render(full_plan()) == compile_template(TEMPLATE).render(full_plan())


def test_two_clients_in_turn_do_not_mix(template: WordTemplate) -> None:
    ana, liam = template.render(full_plan()), template.render(gappy_plan())
    assert "Ana" not in words(liam)
    assert "C-0042" not in words(liam)
    assert "Liam" not in words(template.render(full_plan()))
    assert template.render(full_plan()) == ana


# --- the package is sound


@pytest.mark.parametrize("plan", [full_plan(), gappy_plan(), calm_plan()], ids=["full", "gappy", "calm"])
def test_word_accepts_the_document(template: WordTemplate, plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(template.render(plan))
    assert ooxml_errors(path) == []


def test_word_accepts_the_template() -> None:
    assert ooxml_errors(TEMPLATE) == []


def test_a_loop_over_nothing_leaves_no_empty_cell_and_no_table_without_rows(tmp_path: Path) -> None:
    document: Document = docx.Document()
    document.add_table(1, 1).cell(0, 0).paragraphs[0].text = "{%p if is_draft %}"
    cell = document.tables[0].cell(0, 0)
    cell.add_paragraph("Draft")
    cell.add_paragraph("{%p endif %}")
    rows = document.add_table(3, 1)
    for row, text in zip(rows.rows, ("{%tr for goal in loose_goals %}", "x", "{%tr endfor %}"), strict=True):
        row.cells[0].text = text
    document.save(str(tmp_path / "tables.docx"))
    content = compile_template(tmp_path / "tables.docx").render(full_plan())
    made = docx.Document(io.BytesIO(content)).tables
    assert [[cell.text for cell in table.column_cells(0)] for table in made] == [[""]]
    assert len(made[0].cell(0, 0).paragraphs) == 1


@pytest.mark.parametrize("name", ["treatment_plan", "safety_plan", "plan_review", "progress_summary"])
def test_the_builder_makes_the_template_that_is_shipped(name: str, tmp_path: Path) -> None:
    code = f"import {name} as t, pathlib; pathlib.Path({str(tmp_path / 'new.docx')!r}).write_bytes(t.build())"
    path = os.pathsep.join(str(folder) for folder in (ROOT / "templates" / "builders", ROOT / "src"))
    subprocess.run([sys.executable, "-B", "-c", code], check=True, env={**os.environ, "PYTHONPATH": path})
    shipped = (ROOT / "templates" / f"{name}.docx").read_bytes()
    assert opened((tmp_path / "new.docx").read_bytes()) == opened(shipped)


def test_a_letter_to_one_reader_does_not_name_the_others_whom_the_client_lets_know() -> None:
    def releases(*notes: str) -> tuple[Worded, ...]:
        return tuple(record(Consent, type=Said("Release", "roi"), agreement_note=note) for note in notes)

    letter = compile_template(ROOT / "templates" / "progress_summary.docx")
    one = words(letter.render(with_changes(full_plan(), consents=releases("Release for Dr. Iwu"))))
    both = words(letter.render(with_changes(full_plan(), consents=releases("Release for Dr. Iwu", "for a brother"))))
    assert "Release for Dr. Iwu" in one
    assert "brother" not in both
    assert "Click to enter the release that this letter goes by" in both


# --- templates that are refused


def test_a_misspelt_tag_is_named_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        compile_template(misspelt(tmp_path, "{{ client.clinician }}", "{{ client.clinican }}"))
    assert "client has no clinican: did you mean clinician?, in {{ client.clinican }}" in caught.value.problem
    assert "template fields" in caught.value.advice


def test_a_misspelt_name_inside_nested_loops_is_found(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"objective has no objective_txt: did you mean objective_text\?"):
        compile_template(misspelt(tmp_path, "objective.objective_text", "objective.objective_txt"))


@pytest.mark.parametrize(
    ("tag", "problem"),
    [
        ("{{ clinet.name }}", "no plan has clinet: did you mean client?"),
        ("{{ safety.warning_sign }}", "safety has no warning_sign: did you mean warning_signs?"),
        ("{{ consents }}", "consents is a list: loop over it"),
        ("{{ consents.signed_on }}", "consents is a list: loop over it, then ask each for its signed_on"),
        ("{{ discharge }}", "discharge can't be printed as a whole"),
        ("{% for x in client.name %}{{ x }}{% endfor %}", "client.name is not a list"),
        ("{{ latest_review.review_date }}", "latest_review may be missing: put this between {% if latest_review %}"),
        ("{{ client.name if is_draft }}", "an if inside {{ }} needs an else"),
        ("{{ problems|map(attribute='prioritty')|join }}", "each of problems has no prioritty: did you mean priority?"),
        ("{{ client.name|safe }}", "there is no filter safe"),
        ("{{ client.__class__ }}", "client has no __class__"),
        ("{{r client.name }}", "{{r client.name }} would print data as Word markup"),
        ("{% if is_draft %}", "{% if is_draft %} is never closed"),
        ("{% include 'other' %}", "can't use other files"),
    ],
)
def test_a_tag_that_can_not_be_filled_is_refused(tmp_path: Path, tag: str, problem: str) -> None:
    with pytest.raises(TemplateError) as caught:
        compile_template(made_of(tmp_path, tag))
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    "tag",
    [
        "{% if latest_review %}{{ latest_review.review_date }}{% endif %}",
        "{{ latest_review.review_date if latest_review else 'none yet' }}",
        "{% for review in reviews[:2] %}{{ loop.index }} {{ review.outcome|lower }}{% endfor %}",
        "{% if problems %}{% set first = problems[0] %}{{ first.problem_text }}{% endif %}",
        "{{ client.dob.value }} {{ client.name.upper() }} {{ problems|length }} {{ as_of }} {{ client.is_minor }}",
        "{% for goal in goals if goal.target_date %}{{ goal.number }}{% else %}none{% endfor %}",
        "{% if measures %}{{ (measures|first).latest.value }}{% endif %}",
    ],
)
def test_what_jinja_can_do_with_a_plan_is_accepted(tmp_path: Path, tag: str) -> None:
    assert words(compile_template(made_of(tmp_path, tag)).render(full_plan()))


def test_every_bad_tag_is_listed_headers_too(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        compile_template(made_of(tmp_path, "{{ one }}", "{{ two }}", header="{{ three }}"))
    assert len(caught.value.problem.splitlines()) == 4
    assert all(name in caught.value.problem for name in ("one", "two", "three"))


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)], ids=["empty", "text", "empty zip"])
def test_what_is_not_a_word_document_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateError, match="not a Word document"):
        compile_template(path)


def test_a_missing_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="There is no template"):
        compile_template(tmp_path / "none.docx")


def test_a_condition_that_cuts_through_a_table_is_refused(tmp_path: Path) -> None:
    document: Document = docx.Document()
    document.add_paragraph("{% if is_draft %}")
    document.add_table(1, 1).cell(0, 0).text = "{% endif %}"
    document.save(str(tmp_path / "cut.docx"))
    with pytest.raises(TemplateError, match="begins in one cell or paragraph and ends in another"):
        compile_template(tmp_path / "cut.docx")


def test_what_only_some_plans_have_is_refused_before_the_first_client(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="not every plan has what a tag asks for"):
        compile_template(made_of(tmp_path, "{{ diagnoses[0].icd10_code }}"))
    path = made_of(tmp_path, "{% if diagnoses %}{{ diagnoses[0].icd10_code }}{% endif %}")
    assert words(compile_template(path).render(full_plan())) == "F33.1"


def test_a_template_may_calculate_with_values(tmp_path: Path) -> None:
    path = made_of(
        tmp_path, "{% if review_due.on.value and review_due.on.value.year > 2000 %}{{ completeness // 2 }}{% endif %}"
    )
    assert words(compile_template(path).render(full_plan())) == "50"


def test_every_printable_name_can_be_asked_for() -> None:
    fields = {field.path: field.meaning for field in template_fields()}
    assert fields["client.dob"] == "Date of birth."
    assert "problems[].goals[].objectives[].interventions[].service" in fields
    assert "measures[].shown[].band" in fields
