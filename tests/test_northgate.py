"""The messy sample against its list of planted faults: every one found at its cell, and no false alarm."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from sheet2plan.catalog import load_catalog
from sheet2plan.config import bundled_files, load_config
from sheet2plan.findings import Notice, Severity
from sheet2plan.reading.loading import Loaded, ReadingOptions, load_workbooks
from sheet2plan.running.batch import check
from sheet2plan.running.options import RunOptions
from sheet2plan.sheets import Assessment, Client, Consent, Contact, Diagnosis, Goal, Objective, ProgressNote, Score

SAMPLES = Path(__file__).parents[1] / "sample_workbooks"
WORKBOOK = SAMPLES / "northgate-messy.xlsx"
DAY = date(2026, 11, 23)

# What each kind of planted fault must be found as, at its cell or in its row.
FOUND_AS: dict[str, set[str]] = {
    "absent-mark": {"not-a-value"},
    "absent-word": {"not-a-value"},
    "age-disagrees-with-dob": {"age-mismatch"},
    "blank-text": {"missing-discharge-aftercare", "note-without-response"},
    "broken-link": {"broken-link"},
    "check-mark-as-status": {"choice-unknown"},
    "check-mark-instead-of-date": {"date-unreadable"},
    "choice-unknown": {"choice-unknown"},
    "client-listed-twice": {"client-twice"},
    "code-is-a-header": {"icd-not-billable"},
    "code-unknown": {"icd-unknown"},
    "code-with-remark": {"code-with-note"},
    "consent-expired": {"consent-expired"},
    "copied-note": {"note-shared"},
    "copied-reference": {"points-elsewhere", "ditto"},
    "date-with-remark": {"date-with-note"},
    "date-without-day": {"date-incomplete"},
    "date-without-year": {"date-incomplete"},
    "did-not-attend-instead-of-score": {"not-done"},
    "direction-wrong-way": {"objective-direction-differs"},
    "ditto-mark": {"ditto"},
    "due-before-review": {"due-before-review"},
    "due-before-start": {"objective-due-before-plan"},
    "duplicate-key": {"duplicate-key"},
    "duration-instead-of-date": {"date-unreadable"},
    "empty-phrase": {"evidence-empty"},
    "error-cell": {"cell-error"},
    "first-name-only-ambiguous-staff": {"staff-ambiguous"},
    "first-name-only-staff": {"staff-by-first-name"},
    "flag-unknown": {"flag-unknown"},
    "frequency-in-one-cell": {"number-unreadable"},
    "history-instrument-as-target": {"objective-on-screen"},
    "id-lost-leading-zeros": {"id-zeros-restored"},
    "id-only-on-first-row-of-group": {"row-without-client"},
    "impossible-date": {"date-impossible"},
    "instrument-unknown": {"measure-unknown"},
    "instrument-without-subscale": {"measure-unknown"},
    "intake-in-future": {"date-in-future"},
    "interval-out-of-range": {"value-out-of-range"},
    "interval-too-long": {"review-interval-long"},
    "link-in-words": {"broken-link"},
    "link-to-diagnosis-not-on-list": {"diagnosis-not-linked"},
    "mark-instead-of-score": {"number-unreadable"},
    "mark-instead-of-text": {"mark-not-text"},
    "meaning-by-color": {"review-overdue"},
    "modality-too-general": {"modality-vague", "modality-unknown"},
    "no-change-without-reason": {"no-change-unexplained"},
    "note-below-table": {"row-not-data"},
    "note-in-future": {"date-in-future"},
    "number-with-letter": {"number-unreadable"},
    "number-with-percent-sign": {"number-with-note"},
    "number-with-unit": {"number-with-note"},
    "one-id-two-people": {"client-id-shared"},
    "orphan-goal-unknown-client": {"unknown-client"},
    "percent-without-baseline": {"number-unreadable"},
    "phone-too-short": {"phone-in-doubt"},
    "plan-before-assessment": {"plan-before-assessment"},
    "refused-instead-of-score": {"not-done"},
    "remark-in-phone": {"phone-with-note"},
    "remark-instead-of-date": {"date-unreadable"},
    "row-without-client-id": {"row-without-client"},
    "same-name-two-people": {"client-same-name"},
    "score-before-intake": {"score-before-intake"},
    "score-in-future": {"score-in-future"},
    "score-not-whole": {"score-not-whole"},
    "score-of-other-variant": {"score-off-scale"},
    "score-off-scale": {"score-off-scale"},
    "score-with-asterisk": {"number-with-note"},
    "score-with-maximum": {"number-with-note"},
    "score-with-remark": {"number-with-note", "number-unreadable"},
    "section-banner-row": {"row-not-data"},
    "signature-in-future": {"signature-in-future"},
    "subtotal-row": {"row-not-data"},
    "target-off-scale": {"objective-off-scale"},
    "target-with-sign": {"number-unreadable"},
    "text-does-not-match-code": {"icd-text-differs"},
    "time-span-as-number": {"number-unreadable"},
    "two-codes-in-one-cell": {"codes-several"},
    "two-numbers-in-one-cell": {"number-unreadable"},
    "two-scores-in-one-cell": {"number-unreadable"},
    "unknown-client": {"unknown-client"},
    "unknown-mark": {"not-a-value"},
    "vague-goal": {"goal-vague"},
    "wide-scores": {"score-header-undated"},
    "word-instead-of-number": {"number-unreadable", "number-with-note"},
    "yes-in-item-column": {"number-unreadable"},
    "yes-instead-of-date": {"date-unreadable"},
}

# Said of the whole column, sheet or client instead: kind to (code, where).
SAID_ELSEWHERE: dict[str, tuple[str, str]] = {
    "day-first-date": ("date-order-mixed", "Caseload!C4"),
    "hidden-row": ("rows-hidden", "Caseload"),
    "hidden-sheet": ("sheet-hidden", "old 2024"),
    "sheet-not-about-clients": ("sheet-not-used", "phone list"),
    "formula-without-value": ("row-not-data", "Scores!A67"),
    "second-table-on-sheet": ("status-from-heading", "Caseload!A42"),
}

# Missing on a whole sheet: (sheet, client) to code.
MISSING: dict[tuple[str, str], str] = {
    ("Tx Goals", "0042"): "no-goal",
    ("Crisis Plan", "0048"): "risk-no-safety-plan",
    ("Emergency Contacts", "0058"): "contact-none",
    ("Paperwork", "0031"): "no-client-agreement",
    ("DC Plan", "0056"): "no-discharge-plan",
    ("Tx Plans", "0054"): "no-plan",
}

# What an importer must simply read right; the tests below say what right is.
READ_RIGHT = {
    *(
        "ambiguous-day-and-month",
        "arrow-as-rating",
        "baseline-missing",
        "blank-row-inside-table",
        "blank-spacer-column",
    ),
    *("bullets-in-cell", "cell-comment", "check-mark-as-yes", "choice-abbreviation", "choice-synonym"),
    *("choice-with-punctuation", "code-lower-case", "code-without-dot", "date-as-serial-number", "date-as-text"),
    *("date-as-text-dotted", "instrument-spelling", "letter-as-no", "meaning-by-strike-through", "member-id-as-number"),
    *("member-id-in-scientific-notation", "name-first-last-among-last-first", "non-breaking-space"),
    *("non-breaking-space-in-id", "number-as-text", "phone-as-number", "remark-in-name", "remark-instead-of-value"),
    *("sign-as-rating", "status-abbreviation", "title-row-above-header", "trailing-space-in-id", "two-digit-year"),
    *("two-digit-year-century", "two-row-header", "two-staff-in-one-cell", "updated-note-above-header"),
}

# A value that is no canonical one, but a spelling that is known.
UNDERSTOOD = {"open"}

# Errors that follow from a planted fault without standing at its cell.
CONSEQUENCES = {
    ("STO!F24", "objective-off-scale"),  # the ACE count planted beside it has no 13
    ("STO!I15", "objective-direction-differs"),  # the planted target of 31 turns the objective round
    ("BPS row 6", "risk-no-safety-plan"),  # the planted "med" is a moderate risk, and there is no safety plan
}


@dataclass(frozen=True, slots=True)
class Planted:
    """A line of the list of faults."""

    sheet: str
    cell: str
    kind: str
    raw: str

    def covers(self, where: str) -> bool:
        """Whether an address is the fault's cell, in its row, or in its range's sheet."""
        if ":" in self.cell:
            return where.startswith(f"{self.sheet}!")
        if self.cell.startswith("row "):
            number = self.cell[4:]
            place = where.removeprefix(f"{self.sheet}!").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            return where == f"{self.sheet} {self.cell}" or (where.startswith(f"{self.sheet}!") and place == number)
        return where == f"{self.sheet}!{self.cell}"


def planted() -> list[Planted]:
    with (SAMPLES / "northgate-messy-faults.csv").open(encoding="utf-8", newline="") as file:
        return [Planted(row["sheet"], row["cell"], row["kind"], row["raw"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def notices() -> tuple[Notice, ...]:
    return check(RunOptions((WORKBOOK,), DAY, Path("unused"), load_config(None, bundled_files()))).notices


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_workbooks((WORKBOOK,), load_catalog(), ReadingOptions(DAY))


def test_the_list_is_long_and_all_of_it_is_looked_for() -> None:
    faults = planted()
    looked_for = [fault for fault in faults if fault.kind not in READ_RIGHT]
    assert len(looked_for) >= 60
    assert len({fault.kind for fault in looked_for}) >= 30
    told = {*FOUND_AS, *SAID_ELSEWHERE, *READ_RIGHT, "client-missing-on-sheet", "risk-item-without-safety-plan"}
    assert {fault.kind for fault in faults} - told == set()


def test_every_planted_fault_is_found_at_its_cell(notices: tuple[Notice, ...]) -> None:
    at: dict[str, set[str]] = defaultdict(set)
    for notice in notices:
        at[notice.source.a1].add(notice.code)
    missed = []
    for fault in planted():
        if fault.kind in SAID_ELSEWHERE:
            code, where = SAID_ELSEWHERE[fault.kind]
            found = code in at[where]
        elif not fault.cell:
            found = fault.kind == "client-missing-on-sheet" and fault.sheet == "BPS"  # a closed case needs none
            code = MISSING.get((fault.sheet, fault.raw), "")
            found = found or any(notice.code == code and notice.client_id == fault.raw for notice in notices)
        else:
            codes = {code for where, there in at.items() if fault.covers(where) for code in there}
            understood = fault.kind in READ_RIGHT or fault.raw in UNDERSTOOD
            found = understood or bool(FOUND_AS[fault.kind] & codes)
        if not found:
            missed.append(fault)
    assert missed == []


def test_no_error_stands_where_no_fault_was_planted(notices: tuple[Notice, ...]) -> None:
    faults = planted()
    elsewhere = {where for _, where in SAID_ELSEWHERE.values()}
    missing = {(client, code) for (_, client), code in MISSING.items()}
    alarms = [
        (notice.source.a1, notice.code)
        for notice in notices
        if notice.severity is Severity.ERROR
        and not any(fault.covers(notice.source.a1) for fault in faults)
        and notice.source.a1 not in elsewhere
        and (notice.client_id, notice.code) not in missing
        and (notice.source.a1, notice.code) not in CONSEQUENCES
    ]
    assert alarms == []


def test_what_only_looks_odd_is_read_right(loaded: Loaded) -> None:
    clients = {row.client_id: row for row in loaded.records.of(Client)}
    at = {row.origin.at("full_name").a1: row for row in loaded.records.of(Client)}
    assert {"0051", "0058", "0007", "0012"} <= set(clients)
    assert at["Caseload!B7"].status == "active"
    assert at["Caseload!B7"].dob == date(1987, 4, 9)
    assert at["Caseload!B7"].member_id == "882104001" or at["Caseload!B7"].member_id.isdigit()  # type: ignore[union-attr]
    assert at["Caseload!B8"].dob == date(1979, 11, 23)
    assert at["Caseload!B15"].dob == date(1974, 11, 30)
    assert at["Caseload!B15"].phone is not None
    assert at["Caseload!B15"].phone.startswith("555-01")
    assert at["Caseload!B16"].member_id == "123456789012"
    assert at["Caseload!B18"].dob == date(1990, 1, 1)
    assert at["Caseload!B24"].dob == date(1990, 4, 9)
    assert at["Caseload!B26"].dob == date(1947, 5, 6)
    assert at["Caseload!B28"].clinician == "K. Tran / Dana"
    assert clients["0072"].status == clients["0073"].status == "waitlist"
    names = {case.client_id: case.client for case in loaded.caseload.cases}
    assert names["0033"].full_name == "Tolliver, Ray Jr"
    assessments = {row.origin.at().row: row for row in loaded.records.of(Assessment)}
    assert assessments[3].assessment_date == date(2026, 1, 12)
    assert (assessments[6].risk_level, assessments[7].suicidality) == ("moderate", "none")
    assert assessments[12].risk_factors == "none"
    diagnoses = {row.origin.at().row: row for row in loaded.records.of(Diagnosis)}
    assert [diagnoses[row].icd10_code for row in (3, 4, 15)] == ["F33.1", "F41.1", "F90.2"]
    assert diagnoses[9].status == "rule_out"
    goals = {row.origin.at().row: row for row in loaded.records.of(Goal)}
    assert goals[3].status == "active"
    assert (goals[16].goal_text or "").count("\n") == 2
    objectives = {row.origin.at().row: row for row in loaded.records.of(Objective)}
    assert objectives[21].status == "met"
    scores = {row.origin.at("value").a1: row for row in loaded.records.of(Score)}
    assert scores["Scores!D12"].value == 12.0
    assert scores["PHQ GAD grid!D3"].value == 12.0
    assert scores["PHQ GAD grid!C3"].score_date == date(2026, 1, 5)
    assert load_catalog().instrument(scores["Scores!D28"].measure or "") is load_catalog().instrument("PHQ-9")
    contacts = {row.origin.at().row: row for row in loaded.records.of(Contact)}
    assert (contacts[4].roi_on_file, contacts[5].roi_on_file) == (True, False)
    notes = {row.origin.at().row: row for row in loaded.records.of(ProgressNote)}
    assert (notes[5].progress, notes[13].progress) == ("improved", "improved")
    assert all(row.client_id in clients for row in loaded.records.of(Consent))
