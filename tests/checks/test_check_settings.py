"""What a clinic sets in sheet2plan.toml, seen through a whole check."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruleexamples import perfect
from sheet2plan.config import bundled_files, load_config
from sheet2plan.errors import ConfigError
from sheet2plan.findings import Severity, Verdict
from sheet2plan.reports.report import Report
from sheet2plan.running.batch import check
from sheet2plan.running.options import RunOptions
from tables import AS_OF, changed, load


def report(folder: Path, change: str = "", settings: str = "", icd: Path | None = None) -> Report:
    """The changed perfect client checked under the settings."""
    load(changed(perfect(), change), folder)
    file = folder / "sheet2plan.toml"
    file.write_text(settings, encoding="utf-8")
    config = load_config(file, bundled_files())
    return check(RunOptions((folder / "clinic.xlsx",), AS_OF, folder, config, icd=icd))


def codes(result: Report) -> set[str]:
    """The codes found."""
    return {notice.code for notice in result.notices}


def test_the_answers_stand_in_the_clients_result(tmp_path: Path) -> None:
    result = report(tmp_path).results[0]
    assert {answer.verdict for answer in result.audit} == {Verdict.PASS}
    assert len(result.audit) == 6
    assert {answer.verdict for answer in result.rules} == {Verdict.PASS}
    assert result.notes == (3, 3)
    assert result.profile == ""


def test_a_cell_that_cant_be_read_leaves_its_point_open(tmp_path: Path) -> None:
    change = "Objectives\n| Objective # | Target |\n| O1.1 | about half |"
    answers = {answer.key: answer.verdict for answer in report(tmp_path, change).results[0].audit}
    assert answers["objectives"] is Verdict.CANNOT_TELL
    assert answers["diagnosis"] is Verdict.PASS


def test_a_payer_is_given_a_profile(tmp_path: Path) -> None:
    change = "Plans: no rows\nClients\n| Client ID | Payer |\n| C-0001 | Medi-Cal |"
    assert next(n for n in report(tmp_path, change).notices if n.code == "no-plan").severity is Severity.GAP
    named = report(tmp_path, change, '[profiles]\n"Medi-Cal" = "ca_calaim"\n')
    assert next(n for n in named.notices if n.code == "no-plan").severity is Severity.INFO
    assert "profile-not-verified" in codes(named)
    assert named.results[0].profile == "California Medi-Cal, CalAIM"


def test_a_profile_that_isnt_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="wi_dhs53"):
        report(tmp_path, "", '[profiles]\n"*" = "wi_dhs53"\n')


def test_a_scoring_told_once_settles_it(tmp_path: Path) -> None:
    change = "Scores\n| Score | Measure | Date given |\n| 24 | WHODAS 2.0 | 2026-11-17 |"
    assert "scoring-unsettled" in codes(report(tmp_path, change))
    assert "scoring-unsettled" not in codes(report(tmp_path, change, '[scoring]\nWHODAS12 = "0-48"\n'))


def test_thresholds_are_the_clinics(tmp_path: Path) -> None:
    assert "score-stale" in codes(report(tmp_path, "", "[thresholds]\nretest_at_least_days = 5\nretest_grace = 0.1\n"))
    with pytest.raises(ConfigError, match="retest_graze"):
        report(tmp_path, "", "[thresholds]\nretest_graze = 2\n")


def test_a_newer_code_table(tmp_path: Path) -> None:
    table = tmp_path / "codes.csv"
    table.write_text(
        "code,billable,description\nF33,0,MDD\nF331,1,Major depression\nF510,1,Insomnia\n", encoding="utf-8"
    )
    found = [notice for notice in report(tmp_path, icd=table).notices if notice.code == "icd-unknown"]
    assert [notice.message.split(" is ")[0] for notice in found] == ["F51.01"]
    assert "codes.csv" in found[0].message
