"""What a person sees: findings on a terminal, as JSON, as a page; consoles that can show little; the nearest name."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from reportbuilder import a_notice, a_report, a_result, small_clinic
from sheet2plan.choosing import settle
from sheet2plan.cli import main
from sheet2plan.commands import console
from sheet2plan.commands.findings_json import findings_json
from sheet2plan.commands.findings_page import findings_page
from sheet2plan.commands.listing import Screen, finding_lines
from sheet2plan.errors import ChoiceError
from sheet2plan.findings import Severity
from sheet2plan.model import Source
from workbooks import write_workbook

TOP = Path(__file__).parents[1]
ALL = Screen(lines=None)


def shown(screen: Screen = ALL) -> list[str]:
    return list(finding_lines(small_clinic(), screen))


# --- the terminal --------------------------------------------------------------------------------------------------


def test_clients_come_with_the_worst_first_and_each_finding_with_its_cell_and_advice() -> None:
    lines = shown()
    assert lines[0] == "riverside.xlsx · 12 clients · 3 errors, 3 gaps, 1 warning, 1 remark"
    assert lines[1:4] == ["", "C-0003", lines[3]]
    assert lines[3].startswith("  error   Scores!E214")
    assert "→ Call the clinician today." in "".join(lines)
    assert [line for line in lines if re.fullmatch(r"C-\d{4}|The workbook", line)] == [
        "C-0003", "C-0004", "C-0099", "C-0007", "C-0002", "C-0001", "The workbook",
    ]  # fmt: skip


@pytest.mark.parametrize("height", [20, 24, 40, 60])
def test_at_most_a_screenful_unless_asked(height: int) -> None:
    notices = [a_notice(client_id=f"C-{number:04}") for number in range(50) for _ in range(5)]
    lines = list(finding_lines(a_report(loose=notices), Screen(lines=height)))
    assert len(lines) < height
    assert "findings not shown" in "".join(lines)
    assert len(list(finding_lines(a_report(loose=notices), ALL))) > 250


def test_remarks_wait_unless_there_is_nothing_else() -> None:
    remark = a_notice(Severity.INFO, message="A remark.")
    assert "A remark." not in "".join(finding_lines(a_report(loose=[remark, a_notice()]), Screen()))
    assert "A remark." in "".join(finding_lines(a_report(loose=[remark]), Screen()))


def test_no_line_is_wider_than_the_screen() -> None:
    notice = a_notice(source=Source("w.xlsx", "A sheet with quite a long name", 12345, 3), message="word " * 60)
    assert max(map(len, finding_lines(a_report(loose=[notice]), Screen(width=80, lines=None)))) <= 80


def test_nothing_found_is_said() -> None:
    assert list(finding_lines(a_report([a_result()]), Screen())) == [
        "riverside.xlsx · 1 client · no findings",
        "Nothing was found.",
    ]


def test_colours_only_when_asked() -> None:
    assert "\033" not in "".join(shown(Screen(colour=False)))
    assert "\033[1;31m" in "".join(shown(Screen(colour=True)))


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_is_coloured_unless_told_otherwise(environment: Mapping[str, str], wanted: bool) -> None:
    assert console.wants_colour(_Terminal(), environment) is wanted
    assert console.wants_colour(io.StringIO(), environment) is False


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "utf-8"])
def test_no_console_is_too_old(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    console.mend_streams()
    print("“Ōno” → ≤ 5 · 小林")
    sys.stdout.flush()
    text = raw.getvalue().decode(encoding)
    assert text.strip() in ('"?no" -> <= 5 - ??', "“?no” -> <= 5 · ??", '"?no" -> ≤ 5 · ??', "“Ōno” → ≤ 5 · 小林")


# --- JSON and the page -----------------------------------------------------------------------------------------------


def conforms(value: Any, schema: Any, at: str = "$") -> list[str]:
    """What in the value the schema does not allow; knows the few keywords that our schema uses."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    wanted = schema.get("type")
    names = wanted if isinstance(wanted, list) else [wanted] if wanted else []
    if names and not any(isinstance(value, kinds[name]) for name in names):
        return [f"{at} is no {names}"]
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        return [f"{at} is {value}"]
    wrong = [f"{at} lacks {key}" for key in schema.get("required", ()) if key not in value]
    if isinstance(value, dict):
        known = schema["properties"]
        wrong += [f"{at}.{key} is not described" for key in value if key not in known]
        wrong += [fault for key in value if key in known for fault in conforms(value[key], known[key], f"{at}.{key}")]
    if isinstance(value, list):
        wrong += [fault for item in value for fault in conforms(item, schema["items"], f"{at}[]")]
    if isinstance(value, int) and value < schema.get("minimum", value):
        wrong.append(f"{at} is too small")
    return wrong


def test_the_json_keeps_to_the_published_schema() -> None:
    schema = json.loads((TOP / "docs" / "check.schema.json").read_text(encoding="utf-8"))
    told = json.loads(findings_json(small_clinic()))
    assert conforms(told, schema) == []
    assert told["version"] == 1
    assert told["findings"][0]["where"] == "Goals!A61"
    assert (told["findings"][0]["row"], told["findings"][0]["column"]) == (61, 1)


def test_the_json_is_ascii_so_that_no_console_spoils_it() -> None:
    assert findings_json(a_report(loose=[a_notice(message="Ōno → 小林")])).isascii()


def test_the_page_loads_nothing_and_escapes_everything() -> None:
    page = findings_page(a_report(loose=[a_notice(message="<script>alert(1)</script> & Ōno", client_id='C"1')]))
    assert page.isascii()
    assert "http://" not in page
    assert "https://" not in page
    assert " src=" not in page
    assert "default-src 'none'" in page
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#332;no" in page
    assert 'data-client="C&quot;1"' in page


def test_the_page_has_a_row_for_every_finding_and_names_no_client() -> None:
    page = findings_page(small_clinic())
    assert page.count("<tr data-level=") == len(small_clinic().notices)
    assert not [client.name for client in small_clinic().results if client.name and client.name in page]


def test_the_page_names_a_risk_and_filters_by_clinician() -> None:
    page = findings_page(small_clinic())
    assert '<td class="error">risk<td>C-0003' in page
    assert '<select name="clinician"><option value="">all</option><option>Dr. Ngozi Okafor</option>' in page
    assert '<tr data-level="error" data-client="C-0003" data-clinician="Dr. Ngozi Okafor">' in page


def test_a_page_of_nothing_says_so() -> None:
    page = findings_page(a_report([a_result()]))
    assert "Nothing was found." in page
    assert "<form" not in page


# --- slips -----------------------------------------------------------------------------------------------------------

THERE = ("C-0042", "C-0043", "C-0105", "J. Park, LCSW")


def test_case_and_spaces_are_no_slip() -> None:
    assert settle(["c-0042", "j. park,  lcsw"], THERE, "client") == {"C-0042", "J. Park, LCSW"}


@pytest.mark.parametrize(
    ("asked", "said"), [("C-0o43", "C-0043"), ("C0042", "C-0042"), ("Park", "J. Park, LCSW"), ("zzz", "There are:")]
)
def test_a_slip_is_answered_with_the_nearest(asked: str, said: str) -> None:
    with pytest.raises(ChoiceError) as caught:
        settle([asked], THERE, "client")
    assert said in caught.value.advice


def invoke(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_an_unknown_client_is_a_usage_fault_and_nothing_is_written(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    result = invoke("run", workbook, "--client", "C-0011", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "Did you mean C-0001" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("slip", "said"),
    [(("chekc",), "'check'"), (("run", "--clinet", "x"), "--client"), (("demo", "--otu", "x"), "--out")],
)
def test_a_misspelt_command_or_option_is_answered_with_the_right_one(slip: tuple[str, ...], said: str) -> None:
    result = invoke(*slip)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[clinic]\nname = 3", '[clinic.name] must be text in "quotes"'),
        ('clinic = "x"', "[clinic] must be a [section] of its own"),
        ('[reading]\ndate_order = "dmy"', "[reading.date_order] must be 'auto', 'month first' or 'day first'"),
        ("[review]\nlongest_interval = 0", "[review.longest_interval] must be greater than or equal to 1"),
        ('[documents]\npacket = "a/b"', "[documents.packet] must be a name that a file can have"),
        ('[documents]\nforms = "a.toml"', '[documents.forms] must be a list, such as ["a", "b"]'),
        ('[clinic]\nnmae = "x"', "there is no setting clinic.nmae; did you mean name?"),
    ],
)
def test_a_wrong_setting_is_told_in_plain_words(tmp_path: Path, settings: str, said: str) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    (tmp_path / "sheet2plan.toml").write_text(settings)
    result = invoke("check", workbook)
    assert result.exit_code == 3
    assert said in result.stderr


def test_a_part_of_a_clinicians_name_is_enough_for_the_right_one() -> None:
    with pytest.raises(ChoiceError) as caught:
        settle(["osei"], ("Dana Whitcomb, LMFT", "M. Osei, PhD"), "clinician")
    assert caught.value.advice == "Did you mean M. Osei, PhD?"


def test_a_missing_workbook_is_answered_with_those_that_are_there(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "Моя клиника.xlsx")
    result = invoke("check", tmp_path / "caseload.xlsx")
    assert result.exit_code == 3
    assert f'The workbooks there: "{workbook}".' in result.stderr


# --- check, run and doctor as commands -------------------------------------------------------------------------------


def test_check_writes_a_page_and_never_over_one(tmp_path: Path) -> None:
    workbook, page = write_workbook(tmp_path / "Ōno's clinic 小林.xlsx"), tmp_path / "find ings.html"
    made = invoke("check", workbook, "--format", "html", "--to", page, "--fail-on", "never")
    assert made.exit_code == 0, made.output
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    again = invoke("check", workbook, "--format", "html", "--to", page, "--fail-on", "never")
    assert again.exit_code == 3
    assert "there already" in again.stderr


@pytest.mark.parametrize(("level", "code"), [("error", 1), ("gap", 1), ("warning", 1), ("never", 0)])
def test_fail_on_chooses_the_exit_code(level: str, code: int, tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    assert invoke("check", workbook, "--as-of", "2026-11-23", "--fail-on", level).exit_code == code


def test_handouts_and_calendar_on_request(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    made = invoke("run", workbook, "--out", tmp_path / "out", "--as-of", "2026-11-23", "--per-clinician", "--calendar")
    assert made.exit_code == 0, made.output
    batch = tmp_path / "out" / "2026-11"
    assert sorted(path.name for path in (batch / "handouts").iterdir()) == [
        "J. Park, LCSW to do.xlsx",
        "M. Osei, PhD to do.xlsx",
    ]
    assert (batch / "reviews.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_doctor_finds_this_computer_well(tmp_path: Path) -> None:
    result = invoke("doctor", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "All is well." in result.output
    assert "treatment_plan.docx: can be used" in result.output


def test_doctor_names_what_is_ill(tmp_path: Path) -> None:
    (tmp_path / "sheet2plan.toml").write_text('[documents]\nplan_template = "gone.docx"\n')
    result = invoke("doctor", write_workbook(tmp_path / "clinic.xlsx"), "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "FAIL  gone.docx" in result.output


def test_a_folder_or_a_misspelt_file_is_answered_with_the_workbook_there(tmp_path: Path) -> None:
    write_workbook(tmp_path / "Ōno’s clinic.xlsx")
    for slip in (tmp_path, tmp_path / "Onos clinic.xlsx"):
        result = invoke("check", slip)
        assert result.exit_code == 3
        assert "Ōno’s clinic.xlsx" in result.stderr


def test_a_fault_of_ours_shows_no_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def struck(_options: object) -> None:
        raise ValueError(small_clinic().results[0].name)

    monkeypatch.setattr("sheet2plan.running.batch.check", struck)
    result = invoke("check", write_workbook(tmp_path / "clinic.xlsx"))
    assert result.exit_code == 4
    assert "Please report" in result.stderr
    assert "Rosa" not in result.stderr


def test_the_blank_workbook_says_what_to_do_next(tmp_path: Path) -> None:
    made = invoke("init", tmp_path / "my clinic")
    assert f'sheet2plan check "{tmp_path / "my clinic" / "clinic.xlsx"}"' in made.stdout
    told = invoke("check", tmp_path / "my clinic" / "clinic.xlsx").stdout.splitlines()
    assert told == ["clinic.xlsx · 0 clients · no findings", "There are no clients: the sheet Clients has no rows yet."]


def test_what_final_withholds_is_counted(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    result = invoke("run", workbook, "--as-of", "2026-11-23", "--out", tmp_path / "out", "--final")
    assert "Withheld  2 clients whose plan still has errors or gaps, as --final asks" in result.stdout


def test_where_nobody_can_answer_no_question_is_asked(tmp_path: Path) -> None:
    workbook, out = write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out"
    locked = invoke("run", workbook, "--out", out, "--encrypt")
    assert locked.exit_code == 2
    assert "set SHEET2PLAN_OUTPUT_PASSWORD" in locked.stderr
    base = ("run", workbook, "--as-of", "2026-11-23", "--out", out)
    assert invoke(*base).exit_code == 0
    plan = next(out.rglob("C-0001*.docx"))
    plan.write_bytes(b"mine")
    forced = invoke(*base, "--force")
    assert forced.exit_code == 0
    assert "Nobody is there to ask, so they are kept." in forced.stderr
    assert plan.read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is closed to this account")
def test_folders_that_are_closed_are_told_and_no_fault_of_ours(tmp_path: Path) -> None:
    workbook, closed = write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "closed"
    closed.mkdir(mode=0o000)
    for arguments in (
        ("run", workbook, "--out", closed / "out"),
        ("check", closed / "clinic.xlsx"),
        ("init", closed / "new"),
        ("workbook", "new", closed / "new.xlsx"),
        ("doctor", "--out", closed / "out"),
    ):
        result = invoke(*arguments)
        assert result.exit_code == 3, result.output
        assert "Permission denied" in result.output


def test_the_doctor_names_a_workbook_that_is_not_there(tmp_path: Path) -> None:
    result = invoke("doctor", tmp_path / "nope.xlsx", "--out", tmp_path)
    assert result.exit_code == 3
    assert "FAIL  Workbook: There is no file nope.xlsx" in result.stdout


def test_a_blank_workbook_is_one_that_excel_opens(tmp_path: Path) -> None:
    assert invoke("workbook", "new", tmp_path / "new clinic").exit_code == 0
    assert (tmp_path / "new clinic.xlsx").is_file()


def test_a_deidentified_copy_is_made_by_a_command(tmp_path: Path) -> None:
    workbook, copy = write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "copy.xlsx"
    made = invoke("deidentify", workbook, "--to", copy)
    assert made.exit_code == 0, made.output
    assert "Look through it before you give it away." in made.output
    assert invoke("check", copy, "--fail-on", "never").exit_code == 0
    shown = [str(cell) for sheet in load_workbook(copy) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not [text for text in shown if "Reyes" in text or "C-0001" in text]
    assert invoke("deidentify", workbook, "--to", copy).exit_code == 3


def test_the_options_of_a_run_stand_under_headings_each_once() -> None:
    shown = invoke("run", "--help").output
    assert shown.index("What is read:") < shown.index("--config") < shown.index("For whom:") < shown.index("--client")
    assert "\nOptions:\n  -h, --help  Show this message and exit.\n" in shown
    for option in main.commands["run"].params:
        if option.opts[0].startswith("--"):
            assert len(re.findall(rf"^  (?:-h, )?{option.opts[0]}\b(?!-)", shown, re.MULTILINE)) == 1


def test_no_command_is_cut_short_in_the_lists() -> None:
    for group in ((), ("form",), ("template",), ("workbook",)):
        assert "..." not in invoke(*group, "--help").output.partition("Commands:")[2]
