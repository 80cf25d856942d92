"""What becomes of filled copies: flattened, locked, encrypted, joined; and the commands for form keepers."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner
from pikepdf import Dictionary, Name, String
from pypdf import PdfReader

from formbuilder import FormBuilder, form_with, text_form
from planbuilder import full_plan
from sheet2plan.commands.form_commands import form as form_commands
from sheet2plan.errors import FormError
from sheet2plan.plan import Said
from sheet2plan.render.pdf import compile_form
from sheet2plan.render.pdf.finishing import Finish
from sheet2plan.render.pdf.sampleplan import sample_plan
from sheet2plan.render.pdf.writing import phone_text

FORMS = Path(__file__).parents[2] / "templates" / "forms"


def mapped(folder: Path, output: str = "", fields: str = '"a" = "client.name"\n"b" = "client.phone"') -> Path:
    """A form of two fields with a mapping."""
    (folder / "form.pdf").write_bytes(text_form("a", "b"))
    path = folder / "form.toml"
    path.write_text(f'form = "form.pdf"\ntitle = "Small"\n{output}\n[fields]\n{fields}\n', "utf-8")
    return path


def shown(content: bytes, page: int = 0) -> str:
    document = pdfium.PdfDocument(content)
    if document.get_formtype():
        document.init_forms()
        document[page].flatten()
    text = str(document[page].get_textpage().get_text_range())
    document.close()
    return " ".join(text.split())


def test_flattened_copies_show_the_same_and_have_no_fields(tmp_path: Path) -> None:
    plan = full_plan()
    open_copy = compile_form(mapped(tmp_path)).fill(plan).content
    flat = compile_form(mapped(tmp_path, "output = { flatten = true }")).fill(plan).content
    assert PdfReader(BytesIO(flat)).get_fields() in (None, {})
    assert shown(flat) == shown(open_copy) == f"{plan.client.name} {plan.client.phone}"


def test_some_fields_may_be_flattened(tmp_path: Path) -> None:
    flat = compile_form(mapped(tmp_path, 'output = { flatten = ["a"] }')).fill(full_plan()).content
    assert list(PdfReader(BytesIO(flat)).get_fields() or {}) == ["b"]
    assert str(full_plan().client.name) in shown(flat)
    with pytest.raises(FormError, match='no field "z"'):
        compile_form(mapped(tmp_path, 'output = { flatten = ["z"] }'))


@pytest.mark.parametrize("printed", [True, False])
def test_a_button_to_press_is_flattened_only_where_the_form_prints_it(printed: bool) -> None:
    def button(form: FormBuilder) -> None:
        form.text("a")
        look = Dictionary(N=form.picture(b"BT /Helv 8 Tf 1 5 Td (Reset) Tj ET"))
        look.N["/Resources"] = form.form.DR
        form.add(FT=Name.Btn, T=String("reset"), Ff=1 << 16, AP=look).F = 4 if printed else 0

    assert ("Reset" in shown(Finish(flatten=True).apply(form_with(button)))) is printed


def test_a_signed_copy_with_stray_fields_is_flattened_in_silence() -> None:
    content = form_with(lambda form: [form.text("a"), form.text("b", listed=False)])
    assert "/AcroForm" not in pikepdf.open(BytesIO(Finish(flatten=True).apply(content))).Root
    assert len(PdfReader(BytesIO(Finish(flatten=("a",)).apply(content))).pages) == 1


@pytest.mark.parametrize(
    ("output", "code"),
    [
        ("", "form-certified"),
        ("output = { read_only = true }", "form-certified"),
        ("output = { flatten = true }", "form-signature-lost"),
        ('output = { password_env = "KEY" }', "form-signature-lost"),
    ],
)
def test_what_costs_a_form_its_signature_is_said(tmp_path: Path, output: str, code: str) -> None:
    pytest.importorskip("pyhanko")
    from certified import certify

    path = mapped(tmp_path, output)
    (tmp_path / "form.pdf").write_bytes(certify(text_form("a", "b")))
    assert [remark.code for remark in compile_form(path, {"KEY": "open sesame"}).remarks] == [code]


def test_mapped_fields_may_be_locked(tmp_path: Path) -> None:
    path = mapped(tmp_path, "output = { read_only = true }", '"a" = "client.name"')
    with pikepdf.open(BytesIO(compile_form(path).fill(full_plan()).content)) as pdf:
        assert [int(field.get("/Ff", 0)) for field in pdf.Root.AcroForm.Fields] == [1, 0]


@pytest.mark.parametrize("told", ["password_env", "password_file"])
def test_copies_may_be_encrypted(tmp_path: Path, told: str) -> None:
    (tmp_path / "secret.txt").write_text("pass word\n", "utf-8")
    where = "CLINIC_PDF" if told == "password_env" else "secret.txt"
    path = mapped(tmp_path, f'output = {{ {told} = "{where}" }}')
    done = compile_form(path, {"CLINIC_PDF": "pass word"}).fill(full_plan()).content
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(done))
    with pikepdf.open(BytesIO(done), password="pass word") as pdf:
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
        assert str(pdf.Root.AcroForm.Fields[0].V) == str(full_plan().client.name)
    if told == "password_env":
        with pytest.raises(FormError, match="password is missing"):
            compile_form(path, {})


def test_metadata_of_the_mapping_is_in_the_copy(tmp_path: Path) -> None:
    path = mapped(tmp_path, 'output = { metadata = { Subject = "Authorization", Author = "Riverside" } }')
    told: Any = PdfReader(BytesIO(compile_form(path).fill(full_plan()).content)).metadata
    assert (told["/Title"], told["/Subject"], told["/Author"]) == ("Small C-0042", "Authorization", "Riverside")


# Mapping


@pytest.mark.parametrize(
    ("said", "part", "printed"),
    [
        ("555-010-0199", None, "(555) 010-0199"),
        ("+1 555 010 0199", 1, "555"),
        ("5550100199", 3, "0199"),
        ("555-0100", None, "555-0100"),
        ("555-0100", 1, ""),
        ("555-0100", 3, "555-0100"),
    ],
)
def test_phone_numbers(said: str, part: int | None, printed: str) -> None:
    assert phone_text(said, part) == printed


def test_printed_only_when(tmp_path: Path) -> None:
    known = 'when = { value = "client.dob", not_blank = true }'
    never = 'when = { value = "client.status", equals = "active" }'
    fields = (
        f'"a" = {{ value = "client.name", format = "upper", {known} }}\n'
        f'"b" = {{ value = "client.member_id", format = "digits", {never} }}'
    )
    path = mapped(tmp_path, "", fields)
    plan = full_plan()
    vars(plan.client)["status"] = Said("Discharged", "discharged")
    assert dict(compile_form(path).fill(plan).values) == {"a": str(plan.client.name).upper()}
    path.write_text(path.read_text("utf-8").replace('"active"', '"waiting"'), "utf-8")
    with pytest.raises(FormError, match='"waiting" is not one of'):
        compile_form(path)


def test_constants_longer_than_their_field_are_found_before_the_first_client(tmp_path: Path) -> None:
    (tmp_path / "form.pdf").write_bytes(form_with(lambda form: form.text("a", MaxLen=3)))
    path = tmp_path / "form.toml"
    path.write_text('form = "form.pdf"\ntitle = "T"\n[fields]\n"a" = { constant = "long" }\n', "utf-8")
    with pytest.raises(FormError, match="the field takes 3"):
        compile_form(path)


@pytest.mark.parametrize("worst", [False, True])
def test_sample_plans_fill_every_mapped_field(worst: bool) -> None:
    filled = compile_form(FORMS / "authorization_request.toml").fill(sample_plan(worst))
    assert {"client.name", "clinical.presenting_problem"} <= {name for name, _ in filled.values}
    assert not {"form-unprintable"} & {finding.code for finding in filled.findings}


# Commands


def test_inspect_lists_fields_and_draws_their_names(tmp_path: Path) -> None:
    run = CliRunner().invoke(
        form_commands, ["inspect", str(FORMS / "authorization_request.pdf"), "--picture", str(tmp_path / "names.pdf")]
    )
    assert run.exit_code == 0, run.output
    assert "client.name" in run.output
    assert "[none = None, low = Low" in run.output
    assert "client.name" in PdfReader(tmp_path / "names.pdf").pages[0].extract_text()


def test_inspect_as_json_and_as_picture(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    form = str(FORMS / "authorization_request.pdf")
    run = CliRunner().invoke(form_commands, ["inspect", form, "--json", "--picture", str(tmp_path / "names.png")])
    fields = {field["name"]: field for field in json.loads(run.output)}
    assert fields["risk.level"]["kind"] == "drop-down"
    assert (tmp_path / "names.png").read_bytes().startswith(b"\x89PNG")


def test_map_writes_a_mapping_that_check_accepts(tmp_path: Path) -> None:
    (tmp_path / "Intake form.pdf").write_bytes(text_form("Patient Name", "DOB", "Phone #", "Diagnosis 2", "Shoe size"))
    made = CliRunner().invoke(form_commands, ["map", str(tmp_path / "Intake form.pdf")])
    text = (tmp_path / "Intake form.toml").read_text("utf-8")
    assert made.exit_code == 0, made.output
    assert '\n"Patient Name" = "client.name"' in text
    assert '\n"DOB" = { value = "client.dob", format = "date" }' in text
    assert '\n"Diagnosis 2" = "diagnoses[1].icd10_code"' in text
    assert '\n# "Shoe size" = ""' in text
    tried = CliRunner().invoke(
        form_commands, ["check", str(tmp_path / "Intake form.toml"), "--out", str(tmp_path / "out")]
    )
    assert tried.exit_code == 0, tried.output
    assert "4 of 5 fields are mapped" in tried.output
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2


def test_a_form_with_a_password_is_inspected_mapped_and_tried(tmp_path: Path) -> None:
    locked = pikepdf.Encryption(owner="o", user="open sesame", R=6)
    (tmp_path / "form.pdf").write_bytes(form_with(lambda form: form.text("Member Name"), encryption=locked))
    (tmp_path / "key.txt").write_bytes(b"open sesame\r\n")
    form, key = str(tmp_path / "form.pdf"), ["--password-file", str(tmp_path / "key.txt")]
    runner = CliRunner()
    refused = runner.invoke(form_commands, ["inspect", form])
    assert (refused.exit_code, "needs a password" in refused.output) == (3, True)
    assert "Member Name" in runner.invoke(form_commands, ["inspect", form, *key]).output
    assert "1 of 1 fields" in runner.invoke(form_commands, ["map", form, *key]).output
    tried = runner.invoke(form_commands, ["check", str(tmp_path / "form.toml"), "--out", str(tmp_path / "tried")])
    assert (tried.exit_code, "no problems" in tried.output) == (0, True)
    assert "Ana Sample" in shown((tmp_path / "tried" / "Form sample.pdf").read_bytes())


def test_commands_tell_faults_with_advice(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_text("no pdf")
    run = CliRunner().invoke(form_commands, ["inspect", str(tmp_path / "x.pdf")])
    assert (run.exit_code, "no readable PDF" in run.output) == (3, True)
    shutil.copy(FORMS / "authorization_request.pdf", tmp_path)
    (tmp_path / "m.toml").write_text('form = "authorization_request.pdf"\ntitle = "T"\n[fields]\n"x" = "client.nam"\n')
    run = CliRunner().invoke(form_commands, ["check", str(tmp_path / "m.toml")])
    assert (run.exit_code, 'did you mean "name"' in run.output) == (3, True)
