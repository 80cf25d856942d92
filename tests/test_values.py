from __future__ import annotations

from datetime import date, datetime

import pytest

from sheet2plan.catalog import Remarks
from sheet2plan.columns import field_of
from sheet2plan.sheets import Client, Goal, Objective, Score
from sheet2plan.workbook.cells import Cell, CellError, Doubtful, clean, shown
from sheet2plan.workbook.dates import DateOrder, date_order, has_ambiguous_date
from sheet2plan.workbook.values import column_reader

DAY = date(2026, 11, 23)
REMARKS = Remarks(frozenset({"n/a", "-", "tbd"}), frozenset({"refused", "dna"}), frozenset({"ditto"}), frozenset({"x"}))
STATUS = {"active": "active", "open": "active", "partly met": "partly_met"}


def read(record: type, field: str, cell: Cell, order: DateOrder = DateOrder.UNDECIDED) -> object:
    return column_reader(field_of(record, field), STATUS, REMARKS, order, DAY)(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime(2026, 4, 5, 13, 30), date(2026, 4, 5)),
        (date(2026, 4, 5), date(2026, 4, 5)),
        ("4/5/2026", date(2026, 4, 5)),
        ("4-5-26", date(2026, 4, 5)),
        ("13/4/2026", date(2026, 4, 13)),
        ("2026-04-05", date(2026, 4, 5)),
        ("2026.04.05", date(2026, 4, 5)),
        ("2026-04-05T00:00:00", date(2026, 4, 5)),
        ("Apr 5, 2026", date(2026, 4, 5)),
        ("5 April 2026", date(2026, 4, 5)),
        ("Sept. 5th, 2026", date(2026, 9, 5)),
        ("05APR2026", date(2026, 4, 5)),
        ("Sun 4/5/2026", date(2026, 4, 5)),
        ("Sunday, April 5, 2026", date(2026, 4, 5)),
        ("4/5/2026 0:00", date(2026, 4, 5)),
        ("4/5/26 01:30:00 PM", date(2026, 4, 5)),
        ("5-Apr-2026 13:30", date(2026, 4, 5)),
        (46117.0, date(2026, 4, 5)),
        ("\u00a04/5/2026 ", date(2026, 4, 5)),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_dates_are_read_in_their_many_forms(cell: Cell, expected: date | None) -> None:
    assert read(Goal, "start_date", cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2026-02-30", "date-impossible"),
        ("31/31/2026", "date-impossible"),
        ("13/13/2026", "date-impossible"),
        ("0/5/2026", "date-impossible"),
        ("Jan 2026", "date-incomplete"),
        ("mid Jan", "date-incomplete"),
        ("10/28", "date-incomplete"),
        ("2026", "date-incomplete"),
        ("9-Apr", "date-incomplete"),
        ("soon", "date-unreadable"),
        ("due!", "date-unreadable"),
        (12.0, "date-unreadable"),
    ],
)
def test_what_is_no_full_real_day_is_doubtful_and_keeps_its_text(cell: Cell, code: str) -> None:
    assert read(Goal, "start_date", cell) == Doubtful(code, shown(cell))


def test_a_date_with_a_remark_keeps_its_day_in_doubt() -> None:
    assert read(Goal, "start_date", "5/11/26 (old)") == Doubtful("date-with-note", "5/11/26 (old)", date(2026, 5, 11))


def test_day_first_is_followed_where_it_is_decided() -> None:
    assert read(Goal, "start_date", "4/5/2026", DateOrder.DAY_FIRST) == date(2026, 5, 4)
    assert read(Goal, "start_date", "4/25/2026", DateOrder.DAY_FIRST) == date(2026, 4, 25)


def test_a_birth_date_with_two_digits_is_never_in_the_future() -> None:
    assert read(Client, "dob", "4/5/68") == date(1968, 4, 5)
    assert read(Client, "dob", "4/5/19") == date(2019, 4, 5)
    assert read(Goal, "start_date", "4/5/68") == date(2068, 4, 5)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["3/4/2026", "13/4/2026"], DateOrder.DAY_FIRST),
        (["3/4/2026", "3/14/2026"], DateOrder.MONTH_FIRST),
        (["13/4/2026", "3/14/2026"], DateOrder.MIXED),
        (["3/4/2026", None, date(2026, 3, 14)], DateOrder.UNDECIDED),
    ],
)
def test_the_order_of_a_column_is_told_from_all_its_cells(cells: list[Cell], order: DateOrder) -> None:
    assert date_order(cells) is order


def test_a_date_is_ambiguous_only_when_the_order_changes_it() -> None:
    assert has_ambiguous_date(["3/4/2026"])
    assert not has_ambiguous_date(["4/4/2026", "3/14/2026", "2026-03-04", None])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(19.0, 19.0), (19, 19.0), ("19", 19.0), (" 1,200.5 ", 1200.5), ("-3", -3.0), ("", None), (None, None)],
)
def test_numbers(cell: Cell, expected: float | None) -> None:
    assert read(Score, "value", cell) == expected


def test_zero_is_a_value_and_blank_is_not() -> None:
    assert read(Score, "value", 0) == 0.0
    assert read(Score, "value", "0") == 0.0
    assert read(Score, "value", "") is None


@pytest.mark.parametrize("cell", ["19 (mod sev)", "19/27", "19*", "19 %"])
def test_a_number_with_a_remark_keeps_its_number_in_doubt(cell: str) -> None:
    assert read(Score, "value", cell) == Doubtful("number-with-note", cell, 19.0)


@pytest.mark.parametrize("cell", ["refused", "DNA", "14-16", "4/5/2026", True, datetime(2026, 4, 5), float("nan")])
def test_what_is_no_number_is_not_guessed(cell: Cell) -> None:
    reading = read(Score, "value", cell)
    assert isinstance(reading, Doubtful)
    assert reading.value is None


def test_an_error_cell_is_not_a_blank() -> None:
    assert read(Score, "value", CellError("#REF!")) == Doubtful("cell-error", "#REF!")
    assert read(Goal, "goal_text", CellError("#N/A")) == Doubtful("cell-error", "#N/A")


def test_words_that_mean_nothing_is_there_are_no_values() -> None:
    assert read(Objective, "baseline", "N/A") == Doubtful("not-a-value", "N/A")
    assert read(Goal, "start_date", "tbd") == Doubtful("not-a-value", "tbd")


def test_choices_by_any_spelling() -> None:
    assert read(Goal, "status", "Partly met") == "partly_met"
    assert read(Goal, "status", " OPEN ") == "active"
    assert read(Goal, "status", "actve") == Doubtful("choice-unknown", "actve")


def test_ids_stay_text() -> None:
    assert read(Client, "client_id", 42.0) == "42"
    assert read(Client, "client_id", "0042") == "0042"


def test_text_is_cleaned_but_never_cut() -> None:
    assert clean("a\u00a0b\u200b  c\r\nd") == "a b c\nd"
    assert clean("_x0041_") == "_x0041_"
    assert clean("None") == "None"
    assert clean("x" * 40000) == "x" * 40000
    assert clean("tab\x0bbed \ufdd0") == "tab\nbed"
    assert clean("n\u0303") == "ñ"


@pytest.mark.parametrize("cell", [5550115.0, 5550115, "555-0115"])
def test_a_phone_number_that_a_program_took_for_a_number_gets_its_dashes_back(cell: Cell) -> None:
    assert read(Client, "phone", cell) == "555-0115"
