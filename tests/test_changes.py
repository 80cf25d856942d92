"""What changed since an earlier run: values compared, and whole runs whose summaries are read back."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import load_workbook

from reportbuilder import WORKBOOK, a_notice, a_report, a_result, an_audited_client
from sheet2plan.catalog import load_catalog
from sheet2plan.config import bundled_files, load_config
from sheet2plan.findings import Notice, Severity
from sheet2plan.model import Source
from sheet2plan.render.summary import render_handouts
from sheet2plan.reports.changes import Change, ChangeKind, Since
from sheet2plan.reports.report import ClientResult, MetObjective, Outcome, ScoreLine
from sheet2plan.running import batch
from sheet2plan.running.comparing import compare
from sheet2plan.running.options import RunOptions
from sheet2plan.running.snapshot import pack_snapshot, snapshot_of, unpack_snapshot
from workbooks import CLIENTS, GOALS, SCORES, changed, write_workbook

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

OCTOBER, NOVEMBER = date(2026, 10, 30), date(2026, 11, 23)


def changes(then: ClientResult | list[ClientResult], now: ClientResult | list[ClientResult]) -> tuple[Change, ...]:
    """What changed between two whole runs, the first as it comes back from the ledger."""
    before, after = ([each] if isinstance(each, ClientResult) else each for each in (then, now))
    kept = unpack_snapshot(pack_snapshot(snapshot_of(a_report(before), True)))
    return compare(kept, a_report(after), load_catalog(), True)


def told(then: ClientResult | list[ClientResult], now: ClientResult | list[ClientResult]) -> list[tuple[str, str, str]]:
    return [(change.kind.value, change.was, change.now) for change in changes(then, now)]


def with_notices(*notices: Notice) -> ClientResult:
    return a_result(notices=notices)


def gap(goal: str, row: int) -> Notice:
    return a_notice(message=f"Goal {goal} has no target date.", source=Source(WORKBOOK, "Goals", row, 5))


def test_the_same_run_again_changes_nothing() -> None:
    client = an_audited_client("C-0001")
    assert changes(client, client) == ()


def test_a_finding_is_new_or_mended() -> None:
    assert told(with_notices(gap("G1", 5)), with_notices(gap("G2", 8))) == [
        ("new gap", "", "Goal G2 has no target date."),
        ("mended", "Goal G1 has no target date.", "no longer found"),
    ]


def test_a_finding_whose_row_moved_or_whose_words_changed_is_the_same() -> None:
    moved = gap("G1", 9)
    reworded = replace(gap("G1", 5), message="Goal G1 still has no target date.")
    assert told(with_notices(gap("G1", 5)), with_notices(moved)) == []
    assert told(with_notices(gap("G1", 5)), with_notices(reworded)) == []


def test_two_findings_of_the_same_words_are_two() -> None:
    twice = with_notices(gap("G1", 5), gap("G1", 6))
    assert [kind for kind, *_ in told(twice, with_notices(gap("G1", 5)))] == ["mended"]
    assert [kind for kind, *_ in told(with_notices(gap("G1", 5)), twice)] == ["new gap"]


def test_remarks_are_no_changes_and_a_milder_finding_is_not_mended() -> None:
    remark = replace(gap("G1", 5), severity=Severity.INFO)
    assert told(with_notices(gap("G1", 5)), with_notices(remark)) == []
    assert told(with_notices(), with_notices(remark)) == []


def test_a_risk_told_of_a_newer_score_is_not_mended() -> None:
    def risk(answer: int, row: int) -> Notice:
        message = f"Item 9 of PHQ-9 was {answer}, and no safety plan is on record."
        source = Source(WORKBOOK, "Scores", row, 5)
        return a_notice(Severity.ERROR, "risk-no-safety-plan", message=message, source=source)

    assert told(with_notices(risk(1, 4)), with_notices(risk(2, 9))) == [
        (
            "new risk",
            "Item 9 of PHQ-9 was 1, and no safety plan is on record.",
            "Item 9 of PHQ-9 was 2, and no safety plan is on record.",
        )
    ]


def test_a_review_is_newly_overdue_or_done() -> None:
    assert told(a_result(days_overdue=-3), a_result(days_overdue=4)) == [
        ("newly overdue", "due on Nov 26, 2026", "4 days overdue: 90 days after the last review")
    ]
    assert told(a_result(days_overdue=30), a_result(days_overdue=33)) == []
    done = a_result(days_overdue=-60)
    assert told(a_result(days_overdue=30), done) == [
        ("review done", "last held on Jul 26, 2026", "held on Oct 24, 2026")
    ]


def scored(*points: tuple[date, float], change: str = "no reliable change") -> ClientResult:
    moved = points[-1][1] - points[0][1]
    return a_result(scores=(ScoreLine("PHQ-9", points, "moderate", moved, change),))


def test_a_score_that_moves_reliably_between_the_runs() -> None:
    first, then, now = (date(2026, 9, 1), 10.0), (date(2026, 10, 20), 9.0), (date(2026, 11, 20), 15.0)
    assert told(scored(first, then), scored(first, then, now)) == [
        ("score worse", "9 on Oct 20, 2026", "15 on Nov 20, 2026; since the first score: no reliable change")
    ]


def test_a_score_whose_change_since_the_first_becomes_reliable() -> None:
    first, then, now = (date(2026, 9, 1), 18.0), (date(2026, 10, 20), 13.0), (date(2026, 11, 20), 12.0)
    better = scored(first, then, now, change="improved reliably")
    assert [kind for kind, *_ in told(scored(first, then), better)] == ["score better"]
    assert told(better, better) == []
    later = scored(first, then, now, (date(2026, 11, 22), 11.0), change="improved reliably")
    assert told(better, later) == []


def test_an_objective_is_met_once() -> None:
    met = a_result(met=(MetObjective("O1.1", "PHQ-9 is 8, the target 9"),))
    (change,) = changes(a_result(), met)
    assert (change.what, change.now) == ("Objective O1.1", "PHQ-9 is 8, the target 9")
    assert changes(met, met) == ()


def test_clients_come_and_go() -> None:
    one, two = a_result("C-0001"), a_result("C-0002", notices=[gap("G1", 5)])
    (new,) = changes([one], [one, two])
    assert (new.kind, new.client_id, new.now) == (ChangeKind.NEW_CLIENT, "C-0002", "Active, 0 errors, 1 gap")
    (gone,) = changes([one, two], [one])
    assert (gone.kind, gone.client_id, gone.was) == (ChangeKind.GONE, "C-0002", "Active")


def test_what_is_not_checked_in_a_discharged_client_is_not_mended() -> None:
    now = a_result(status="Discharged", outcome=Outcome.NOT_IN_CARE)
    assert told(with_notices(gap("G1", 5)), now) == [("status changed", "Active", "Discharged")]


def test_another_clinician() -> None:
    assert told(a_result(), a_result(clinician="S. Brennan")) == [("other clinician", "M. Alvarez", "S. Brennan")]


def test_a_client_on_whom_the_first_run_failed_is_not_new_in_the_second() -> None:
    first = snapshot_of(a_report([a_result(outcome=Outcome.FAILED)]), True)
    second = a_report([a_result()])
    assert compare(unpack_snapshot(pack_snapshot(first)), second, load_catalog(), True) == ()
    assert snapshot_of(second, True, first).missed == ()


def test_a_client_on_whom_a_run_failed_stays_as_known() -> None:
    first = snapshot_of(a_report([with_notices(gap("G1", 5))]), True)
    failed = a_report([a_result(outcome=Outcome.FAILED)])
    assert compare(first, failed, load_catalog(), True) == ()
    assert snapshot_of(failed, True, first).clients == first.clients


def test_a_run_for_one_client_says_nothing_of_the_others() -> None:
    one, two = a_result("C-0001"), a_result("C-0002")
    both = snapshot_of(a_report([one, two]), True)
    assert compare(both, a_report([two]), load_catalog(), False) == ()
    kept = snapshot_of(a_report([two]), False, both)
    assert kept == both
    only = snapshot_of(a_report([two]), False)
    assert compare(only, a_report([one, two]), load_catalog(), True) == ()


def test_a_finding_of_nobody() -> None:
    stray = a_notice(Severity.ERROR, client_id="C-0099", message="Goal G77 belongs to nobody.")
    kept = snapshot_of(a_report([a_result()]), True)
    (change,) = compare(kept, a_report([a_result()], [stray]), load_catalog(), True)
    assert (change.kind, change.client_id) == (ChangeKind.NEW_ERROR, "C-0099")


# --- whole runs -----------------------------------------------------------------------------------------------------


def a_run(workbook: Path, out: Path, as_of: date = NOVEMBER, **more: Any) -> bytes:
    """The summary that a run leaves."""
    batch.run(RunOptions((workbook,), as_of, out, load_config(None, bundled_files()), **more))
    return (out / f"{as_of:%Y-%m}" / "summary.xlsx").read_bytes()


def sheet(content: bytes, name: str = "Changes") -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(content))[name].iter_rows(values_only=True))


def shown(content: bytes) -> set[tuple[Any, ...]]:
    """Since, change and client of each row."""
    rows = sheet(content)
    start = next(index for index, row in enumerate(rows) if row[0] == "Since")
    return {row[:3] for row in rows[start + 1 :]}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "clinic.xlsx")


def test_the_first_run_has_nothing_to_compare_with(workbook: Path, tmp_path: Path) -> None:
    assert sheet(a_run(workbook, tmp_path / "out"))[1][0] == (
        "There is no earlier run to compare with; the next run says what changed."
    )


def test_both_the_last_run_and_the_batch_before_are_told(workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    a_run(workbook, out, OCTOBER)
    third = ["C-0003", "Cy", "Moe", date(1980, 5, 5), "Active", date(2026, 11, 1), "M. Osei, PhD"]
    write_workbook(workbook, Clients=[*CLIENTS, third])
    first = a_run(workbook, out, date(2026, 11, 20))
    assert ("2026-10", "new client", "C-0003") in shown(first)
    assert {since for since, *_ in shown(first)} == {"2026-10"}
    write_workbook(workbook, Clients=changed([*CLIENTS, third], 1, "Clinician", "M. Osei, PhD"))
    second = a_run(workbook, out)
    assert ("the last run", "other clinician", "C-0001") in shown(second)
    assert ("the last run", "new client", "C-0003") not in shown(second)
    assert {("2026-10", "new client", "C-0003"), ("2026-10", "other clinician", "C-0001")} <= shown(second)


def test_the_same_run_again_compares_with_the_same(workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    a_run(workbook, out, date(2026, 11, 20))
    write_workbook(workbook, Scores=[*SCORES, ["C-0001", "PHQ-9", date(2026, 11, 21), 25]])
    second = shown(a_run(workbook, out))
    assert ("the last run", "score worse", "C-0001") in second
    assert shown(a_run(workbook, out, handouts=True)) == second


def test_another_caseload_in_the_same_folder_is_not_compared_with(workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    other = [CLIENTS[0], ["X-1", *CLIENTS[1][1:]]]
    a_run(write_workbook(tmp_path / "other.xlsx", Clients=other, Goals=GOALS[:1], Scores=SCORES[:1]), out, OCTOBER)
    summary = a_run(workbook, out)
    assert sheet(summary)[1][0] == "There is no earlier run to compare with; the next run says what changed."
    assert not [row for row in sheet(summary, "Overview") if str(row[0]).startswith("Since")]


def test_the_overview_counts_the_changes(workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    a_run(workbook, out, OCTOBER)
    write_workbook(workbook, Clients=CLIENTS[:2], Goals=GOALS[:2])
    rows = sheet(a_run(workbook, out), "Overview")
    start = next(index for index, row in enumerate(rows) if row[0] == "What changed")
    assert rows[start + 1][:2] == ("Change", "Since 2026-10")
    assert ("client gone", 1) in [row[:2] for row in rows[start:]]


def test_a_handout_shows_the_changes_of_its_clinician_alone() -> None:
    mine, other = a_result("C-0001", clinician="A"), a_result("C-0002", clinician="B")
    then = snapshot_of(a_report([mine, other]), True)
    now = a_report([replace(each, notices=(gap("G1", 5),)) for each in (mine, other)])
    since = compare(then, now, load_catalog(), True)
    report = replace(now, since=(Since("2026-10", OCTOBER, since),))
    given = {clinician: document.content for clinician, document in render_handouts(report, {}, "../")}
    assert [row[2] for row in sheet(given["A"])[2:]] == ["C-0001"]
    assert [row[2] for row in sheet(given["B"])[2:]] == ["C-0002"]


def test_locked_runs_compare_and_leave_nothing_readable(workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    a_run(workbook, out, OCTOBER, encrypt="old secret")
    write_workbook(workbook, Scores=[*SCORES, ["C-0001", "PHQ-9", date(2026, 11, 21), 25]])
    locked = a_run(workbook, out, encrypt="old secret")
    assert ("2026-10", "score worse", "C-0001") in shown(opened(locked, "old secret"))
    with closing(sqlite3.connect(out / ".sheet2plan" / "ledger.sqlite")) as ledger:
        kept = [blob for row in ledger.execute("SELECT latest, before FROM history") for blob in row if blob]
    assert len(kept) == 2
    for blob in kept:
        with pytest.raises(zlib.error):
            zlib.decompress(blob)
    other = opened(a_run(workbook, out, date(2026, 11, 24), encrypt="new secret"), "new secret")
    assert sheet(other)[1][0] == "There is no earlier run to compare with; the next run says what changed."


def opened(content: bytes, password: str) -> bytes:
    plain = BytesIO()
    file = OOXMLFile(BytesIO(content))
    file.load_key(password=password)
    file.decrypt(plain)
    return plain.getvalue()
