"""A big workbook is read from its path by several threads, and stays what was scanned and hashed."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from sheet2plan.workbook.calamine import read_grids
from sheet2plan.workbook.openxml import open_book
from sheet2plan.workbook.package import open_package
from sheet2plan.workbook.reader import _proof

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
    return [(rows, top, left) for rows, top, left in read_grids(content, NAMES, path, threads=2)]


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


def test_one_long_text_does_not_make_every_text_long() -> None:
    """What Excel writes keeps each text once: of a big workbook, nearly all cells point at short ones."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name in NAMES:
            sheet = book.add_worksheet(name)
            for number in range(6000):
                sheet.write_row(number, 0, [f"short {number}", number])
        sheet.write(6000, 0, "long " * 6000)
    package = open_package(file.getvalue(), "a.xlsx")
    proof = _proof(package, open_book(package))
    assert proof is not None
    assert 30_000 < proof.text < 2_000_000
