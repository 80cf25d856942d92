"""Reading by columns gives what reading cell by cell gives."""

from __future__ import annotations

from sheet2plan.workbook.cells import Cell, CellError, shown
from sheet2plan.workbook.columnwise import Columnwise
from sheet2plan.workbook.rows import Row, columns_of


def test_true_and_one_and_zero_and_false_stay_apart() -> None:
    read = Columnwise(shown)
    assert read([1.0, 0.0, "x"]) == ["1", "0", "x"]
    assert read([True, 1.0, False, 0.0]) == ["yes", "1", "no", "0"]
    assert read([1.0, 0.0, None]) == ["1", "0", ""]


def test_what_repeats_is_read_once_and_long_texts_each_time() -> None:
    asked: list[Cell] = []
    long = "slept badly again and woke at four every night"

    def read(cell: Cell) -> str:
        asked.append(cell)
        return shown(cell)

    column = Columnwise(read, long_texts=True)
    cells: list[Cell] = ["ok", long, CellError("#N/A"), "ok", long, CellError("#N/A"), None, None]
    assert column(cells) == [shown(cell) for cell in cells]
    assert column(["ok"]) == ["ok"]
    assert asked == ["ok", long, CellError("#N/A"), long, None]


def test_columns_of_rows_of_unequal_length() -> None:
    rows = [Row(1, ["a", 1.0, "x"], 2), Row(2, ["b"], 2), Row(3, ["c", 3.0], 2)]
    assert [list(column) for column in columns_of(rows, [2, 4])] == [["a", "b", "c"], ["x", None, None]]
    assert [list(column) for column in columns_of(rows, [3])] == [[1.0, None, 3.0]]
    assert [list(column) for column in columns_of(rows[:1], [4, 2])] == [["x"], ["a"]]
    assert columns_of(rows, []) == []
    assert columns_of([], [2, 3]) == [[], []]
