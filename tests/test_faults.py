"""What kills, full disks, closed folders and second runs leave behind: old or new, never half."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from killing import kill_many, start
from sheet2plan.config import bundled_files, load_config
from sheet2plan.errors import OutputError
from sheet2plan.files.output import open_output
from sheet2plan.reports.documents import FileState
from sheet2plan.running import batch
from sheet2plan.running.options import RunOptions
from workbooks import AS_OF, GOALS, changed, write_workbook

RIVERSIDE = bundled_files() / "sample_workbooks" / "riverside.xlsx"

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def options(workbook: Path, out: Path) -> RunOptions:
    return RunOptions((workbook,), AS_OF, out, load_config(None, bundled_files()))


def documents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.rglob("*")) if path.suffix in (".docx", ".pdf")}


def parts(out: Path) -> list[Path]:
    return [path for path in out.rglob("*") if path.name.endswith(".part")]


@posix
def test_killed_runs_leave_whole_files_and_the_next_run_finishes(tmp_path: Path) -> None:
    found = kill_many(write_workbook(tmp_path / "small.xlsx"), tmp_path, times=3, jobs=1, seed=1)
    assert found.broken == ()
    assert found.differing == ()


@posix
def test_ctrl_c_ends_a_run_with_a_word(tmp_path: Path) -> None:
    process = start(RIVERSIDE, tmp_path / "out", 2)
    while not list(tmp_path.rglob("*.docx")):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130, told
    assert b"Stopped." in told
    assert b"Traceback" not in told
    assert parts(tmp_path) == []


class _FullDisk:
    """Refuses to write after so many files."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, files: int, code: int = errno.ENOSPC) -> None:
        self.left = files
        self.code = code
        self.plain = os.open
        monkeypatch.setattr(os, "open", self.open)

    def open(self, path: os.PathLike[str] | str, *more: int) -> int:
        if str(path).endswith(".part"):
            self.left -= 1
            if self.left < 0:
                raise OSError(self.code, os.strerror(self.code))
        return self.plain(path, *more)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EIO])
def test_a_disk_that_refuses_leaves_the_old_files_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    workbook, out = write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out"
    batch.run(options(workbook, out))
    before = documents(out)
    write_workbook(workbook, Goals=changed(GOALS, 1, "Long-term goal", "Sleep well"))
    with monkeypatch.context() as patch:
        _FullDisk(patch, 1, code)
        with pytest.raises(OutputError, match="can't be written") as refused:
            batch.run(options(workbook, out))
    assert "Reyes" not in str(refused.value)
    assert documents(out) == before
    assert parts(out) == []
    report = batch.run(options(workbook, out))
    states = {file.state for file in report.files() if file.client_id == "C-0001"}
    assert states == {FileState.REPLACED}
    assert not list(out.rglob("*(2)*"))


@posix
def test_files_that_may_not_grow_as_on_a_full_disk(tmp_path: Path) -> None:
    """The kernel's own limit stands in for the disk: writing stops in the middle of a file."""
    workbook, out = write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out"
    script = "from sheet2plan.__main__ import program; program()"
    command = [sys.executable, "-c", script, "run", str(workbook), "--as-of", "2026-11-23", "--out", str(out)]

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    told = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, check=False)
    assert told.returncode == 3, told.stderr
    assert "can't be written" in told.stderr
    assert parts(out) == []
    batch.run(options(workbook, out))
    assert documents(out).keys() >= {"C-0001 treatment plan.docx", "C-0002 treatment plan.docx"}
    assert not list(out.rglob("*(2)*"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes, a quarter of what riverside needs. Only root may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@posix
def test_a_disk_that_is_really_full_and_one_that_has_room_again(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "CHUNK", 3)
    out = small_disk / "out"
    with pytest.raises(OutputError, match="space"):
        batch.run(options(RIVERSIDE, out))
    there = documents(out)
    assert 0 < len(there) < 76
    assert parts(out) == []
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    batch.run(options(RIVERSIDE, out))
    batch.run(options(RIVERSIDE, tmp_path / "other"))
    whole = documents(tmp_path / "other")
    assert documents(out) == whole
    assert all(whole[name] == content for name, content in there.items())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_closed_folder_is_told_with_advice(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="can't be made"):
        batch.run(options(write_workbook(tmp_path / "clinic.xlsx"), closed / "out"))


def test_the_second_of_two_runs_says_who_holds_the_folder(tmp_path: Path) -> None:
    with (
        open_output(tmp_path, "2026-11", date(2026, 11, 23)),
        pytest.raises(OutputError, match=f"process {os.getpid()} of .* since"),
        open_output(tmp_path, "2026-12", date(2026, 12, 1)),
    ):
        pass
    with open_output(tmp_path, "2026-12", date(2026, 12, 1)):
        pass


@posix
def test_a_run_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    process = start(RIVERSIDE, tmp_path / "out", 1)
    while not (tmp_path / "out" / ".sheet2plan" / "running.json").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.communicate()
    batch.run(options(RIVERSIDE, tmp_path / "out"))
    assert not (tmp_path / "out" / ".sheet2plan" / "running.json").exists()


def test_leftovers_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    workbook, out = write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out"
    batch.run(options(workbook, out))
    left = out / "2026-11" / "plans" / ".C-0001 treatment plan.docx.part"
    left.write_bytes(b"half")
    batch.run(options(workbook, out))
    assert not left.exists()


def test_a_damaged_ledger_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    workbook, out = write_workbook(tmp_path / "clinic.xlsx"), tmp_path / "out"
    batch.run(options(workbook, out))
    before = documents(out)
    (out / ".sheet2plan" / "ledger.sqlite").write_bytes(b"\0" * 5000)
    with pytest.raises(OutputError, match="ledger"):
        batch.run(options(workbook, out))
    assert documents(out) == before
