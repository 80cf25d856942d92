"""Payer forms in a whole run: joined as the settings say, and what is unusual about a form told once."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from pikepdf import String
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from certified import certify
from formbuilder import FormBuilder, form_with
from sheet2plan.cli import main
from workbooks import write_workbook


def _hybrid(form: FormBuilder) -> None:
    form.text("a")
    form.form["/XFA"] = String("<xdp/>")


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A folder with a workbook of several clients and two forms, one of them a hybrid."""
    write_workbook(tmp_path / "clinic.xlsx")
    (tmp_path / "plain.pdf").write_bytes(form_with(lambda form: form.text("a")))
    (tmp_path / "hybrid.pdf").write_bytes(form_with(_hybrid))
    for name in ("plain", "hybrid"):
        mapping = f'form = "{name}.pdf"\ntitle = "{name.title()}"\n[fields]\n"a" = "client_id"\n'
        (tmp_path / f"{name}.toml").write_text(mapping)
    return settle(tmp_path)


def settle(folder: Path, more: str = "") -> Path:
    (folder / "sheet2plan.toml").write_text(f'[documents]\nforms = ["plain.toml", "hybrid.toml"]\n{more}')
    return folder


def ran(clinic: Path, *more: str) -> str:
    told = ["run", str(clinic / "clinic.xlsx"), "--as-of", "2026-11-23", "--out", str(clinic / "out"), *more]
    done = CliRunner().invoke(main, told, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def forms(clinic: Path) -> list[str]:
    return sorted({path.name for path in (clinic / "out").rglob("*.pdf")})


XFA = "hybrid.pdf also has an XFA part; filled copies leave it out, so that all viewers show the same values."


def test_what_is_unusual_about_a_form_is_said_once_however_many_clients(clinic: Path) -> None:
    output = ran(clinic)
    assert len(forms(clinic)) > 2
    assert output.count(XFA) == 1
    summary = CalamineWorkbook.from_path(next((clinic / "out").rglob("summary.xlsx")))
    rows = summary.get_sheet_by_name("Findings").to_python()
    assert sum(any(XFA in str(cell) for cell in row) for row in rows) == 1
    assert XFA in ran(clinic)


def test_a_certified_form_that_is_encrypted_loses_its_signature_and_says_so(clinic: Path) -> None:
    (clinic / "plain.pdf").write_bytes(certify(form_with(lambda form: form.text("a"))))
    assert "no longer holds" not in ran(clinic)
    (clinic / "password").write_text("river stone 42")
    output = ran(clinic, "--encrypt-password-file", str(clinic / "password"))
    assert output.count("The signature of plain.pdf no longer holds in filled copies") == 1


def test_the_forms_of_a_client_are_one_file_when_the_settings_say_so(clinic: Path) -> None:
    ran(settle(clinic, 'packet = "payer packet"'))
    assert "C-0001 payer packet.pdf" in forms(clinic)
    assert not [name for name in forms(clinic) if "packet" not in name]
    packet = next((clinic / "out").rglob("C-0001 payer packet.pdf"))
    held = {name: field["/V"] for name, field in (PdfReader(packet).get_fields() or {}).items() if "." in name}
    assert held == {"Plain.a": "C-0001", "Hybrid.a": "C-0001"}


def test_the_command_line_names_a_packet_and_refuses_a_name_that_no_file_can_have(clinic: Path) -> None:
    assert "packet" in ran(clinic, "--packet", "packet")
    assert "C-0001 packet.pdf" in forms(clinic)
    told = ["run", str(clinic / "clinic.xlsx"), "--packet", "a/b", "--out", str(clinic / "out")]
    done = CliRunner().invoke(main, told)
    assert (done.exit_code, "No file can be called a/b" in done.output) == (3, True)


def test_a_form_keeps_its_own_password_when_all_documents_get_one(clinic: Path) -> None:
    own = clinic / "own.txt"
    own.write_text("for the payer")
    with (clinic / "plain.toml").open("a") as mapping:
        mapping.write('[output]\npassword_file = "own.txt"\n')
    (clinic / "all.txt").write_text("for the clinic")
    ran(clinic, "--encrypt-password-file", str(clinic / "all.txt"))
    for kind, password in (("plain", "for the payer"), ("hybrid", "for the clinic")):
        path = next((clinic / "out").rglob(f"C-0001 {kind}.pdf"))
        with pikepdf.open(path, password=password) as pdf:
            assert pdf.encryption.bits == 256


def test_a_new_password_reaches_forms_whose_data_are_the_same(clinic: Path) -> None:
    with (clinic / "plain.toml").open("a") as mapping:
        mapping.write('[output]\npassword_file = "own.txt"\n')
    for password in ("first", "second"):
        (clinic / "own.txt").write_text(password)
        ran(clinic)
        pikepdf.open(next((clinic / "out").rglob("C-0001 plain.pdf")), password=password).close()
