"""Ends runs by kill -9 at random moments and looks at what they leave: python tests/killing.py WORKBOOK [TIMES] [JOBS]

Two states of a workbook take turns, so that files are made and replaced. After each kill every file must be whole, of
one state or the other; at the end one undisturbed run must leave what a run on an empty folder leaves.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import openpyxl

DAY = "2026-11-23"


@dataclass(frozen=True)
class Outcome:
    """What a series of kills showed: how many struck a run, files that were not whole, and files beyond those due."""

    struck: int
    broken: tuple[str, ...]
    differing: tuple[str, ...]


def second_state(workbook: Path, path: Path) -> Path:
    """The same workbook with another long-term goal for every client."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["Goals"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Long-term goal")
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = f"{sheet.cell(row, column).value} and keep it up"
    book.save(path)
    return path


def start(workbook: Path, out: Path, jobs: int, *more: str) -> subprocess.Popen[bytes]:
    """A run in a process of its own."""
    script = (
        "import sheet2plan.running.batch as b; b.WORTH_A_POOL = 20; b.CHUNK = 5\n"
        "from sheet2plan.__main__ import program; program()"
    )
    command = [sys.executable, "-c", script, "run", str(workbook), "--as-of", DAY, "--out", str(out)]
    command += ["--jobs", str(jobs), *more]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def whole(workbook: Path, out: Path, jobs: int) -> float:
    """Seconds that an undisturbed run held the output folder. Raises RuntimeError when it failed."""
    process = _started(workbook, out, jobs)
    begin = time.perf_counter()
    _, told = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(told.decode())
    return time.perf_counter() - begin


def _started(workbook: Path, out: Path, jobs: int) -> subprocess.Popen[bytes]:
    """A run that holds the output folder, or has ended."""
    holder = out / ".sheet2plan" / "running.json"
    holder.unlink(missing_ok=True)
    process = start(workbook, out, jobs)
    while process.poll() is None and not holder.exists():
        time.sleep(0.005)
    return process


def hashes(out: Path) -> dict[str, str]:
    """Every file of the batches by path."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and ".sheet2plan" not in path.parts
    }


def kill_many(workbook: Path, home: Path, times: int, jobs: int, seed: int) -> Outcome:
    """Kill `times` runs at random moments and compare."""
    dice = random.Random(seed)
    states = [shutil.copy(workbook, home / "one.xlsx"), second_state(workbook, home / "two.xlsx")]
    books = [home / "a" / "clinic.xlsx", home / "b" / "clinic.xlsx"]
    for book, state in zip(books, states, strict=True):
        book.parent.mkdir()
        shutil.copy(state, book)
    live, clean = home / "live" / "clinic.xlsx", [home / "clean-a", home / "clean-b"]
    live.parent.mkdir()
    for book, folder in zip(books, clean, strict=True):
        shutil.copy(book, live)
        whole(live, folder, jobs)
    out, broken, struck = home / "output", [], 0
    shutil.copytree(clean[0], out)
    longest = whole(live, out, jobs)
    expected = [hashes(folder) for folder in clean]
    for _ in range(times):
        shutil.copy(dice.choice(books), live)
        process = _started(live, out, jobs)
        time.sleep(dice.uniform(0.0, 1.0) * longest)
        struck += process.poll() is None
        process.kill()
        process.communicate()
        broken += _broken(out, expected)
    shutil.copy(books[1], live)
    whole(live, out, jobs)
    found = hashes(out)
    differing = [path for path in sorted({*found, *expected[1]}) if found.get(path) != expected[1].get(path)]
    return Outcome(struck, tuple(broken), tuple(path for path in differing if not _of_run(path)))


def _broken(out: Path, expected: list[dict[str, str]]) -> list[str]:
    """Files that are of neither state. Those of the whole run tell of both, so only their being whole is looked at."""
    return [
        path
        for path, sha256 in (hashes(out) if out.exists() else {}).items()
        if not path.endswith(".part")
        and not _of_run(path)
        and sha256 not in (expected[0].get(path), expected[1].get(path))
    ]


def _of_run(path: str) -> bool:
    return path.endswith(("summary.xlsx", "run.json", "review copy.xlsx"))


def main() -> None:
    """Prints what was found."""
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    jobs = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    with tempfile.TemporaryDirectory() as folder:
        found = kill_many(Path(sys.argv[1]), Path(folder), times, jobs, seed=7)
    print(
        f"{found.struck} of {times} kills struck a run; not whole: {found.broken}; at the end {found.differing} differ"
    )


if __name__ == "__main__":
    main()
