"""`sheet2plan doctor`: whether this computer has what a run needs, and what to do where it doesn't."""

from __future__ import annotations

import platform
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from sheet2plan import __version__
from sheet2plan.choosing import require_files
from sheet2plan.config import bundled_files, find_config, load_config
from sheet2plan.errors import Sheet2PlanError
from sheet2plan.files.disk import is_seen
from sheet2plan.files.privacy import folder_doubts
from sheet2plan.home import DATA, PACKAGE
from sheet2plan.logo import read_logo
from sheet2plan.render.printers import compile_printer

_OLDEST = (3, 11)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at: whether it is `well`, what was found, and what to do when it isn't."""

    well: bool
    what: str
    found: str
    advice: str = ""


def examine(out: Path, workbook: Path | None = None) -> Iterator[Diagnosis]:
    """Everything that a run into `out` rests on; with a workbook, its settings, template and forms too."""
    yield _python()
    yield Diagnosis(True, "sheet2plan", f"{__version__} at {PACKAGE}")
    yield Diagnosis(True, "System", f"{platform.system()} {platform.release()}, console {_encoding()}")
    yield from _packages()
    yield Diagnosis(True, "SQLite", sqlite3.sqlite_version)
    yield _shipped_files()
    yield _fonts()
    yield _writable("Output folder", out)
    yield from (Diagnosis(True, "Note", doubt) for doubt in folder_doubts(out.absolute()))
    yield _writable("Temporary folder", Path(tempfile.gettempdir()))
    yield from _settings(workbook)


def _python() -> Diagnosis:
    found = f"{platform.python_version()} at {sys.executable}"
    advice = "Install Python 3.11 or newer from python.org."
    return Diagnosis(sys.version_info >= _OLDEST, "Python", found, advice)


def _encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "unknown"


def _packages() -> Iterator[Diagnosis]:
    """What is installed of the packages that sheet2plan names, one line for all that are there."""
    try:
        named = [line for line in requires("sheet2plan") or [] if "extra ==" not in line]
    except PackageNotFoundError:
        yield Diagnosis(True, "Packages", "sheet2plan runs from its source folder; nothing tells what it needs")
        return
    there = []
    for line in named:
        name = line.split(";")[0].split("<")[0].split(">")[0].split("=")[0].split("!")[0].strip()
        try:
            there.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Diagnosis(False, "Package", f"{name} is not installed", "Install sheet2plan again with pip.")
    yield Diagnosis(True, "Packages", ", ".join(there))


def _shipped_files() -> Diagnosis:
    home = bundled_files()
    needed = ("templates/treatment_plan.docx", "templates/forms", "sample_workbooks/riverside.xlsx")
    missing = [name for name in needed if not (home / name).exists()]
    found = f"{home} lacks {', '.join(missing)}" if missing else f"templates, forms and sample at {home}"
    return Diagnosis(not missing, "Shipped files", found, "Install sheet2plan again with pip.")


def _fonts() -> Diagnosis:
    folder = DATA / "fonts"
    fonts = sorted(path.stem for path in folder.glob("*.ttf"))
    found = ", ".join(fonts) or f"none at {folder}"
    return Diagnosis(bool(fonts), "Fonts for PDF forms", found, "Install sheet2plan again with pip.")


def _writable(what: str, folder: Path) -> Diagnosis:
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if is_seen(place))
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as fault:
        advice = "Choose another folder with --out, or ask who looks after this computer for the right to write there."
        return Diagnosis(False, what, f"{there} can't be written: {fault.strerror}", advice)
    made = "" if there == folder.absolute() else ", will be made"
    return Diagnosis(True, what, f"{folder.absolute()}{made}")


def _settings(workbook: Path | None) -> Iterator[Diagnosis]:
    """The settings beside the workbook, then each template and form that they name."""
    if workbook is not None:
        try:
            require_files([workbook])
        except Sheet2PlanError as fault:
            yield Diagnosis(False, "Workbook", fault.problem, fault.advice)
            return
    source = find_config(workbook) if workbook else None
    try:
        config = load_config(source, bundled_files())
    except Sheet2PlanError as fault:
        yield Diagnosis(False, "Settings", fault.problem, fault.advice)
        return
    yield Diagnosis(True, "Settings", str(source or "none beside the workbook; the defaults hold"))
    if config.logo:
        yield _logo(config.logo)
    for path in (config.plan_template, *config.forms):
        try:
            compile_printer(path)
        except Sheet2PlanError as fault:
            yield Diagnosis(False, path.name, fault.problem, fault.advice)
        else:
            yield Diagnosis(True, path.name, "can be used")


def _logo(path: Path) -> Diagnosis:
    try:
        logo = read_logo(path)
    except Sheet2PlanError as fault:
        return Diagnosis(False, path.name, fault.problem, fault.advice)
    return Diagnosis(True, path.name, f"a picture of {logo.width} by {logo.height} pixels")
