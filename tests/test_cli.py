from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from click.testing import CliRunner, Result
from docx import Document

from sheet2plan.cli import main
from workbooks import CLIENTS, GOALS, SCORES, changed, write_workbook

SAMPLES = Path(__file__).parents[1] / "sample_workbooks"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def run_workbook(workbook: Path, out: Path, *more: str) -> Result:
    return run("run", workbook, "--as-of", "2026-11-23", "--out", out, *more)


def findings(workbook: Path) -> list[dict[str, str]]:
    result = run("check", workbook, "--as-of", "2026-11-23", "--format", "json", "--fail-on", "never")
    assert result.exit_code == 0, result.output
    return list(json.loads(result.stdout)["findings"])


def test_a_small_workbook_makes_plans_with_gaps_forms_and_a_summary(tmp_path: Path) -> None:
    result = run_workbook(write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out")
    assert result.exit_code == 0, result.output
    batch = tmp_path / "out" / "2026-11"
    made = {path.relative_to(batch).as_posix() for path in batch.rglob("*") if path.is_file()}
    assert made == {
        "plans/J. Park, LCSW/C-0001 treatment plan.docx",
        "plans/M. Osei, PhD/C-0002 treatment plan.docx",
        "forms/J. Park, LCSW/C-0001 authorization request.pdf",
        "forms/M. Osei, PhD/C-0002 authorization request.pdf",
        "summary.xlsx",
        "review copy.xlsx",
        "run.json",
    }
    assert "2 clients" in result.stdout
    assert "Look first at" in result.stdout
    plan = Document(str(batch / "plans/J. Park, LCSW/C-0001 treatment plan.docx"))
    text = "\n".join(paragraph.text for paragraph in plan.paragraphs)
    assert "Ana Reyes" in text


def test_run_json_names_inputs_and_outputs_and_no_values(tmp_path: Path) -> None:
    run_workbook(write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out")
    text = (tmp_path / "out" / "2026-11" / "run.json").read_text()
    record = json.loads(text)
    assert record["inputs"][0]["name"] == "clinic.xlsx"
    assert len(record["outputs"]) == 6
    assert "Reyes" not in text


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    run_workbook(workbook, tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out" / "2026-11").rglob("*") if path.is_file()}
    again = run_workbook(workbook, tmp_path / "out")
    assert "4 unchanged" in again.stdout
    assert {path: path.read_bytes() for path in before} == before


def test_an_edited_plan_is_never_overwritten(tmp_path: Path) -> None:
    run_workbook(write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out")
    plan = tmp_path / "out/2026-11/plans/J. Park, LCSW/C-0001 treatment plan.docx"
    plan.write_bytes(b"the clinician's own words")
    workbook = write_workbook(tmp_path / "clinic.xlsx", Goals=changed(GOALS, 1, "Long-term goal", "Sleep well"))
    result = run_workbook(workbook, tmp_path / "out")
    assert "beside an edited file" in result.stdout
    assert plan.read_bytes() == b"the clinician's own words"
    assert plan.with_name("C-0001 treatment plan (2).docx").exists()


def test_only_the_chosen_clients(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    result = run_workbook(workbook, tmp_path / "out", "--client", "C-0002")
    assert "1 client " in result.stdout
    assert [path.name for path in (tmp_path / "out").rglob("*.docx")] == ["C-0002 treatment plan.docx"]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    result = run_workbook(write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out", "--dry-run")
    assert result.exit_code == 0
    assert not (tmp_path / "out").exists()


def test_final_withholds_unfinished_plans(tmp_path: Path) -> None:
    run_workbook(write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out", "--final")
    assert not list((tmp_path / "out").rglob("*.docx"))
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "out/2026-11/summary.xlsx")
    assert "withheld" in str(book.get_sheet_by_name("Clients").to_python()).lower()


def test_fail_on_sets_the_exit_code(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    assert run("check", workbook, "--as-of", "2026-11-23", "--fail-on", "gap").exit_code == 1
    assert run("check", workbook, "--as-of", "2026-11-23", "--fail-on", "never").exit_code == 0


def test_init_makes_a_folder_that_runs(tmp_path: Path) -> None:
    folder = tmp_path / "my clinic"
    assert run("init", folder).exit_code == 0
    result = run_workbook(folder / "clinic.xlsx", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "There are no clients" in result.stdout
    again = run("init", folder)
    assert again.exit_code == 3
    assert "nothing was changed" in again.stderr


# --- bad input ---------------------------------------------------------------------------------------------------


def refused(workbook: Path, tmp_path: Path) -> str:
    result = run_workbook(workbook, tmp_path / "out")
    assert result.exit_code == 3, result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()
    return result.stderr


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "clinic.xlsx"
    path.write_text("not a workbook at all")
    assert "clinic.xlsx is not a workbook" in refused(path, tmp_path)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "clinic.xlsx"
    path.touch()
    assert "empty" in refused(path, tmp_path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "There is no file" in refused(tmp_path / "clinic.xlsx", tmp_path)


def test_a_text_document(tmp_path: Path) -> None:
    path = tmp_path / "clinic.docx"
    path.write_bytes(b"PK")
    assert "not a kind of workbook" in refused(path, tmp_path)


def test_a_workbook_without_clients(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Budget"
    book.save(tmp_path / "clinic.xlsx")
    message = refused(tmp_path / "clinic.xlsx", tmp_path)
    assert "no Clients" in message
    assert "Budget" in message


def test_a_misspelt_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "sheet2plan.toml").write_text("[clinic]\nnmae = 'x'\n")
    message = refused(write_workbook(tmp_path / "clinic.xlsx"), tmp_path)
    assert "clinic.nmae" in message
    assert "did you mean name" in message


def test_an_impossible_date_is_found_at_its_cell_and_the_others_go_on(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx", Clients=changed(CLIENTS, 1, "Date of birth", "2/30/1990"))
    found = [item for item in findings(workbook) if item["code"] == "date-impossible"]
    assert [(item["where"], item["client"]) for item in found] == [("Clients!D2", "C-0001")]
    assert "2/30/1990" in found[0]["message"]
    result = run_workbook(workbook, tmp_path / "out")
    assert result.exit_code == 0
    assert len(list((tmp_path / "out").rglob("*.docx"))) == 2


def test_a_goal_of_an_unknown_client(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx", Goals=changed(GOALS, 2, "Client ID", "C-0999"))
    found = [item for item in findings(workbook) if item["code"] == "unknown-client"]
    assert [(item["where"], item["client"]) for item in found] == [("Goals!A3", "C-0999")]


def test_one_id_for_two_people_blocks_that_client_alone(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx", Clients=[*CLIENTS, ["C-0001", "Cy", "Moss", date(2001, 1, 1)]])
    found = [item for item in findings(workbook) if item["code"] == "client-id-shared"]
    assert [item["where"] for item in found] == ["Clients!A4"]
    run_workbook(workbook, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").rglob("*.docx")] == ["C-0002 treatment plan.docx"]


def test_the_same_client_twice_counts_once(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx", Clients=[*CLIENTS, CLIENTS[1]])
    assert [item["where"] for item in findings(workbook) if item["code"] == "client-twice"] == ["Clients!A4"]
    run_workbook(workbook, tmp_path / "out")
    assert len(list((tmp_path / "out").rglob("*.docx"))) == 2


def test_a_row_without_a_client(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx", Scores=changed(SCORES, 2, "Client ID", None))
    assert [item["where"] for item in findings(workbook) if item["code"] == "row-without-client"] == ["Scores row 3"]


def test_an_excel_error_is_told_from_a_blank(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx", Scores=changed(SCORES, 1, "Score", "#REF!"))
    assert [item["where"] for item in findings(workbook) if item["code"] == "cell-error"] == ["Scores!D2"]


def test_a_misspelt_command_is_answered_with_the_right_one() -> None:
    result = run("chekc")
    assert result.exit_code == 2
    assert "check" in result.output


@pytest.mark.parametrize("command", ["demo", "run", "check", "init"])
def test_every_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) >= 4
