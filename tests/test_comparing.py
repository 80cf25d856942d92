from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportbuilder import small_clinic
from sheet2plan.findings import Severity
from sheet2plan.render.summary import render_summary
from sheet2plan.running.comparing import batch_before

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def a_batch(home: Path, name: str, as_of: str, errors: int = 12) -> Path:
    folder = home / name
    folder.mkdir()
    counts = {"error": errors, "gap": 5, "warning": 1, "info": 0}
    (folder / "run.json").write_text(json.dumps({"as_of": as_of, "clients": 11, "findings": counts}))
    return folder


def test_the_latest_batch_before_the_day_counts(tmp_path: Path) -> None:
    a_batch(tmp_path, "2026-09", "2026-09-30", 30)
    a_batch(tmp_path, "2026-10", "2026-10-31", 12)
    a_batch(tmp_path, "2026-12", "2026-12-31", 1)
    now = a_batch(tmp_path, "2026-11", "2026-11-23")
    before = batch_before(now, date(2026, 11, 23))
    assert before is not None
    assert (before.batch, before.clients, dict(before.counts)[Severity.ERROR]) == ("2026-10", 11, 12)


def test_what_is_no_batch_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (a_batch(tmp_path, "2026-10", "2026-10-31") / "run.json").write_text("{")
    a_batch(tmp_path, "2026-09", "soon")
    assert batch_before(tmp_path / "2026-11", date(2026, 11, 23)) is None
    assert batch_before(tmp_path / "gone" / "2026-11", date(2026, 11, 23)) is None


def test_the_overview_says_what_moved(tmp_path: Path) -> None:
    a_batch(tmp_path, "2026-10", "2026-10-31")
    report = replace(small_clinic(), before=batch_before(tmp_path / "2026-11", date(2026, 11, 23)))
    book = load_workbook(BytesIO(render_summary(report, {}).content))
    said = {row[0].value: row[1].value for row in book["Overview"].iter_rows(max_row=8)}
    assert said["Since 2026-10"] == "clients 11 → 12, errors 12 → 3, gaps 5 → 3, warnings 1 → 1"
