"""A big workbook is read from its path by several threads, and stays what was scanned and hashed."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from sheet2plan.workbook.calamine import read_grids

NAMES = ["One", "Two", "Three"]


def big_workbook(word: str) -> bytes:
    """Three small sheets, in a file that a picture makes big."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for number, name in enumerate(NAMES):
        book.create_sheet(name)["B2"] = f"{word} {number}"
    book.save(file)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/media/picture.png", os.urandom(2_100_000))
    return file.getvalue()


def words(content: bytes, path: Path | None) -> list[object]:
    return [(rows, top, left) for rows, top, left in read_grids(content, NAMES, path)]


def test_by_path_and_from_memory_it_is_the_same(tmp_path: Path) -> None:
    content = big_workbook("here")
    (tmp_path / "a.xlsx").write_bytes(content)
    assert words(content, tmp_path / "a.xlsx") == words(content, None) == [([[f"here {n}"]], 1, 1) for n in range(3)]


@pytest.mark.parametrize("there", [None, b"", b"PK", big_workbook("saved meanwhile")])
def test_what_was_saved_or_lost_meanwhile_is_not_read(tmp_path: Path, there: bytes | None) -> None:
    content = big_workbook("here")
    if there is not None:
        (tmp_path / "a.xlsx").write_bytes(there)
    assert words(content, tmp_path / "a.xlsx") == words(content, None)
