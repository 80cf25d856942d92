"""Content controls bound by tag, controls for gaps, and native charts."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.parser import parse_xml
from lxml import etree

from docxoracle import parts
from judges import ooxml_errors
from planbuilder import calm_plan, client, full_plan, gappy_plan, measure, with_changes
from sheet2plan.errors import TemplateError
from sheet2plan.plan import Doubt, Gap, Said
from sheet2plan.render.docx import compile_template
from sheet2plan.render.docx.checking import examine
from sheet2plan.render.docx.comments import marked_copy

TEMPLATES = Path(__file__).parents[2] / "templates"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
NS = f'xmlns:w="{W[1:-1]}" xmlns:w14="{W14[1:-1]}" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
TEXT, DATE = "<w:text/>", '<w:date><w:dateFormat w:val="MMM d, yyyy"/></w:date>'
BOX = '<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>'
LIST = '<w:dropDownList><w:listItem w:displayText="Low" w:value="low"/></w:dropDownList>'


def control(tag: str, kind: str, words: str = "old words") -> str:
    """A run-level control with formatted content."""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="Named"/><w:tag w:val="{tag}"/><w:id w:val="7"/><w:showingPlcHdr/>{kind}'
        f"</w:sdtPr><w:sdtContent><w:r><w:rPr><w:b/></w:rPr><w:t>{words}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def template_of(folder: Path, *paragraphs: str) -> Path:
    """A template of these paragraphs, given as the XML inside them; one that is a whole control stands as it is."""
    document: Document = docx.Document()
    for at, inner in enumerate(paragraphs):
        xml = inner if inner.startswith("<w:block") else f"<w:p>{inner}</w:p>"
        element = parse_xml(
            xml.replace("<w:block", "<w:sdt", 1).replace(">", f" {NS}>", 1).replace("</w:block", "</w:sdt")
        )
        document.element.body.insert(at, element)
    path = folder / "controls.docx"
    document.save(str(path))
    return path


def body_of(content: bytes) -> etree._Element:
    return etree.fromstring(parts(content)["word/document.xml"])


def only_control(path: Path, plan: object) -> etree._Element:
    content = compile_template(path).render(plan)  # type: ignore[arg-type]
    path.with_name("made.docx").write_bytes(content)
    assert ooxml_errors(path.with_name("made.docx")) == []
    return next(body_of(content).iter(f"{W}sdt"))


def words(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def shows_prompt(element: etree._Element) -> bool:
    return element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def test_a_text_control_is_filled_and_keeps_its_look(tmp_path: Path) -> None:
    made = only_control(template_of(tmp_path, control("client.payer", TEXT)), full_plan())
    assert words(made) == "State Medicaid"
    assert not shows_prompt(made)
    assert made.find(f".//{W}r/{W}rPr/{W}b") is not None
    tag = made.find(f"{W}sdtPr/{W}tag")
    assert tag is not None
    assert tag.get(f"{W}val") == "C-0042|Clients|payer"


@pytest.mark.parametrize(("kind", "verb"), [(TEXT, "enter"), ("", "enter"), (DATE, "choose"), (LIST, "choose")])
def test_a_missing_value_is_an_empty_control_with_a_prompt(tmp_path: Path, kind: str, verb: str) -> None:
    path = template_of(tmp_path, control("client.member_id", kind, "Click or tap here to enter text."))
    gap = only_control(path, with_changes(full_plan(), client=client(member_id=Gap("member ID"))))
    blank = only_control(path, with_changes(full_plan(), client=client()))
    for made, style in ((gap, "Gap"), (blank, "PlaceholderText")):
        assert words(made) == f"Click to {verb} the named"
        assert shows_prompt(made)
        styled = made.find(f".//{W}rStyle")
        assert styled is not None
        assert styled.get(f"{W}val") == style


def test_the_authors_own_prompt_stays(tmp_path: Path) -> None:
    path = template_of(tmp_path, control("client.member_id", TEXT, "Type the number on the card"))
    assert words(only_control(path, with_changes(full_plan(), client=client()))) == "Type the number on the card"


def test_a_date_picker_knows_its_date(tmp_path: Path) -> None:
    path = template_of(tmp_path, control("client.dob", DATE))
    made = only_control(path, full_plan())
    picker = made.find(f"{W}sdtPr/{W}date")
    assert picker is not None
    assert (words(made), picker.get(f"{W}fullDate")) == ("Apr 12, 1990", "1990-04-12T00:00:00Z")
    odd = only_control(path, with_changes(full_plan(), client=client(dob=Said("spring 1990"))))
    assert words(odd) == "spring 1990"
    assert odd.find(f"{W}sdtPr/{W}date[@{W}fullDate]") is None


@pytest.mark.parametrize(("took_part", "state", "sign"), [(True, "1", "☒"), (False, "0", "☐")])
def test_a_check_box_is_ticked_by_the_plan(tmp_path: Path, took_part: bool, state: str, sign: str) -> None:
    path = template_of(tmp_path, control("took_part", BOX, "☐"))
    made = only_control(path, with_changes(full_plan(), took_part=took_part))
    checked = made.find(f".//{W14}checked")
    assert checked is not None
    assert (checked.get(f"{W14}val"), words(made)) == (state, sign)


def test_a_repeating_section_has_an_item_for_each(tmp_path: Path) -> None:
    item = (
        '<w:sdt><w:sdtPr><w:id w:val="9"/><w15:repeatingSectionItem/></w:sdtPr><w:sdtContent><w:p>'
        f'{control("contact.contact_name", TEXT)}<w:r><w:t xml:space="preserve">: </w:t></w:r>'
        f"{control('contact.phone', TEXT)}</w:p></w:sdtContent></w:sdt>"
    )
    section = (
        '<w:block><w:sdtPr><w:tag w:val="contact in contacts"/><w:id w:val="8"/><w15:repeatingSection/></w:sdtPr>'
        f"<w:sdtContent>{item}{item}</w:sdtContent></w:block>"
    )
    path = template_of(tmp_path, section)
    made = only_control(path, full_plan())
    content = made.find(f"{W}sdtContent")
    assert content is not None
    assert [words(one) for one in content] == ["Eva Reyes: 555-0101", "Dr. M. Iwu: 555-0170"]
    empty = compile_template(path).render(with_changes(full_plan(), contacts=()))
    assert list(body_of(empty).iter(f"{W}sdt")) == []


def test_ids_of_controls_are_unique_and_tags_name_client_record_and_column() -> None:
    body = body_of(compile_template(TEMPLATES / "treatment_plan.docx").render(full_plan()))
    ids = [element.get(f"{W}val") for element in body.iterfind(f".//{W}sdtPr/{W}id")]
    tags = [str(element.get(f"{W}val")) for element in body.iterfind(f".//{W}sdtPr/{W}tag")]
    assert len(ids) == len(set(ids))
    assert all(len(tag) <= 64 for tag in tags)
    assert "C-0042|Goals G1|status" in tags
    assert any(re.fullmatch(r"C-0042\|.*Client\|signed_on", tag) for tag in tags)


def test_a_misspelt_tag_of_a_control_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"client has no payr: did you mean payer\?"):
        compile_template(template_of(tmp_path, control("client.payr", TEXT)))


def test_a_control_without_a_name_of_the_plan_is_left_alone(tmp_path: Path) -> None:
    made = only_control(template_of(tmp_path, control("my own tag", TEXT)), full_plan())
    assert words(made) == "old words"


def test_a_doubt_inside_a_control_is_marked_and_no_control_again(tmp_path: Path) -> None:
    plan = with_changes(full_plan(), client=client(payer=Doubt("Medicade", "not a known payer", "Medicade")))
    made = only_control(template_of(tmp_path, control("client.payer", "")), plan)
    assert words(made) == "Medicade [check: not a known payer]"
    assert len(list(made.iter(f"{W}sdt"))) == 1


@pytest.mark.parametrize(
    ("what", "kind", "prompt"),
    [
        ("due date", "date", "Click to choose the due date"),
        ("risk level", "dropDownList", "Click to choose the risk level"),
        ("target score", None, "Click to enter the target score"),
        ("how it helps", None, "Click to enter how it helps"),
        ("an <odd> & name", None, "Click to enter an <odd> & name"),
    ],
)
def test_a_gap_is_a_control_of_the_kind_of_its_column(tmp_path: Path, what: str, kind: str | None, prompt: str) -> None:
    path = template_of(tmp_path, "<w:r><w:t>Value: {{ client.payer }}!</w:t></w:r>")
    made = only_control(path, with_changes(full_plan(), client=client(payer=Gap(what))))
    assert words(made) == prompt
    assert shows_prompt(made)
    kinds = [etree.QName(child).localname for child in made[0]]
    assert kind is None or kind in kinds


def test_gaps_within_a_sentence_are_controls_in_their_places(tmp_path: Path) -> None:
    sentence = Said(f"Weekly {Gap('minutes')} individual {Gap('modality')} for 8 weeks")
    path = template_of(tmp_path, "<w:r><w:t>{{ client.payer }}</w:t></w:r>")
    content = compile_template(path).render(with_changes(full_plan(), client=client(payer=sentence)))
    paragraph = next(body_of(content).iter(f"{W}p"))
    assert words(paragraph) == "Weekly Click to enter the minutes individual Click to enter the modality for 8 weeks"
    assert len(list(paragraph.iter(f"{W}sdt"))) == 2


# --- hard places


def item(inner: str) -> str:
    return (
        f'<w:sdt><w:sdtPr><w:id w:val="9"/><w15:repeatingSectionItem/></w:sdtPr><w:sdtContent>{inner}'
        "</w:sdtContent></w:sdt>"
    )


def section(words: str, inner: str, name: str = "sdt") -> str:
    return (
        f'<w:{name}><w:sdtPr><w:tag w:val="{words}"/><w:id w:val="8"/><w15:repeatingSection/></w:sdtPr><w:sdtContent>'
        f"{item(inner)}</w:sdtContent></w:{name}>"
    )


def test_repeating_sections_within_one_another(tmp_path: Path) -> None:
    goal = f"<w:p>{control('goal.goal_text', TEXT)}</w:p>"
    objective = f"<w:p>{control('objective.number', TEXT)}</w:p>"
    path = template_of(
        tmp_path, section("goal in goals", goal + section("objective in goal.objectives", objective), "block")
    )
    made = only_control(path, full_plan())
    texts = [words(paragraph) for paragraph in made.iter(f"{W}p")]
    assert texts[:3] == ["Lift mood and return to usual roles at work and among friends", "1.1", "1.2"]
    ids = [element.get(f"{W}val") for element in made.iterfind(f".//{W}sdtPr/{W}id")]
    assert len(ids) == len(set(ids))


def table_with(folder: Path, *cells: str) -> Path:
    """A template of a table with one row, given as the XML of its cells."""
    document: Document = docx.Document()
    row = document.add_table(1, len(cells)).rows[0]._tr
    for old in row.tc_lst:
        row.remove(old)
    for xml in cells:
        row.append(parse_xml(xml.replace(">", f" {NS}>", 1)))
    path = folder / "table.docx"
    document.save(str(path))
    return path


def test_rows_of_a_table_as_a_repeating_section(tmp_path: Path) -> None:
    document: Document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Name"
    cells = "".join(
        f"<w:tc><w:tcPr/><w:p>{control(f'contact.{name}', TEXT)}</w:p></w:tc>" for name in ("contact_name", "phone")
    )
    xml = section("contact in contacts", f"<w:tr>{cells}</w:tr>")
    table._tbl.append(parse_xml(xml.replace(">", f" {NS}>", 1)))
    document.save(str(tmp_path / "rows.docx"))
    only_control(tmp_path / "rows.docx", full_plan())
    body = body_of((tmp_path / "made.docx").read_bytes())
    rows = [[words(cell) for cell in row.iter(f"{W}tc")] for row in body.iter(f"{W}tr")]
    assert rows == [["Name", ""], ["Eva Reyes", "555-0101"], ["Dr. M. Iwu", "555-0170"]]


def test_a_control_around_a_cell_and_one_within(tmp_path: Path) -> None:
    # docxtpl counts only cells that stand free, and would take a column from this table.
    cell = "<w:tc><w:tcPr/><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
    around = (
        '<w:sdt><w:sdtPr><w:tag w:val="client.payer"/><w:id w:val="3"/></w:sdtPr><w:sdtContent>'
        f"{cell}</w:sdtContent></w:sdt>"
    )
    within = f"<w:tc><w:tcPr/><w:p>{control('client.dob', DATE)}</w:p></w:tc>"
    only_control(table_with(tmp_path, cell, around, within), full_plan())
    body = body_of((tmp_path / "made.docx").read_bytes())
    assert [words(one) for one in body.iter(f"{W}tc")] == ["x", "State Medicaid", "Apr 12, 1990"]
    assert len(list(body.iter(f"{W}gridCol"))) == 3


def test_ids_survive_the_measuring_of_tables(tmp_path: Path) -> None:
    loop = "<w:tc><w:tcPr/><w:p><w:r><w:t>{%tc for goal in goals %}</w:t></w:r></w:p></w:tc>"
    end = loop.replace("for goal in goals", "endfor")
    cell = f"<w:tc><w:tcPr/><w:p>{control('goal.number', TEXT)}</w:p></w:tc>"
    only_control(table_with(tmp_path, loop, cell, end), full_plan())
    body = body_of((tmp_path / "made.docx").read_bytes())
    ids = [str(element.get(f"{W}val")) for element in body.iterfind(f".//{W}sdtPr/{W}id")]
    assert len(ids) == len(set(ids)) == 3
    assert all(number.isdigit() for number in ids)


def test_a_control_within_one_that_is_not_bound(tmp_path: Path) -> None:
    path = template_of(
        tmp_path,
        '<w:block><w:sdtPr><w:tag w:val="my group"/><w:id w:val="3"/></w:sdtPr><w:sdtContent><w:p>'
        f"{control('client.payer', TEXT)}</w:p></w:sdtContent></w:block>",
    )
    assert words(only_control(path, full_plan())) == "State Medicaid"
    assert examine(path.read_bytes(), "t").notes == (
        "content controls stay as they are whose Tag is no name of a plan: my group",
    )


@pytest.mark.parametrize("inner", ["<w:p/>", "<w:p><w:r><w:t>a</w:t></w:r></w:p><w:p><w:r><w:t>b</w:t></w:r></w:p>"])
def test_a_control_of_whole_paragraphs(tmp_path: Path, inner: str) -> None:
    path = template_of(
        tmp_path,
        '<w:block><w:sdtPr><w:tag w:val="client.payer"/><w:id w:val="3"/></w:sdtPr>'
        f"<w:sdtContent>{inner}</w:sdtContent></w:block>",
    )
    made = only_control(path, full_plan())
    assert [words(paragraph) for paragraph in made.iter(f"{W}p")] == ["State Medicaid"]
    assert words(only_control(path, with_changes(full_plan(), client=client()))) == "Click to enter the payer"


def test_controls_of_a_header_and_a_footer(tmp_path: Path) -> None:
    document: Document = docx.Document()
    page = document.sections[0]
    for part, xml in ((page.header, control("client.name", TEXT)), (page.footer, control("client.dob", DATE))):
        part.paragraphs[0]._p.append(parse_xml(xml.replace(">", f" {NS}>", 1)))
    document.save(str(tmp_path / "header.docx"))
    content = compile_template(tmp_path / "header.docx").render(full_plan())
    (tmp_path / "made.docx").write_bytes(content)
    assert ooxml_errors(tmp_path / "made.docx") == []
    made = parts(content)
    assert words(etree.fromstring(made["word/header1.xml"])) == "Ana Reyes"
    assert words(etree.fromstring(made["word/footer1.xml"])) == "Apr 12, 1990"


def test_a_value_that_a_drop_down_does_not_offer_is_still_shown(tmp_path: Path) -> None:
    made = only_control(template_of(tmp_path, control("client.payer", LIST)), full_plan())
    assert words(made) == "State Medicaid"
    assert [one.get(f"{W}displayText") for one in made.iter(f"{W}listItem")] == ["Low"]


@pytest.mark.parametrize(
    ("language", "pattern", "shown"),
    [
        ("en-US", "M/d/yyyy", "4/2/1990"),
        ("en-US", "MM/dd/yy", "04/02/90"),
        ("en-GB", "dddd, d MMMM yyyy", "Monday, 2 April 1990"),
        ("en-US", "ddd MMM dd", "Mon Apr 02"),
        ("de-DE", "dd.MM.yyyy", "02.04.1990"),
        ("fr-FR", "d MMMM yyyy", "Apr 2, 1990"),  # months in French are not ours to spell
        ("ja-JP", "yyyy'年'M'月'd'日'", "Apr 2, 1990"),
    ],
)
def test_a_date_picker_shows_the_date_in_its_own_way(tmp_path: Path, language: str, pattern: str, shown: str) -> None:
    picker = f'<w:date><w:dateFormat w:val="{pattern}"/><w:lid w:val="{language}"/></w:date>'
    plan = with_changes(full_plan(), client=client(dob=Said("Apr 2, 1990", date(1990, 4, 2))))
    assert words(only_control(template_of(tmp_path, control("client.dob", picker)), plan)) == shown


def test_a_date_in_doubt_keeps_its_words_in_any_picker(tmp_path: Path) -> None:
    plan = with_changes(full_plan(), client=client(dob=Doubt("Apr 2, 2090", "lies ahead", date(2090, 4, 2))))
    path = template_of(tmp_path, control("client.dob", '<w:date><w:dateFormat w:val="M/d/yyyy"/></w:date>'))
    assert words(only_control(path, plan)) == "Apr 2, 2090 [check: lies ahead]"


@pytest.mark.parametrize(("agreed", "sign"), [(True, "F0FE"), (False, "F0A8")])
def test_a_check_box_with_signs_of_a_symbol_font(tmp_path: Path, agreed: bool, sign: str) -> None:
    box = (
        '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="00FE" w14:font="Wingdings"/>'
        '<w14:uncheckedState w14:val="00A8" w14:font="Wingdings"/></w14:checkbox>'
    )
    made = only_control(template_of(tmp_path, control("agreed", box)), with_changes(full_plan(), agreed=agreed))
    assert [one.get(f"{W}char") for one in made.iter(f"{W}sym")] == [sign]
    assert words(made) == ""


def test_the_fault_of_a_control_is_told_once_and_marked_at_the_control(tmp_path: Path) -> None:
    path = template_of(tmp_path, "<w:r><w:t>First</w:t></w:r>", control("client.payr", DATE, "a date"))
    problems = examine(path.read_bytes(), "t").problems
    assert [str(one) for one in problems] == [
        "client has no payr: did you mean payer?, in the content control client.payr"
    ]
    document = docx.Document(io.BytesIO(marked_copy(path.read_bytes(), problems)))
    holding = [words(one._p) for one in document.paragraphs if "commentReference" in one._p.xml]
    assert holding == ["a date"]


# --- charts


def charts_of(content: bytes) -> list[etree._Element]:
    return [
        etree.fromstring(data)
        for name, data in sorted(parts(content).items())
        if "charts/plan_chart" in name and name.endswith("xml")
    ]


def test_each_score_history_is_a_native_chart_with_its_workbook() -> None:
    content = compile_template(TEMPLATES / "treatment_plan.docx").render(full_plan())
    made, charts = parts(content), charts_of(content)
    assert len(charts) == 2
    assert "word/charts/chart1.xml" not in made
    series = charts[0].findall(f".//{C}ser")
    assert [one.findtext(f"{C}tx//{C}v") for one in series] == ["PHQ-9", "target 9", "moderate", "severe"]
    assert [v.text for v in series[0].iterfind(f"{C}val//{C}v")] == ["19", "18", "16", "15", "14", "13", "12"]
    assert [one.find(f"{C}idx").get("val") for one in series] == ["0", "1", "2", "3"]  # type: ignore[union-attr]
    assert charts[0].findtext(".//{http://schemas.openxmlformats.org/drawingml/2006/main}t") == "PHQ-9, 0 to 27"
    book = openpyxl.load_workbook(io.BytesIO(made["word/embeddings/plan_chart1.xlsx"]))
    rows = list(book["Sheet1"].iter_rows(values_only=True))
    assert rows[0] == ("Date", "PHQ-9", "target 9", "moderate", "severe")
    assert rows[1][1:] == (19, 9, 15, 20)
    assert rows[1][0].date() == date(2026, 1, 5)  # type: ignore[union-attr]


def test_the_time_axis_begins_before_the_first_score() -> None:
    chart = charts_of(compile_template(TEMPLATES / "treatment_plan.docx").render(full_plan()))[0]
    begin = chart.find(f".//{C}dateAx/{C}scaling/{C}min")
    first = chart.findtext(f".//{C}ser/{C}cat//{C}v")
    assert begin is not None
    assert first is not None
    assert int(first) - int(str(begin.get("val"))) == 3  # a twenty-fifth of twelve weeks


def test_a_chart_has_words_for_those_who_do_not_see_it() -> None:
    body = body_of(compile_template(TEMPLATES / "treatment_plan.docx").render(full_plan()))
    words_of_charts = [
        str(element.get("descr"))
        for element in body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    ]
    assert words_of_charts[0] == "Line chart of PHQ-9: 19, 18, 16, 15, 14, 13, 12"


@pytest.mark.parametrize("plan", [calm_plan(), gappy_plan()], ids=["no scores", "one score"])
def test_without_a_history_there_is_no_chart_and_no_part_of_one(plan: object) -> None:
    content = compile_template(TEMPLATES / "treatment_plan.docx").render(plan)  # type: ignore[arg-type]
    assert [name for name in parts(content) if "chart" in name or "embeddings" in name] == []
    assert b"chart" not in parts(content)["[Content_Types].xml"]


def test_a_measures_name_is_only_text_in_its_chart(tmp_path: Path) -> None:
    odd = measure('<A> & {{ 7*7 }} "B"', "m", "c", "t", ("Jan 5, 2026", "1", "x"), ("Feb 5, 2026", "2.5", "y"))
    path = tmp_path / "made.docx"
    path.write_bytes(
        compile_template(TEMPLATES / "plan_review.docx").render(with_changes(full_plan(), measures=(odd,)))
    )
    assert charts_of(path.read_bytes())[0].findtext(f".//{C}ser//{C}v") == '<A> & {{ 7*7 }} "B"'
    assert ooxml_errors(path) == []


# --- what check tells


def test_check_tells_which_columns_no_tag_prints() -> None:
    report = examine((TEMPLATES / "treatment_plan.docx").read_bytes(), "treatment_plan.docx")
    unused = dict(report.unused)
    assert report.problems == []
    assert "email" in unused["Clients"]
    assert "date of birth" not in unused["Clients"]
    assert "SafetyPlans" not in unused
