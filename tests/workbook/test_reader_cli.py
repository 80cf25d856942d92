"""Passwords and refusals from the command line."""

from __future__ import annotations

import io
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest
from click.testing import CliRunner, Result

from oddfiles import written
from sheet2plan.cli import main
from workbooks import write_workbook

PASSWORD = "correct horse"


def check(workbook: Path, *more: str) -> Result:
    arguments = ["check", str(workbook), "--as-of", "2026-11-23", "--fail-on", "never", *more]
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    plain = write_workbook(tmp_path / "plain.xlsx").read_bytes()
    secret = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(plain)).encrypt(PASSWORD, secret)
    return written(tmp_path, "clinic.xlsx", secret.getvalue())


def test_a_locked_workbook_without_a_password(locked: Path) -> None:
    result = check(locked)
    assert result.exit_code == 3
    assert "is protected by a password" in result.stderr
    assert "--password-file" in result.stderr


def test_a_password_from_a_file(locked: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "password.txt", f"\ufeff{PASSWORD}\r\nsecond line\r\n")
    assert check(locked, "--password-file", str(file)).exit_code == 0


def test_a_password_from_the_environment(locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEET2PLAN_PASSWORD", PASSWORD)
    assert check(locked).exit_code == 0


def test_a_wrong_password_is_told_and_never_shown(locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEET2PLAN_PASSWORD", "battery staple")
    result = check(locked)
    assert result.exit_code == 3
    assert "can't be opened with the password" in result.stderr
    assert "battery" not in result.output


def test_a_password_file_that_is_not_there(locked: Path) -> None:
    assert check(locked, "--password-file", "nowhere.txt").exit_code == 2
