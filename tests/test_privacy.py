from __future__ import annotations

import io
import random
from datetime import date, datetime
from pathlib import Path

import docx
import msoffcrypto
import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner

from sheet2plan.catalog import load_catalog
from sheet2plan.catalog.part2 import redisclosure_statement
from sheet2plan.cli import main
from sheet2plan.commands.deidentify import deidentified
from sheet2plan.config import bundled_files, load_config
from sheet2plan.files.privacy import folder_doubts
from sheet2plan.reading.loading import ReadingOptions, load_workbooks
from sheet2plan.reports.documents import FileState
from sheet2plan.running import batch
from sheet2plan.running.options import RunOptions
from sheet2plan.sheets import Client
from workbooks import AS_OF, CLIENTS, write_workbook

RIVERSIDE = bundled_files() / "sample_workbooks" / "riverside.xlsx"


def options(workbook: Path, out: Path, password: str) -> RunOptions:
    return RunOptions((workbook,), AS_OF, out, load_config(None, bundled_files()), encrypt=password)


def test_locked_documents_open_with_the_password_alone(tmp_path: Path) -> None:
    workbook, out = write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out"
    batch.run(options(workbook, out, "correct horse"))
    office = [path for path in out.rglob("*") if path.suffix in (".docx", ".xlsx")]
    forms = list(out.rglob("*.pdf"))
    assert len(office) >= 3
    assert len(forms) == 2
    for path in office:
        locked = msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes()))
        assert locked.is_encrypted()
        locked.load_key(password="correct horse", verify_password=True)
        plain = io.BytesIO()
        locked.decrypt(plain)
        assert plain.getvalue().startswith(b"PK")
    for path in forms:
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(path)
        with pikepdf.open(path, password="correct horse") as pdf:
            assert pdf.encryption.R == 6
            assert pdf.encryption.bits == 256
    for path in out.rglob("*"):
        if path.is_file():
            assert b"Reyes" not in path.read_bytes()


def test_locked_documents_are_not_written_again_for_nothing(tmp_path: Path) -> None:
    workbook, out = write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out"
    batch.run(options(workbook, out, "one"))
    before = {path: path.read_bytes() for path in out.rglob("*.docx")}
    report = batch.run(options(workbook, out, "one"))
    assert {file.state for file in report.files()} == {FileState.UNCHANGED}
    assert {path: path.read_bytes() for path in before} == before
    report = batch.run(options(workbook, out, "two"))
    assert {file.state for file in report.files()} == {FileState.REPLACED}


def test_the_password_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    (tmp_path / "secret").write_text("from the file\n")
    base = ["run", str(workbook), "--as-of", "2026-11-23", "--client", "C-0001", "--out"]
    given = CliRunner().invoke(main, [*base, str(tmp_path / "a"), "--encrypt-password-file", str(tmp_path / "secret")])
    assert given.exit_code == 0, given.output
    told = CliRunner().invoke(
        main, [*base, str(tmp_path / "b"), "--encrypt"], env={"SHEET2PLAN_OUTPUT_PASSWORD": "told"}
    )
    assert told.exit_code == 0, told.output
    for folder, password in (("a", "from the file"), ("b", "told")):
        form = next((tmp_path / folder).rglob("*.pdf"))
        pikepdf.open(form, password=password).close()


@pytest.mark.parametrize(
    ("place", "service"),
    [
        ("OneDrive - Riverside/plans", "OneDrive"),
        ("Dropbox (Clinic)/plans", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs/plans", "iCloud"),
        ("iCloudDrive/plans", "iCloud"),
        ("Library/CloudStorage/GoogleDrive-me@example.org/plans", "Google Drive"),
        ("Google Drive/plans", "Google Drive"),
    ],
)
def test_a_folder_that_is_copied_to_the_cloud_is_told(place: str, service: str) -> None:
    doubts = folder_doubts(Path("/home/ana") / place, {})
    assert [service in doubt for doubt in doubts] == [True]


def test_a_folder_that_others_may_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    assert "chmod 700" in folder_doubts(folder, {})[0]
    folder.chmod(0o700)
    assert folder_doubts(folder, {}) == ()
    assert folder_doubts(tmp_path / "new", {}) == ()


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("name", ['=HYPERLINK("http://example.org")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1"])
def test_cells_that_begin_like_formulas_are_text_in_what_we_write(tmp_path: Path, name: str) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    book = openpyxl.load_workbook(workbook)
    for column in "BCG":
        cell = book["Clients"][f"{column}2"]
        cell.value, cell.data_type = name, "s"
    book.save(workbook)
    out = tmp_path / "out"
    batch.run(RunOptions((workbook,), AS_OF, out, load_config(None, bundled_files()), handouts=True))
    ours = [path for path in out.rglob("*.xlsx") if not path.name.startswith("review copy")]
    assert len(ours) >= 2
    for path in ours:
        for sheet in openpyxl.load_workbook(io.BytesIO(path.read_bytes())):
            formulas = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
            assert not {formula for formula in formulas if name.strip() in formula}


def test_a_deidentified_copy_holds_nobodys_words_and_reads_as_before(tmp_path: Path) -> None:
    catalog = load_catalog()
    loaded = load_workbooks((RIVERSIDE,), catalog, ReadingOptions(AS_OF))
    content = deidentified(loaded.records, catalog, AS_OF, False, random.Random(3))
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(content)
    again = load_workbooks((copy,), catalog, ReadingOptions(AS_OF))
    assert len(again.caseload.cases) == len(loaded.caseload.cases)
    assert [len(case.scores) for case in again.caseload.cases] != []
    assert sum(len(case.goals) for case in again.caseload.cases) == sum(
        len(case.goals) for case in loaded.caseload.cases
    )
    shown = {
        str(cell.value).casefold()
        for sheet in openpyxl.load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    for client in loaded.records.of(Client):
        for value in (client.client_id, client.first_name, client.last_name, client.phone, client.email):
            assert value is None or value.casefold() not in shown


def test_with_years_only_no_other_part_of_a_date_is_left() -> None:
    catalog = load_catalog()
    loaded = load_workbooks((RIVERSIDE,), catalog, ReadingOptions(AS_OF))
    content = deidentified(loaded.records, catalog, AS_OF, True, random.Random(3))
    days = {
        value.date()
        for sheet in openpyxl.load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if isinstance(value, datetime)
    }
    assert days
    assert all((day.month, day.day) == (1, 1) for day in days)
    assert min(days) >= date(AS_OF.year - 90, 1, 1)


@pytest.mark.parametrize(
    ("setting", "program", "told"),
    [("by client", "yes", True), ("by client", "no", False), ("all", "no", True), ("none", "yes", False)],
)
def test_the_statement_on_substance_use_records_goes_by_client_or_clinic(
    tmp_path: Path, setting: str, program: str, told: bool
) -> None:
    (tmp_path / "sheet2plan.toml").write_text(f'[privacy]\npart2 = "{setting}"\n[documents]\nforms = []\n')
    rows = [[*row, "Part 2 program" if number == 0 else program] for number, row in enumerate(CLIENTS)]
    workbook = write_workbook(tmp_path / "clinic.xlsx", Clients=rows)
    config = load_config(tmp_path / "sheet2plan.toml", bundled_files())
    batch.run(RunOptions((workbook,), AS_OF, tmp_path / "out", config))
    plan = docx.Document(str(next((tmp_path / "out").rglob("C-0001*.docx"))))
    footer = " ".join(paragraph.text for paragraph in plan.sections[0].footer.paragraphs)
    assert ("42 CFR part 2 prohibits unauthorized use or disclosure" in footer) is told


def test_the_wording_of_the_statement_is_that_of_the_day() -> None:
    assert "use or disclosure" in redisclosure_statement(date(2026, 11, 23)).text
    assert "use or" not in redisclosure_statement(date(2024, 4, 15)).text
    assert redisclosure_statement(date(2000, 1, 1)).text
