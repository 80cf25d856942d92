from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from sheet2plan.errors import OutputError
from sheet2plan.files.disk import closing_command, mkdir_closes
from sheet2plan.files.output import open_output
from sheet2plan.files.shelf import safe_file, safe_name, twins
from sheet2plan.reports.documents import FileState, WrittenFile

DAY = date(2026, 11, 23)
NAME = "plans/J. Park/C-0001 treatment plan.docx"


def write(root: Path, content: bytes) -> WrittenFile:
    with open_output(root, "2026-11", DAY) as folder:
        return folder.write(NAME, content, "C-0001", "plan")


def test_a_new_file_is_written_and_an_unchanged_one_left(tmp_path: Path) -> None:
    assert write(tmp_path, b"one").state is FileState.NEW
    path = tmp_path / "2026-11" / NAME
    before = path.stat().st_mtime_ns
    assert write(tmp_path, b"one").state is FileState.UNCHANGED
    assert path.stat().st_mtime_ns == before


def test_our_own_file_is_replaced_when_the_data_changed(tmp_path: Path) -> None:
    write(tmp_path, b"one")
    assert write(tmp_path, b"two").state is FileState.REPLACED
    assert (tmp_path / "2026-11" / NAME).read_bytes() == b"two"


def test_an_edited_file_is_kept_while_the_data_stay_the_same(tmp_path: Path) -> None:
    write(tmp_path, b"one")
    path = tmp_path / "2026-11" / NAME
    path.write_bytes(b"signed")
    assert write(tmp_path, b"one").state is FileState.KEPT
    assert path.read_bytes() == b"signed"
    assert list(path.parent.iterdir()) == [path]


def test_new_data_go_beside_an_edited_file(tmp_path: Path) -> None:
    write(tmp_path, b"one")
    path = tmp_path / "2026-11" / NAME
    path.write_bytes(b"signed")
    written = write(tmp_path, b"two")
    assert written.state is FileState.BESIDE
    assert written.path.endswith("C-0001 treatment plan (2).docx")
    assert path.read_bytes() == b"signed"
    assert (tmp_path / "2026-11" / written.path).read_bytes() == b"two"
    third = write(tmp_path, b"three")
    assert third.path == written.path
    assert (tmp_path / "2026-11" / third.path).read_bytes() == b"three"
    assert path.read_bytes() == b"signed"


def test_a_deleted_file_is_made_again(tmp_path: Path) -> None:
    write(tmp_path, b"one")
    (tmp_path / "2026-11" / NAME).unlink()
    assert write(tmp_path, b"one").state is FileState.NEW


def test_without_a_ledger_nothing_is_overwritten(tmp_path: Path) -> None:
    write(tmp_path, b"one")
    (tmp_path / ".sheet2plan" / "ledger.sqlite").unlink()
    assert write(tmp_path, b"one").state is FileState.UNCHANGED
    (tmp_path / ".sheet2plan" / "ledger.sqlite").unlink()
    assert write(tmp_path, b"two").state is FileState.BESIDE
    assert (tmp_path / "2026-11" / NAME).read_bytes() == b"one"


def test_files_and_folders_are_private(tmp_path: Path) -> None:
    write(tmp_path / "out", b"one")
    path = tmp_path / "out" / "2026-11" / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "out" / ".sheet2plan" / "ledger.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("version", "closes"),
    [((3, 11, 9), False), ((3, 11, 10), True), ((3, 12, 3), False), ((3, 12, 4), True), ((3, 13, 0), True)],
)
def test_which_python_closes_a_folder_on_windows(version: tuple[int, int, int], closes: bool) -> None:
    assert mkdir_closes(version) is closes


def test_windows_own_command_names_no_account_in_any_language() -> None:
    command = closing_command(Path("C:/clinic/output"))
    assert command[:2] == ("icacls", str(Path("C:/clinic/output")))
    assert {part.partition(":")[0] for part in command[4:]} == {"*S-1-3-4", "*S-1-5-18", "*S-1-5-32-544"}
    assert "/inheritance:r" in command


def test_two_runs_at_once_are_told_apart(tmp_path: Path) -> None:
    with open_output(tmp_path, "2026-11", DAY), pytest.raises(OutputError, match="Another run"):
        write(tmp_path, b"one")


def test_a_folder_that_is_a_file_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("in the way")
    with pytest.raises(OutputError, match="can't be made"):
        write(tmp_path / "output", b"one")


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "a/b", "CON", "nul.txt", "C:1", "..", "", "x" * 300, "a\nb", "tail."]
)
def test_ids_never_leave_their_folder(text: str) -> None:
    name = safe_name(text)
    assert name != text
    assert Path(name).name == name
    assert name not in (".", "..")
    assert len(name) < 100


def test_names_that_differ_stay_different() -> None:
    assert safe_name("a/b") != safe_name("a:b")
    assert safe_name("C-0042") == "C-0042"
    assert safe_name("Žaneta Kovářová, PhD") == "Žaneta Kovářová, PhD"


def test_a_files_name_keeps_its_ending() -> None:
    assert safe_file("C-0042 treatment plan.docx") == "C-0042 treatment plan.docx"
    assert safe_file("A/1 treatment plan.docx").startswith("A_1 treatment plan-")
    assert safe_file("A/1 treatment plan.docx").endswith(".docx")
    assert safe_file("review copy of " + "x" * 300 + ".xlsx").endswith(".xlsx")
    assert safe_file("CON.docx") != "CON.docx"


def test_twins_are_names_that_some_system_takes_for_one() -> None:
    assert twins(["C-1", "c-1", "C-2", "José", "Jose\u0301"]) == {"C-1", "c-1", "José", "Jose\u0301"}
