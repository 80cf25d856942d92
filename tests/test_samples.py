"""The sample clinics all the way through, judged by programs that are not ours."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from judges import libreoffice_pdfs, ooxml_errors, pdf_text, qpdf_problems
from sheet2plan.config import find_config, load_config
from sheet2plan.findings import Severity
from sheet2plan.reports.report import ClientResult, Outcome, Report
from sheet2plan.running.batch import run
from sheet2plan.running.options import RunOptions
from sheet2plan.sheets import SHEETS

TOP = Path(__file__).parents[1]
SAMPLES = TOP / "sample_workbooks"
DAY = date(2026, 11, 23)


def run_sample(name: str, out: Path) -> Report:
    workbook = SAMPLES / name
    return run(RunOptions((workbook,), DAY, out, load_config(find_config(workbook), TOP)))


@pytest.fixture(scope="module")
def riverside(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return run_sample("riverside.xlsx", tmp_path_factory.mktemp("riverside"))


def written(report: Report, suffix: str) -> Iterator[tuple[ClientResult, Path]]:
    assert report.batch_folder
    for result in report.results:
        for file in result.files:
            if file.path.endswith(suffix):
                yield result, report.batch_folder / file.path


def test_riverside_is_a_well_kept_clinic(riverside: Report) -> None:
    assert len(riverside.results) == 40
    made = [result for result in riverside.results if result.outcome is Outcome.WRITTEN]
    assert len(made) >= 36
    assert all(len(result.files) == 2 for result in made)
    in_order = [result for result in made if not result.count(Severity.ERROR) and not result.count(Severity.GAP)]
    assert len(in_order) >= 20
    assert {table.became for table in riverside.tables} == {spec.name for spec in SHEETS}
    assert all(not table.unused for table in riverside.tables)


def test_a_safety_concern_without_a_plan_is_found(riverside: Report) -> None:
    assert any(notice.code == "risk-no-safety-plan" for notice in riverside.notices)


def test_every_word_and_excel_file_is_sound(riverside: Report) -> None:
    assert riverside.batch_folder
    files = [path for _, path in written(riverside, ".docx")] + [riverside.batch_folder / "summary.xlsx"]
    with ThreadPoolExecutor(2) as pool:
        errors = dict(zip(files, pool.map(ooxml_errors, files), strict=True))
    assert {path.name: found for path, found in errors.items() if found} == {}


def test_every_plan_holds_its_own_client_and_nobody_else(riverside: Report, tmp_path: Path) -> None:
    plans = list(written(riverside, ".docx"))
    texts = dict(
        zip([result.client_id for result, _ in plans], _texts([path for _, path in plans], tmp_path), strict=True)
    )
    for result, _ in plans:
        text = texts[result.client_id]
        assert result.client_id in text
        assert result.name in text
        strangers = [
            other for other in riverside.results if other.client_id != result.client_id and _mentions(text, other)
        ]
        assert [other.client_id for other in strangers] == []


def _texts(paths: list[Path], folder: Path) -> list[str]:
    return [" ".join(pdf_text(pdf).split()) for pdf in libreoffice_pdfs(paths, folder)]


def _mentions(text: str, other: ClientResult) -> bool:
    return other.client_id in text or other.name in text


def test_every_form_is_sound_and_shows_its_values(riverside: Report) -> None:
    for result, path in written(riverside, ".pdf"):
        assert qpdf_problems(path) == []
        document = pypdfium2.PdfDocument(path)
        document.init_forms()
        for page in document:
            page.flatten()
        text = " ".join(page.get_textpage().get_text_range() for page in document)
        assert result.client_id in text
        assert [o.client_id for o in riverside.results if o.client_id != result.client_id and o.client_id in text] == []
        document.close()


def test_the_minimal_workbook_gives_plans_with_more_gaps(tmp_path: Path) -> None:
    report = run_sample("minimal.xlsx", tmp_path)
    made = [result for result in report.results if result.outcome is Outcome.WRITTEN]
    assert made
    assert all(result.count(Severity.GAP) > 3 for result in made)
    assert all(0 < result.completeness < 100 for result in made)


def test_the_messy_workbook_runs(tmp_path: Path) -> None:
    report = run_sample("northgate-messy.xlsx", tmp_path)
    assert report.results
