from __future__ import annotations

from datetime import date

from reportbuilder import AS_OF, a_result, small_clinic
from sheet2plan.render.calendar import render_calendar
from sheet2plan.reports.report import ClientResult


def lines(*clients: ClientResult) -> list[str]:
    return render_calendar(clients, AS_OF).content.decode().split("\r\n")


def test_a_due_review_is_a_whole_day_with_the_clients_id() -> None:
    found = lines(a_result("C-0042", -7))
    assert "DTSTART;VALUE=DATE:20261130" in found
    assert "DTEND;VALUE=DATE:20261201" in found
    assert "SUMMARY:Treatment plan review: C-0042" in found


def test_no_name_is_in_it() -> None:
    text = "\n".join(lines(*small_clinic().results))
    assert not [client.name for client in small_clinic().results if client.name and client.name in text]


def test_who_has_no_date_or_is_not_in_treatment_has_no_event() -> None:
    assert lines(*small_clinic().results).count("BEGIN:VEVENT") == 9


def test_a_moved_review_keeps_its_id() -> None:
    first, second = (next(line for line in lines(a_result("C-1", days)) if "UID" in line) for days in (-7, 30))
    assert first == second


def test_long_lines_are_folded_and_signs_escaped() -> None:
    reason = "set at the review; Ünïcödé, " * 10
    found = lines(a_result("C-1", -7, due_reason=reason))
    assert max(len(line.encode()) for line in found) <= 75
    text = "\r\n".join(found).replace("\r\n ", "")
    assert reason.replace(";", "\\;").replace(",", "\\,") in text


def test_the_same_clients_give_the_same_bytes() -> None:
    made = {render_calendar(small_clinic().results, date(2026, 11, 23)).content for _ in range(2)}
    assert len(made) == 1
