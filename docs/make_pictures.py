"""Makes docs/pictures/ from the demo, with LibreOffice and poppler: python docs/make_pictures.py"""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sheet2plan import RunOptions, run
from sheet2plan.config import bundled_files, find_config, load_config

HOME = Path(__file__).parent / "pictures"
_PLAN, _CLIENT = 2, "C-0011"  # the page with the golden thread, of a client with much to show
# Each picture with its sheet and how much of the page it shows, in points from the top.
_SHEETS = {"summary": ("Overview", 470), "todo": ("To do", 158), "audit": ("Audit", 380), "scores": ("Scores", 330)}
_DPI = 100


def main() -> None:
    """Runs the demo into a temporary folder and pictures a page of a plan and four sheets of the summary."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        workbook = bundled_files() / "sample_workbooks" / "riverside.xlsx"
        config = load_config(find_config(workbook), bundled_files())
        report = run(RunOptions((workbook,), date(2026, 11, 23), home / "output", config))
        batch = report.batch_folder or home
        plan = next(file for file in report.files() if file.client_id == _CLIENT and file.path.endswith(".docx"))
        _picture(_as_pdf(batch / plan.path, home), _PLAN, 792, HOME / "plan.png")
        summary = _as_pdf(batch / "summary.xlsx", home)
        for name, (sheet, height) in _SHEETS.items():
            _picture(summary, _page_of(summary, sheet), height, HOME / f"{name}.png")


def _as_pdf(file: Path, home: Path) -> Path:
    profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(home), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    return home / f"{file.stem}.pdf"


def _page_of(pdf: Path, sheet: str) -> int:
    """The first page whose header names the sheet."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")
    return next(number for number, page in enumerate(pages, 1) if page.splitlines()[0].strip().endswith(sheet))


def _picture(pdf: Path, page: int, height: int, target: Path) -> None:
    place = ["-f", str(page), "-l", str(page), "-r", str(_DPI), "-png", "-singlefile"]
    place += ["-x", "0", "-y", "0", "-W", str(11 * _DPI), "-H", str(height * _DPI // 72)]
    subprocess.run(["pdftoppm", *place, str(pdf), str(target.with_suffix(""))], check=True)


if __name__ == "__main__":
    main()
