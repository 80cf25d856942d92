"""Filled payer forms: what pypdf reads back, what pdfium shows in each rectangle, what qpdf says of the file."""

from __future__ import annotations

import runpy
import shutil
import unicodedata
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from judges import qpdf_problems
from planbuilder import client, full_plan, gappy_plan, record, with_changes
from sheet2plan.errors import FormError
from sheet2plan.plan import Blank, Doubt, Gap, Plan, Said, Worded
from sheet2plan.render.pdf import FieldKind, FilledForm, PdfForm, compile_form, form_fields
from sheet2plan.render.pdf.faces import helvetica
from sheet2plan.render.pdf.layout import Box, cut, fit
from sheet2plan.render.pdf.paths import Reader, checked_path, follow, plan_paths
from sheet2plan.render.pdf.writing import date_text
from sheet2plan.sheets import Assessment, Consent

FORMS = Path(__file__).parents[2] / "templates" / "forms"
MAPPING = FORMS / "authorization_request.toml"
LONG = "Since the loss of her job in October she has slept four hours a night and stopped seeing friends. " * 40


@pytest.fixture(scope="module")
def form() -> PdfForm:
    return compile_form(MAPPING)


def changed(**words: Any) -> Plan:
    """The full plan with other words for the client."""
    plan = full_plan()
    said = {name: text if isinstance(text, Said) else Said(text) for name, text in words.items()}
    made = client()
    vars(made).update(vars(plan.client) | said)
    return with_changes(plan, client=made)


def assessed(**words: Said) -> Plan:
    """The full plan with another assessment."""
    made = Worded(vars(record(Assessment)) | words)
    return with_changes(full_plan(), assessment=made)


def mapped(folder: Path, lines: str) -> Path:
    """A mapping of a few fields of our form, in a folder of its own."""
    shutil.copy(FORMS / "authorization_request.pdf", folder)
    path = folder / "small.toml"
    path.write_text(f'form = "authorization_request.pdf"\ntitle = "Small form"\n[fields]\n{lines}\n', "utf-8")
    return path


def values(filled: FilledForm) -> dict[str, Any]:
    """Each field's stored value by pypdf, None where it has none."""
    fields = PdfReader(BytesIO(filled.content)).get_fields() or {}
    return {name: field.get("/V") for name, field in fields.items()}


def shown(filled: FilledForm, name: str) -> str:
    """The words that pdfium draws inside a field's rectangle, without line ends."""
    reader = PdfReader(BytesIO(filled.content))
    place = next(field for field in form_fields(FORMS / "authorization_request.pdf") if field.name == name)
    assert place.page is not None
    assert "/NeedAppearances" not in reader.root_object["/AcroForm"].get_object()  # type: ignore[operator]
    left, bottom, right, top = place.rect
    document = pdfium.PdfDocument(filled.content)
    document.init_forms()
    page = document[place.page - 1]
    page.flatten()
    text = document[place.page - 1].get_textpage().get_text_bounded(left, bottom, right, top)
    document.close()
    return " ".join(str(text).split())


def darkness(filled: bytes, field_rect: tuple[float, ...], page: int) -> int:
    """How many dark pixels pdfium draws in a rectangle, three pixels a point."""
    document = pdfium.PdfDocument(filled)
    document.init_forms()
    left, bottom, right, top = field_rect
    height = document[page - 1].get_height()
    image = document[page - 1].render(scale=3, may_draw_forms=True).to_pil().convert("L")
    document.close()
    box = tuple(int(edge * 3) for edge in (left, height - top, right, height - bottom))
    return sum(image.crop(box).histogram()[:128])


def qpdf_problems_of(filled: FilledForm) -> list[str]:
    """What qpdf finds wrong with a filled form."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.pdf"
        path.write_bytes(filled.content)
        return qpdf_problems(path)


def codes(filled: FilledForm) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.field) for finding in filled.findings]


# The blank form


def test_blank_form_is_sound() -> None:
    content = (FORMS / "authorization_request.pdf").read_bytes()
    root: Any = PdfReader(BytesIO(content)).root_object
    assert qpdf_problems(FORMS / "authorization_request.pdf") == []
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert len(PdfReader(BytesIO(content)).pages) == 2


def test_every_field_says_what_it_takes() -> None:
    fields = {field.name: field for field in form_fields(FORMS / "authorization_request.pdf")}
    assert len(fields) > 120
    assert all(field.tooltip and field.page in (1, 2) for field in fields.values())
    assert fields["client.dob"].tooltip == "Date of birth, MM/DD/YYYY"
    assert fields["risk.suicidality"].states == ("None", "Passive", "Active", "Past")
    assert fields["risk.level"].options[1] == ("low", "Low")
    assert fields["clinical.presenting_problem"].multiline
    assert fields["signature.clinician"].kind is FieldKind.SIGNATURE


def test_no_two_fields_overlap() -> None:
    fields = [field for field in form_fields(FORMS / "authorization_request.pdf") if field.kind is not FieldKind.RADIO]
    for number, one in enumerate(fields):
        for other in fields[number + 1 :]:
            apart = (
                one.page != other.page
                or one.rect[2] <= other.rect[0]
                or other.rect[2] <= one.rect[0]
                or one.rect[3] <= other.rect[1]
                or other.rect[3] <= one.rect[1]
            )
            assert apart, (one.name, other.name)


def test_the_builder_makes_the_form_that_lies_there() -> None:
    builder = runpy.run_path(str(FORMS.parent / "builders" / "authorization_request.py"), run_name="builder")
    assert builder["build"]() == (FORMS / "authorization_request.pdf").read_bytes()


# Filling


def test_values_are_stored_and_shown(form: PdfForm) -> None:
    filled = form.fill(full_plan())
    stored = values(filled)
    for name, text in {
        "client.name": "Reyes, Ana",
        "client.dob": "04/12/1990",
        "client.member_id": "123456789W",
        "provider.clinic": "Riverside Counseling",
        "diagnosis.2.code": "F41.1",
        "goal.1.text": "Lift mood and return to usual roles at work and among friends",
        "service.4.statement": "Weekly 30-minute individual CBT-I by telehealth for 6 weeks",
        "progress.next_review": "07/04/2026",
    }.items():
        assert stored[name] == text, name
        assert shown(filled, name) == text, name


def test_file_is_sound_tagged_and_nameless(form: PdfForm, tmp_path: Path) -> None:
    filled = form.fill(full_plan())
    reader = PdfReader(BytesIO(filled.content))
    (tmp_path / "filled.pdf").write_bytes(filled.content)
    assert qpdf_problems(tmp_path / "filled.pdf") == []
    assert "/StructTreeRoot" in reader.root_object
    metadata = {name: str(value) for name, value in (reader.metadata or {}).items()}
    assert metadata == {"/Title": "Authorization request C-0042", "/Producer": "sheet2plan"}


def test_same_plan_same_bytes_and_clients_do_not_mix(form: PdfForm) -> None:
    ana, liam = form.fill(full_plan()), form.fill(gappy_plan())
    assert ana.content == form.fill(full_plan()).content
    assert ana.content != liam.content
    assert not {"Reyes, Ana", "123456789W"} & {str(value) for value in values(liam).values()}
    assert b"Reyes" not in b"".join(
        stream.get_object().get_data() for stream in _looks(PdfReader(BytesIO(liam.content)))
    )


def _looks(reader: PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        for item in page["/Annots"]:  # type: ignore[attr-defined]
            normal = item.get_object()["/AP"]["/N"].get_object()
            yield from [normal] if hasattr(normal, "get_data") else normal.values()


def test_signature_and_its_date_are_left_to_a_person(form: PdfForm) -> None:
    stored = values(form.fill(full_plan()))
    assert stored["signature.clinician"] is None
    assert stored["signature.date"] is None
    assert stored["request.urgency"] in (None, "/Off")


@pytest.mark.parametrize("level", ["none", "low", "moderate", "high"])
def test_drop_down(form: PdfForm, level: str) -> None:
    filled = form.fill(assessed(risk_level=Said(level.title(), level)))
    assert values(filled)["risk.level"] == level
    assert shown(filled, "risk.level") == level.title()


def test_radio_buttons_and_check_boxes_are_seen(form: PdfForm) -> None:
    plan = with_changes(assessed(suicidality=Said("Passive", "passive")), consents=())
    vars(plan.problems[0].goals[0].objectives[0].interventions[0])["format"] = Said("Group", "group")
    filled, stored = form.fill(plan), values(form.fill(plan))
    assert stored["risk.suicidality"] == "/Passive"
    assert stored["services.group"] == "/Yes"
    assert stored["services.family"] == "/Off"
    states = _states(filled)
    assert states["risk.suicidality"] == ["/Off", "/Passive", "/Off", "/Off"]
    assert states["services.group"] == ["/Yes"]
    blank = (FORMS / "authorization_request.pdf").read_bytes()
    fields = {field.name: field for field in form.fields}
    for name, marked in {"services.group": True, "services.family": False}.items():
        field = fields[name]
        assert field.page is not None
        before, after = darkness(blank, field.rect, field.page), darkness(filled.content, field.rect, field.page)
        assert (after > before) is marked


def _states(filled: FilledForm) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for page in PdfReader(BytesIO(filled.content)).pages:
        for item in page["/Annots"]:  # type: ignore[attr-defined]
            widget = item.get_object()
            if "/AS" in widget:
                owner, name = widget, ""
                while owner is not None:
                    name = f"{owner['/T']}.{name}" if "/T" in owner else name
                    owner = owner["/Parent"].get_object() if "/Parent" in owner else None
                found.setdefault(name.rstrip("."), []).append(str(widget["/AS"]))
    return found


def test_gaps_are_printed_and_leave_choices_unset(form: PdfForm) -> None:
    filled = form.fill(gappy_plan())
    assert values(filled)["client.member_id"] == "[missing: member ID]"
    assert shown(filled, "client.member_id") == "[missing: member ID]"
    assert values(filled)["risk.self_harm"] == "/Off"
    assert values(filled)["risk.level"] is None


def test_doubts_are_printed_with_their_note_and_leave_choices_to_a_person(form: PdfForm) -> None:
    plan = changed(dob=Doubt("Apr 12, 2090", "in the future", date(2090, 4, 12)))
    filled = form.fill(plan)
    assert values(filled)["client.dob"] == "04/12/2090 [check: in the future]"
    risky = form.fill(assessed(risk_level=Doubt("Low", "item 9 is above 0", "low")))
    assert values(risky)["risk.level"] is None
    assert ("form-choice-open", "risk.level") in codes(risky)


def test_a_note_without_room_is_one_word_and_no_finding(form: PdfForm) -> None:
    diagnosis = Worded(vars(full_plan().diagnoses[0]) | {"icd10_code": Doubt("F93", "a category, not a billable code")})
    filled = form.fill(with_changes(full_plan(), diagnoses=(diagnosis,)))
    assert shown(filled, "diagnosis.1.code") == "F93 [check]"
    assert ("form-overflow", "diagnosis.1.code") not in codes(filled)


def test_blank_values_leave_fields_empty(form: PdfForm) -> None:
    assert values(form.fill(changed(guardian_name=Blank())))["client.guardian"] is None


@pytest.mark.parametrize("name", ["Renée Muñoz", "O’Brien & Søn", "Zoë (Zo) \\ Ångström", "e\u0301clair"])
def test_winansi_names_are_shown(form: PdfForm, name: str) -> None:
    filled = form.fill(changed(address=name))
    assert shown(filled, "client.address") == unicodedata.normalize("NFC", name)
    assert ("form-unprintable", "client.address") not in codes(filled)


@pytest.mark.parametrize("name", ["Łukasz", "Nguyễn", "Žaneta", "Ελένη", "Олена", "山田 太郎", "김민준"])
def test_names_in_any_script_are_shown(form: PdfForm, name: str) -> None:
    filled = form.fill(changed(address=name))
    assert values(filled)["client.address"] == name
    assert shown(filled, "client.address") == name
    assert qpdf_problems_of(filled) == []


def test_right_to_left_names_are_shown(form: PdfForm) -> None:
    filled = form.fill(changed(address="محمد العربي 12"))
    letters = shown(filled, "client.address").replace(" ", "")
    assert sorted(letters) == sorted("محمد العربي 12".replace(" ", ""))


def test_what_cannot_be_printed_is_left_out_and_named(form: PdfForm) -> None:
    filled = form.fill(changed(address="Ana \U0010fffd"))
    assert values(filled)["client.address"] is None
    assert shown(filled, "client.address") == ""
    found = next(finding for finding in filled.findings if finding.code == "form-unprintable")
    assert found.field == "client.address"
    assert dict(found.values)["character"] == "U+10FFFD"


def test_long_text_wraps_inside_its_box(form: PdfForm) -> None:
    text = LONG[:700].strip()
    filled = form.fill(assessed(presenting_concerns=Said(text)))
    assert values(filled)["clinical.presenting_problem"] == text
    assert shown(filled, "clinical.presenting_problem") == text
    assert ("form-overflow", "clinical.presenting_problem") not in codes(filled)


def test_what_does_not_fit_goes_on_an_addendum_page(form: PdfForm) -> None:
    filled = form.fill(assessed(presenting_concerns=Said(LONG)))
    stored = values(filled)["clinical.presenting_problem"]
    assert stored.endswith(" …see addendum 1")
    assert LONG.startswith(stored.removesuffix(" …see addendum 1"))
    assert shown(filled, "clinical.presenting_problem") == stored
    assert ("form-addendum", "clinical.presenting_problem") in codes(filled)
    pages = PdfReader(BytesIO(filled.content)).pages
    assert len(pages) == 3
    printed = " ".join(pages[2].extract_text().split())
    assert "Addendum 1. Presenting problem" in printed
    assert " ".join(LONG.split()) in printed
    assert qpdf_problems_of(filled) == []


def test_a_field_in_two_places_says_the_same_in_both(form: PdfForm) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh, Maximiliana Alexandrina Wilhelmina Theodora"
    plan = changed(member_id=name)
    filled = form.fill(plan)
    stored = values(filled)["client.member_id"]
    document = pdfium.PdfDocument(filled.content)
    document.init_forms()
    for number in (0, 1):
        document[number].flatten()
        assert " ".join(document[number].get_textpage().get_text_range().split()).count(stored) == 1
    document.close()


def test_rows_that_the_form_has_no_room_for_are_a_finding(form: PdfForm) -> None:
    plan = with_changes(full_plan(), diagnoses=full_plan().diagnoses * 2)
    found = next(finding for finding in form.fill(plan).findings if finding.code == "form-rows")
    assert dict(found.values) == {"form": "Authorization request", "list": "diagnoses", "rows": "3", "count": "4"}


@pytest.mark.parametrize(
    ("words", "ticked"),
    [
        ({}, True),
        ({"refused": Said("yes", True)}, False),
        ({"expires_on": Said("Apr 5, 2026", date(2026, 4, 5))}, False),
        ({"expires_on": Said("Apr 6, 2026", date(2026, 4, 6))}, True),
        ({"signed_on": Gap("date signed")}, False),
    ],
)
def test_a_consent_is_ticked_only_in_force(form: PdfForm, words: dict[str, Said], ticked: bool) -> None:
    signed = {"type": Said("Informed consent", "informed_consent"), "signed_on": Said("Jan 5, 2026", date(2026, 1, 5))}
    consent = Worded(vars(record(Consent)) | signed | words)
    other = Worded(vars(record(Consent)) | {"type": Said("Telehealth", "telehealth")})
    stored = values(form.fill(with_changes(full_plan(), consents=(other, consent))))
    assert (stored["consent.informed"] == "/Yes") is ticked


# Mappings


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('"client.nmae" = "client.name"', 'did you mean "client.name"?'),
        ('"client.name" = "client.dbo"', 'no plan has "dbo" there; did you mean "dob"?'),
        ('"client.name" = "diagnoses.icd10_code"', "diagnoses is a list"),
        ('"client.name" = "client"', "names a whole record"),
        ('"client.name" = "client.name[0]"', "is not a list"),
        ('"client.name" = "client..name"', "is not written like a path"),
        ('"client.name" = "diagnoses[*].icd10_code"', "add join"),
        ('"client.name" = { value = "client.phone", format = "date" }', "is not a date"),
        ('"client.name" = { constant = "\U0010fffd" }', "can't be printed"),
        ('"client.name" = { check_when = { value = "client.dob", not_blank = true } }', "for check boxes"),
        (
            '"services.group" = { check_when = { value = "services[*].format", equals = "grup" } }',
            'did you mean "group"?',
        ),
        ('"services.group" = { check_when = { value = "client.part2_program", equals = "yes" } }', "true or false"),
        ('"services.group" = "client.phone"', "a check box takes"),
        (
            '"services.group" = { check_when = { value = "client.dob", not_blank = true }, on = "On" }',
            '"On" is not one of Yes',
        ),
        ('"risk.suicidality" = "assessment.suicidality"', "add states"),
        (
            '"risk.suicidality" = { value = "assessment.suicidality", states = { none = "Nnone" } }',
            'did you mean "None"?',
        ),
        (
            '"risk.suicidality" = { value = "assessment.suicidality", states = { none = "None" } }',
            'what "past" becomes',
        ),
        ('"risk.level" = { value = "assessment.risk_level", states = { nil = "None" } }', '"nil" is not one of'),
        ('"signature.clinician" = "client.clinician"', "left to a person"),
        ('"client.name" = { value = "client.name", formt = "text" }', "formt"),
        ('"client.name" = { value = "client.name", constant = "x" }', "one of value, constant, check_when"),
        ('client.name = "client.name"', "quotes"),
        ('"services.group" = { check_when = { value = "client.dob" } }', "exactly one of"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(FormError) as caught:
        compile_form(mapped(tmp_path, line))
    assert message in caught.value.problem


def test_all_problems_of_a_mapping_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(FormError) as caught:
        compile_form(mapped(tmp_path, '"a" = "client.nam"\n"b" = "client.dbo"'))
    assert len(caught.value.problem.splitlines()) == 4


def test_forms_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_text("no pdf")
    with pytest.raises(FormError, match="no readable PDF"):
        form_fields(tmp_path / "x.pdf")
    with pytest.raises(FormError, match="can't be read"):
        form_fields(tmp_path / "y.pdf")


def test_joined_lists_constants_and_worded_states(tmp_path: Path) -> None:
    lines = (
        '"client.address" = { value = "diagnoses[*].icd10_code", join = ", " }\n'
        '"client.payer" = { constant = "House rate" }\n'
        '"client.language" = { value = "assessment.risk_level", states = { low = "L1" } }\n'
        '"client.phone" = { value = "client.dob", format = "date", pattern = "D.M.YY" }\n'
        '"client.guardian" = { value = "is_draft", format = "yes_no" }\n'
    )
    plan = with_changes(assessed(risk_level=Said("Low", "low")), diagnoses=full_plan().diagnoses)
    stored = values(compile_form(mapped(tmp_path, lines)).fill(plan))
    named = [stored[f"client.{name}"] for name in ("address", "payer", "language", "phone", "guardian")]
    assert named == ["F33.1, F41.1", "House rate", "L1", "12.4.90", "No"]


# Paths and layout


def test_every_path_ends_in_words_and_can_be_followed() -> None:
    paths = plan_paths()
    assert {"client.formal_name", "problems[*].goals[*].objectives[*].baseline", "goals[*].goal_text"} <= set(paths)
    for path in paths:
        _, shape = checked_path(path)
        assert shape.type is not Worded, path
        follow(path, full_plan())


def test_paths_through_lists_are_followed_alike_from_the_plan_and_from_any_place() -> None:
    plan = full_plan()
    reader = Reader(plan)
    for path in (*plan_paths(), "goals[0].goal_text", "goals[*].objectives[0].measure", "diagnoses[99].icd10_code"):
        assert reader.follow(path) == reader.place(path) == follow(path, plan)
    assert reader.follow("goals[0].goal_text") == (plan.goals[0].goal_text,)
    assert reader.follow("diagnoses[99].icd10_code") == ()


def test_dates_by_pattern() -> None:
    day = date(2026, 4, 5)
    assert [date_text(day, pattern) for pattern in ("MM/DD/YYYY", "M/D/YY", "YYYYMMDD", "{YYYY} D")] == [
        "04/05/2026",
        "4/5/26",
        "20260405",
        "{2026} 5",
    ]


def test_text_shrinks_before_it_is_cut() -> None:
    text, face = "Every 2 weeks, 90-minute group skills training for 8 sessions", helvetica()
    assert fit(text, Box(400, 14, 9), face).size == 9
    small = fit(text, Box(215, 14, 9), face)
    assert (small.whole, 5 <= small.size < 9) == (True, True)
    short = cut(text, Box(120, 14, 9), face, "…see addendum 3")
    assert (short.whole, short.text) == (False, "Every 2 weeks, 90-minute group …see addendum 3")
    assert face.width(short.text) * short.size <= 120 - 4


def test_no_letter_is_lost_in_wrapping() -> None:
    word = "".join(sorted(helvetica().characters - {" ", "\xa0"})) * 2
    box = Box(100, 400, 9, multiline=True)
    done = fit(f"{word} {word}", box, helvetica())
    assert "".join(line for line, _, _ in done.lines) == word * 2
    assert all(left + helvetica().width(line) * done.size <= 98.01 for line, left, _ in done.lines)


def test_part_of_an_identifier_is_never_combed() -> None:
    assert not fit("123456789W", Box(100, 14, 0, cells=9, limit=9), helvetica()).whole
    done = fit("123456789", Box(100, 14, 0, cells=9, limit=9), helvetica())
    assert (done.whole, done.text, len(done.lines)) == (True, "123456789", 9)


def test_a_cut_note_keeps_its_bracket() -> None:
    done = cut("F93 [check: a category, not billable]", Box(60, 14, 9), helvetica(), "…see plan")
    assert done.text == "F93 [check: …see plan]"
