from __future__ import annotations

import tomllib
from pathlib import Path

from click.testing import CliRunner, Result

from sheet2plan.cli import main
from workbooks import Cells, write_workbook

ROWS: Cells = [
    ["Client ID", "Goal #", "Long term goals", "Gaol status", "Weather"],
    ["C-0001", "G1", "Sleep through the night", "Active", "rain"],
]


def run(*arguments: str | Path, answers: str = "") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=answers)


def test_map_shows_what_became_of_every_column(tmp_path: Path) -> None:
    result = run("map", write_workbook(tmp_path / "clinic.xlsx", Goals=ROWS))
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert "Goals → Goals (header in row 1, 1 row)" in lines
    shown = {line.split()[0]: line for line in lines[lines.index("Goals → Goals (header in row 1, 1 row)") + 1 :][:5]}
    assert "→ Client ID, by its title" in shown["A"]
    assert "perhaps Long-term goal" in shown["C"]
    assert "perhaps Goal status" in shown["D"]
    assert shown["E"].endswith("not used")


def test_answers_are_kept_and_used(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx", Goals=ROWS)
    result = run("map", workbook, "--ask", "--save", answers="1\n\n")
    assert result.exit_code == 0, result.output
    settings = tomllib.loads((tmp_path / "sheet2plan.toml").read_text())
    assert settings["mapping"]["Goals"] == {"holds": "Goals", "columns": {"Long term goals": "goal_text"}}
    again = run("map", workbook)
    assert "→ Long-term goal, by your word in sheet2plan.toml" in again.output
    assert '# "Gaol status" = ""  # could be status' in (tmp_path / "sheet2plan.toml").read_text()


def test_doubts_are_counted_with_what_to_do(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx", Goals=ROWS)
    assert run("map", workbook).output.endswith(
        "\n2 headers are in doubt. --ask asks about each, --save keeps the answers.\n"
    )
    assert "in doubt." not in run("map", write_workbook(tmp_path / "plain.xlsx")).output


def test_a_sheet_without_open_headers_is_kept_in_two_lines(tmp_path: Path) -> None:
    run("map", write_workbook(tmp_path / "clinic.xlsx"), "--save")
    settings = tomllib.loads((tmp_path / "sheet2plan.toml").read_text())
    assert settings["mapping"]["Scores"] == {"holds": "Scores"}


def test_saving_twice_adds_nothing(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx", Goals=ROWS)
    run("map", workbook, "--save")
    before = tomllib.loads((tmp_path / "sheet2plan.toml").read_text())
    run("map", workbook, "--save")
    assert tomllib.loads((tmp_path / "sheet2plan.toml").read_text()) == before


def test_a_mapping_that_names_no_field_is_refused_with_the_nearest(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx", Goals=ROWS)
    (tmp_path / "sheet2plan.toml").write_text(
        '[mapping."Goals"]\nholds = "Goals"\n[mapping."Goals".columns]\n"x" = "goal_txt"\n'
    )
    result = run("check", workbook)
    assert result.exit_code == 3
    assert "did you mean goal_text" in result.output
