from __future__ import annotations

from pathlib import Path

import pytest

from sheet2plan.catalog import load_catalog, read_icd
from sheet2plan.errors import ConfigError

TABLE = load_catalog().icd


@pytest.mark.parametrize(
    "code", ["F32.9", "F32.A", "F33.1", "F41.1", "F43.10", "F43.81", "F50.010", "F22", "R45.851", "Z63.0"]
)
def test_leaves_are_billable(code: str) -> None:
    assert TABLE.codes[code].billable


@pytest.mark.parametrize(
    "code", ["F32", "F33", "F43.8", "F50.01", "F50.2", "F50.81", "F78", "Z59.0", "Z91.5", "T14.91"]
)
def test_categories_are_not_and_have_children(code: str) -> None:
    assert not TABLE.codes[code].billable
    assert all(child.billable and child.code.startswith(code) for child in TABLE.children(code))
    assert TABLE.children(code)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("F4O.10", "F40.10"),
        ("F43.IO", "F43.10"),
        ("F51.O1", "F51.01"),
        ("F32.77", None),
        ("F33.l", None),
        ("FS1.01", "F51.01"),
    ],
)
def test_slips_between_letters_and_digits(typed: str, meant: str | None) -> None:
    assert TABLE.slip(typed) == meant


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        ("F32.1", "F33.1", True),
        ("F33.1", "F32.1", True),
        ("F10.10", "F10.20", True),
        ("F20.0", "F25.0", True),
        ("F33.1", "F41.1", False),
        ("F33.1", "F51.01", False),
        ("F10.20", "F11.20", False),
    ],
)
def test_excludes1_pairs(one: str, other: str, excluded: bool) -> None:
    assert TABLE.excluded_pair(one, other) is excluded


def test_a_code_of_another_chapter_cant_be_judged() -> None:
    assert TABLE.covers("F99.99")
    assert not TABLE.covers("E11.9")
    assert TABLE.release == "April 2026"


def test_the_order_file_of_the_cdc_is_read(tmp_path: Path) -> None:
    file = tmp_path / "icd10cm-order-2027.txt"
    rows = [
        ("F32", "0", "Depressive episode"),
        ("F320", "1", "Major depressive disorder, single episode, mild"),
        ("F39", "1", "Mood"),
    ]
    text = "\n".join(f"{n:05} {code:7} {leaf} {words[:60]:60} {words}" for n, (code, leaf, words) in enumerate(rows, 1))
    file.write_text(text, encoding="utf-8")
    table = read_icd(file)
    assert [code.code for code in table.codes.values()] == ["F32", "F32.0", "F39"]
    assert [code.billable for code in table.codes.values()] == [False, True, True]
    assert table.codes["F32.0"].description == "Major depressive disorder, single episode, mild"
    assert table.covers("F32.9")
    assert not table.covers("F41.1")


def test_a_csv_is_read(tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    file.write_text("code,billable,description\nF329,1,Depression\nF32,0,Episode\n", encoding="utf-8")
    assert read_icd(file).codes["F32.9"].billable


def test_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear colleague,\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"letter\.txt"):
        read_icd(file)
