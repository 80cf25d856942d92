# ruff: noqa: E501 - a told sentence stays on one line, where it can be read and searched
"""Northgate Family Services: a caseload workbook as people really keep it, with a list of every planted fault.

Each fault is written to the list by the same call that writes its cell, so that the two can't drift apart.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from clinic_generator.northgate import CASES, CLOSED, OBJECTIVE_STATUS, Case
from clinic_generator.writer import CREATED
from sheet2plan.model import column_letters

Value: TypeAlias = str | float | date | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault. `cell` is an address, a row as in "row 7", or empty for the whole sheet."""

    sheet: str
    cell: str
    kind: str
    raw: str
    expected: str


@dataclass(frozen=True, slots=True)
class Oddity:
    """What stands in a cell in place of the clean value, what kind of fault that is, and what should be found."""

    value: Value
    kind: str
    expected: str
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of a workbook nobody ever tidied."""

    title: Format
    small: Format
    head: Format
    head2: Format
    banner: Format
    total: Format
    red: Format
    yellow: Format
    struck: Format
    date: Format
    wrap: Format
    plain: Format


@dataclass(slots=True)
class Book:
    """The workbook under way and the faults planted so far."""

    file: Workbook
    looks: Looks
    faults: list[Fault] = field(default_factory=list)

    def page(self, name: str) -> Page:
        """A new sheet."""
        return Page(self, self.file.add_worksheet(name), name)


@dataclass(slots=True)
class Page:
    """One sheet with the row to write next (0-based)."""

    book: Book
    sheet: Worksheet
    name: str
    row: int = 0

    def put(self, column: int, value: Value | Oddity, look: Format | None = None) -> None:
        """Write one cell of the current row; an Oddity is written and listed."""
        address = f"{column_letters(column)}{self.row + 1}"
        if isinstance(value, Oddity):
            self.book.faults.append(Fault(self.name, address, value.kind, _raw(value), value.expected))
            if value.formula is not None:
                self.sheet.write_formula(self.row, column, value.formula, look, _text(value.value))
                return
            value = value.value
        match value:
            case None:
                return
            case str():
                self.sheet.write_string(self.row, column, value, look or self.book.looks.plain)
            case date():
                self.sheet.write_datetime(
                    self.row, column, datetime(value.year, value.month, value.day), self.book.looks.date
                )
            case _:
                self.sheet.write_number(self.row, column, value, look or self.book.looks.plain)

    def line(self, *values: Value | Oddity, look: Format | None = None) -> None:
        """Write a row from column A on and step down."""
        for column, value in enumerate(values):
            self.put(column, value, look)
        self.row += 1

    def note(self, kind: str, expected: str, raw: str, *, row: bool = True, cell: str = "") -> None:
        """List a fault of the row just written, of `cell`, or of the whole sheet."""
        place = cell or (f"row {self.row}" if row else "")
        self.book.faults.append(Fault(self.name, place, kind, raw, expected))


def _raw(odd: Oddity) -> str:
    return odd.formula if odd.formula is not None else _text(odd.value)


def _text(value: Value) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def write_northgate(path: Path, faults_path: Path) -> None:
    """Write the messy workbook and, beside it, the list of its planted faults."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_urls": False}) as file:
        file.set_properties({"title": "Master caseload", "author": "Pam (front desk)", "created": CREATED})
        book = Book(file, _looks(file))
        for write in (
            _caseload, _assessment, _dx, _problems, _goals, _objectives, _interventions, _scores, _outcome_grid, _reviews,
            _safety, _contacts, _consents, _discharge, _notes, _plans, _staff, _old_scores,
        ):  # fmt: skip
            write(book)
    with faults_path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("sheet", "cell", "kind", "raw", "expected_finding_in_words"))
        writer.writerows((one.sheet, one.cell, one.kind, one.raw, one.expected) for one in book.faults)


def _looks(file: Workbook) -> Looks:
    return Looks(
        title=file.add_format(
            {"bold": True, "font_size": 20, "font_color": "#7030A0", "align": "center", "bg_color": "#E4DFEC"}
        ),
        small=file.add_format({"italic": True, "font_size": 9, "font_color": "#808080"}),
        head=file.add_format({"bold": True, "bg_color": "#FFC000", "border": 1, "text_wrap": True}),
        head2=file.add_format({"bold": True, "bg_color": "#92D050", "border": 2, "align": "center"}),
        banner=file.add_format({"bold": True, "bg_color": "#000000", "font_color": "#FFFFFF"}),
        total=file.add_format({"bold": True, "top": 6}),
        red=file.add_format({"bg_color": "#FF0000", "font_color": "#FFFFFF"}),
        yellow=file.add_format({"bg_color": "#FFFF00"}),
        struck=file.add_format({"font_strikeout": True, "font_color": "#A6A6A6"}),
        date=file.add_format({"num_format": "m/d/yy"}),
        wrap=file.add_format({"text_wrap": True, "valign": "top"}),
        plain=file.add_format({}),
    )


def _top(page: Page, title: str, updated: str, width: int) -> None:
    page.sheet.merge_range(page.row, 0, page.row, width, title, page.book.looks.title)
    page.row += 1
    page.note(
        "title-row-above-header", "The title above the header row is skipped and the real header row is found.", title
    )
    page.sheet.write_string(page.row, 0, updated, page.book.looks.small)
    page.row += 1
    page.note("updated-note-above-header", "The remark above the header row is skipped.", updated)
    page.row += 1


CASELOAD_ODD: dict[tuple[str, str], Oddity] = {
    ("0007", "id"): Oddity(7.0, "id-lost-leading-zeros", "Chart number 7 is the 0007 of the other sheets: matched, or reported as an id that fits no other sheet."),
    ("0012", "id"): Oddity(12.0, "id-lost-leading-zeros", "Chart number 12 is the 0012 of the other sheets: matched or reported."),
    ("0051", "id"): Oddity("0051 ", "trailing-space-in-id", "Trailing space removed; the client is 0051."),
    ("0058", "id"): Oddity("\u00a00058", "non-breaking-space-in-id", "Non-breaking space removed; the client is 0058."),
    ("0019", "name"): Oddity("Tamika Rollins", "name-first-last-among-last-first", "Name without a comma among names written last first: read as first then last, or asked."),
    ("0031", "name"): Oddity("Lopez,  Maria ", "same-name-two-people", "Two clients are called Maria Lopez (0031 and 0066); they stay apart by chart number and birth date."),
    ("0045", "name"): Oddity("VANCE, ELI  (goes by Buddy)", "remark-in-name", "The remark is not part of the name."),
    ("0009", "dob"): Oddity("4/9/87", "two-digit-year", "Read as April 9, 1987."),
    ("0012", "dob"): Oddity("9-Apr-1990", "date-as-text", "Read as April 9, 1990."),
    ("0015", "dob"): Oddity("1974.11.30", "date-as-text-dotted", "Read as November 30, 1974."),
    ("0019", "dob"): Oddity("March 1990", "date-without-day", "No full date: reported as not a date, never filled in."),
    ("0022", "dob"): Oddity("2/30/1991", "impossible-date", "February 30 does not exist: reported as not a date."),
    ("0027", "dob"): Oddity("23/11/1979", "day-first-date", "Only readable with the day first: November 23, 1979, and said so."),
    ("0036", "dob"): Oddity(32874.0, "date-as-serial-number", "Excel day number in a General cell: January 1, 1990, or reported."),
    ("0040", "dob"): Oddity("5/6/47", "two-digit-year-century", "A birth year of 47 means 1947, as 2047 lies in the future."),
    ("0045", "age"): Oddity(31.0, "age-disagrees-with-dob", "Age 31 does not fit the birth date (9 years)."),
    ("0051", "sex"): Oddity("?", "unknown-mark", "A question mark is no value: counts as blank and is reported."),
    ("0015", "phone"): Oddity(5550115.0, "phone-as-number", "A number in the phone column is read as a phone number."),
    ("0027", "phone"): Oddity("555-0127 (mom's, don't leave msg)", "remark-in-phone", "Phone number with a remark behind it: number kept, remark not lost."),
    ("0009", "status"): Oddity("act", "status-abbreviation", "act means active."),
    ("0022", "status"): Oddity("inactive?", "choice-unknown", "inactive? is not an allowed status: reported."),
    ("0036", "status"): Oddity("O/H", "choice-unknown", "O/H is perhaps on hold: reported for a person to decide."),
    ("0007", "intake"): Oddity("Jan 2026", "date-without-day", "No day given: reported as not a date."),
    ("0031", "intake"): Oddity("11/31/25", "impossible-date", "November has 30 days: reported as not a date."),
    ("0040", "intake"): Oddity("2/9/27", "intake-in-future", "Intake date after the day of the run: reported."),
    ("0012", "staff"): Oddity("Kim", "first-name-only-ambiguous-staff", "Kim may be Kim Adler or Kim Tran: not decided by the program."),
    ("0015", "staff"): Oddity("Dana", "first-name-only-staff", "Dana can only be Dana Whitcomb: matched only when unique, or left as written."),
    ("0051", "staff"): Oddity("K. Tran / Dana", "two-staff-in-one-cell", "Two clinicians in one cell: reported or kept as written."),
    ("0027", "payer"): Oddity("see Pam", "remark-instead-of-value", "Not a payer; kept as written and seen in the documents."),
    ("0009", "member"): Oddity(882104417.0, "member-id-as-number", "Member number stored as a number: written without decimals and as text."),
    ("0019", "member"): Oddity(1.23456789012e11, "member-id-in-scientific-notation", "Long number that Excel shows as 1.23E+11: 123456789012 in full."),
    ("0022", "seen"): Oddity("no show x3", "remark-instead-of-date", "Not a date: reported."),
    ("0045", "seen"): Oddity("10/28", "date-without-year", "No year: reported as not a date, year never guessed."),
    ("0012", "next"): Oddity("due!", "remark-instead-of-date", "Not a date: reported."),
    ("0036", "next"): Oddity("pending", "absent-word", "pending is no date: counts as blank."),
    ("0058", "next"): Oddity("#REF!", "error-cell", "Excel error in a cell: reported with its address, never printed.", formula="=#REF!"),
}  # fmt: skip


def _caseload(book: Book) -> None:
    page = book.page("Caseload")
    _top(page, "NORTHGATE FAMILY SERVICES ~ MASTER CASELOAD", "Updated 3/4/26 by Pam - DO NOT SORT!!", 13)
    header = (
        "Chart #",
        "Patient Name",
        "DOB",
        "Age",
        "M/F",
        "Cell",
        "Case Status",
        "Intake",
        None,
        "Therapist",
        "Ins",
        "Medicaid #",
        "Last Seen",
        "Next Appt",
        "ROI?",
    )
    page.line(*header, look=book.looks.head)
    page.note("blank-spacer-column", "The empty column I between the headers is skipped.", "", cell=f"I{page.row}")
    header_row = page.row
    for column, width in enumerate((7, 31, 9, 4, 5, 22, 9, 11, 1, 9, 14, 12, 10, 9, 6)):
        page.sheet.set_column(column, column, width)
    for banner, staff in (
        ("ACTIVE - Kim A.", "Kim Adler, LCSW"),
        ("ACTIVE - Dana", "Dana Whitcomb, LMFT"),
        ("ACTIVE - Kim T.", "Kim Tran, LPC"),
    ):
        _banner(page, banner)
        for case in CASES:
            if case.staff == staff and case.status != "wait list" and case.id not in CLOSED:
                _client_line(page, case)
        page.row += 1
        page.note("blank-row-inside-table", "The table goes on after the empty row.", "")
    page.line(None, "Total active:", None, 21.0, look=book.looks.total)
    page.note("subtotal-row", "A total is no client: row reported or skipped, never planned.", "Total active: 21")
    _banner(page, "CLOSED")
    for case in CASES:
        if case.id in CLOSED:
            _client_line(page, case)
            page.note(
                "meaning-by-strike-through", "Struck-through row: the status column decides, not the look.", case.last
            )
    twice = next(case for case in CASES if case.id == "0033")
    page.line(
        twice.id,
        f"{twice.last}, {twice.first}",
        twice.dob,
        58.0,
        "M",
        twice.phone,
        "Active",
        twice.intake,
        None,
        "Kim Tran, LPC",
        "Medicaid",
        "MC-3301",
        date(2026, 11, 4),
        date(2026, 12, 2),
        "Y",
    )
    page.note("client-listed-twice", "Chart 0033 stands twice, with two therapists: reported, one client made.", "0033")
    page.line(
        "0070",
        "Adeyemi-Cole, Ruth",
        date(1988, 2, 2),
        38.0,
        "F",
        "555-0170",
        "Active",
        date(2026, 5, 6),
        None,
        "Dana Whitcomb, LMFT",
        "Summit PPO",
        "SP-7001",
        date(2026, 11, 10),
        date(2026, 11, 24),
        "Y",
    )
    page.line(
        "0070",
        "Brandt, Otto",
        date(1959, 8, 19),
        67.0,
        "M",
        "555-0171",
        "Active",
        date(2026, 6, 1),
        None,
        "Kim Adler, LCSW",
        "Medicare",
        "7MB-7002",
        date(2026, 11, 12),
        date(2026, 11, 30),
        "N",
    )
    page.note(
        "one-id-two-people",
        "Chart 0070 belongs to two different people: neither is planned until it is settled.",
        "0070",
    )
    page.line(
        None,
        "Whelan, Fiona",
        date(1995, 1, 1),
        31.0,
        "F",
        "555-0172",
        "Active",
        date(2026, 9, 9),
        None,
        "Dana Whitcomb, LMFT",
        "Summit PPO",
    )
    page.note("row-without-client-id", "A client without chart number: row reported.", "Whelan, Fiona")
    page.row += 1
    page.line("* = needs new ROI     red = past due     yellow = on hold (ask Pam)", look=book.looks.small)
    page.note("note-below-table", "The remark under the table is no client.", "* = needs new ROI ...")
    page.row += 1
    _waiting(page)
    page.sheet.set_row(header_row + 3, None, None, {"hidden": True})
    page.note(
        "hidden-row", "A hidden row is a row like any other: its client is read.", "", cell=f"row {header_row + 4}"
    )
    page.sheet.write_comment(header_row + 2, 1, "mom called 10/2, wants Tues. - P", {"author": "Pam"})
    page.note(
        "cell-comment",
        "A comment is no value; nothing is taken from it.",
        "mom called 10/2, wants Tues. - P",
        cell=f"B{header_row + 3}",
    )


def _waiting(page: Page) -> None:
    page.line("WAIT LIST - CALL BACK", look=page.book.looks.banner)
    page.line("Chart #", "Called on", "Patient Name", "Cell", "Ins", look=page.book.looks.head)
    page.note(
        "second-table-on-sheet",
        "A second header row starts another table with other columns: not read as clients of the first.",
        "Chart # | Called on | Patient Name",
    )
    for case in CASES:
        if case.status == "wait list":
            page.line(case.id, case.intake, f"{case.last}, {case.first}", case.phone, case.payer)


def _banner(page: Page, words: str) -> None:
    page.sheet.merge_range(page.row, 0, page.row, 14, words, page.book.looks.banner)
    page.row += 1
    page.note("section-banner-row", "A banner across the table is no client.", words)


def _client_line(page: Page, case: Case) -> None:
    looks = page.book.looks
    values: dict[str, Value] = {
        "id": case.id, "name": f"{case.last}, {case.first}", "dob": case.dob, "age": float(2026 - case.dob.year), "sex": case.sex,
        "phone": case.phone, "status": case.status, "intake": case.intake, "gap": None, "staff": case.staff, "payer": case.payer,
        "member": case.member, "seen": case.seen, "next": case.next, "roi": "\u2713" if int(case.id) % 3 else "x",
    }  # fmt: skip
    born = (case.dob.month, case.dob.day)
    values["age"] = float(2026 - case.dob.year - (born > (11, 23)))
    look = (
        looks.struck
        if case.id in CLOSED
        else looks.yellow
        if case.id == "0036"
        else looks.red
        if case.id == "0022"
        else None
    )
    for column, (name, value) in enumerate(values.items()):
        page.put(column, CASELOAD_ODD.get((case.id, name), value), look)
    page.row += 1


def _assessment(book: Book) -> None:
    page = book.page("BPS")
    page.line(
        "Chart #",
        "Eval Date",
        "Chief Complaint",
        "Hx",
        "Safety Concerns",
        "SI Level",
        "SI",
        "SIB",
        "HI",
        "Strengths",
        "Impairments",
        "Meds",
        look=book.looks.head,
    )
    page.sheet.set_column(2, 4, 38)
    odd: dict[tuple[str, int], Oddity] = {
        ("0009", 1): Oddity("1/12/26", "date-as-text", "Read as January 12, 2026."),
        ("0012", 7): Oddity("yes", "choice-unknown", "yes says neither current nor past self-harm: reported."),
        ("0019", 5): Oddity("med", "choice-abbreviation", "med means moderate."),
        ("0022", 6): Oddity("denies", "choice-synonym", "denies means none."),
        ("0027", 3): Oddity("see old chart", "copied-reference", "A pointer to another file is no history: text kept, seen by the reader."),
        ("0036", 11): Oddity("n/a", "absent-word", "n/a counts as blank."),
        ("0040", 4): Oddity("none\u00a0", "non-breaking-space", "none is an answer, the space goes."),
        ("0048", 8): Oddity("#N/A", "error-cell", "Excel error in a cell: reported.", formula="=NA()"),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list" or case.id == "0060":
            continue
        risk = "passive" if case.id == "0048" else "none"
        values: tuple[Value, ...] = (
            case.id,
            case.intake,
            case.complaint,
            case.history,
            case.danger,
            "moderate" if risk == "passive" else "low",
            risk,
            "none",
            "none",
            case.strength,
            case.impairment,
            case.meds,
        )
        page.line(*(odd.get((case.id, column), value) for column, value in enumerate(values)), look=book.looks.wrap)
    page.note("client-missing-on-sheet", "Client 0060 has no assessment row: reported.", "0060", row=False)


def _dx(book: Book) -> None:
    page = book.page("Dx List")
    page.line("Dx list - codes from Dr. B, check before billing", look=book.looks.small)
    page.note(
        "title-row-above-header",
        "The remark above the header row is skipped.",
        "Dx list - codes from Dr. B, check before billing",
    )
    page.line("MRN", "ICD-10", "Dx Description", "Order", "Active Dx", "Dx Date", "Criteria Met", look=book.looks.head)
    page.sheet.set_column(2, 2, 44)
    page.sheet.set_column(6, 6, 52)
    odd: dict[tuple[str, int], Oddity] = {
        ("0007", 1): Oddity("f33.1", "code-lower-case", "Read as F33.1."),
        ("0009", 1): Oddity("F411", "code-without-dot", "Read as F41.1, or asked."),
        ("0012", 1): Oddity("F43.1", "code-is-a-header", "F43.1 is a heading and not billable: F43.10, F43.11 or F43.12 is needed."),
        ("0015", 1): Oddity("F41.7", "code-unknown", "F41.7 does not exist."),
        ("0019", 1): Oddity("F32.1 / F33.1", "two-codes-in-one-cell", "Two codes in one cell, and the two exclude each other: reported."),
        ("0022", 2): Oddity("Generalized anxiety disorder", "text-does-not-match-code", "The words say generalized anxiety, the code says alcohol dependence."),
        ("0027", 4): Oddity("R/O", "choice-synonym", "R/O means rule out, so no active diagnosis stands for 0027."),
        ("0036", 5): Oddity("-", "absent-mark", "A dash is no date: blank."),
        ("0040", 6): Oddity("met criteria", "empty-phrase", "Says nothing about symptoms: text is there, evidence is not."),
        ("0045", 1): Oddity("F90.2 ADHD", "code-with-remark", "Read as F90.2, or reported."),
        ("0048", 3): Oddity("primary", "word-instead-of-number", "primary is rank 1, or reported as not a number."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list":
            continue
        values: tuple[Value, ...] = (case.id, case.code, case.dx, 1.0, "active", case.intake, case.evidence)
        page.line(*(odd.get((case.id, column), value) for column, value in enumerate(values)), look=book.looks.wrap)


def _problems(book: Book) -> None:
    page = book.page("Problem List")
    page.line(
        "Chart #", "Prob #", "Problem Statement", "Rank", "Level", "AEB", "Linked Diagnosis", look=book.looks.head
    )
    page.sheet.set_column(2, 2, 40)
    odd: dict[tuple[str, int], Oddity] = {
        ("0009", 3): Oddity("1st", "word-instead-of-number", "1st is not a number: reported or read as 1."),
        ("0015", 6): Oddity("F32.9", "link-to-diagnosis-not-on-list", "F32.9 is not among the diagnoses of 0015."),
        ("0031", 4): Oddity("mod/sev", "choice-unknown", "Between two allowed values: reported."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list":
            continue
        values: tuple[Value, ...] = (case.id, "P1", case.problem, 1.0, case.level, case.impairment, case.code)
        page.line(*(odd.get((case.id, column), value) for column, value in enumerate(values)), look=book.looks.wrap)


def _goals(book: Book) -> None:
    page = book.page("Tx Goals")
    page.line("GOALS (LTG) - use client's own words!!", look=book.looks.small)
    page.note(
        "title-row-above-header",
        "The remark above the header row is skipped.",
        "GOALS (LTG) - use client's own words!!",
    )
    page.line(
        "Chart #",
        "Goal ID",
        "Linked Problem",
        "LTG",
        "Quote",
        "Type",
        "Status",
        "Date Established",
        "Goal Date",
        look=book.looks.head,
    )
    page.sheet.set_column(3, 4, 44)
    odd: dict[tuple[str, int], Oddity] = {
        ("0007", 6): Oddity("open", "choice-unknown", "open is not a goal status: reported or read as active."),
        ("0012", 2): Oddity("P9", "broken-link", "Client 0012 has no problem P9."),
        ("0019", 8): Oddity("end of school yr", "remark-instead-of-date", "Not a date: reported."),
        ("0022", 3): Oddity("feel better", "vague-goal", "Too vague to be a goal anyone can check."),
        ("0027", 8): Oddity("6/31/27", "impossible-date", "June has 30 days: reported."),
        ("0051", 3): Oddity("\u2022 sleep through\n\u2022 fewer fights\n\u2022 back to work", "bullets-in-cell", "Three goals in one cell with bullets: text kept with its lines."),
        ("0058", 5): Oddity("fxn", "choice-unknown", "fxn is not an allowed value: reported."),
        ("0066", 3): Oddity("see 0031", "copied-reference", "A goal that only points to another client's: reported or seen by the reader."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list" or case.id == "0042":
            continue
        values: tuple[Value, ...] = (
            case.id,
            "G1",
            "P1",
            case.goal,
            case.words,
            case.domain,
            "active",
            case.intake,
            date(2027, 3, 31),
        )
        page.line(*(odd.get((case.id, column), value) for column, value in enumerate(values)), look=book.looks.wrap)
    page.note("client-missing-on-sheet", "Client 0042 has a problem but no goal: reported.", "0042", row=False)
    page.line(
        "0099",
        "G1",
        "P1",
        "Get along with stepfather",
        "he's ok sometimes",
        "function",
        "active",
        date(2026, 4, 1),
        date(2026, 12, 1),
        look=book.looks.wrap,
    )
    page.note(
        "orphan-goal-unknown-client", "Chart 0099 is not on the caseload: its goal is reported and not planned.", "0099"
    )
    page.line(
        "0015",
        "G1",
        "P1",
        "Second goal that was given the same number",
        None,
        "function",
        "active",
        date(2026, 6, 1),
        date(2027, 1, 15),
        look=book.looks.wrap,
    )
    page.note("duplicate-key", "Goal G1 of client 0015 stands twice: reported.", "0015 G1")
    page.line(
        None,
        "G2",
        "P1",
        "Walk the dog with her neighbor twice a week",
        None,
        "function",
        "active",
        date(2026, 6, 1),
        date(2027, 1, 15),
        look=book.looks.wrap,
    )
    page.note(
        "id-only-on-first-row-of-group",
        "The chart number was left blank because it is the same as above: row reported, never guessed.",
        "",
    )
    page.line(None, None, "Total goals:", 22.0, look=book.looks.total)
    page.note("subtotal-row", "A count under the table is no goal.", "Total goals: 22")


def _objectives(book: Book) -> None:
    page = book.page("STO")
    looks = book.looks
    _top(page, "SHORT TERM OBJECTIVES", "Updated 3/4/26", 12)
    for first, last, words in ((0, 3, "OBJECTIVE"), (4, 8, "HOW WE MEASURE"), (9, 12, "WHEN / STATUS")):
        page.sheet.merge_range(page.row, first, page.row, last, words, looks.head2)
    page.row += 1
    page.note(
        "two-row-header",
        "Group titles stand over the real titles: the lower row is the header.",
        "OBJECTIVE | HOW WE MEASURE | WHEN / STATUS",
    )
    page.line(
        "Chart #",
        "Obj #",
        "Linked Goal",
        "Measurable Objective",
        "Tool",
        "BL",
        "Goal Score",
        "Units",
        "Increase/Decrease",
        "Date Established",
        "By When",
        "Met?",
        "Pct",
        look=looks.head,
    )
    page.sheet.set_column(3, 3, 60)
    odd: dict[tuple[str, int], Oddity] = {
        ("0007", 5): Oddity("17 (mod sev)", "score-with-remark", "Read as 17, and said that there was a remark."),
        ("0009", 6): Oddity("<8", "target-with-sign", "Read as less than 8, or reported; the sign is not lost."),
        ("0012", 10): Oddity("ASAP", "remark-instead-of-date", "Not a date: reported."),
        ("0015", 6): Oddity("by 50%", "percent-without-baseline", "A percent is no target on the scale: reported."),
        ("0019", 10): Oddity("mid Jan", "date-without-day", "No full date: reported."),
        ("0022", 5): Oddity(None, "baseline-missing", "Baseline is blank although the measure is a score."),
        ("0027", 6): Oddity(31.0, "target-off-scale", "31 lies above the top of the PHQ-9 (27)."),
        ("0031", 8): Oddity("up", "direction-wrong-way", "A PHQ-9 should go down; the row says up."),
        ("0033", 10): Oddity(date(2026, 2, 1), "due-before-start", "Due before the plan began, and long past."),
        ("0036", 12): Oddity("40%", "number-with-percent-sign", "Read as 40."),
        ("0040", 2): Oddity("G7", "broken-link", "Client 0040 has no goal G7."),
        ("0045", 11): Oddity("\u2713", "check-mark-as-status", "A check mark under Met? means met, or is reported."),
        ("0048", 11): Oddity("Met!!", "choice-with-punctuation", "Met with exclamation marks: read as met or reported."),
        ("0051", 3): Oddity("\u2022 ISI from 18 to 9\r\n\u2022 bed by 11\r\n\u2022 no screens", "bullets-in-cell", "Lines and bullets kept as text."),
        ("0056", 4): Oddity("ACE", "history-instrument-as-target", "An ACE count is history and cannot fall."),
        ("0058", 6): Oddity("seven", "word-instead-of-number", "A number in words: read as 7 or reported."),
        ("0063", 10): Oddity("2026-02-30", "impossible-date", "February 30 does not exist."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list" or case.id == "0042":
            continue
        for number, step in enumerate(case.steps, start=1):
            values: tuple[Value, ...] = (
                case.id,
                f"O1.{number}",
                "G1",
                step.text,
                step.measure,
                step.baseline,
                step.target,
                step.unit,
                step.way,
                case.intake,
                step.due,
                OBJECTIVE_STATUS[int(case.id) % 3],
                10.0 * (int(case.id) % 7),
            )
            page.line(
                *(odd.get((case.id, column), value) if number == 1 else value for column, value in enumerate(values)),
                look=looks.wrap,
            )
    page.line(
        "0009",
        "O1.1",
        "G1",
        "GAD-7 lower",
        "GAD-7",
        15.0,
        7.0,
        "score",
        "decrease",
        date(2026, 1, 12),
        date(2027, 1, 29),
        "in progress",
        20.0,
        look=looks.wrap,
    )
    page.note("duplicate-key", "Objective O1.1 of client 0009 stands twice.", "0009 O1.1")
    page.line(
        "0101",
        "O1.1",
        "G1",
        "Use coping skills more",
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        "not started",
        None,
        look=looks.wrap,
    )
    page.note("unknown-client", "Chart 0101 is not on the caseload.", "0101")


def _interventions(book: Book) -> None:
    page = book.page("Interventions")
    page.line(
        "Chart #",
        "#",
        "Linked Objective",
        "Approach",
        "What clinician will do",
        "Individual/Group",
        "Freq",
        "Per",
        "Session Length",
        "# Weeks",
        "Duration unit",
        "Staff Responsible",
        "Why",
        look=book.looks.head,
    )
    page.sheet.set_column(4, 4, 44)
    odd: dict[tuple[str, int], Oddity] = {
        ("0007", 8): Oddity("50 min", "number-with-unit", "Read as 50."),
        ("0012", 6): Oddity("1x/wk", "frequency-in-one-cell", "Once a week in a number column: reported or split."),
        ("0015", 3): Oddity("supportive counseling", "modality-too-general", "Counseling alone names no evidence-based method."),
        ("0027", 5): Oddity("ind.", "choice-abbreviation", "ind. means individual, or is reported."),
        ("0031", 2): Oddity("O4.4", "broken-link", "Client 0031 has no objective O4.4."),
        ("0036", 9): Oddity("ongoing", "word-instead-of-number", "No length of treatment: reported."),
        ("0045", 11): Oddity("Dana", "first-name-only-staff", "Only one Dana works here."),
        ("0058", 12): Oddity("same as above", "copied-reference", "Points to the row above: no reason given."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list" or case.id in ("0042", "0063"):
            continue
        values: tuple[Value, ...] = (
            case.id,
            "I1",
            "O1.1",
            case.approach,
            case.does,
            "individual",
            1.0,
            "week",
            50.0,
            12.0,
            "weeks",
            case.staff,
            case.why,
        )
        page.line(*(odd.get((case.id, column), value) for column, value in enumerate(values)), look=book.looks.wrap)


SCORE_ODD: dict[tuple[str, int], tuple[int, Oddity]] = {
    ("0007", 0): (3, Oddity("19 (mod sev)", "score-with-remark", "Read as 19 with a remark.")),
    ("0007", 1): (3, Oddity("19/27", "score-with-maximum", "Read as 19 out of 27.")),
    ("0007", 2): (3, Oddity("14*", "score-with-asterisk", "Read as 14; what the star means is not known.")),
    ("0009", 1): (3, Oddity("refused", "refused-instead-of-score", "Client declined the form: no score, said so.")),
    ("0009", 2): (3, Oddity("DNA", "did-not-attend-instead-of-score", "Client did not attend: no score.")),
    ("0012", 0): (3, Oddity("n/a", "absent-word", "n/a counts as blank.")),
    ("0012", 1): (3, Oddity("-", "absent-mark", "A dash counts as blank.")),
    ("0015", 1): (3, Oddity("12", "number-as-text", "Read as 12.")),
    ("0019", 1): (3, Oddity(31.0, "score-off-scale", "31 lies above the top of the PHQ-9 (27).")),
    ("0022", 0): (2, Oddity("13/25/26", "impossible-date", "No month 13: reported.")),
    ("0022", 1): (1, Oddity("mood scale", "instrument-unknown", "mood scale is no known instrument.")),
    ("0027", 0): (3, Oddity("14/11", "two-scores-in-one-cell", "PHQ-9 and GAD-7 written in one cell: 14/11 is not 14 out of 11.")),
    ("0031", 1): (2, Oddity(date(2027, 1, 5), "score-in-future", "Given after the day of the run.")),
    ("0033", 1): (2, Oddity(date(2019, 1, 5), "score-before-intake", "Given years before the client came.")),
    ("0036", 0): (1, Oddity("phq9", "instrument-spelling", "phq9 is the PHQ-9.")),
    ("0040", 1): (3, Oddity("#DIV/0!", "error-cell", "Excel error in a cell: reported.", formula="=1/0")),
    ("0045", 1): (3, Oddity(-4.0, "score-off-scale", "A score below 0.")),
    ("0048", 1): (4, Oddity("Y", "yes-in-item-column", "A yes in the item 9 column is no number, but must not be lost: possible risk.")),
    ("0051", 1): (3, Oddity("approx 10", "score-with-remark", "Not an exact score: reported.")),
    ("0056", 1): (3, Oddity(12.5, "score-not-whole", "A total of this instrument has no halves.")),
    ("0058", 1): (1, Oddity("DASS21", "instrument-without-subscale", "DASS-21 has three scales; which one is not said.")),
    ("0063", 1): (3, Oddity(52.0, "score-of-other-variant", "52 does not fit WHODAS 0-48 but does fit 12-60 or 0-100: asked.")),
}  # fmt: skip


def _scores(book: Book) -> None:
    page = book.page("Scores")
    page.line("Chart #", "Tool", "Admin Date", "Total", "Q9", "Respondent", "init", look=book.looks.head)
    for case in CASES:
        if case.status == "wait list":
            continue
        for index, value in enumerate(case.scores):
            given = (
                date(case.intake.year, case.intake.month, case.intake.day)
                if index == 0
                else _later(case.intake, 45 * index)
            )
            item: Value = None
            if case.measure == "PHQ-9":
                item = 1.0 if case.id == "0048" and index == 2 else 0.0
            values: list[Value | Oddity] = [case.id, case.measure, given, float(value), item, "self", "KA"]
            planted = SCORE_ODD.get((case.id, index))
            if planted:
                values[planted[0]] = planted[1]
            page.line(*values)
    page.line("0112", "PHQ-9", date(2026, 10, 1), 9.0, 0.0, "self", "DW")
    page.note("unknown-client", "Chart 0112 is not on the caseload.", "0112")
    page.line("7", "GAD-7", "10/02/26", 8.0, None, "self", "KA")
    page.note("id-lost-leading-zeros", "7 is 0007: matched or reported.", "7")
    page.line("0012", "GAD-7", "02/10/26", 11.0, None, "self", "??")
    page.note("ambiguous-day-and-month", "02/10/26 may be February 10 or October 2: the choice is told.", "02/10/26")
    page.line(
        "Average",
        None,
        None,
        Oddity(
            "",
            "formula-without-value",
            "A formula nobody calculated has no value: reported, never read as 0.",
            formula="=AVERAGE(D2:D60)",
        ),
        look=book.looks.total,
    )
    page.note("subtotal-row", "An average under the table is no score.", "Average")


def _later(start: date, days: int) -> date:
    return date.fromordinal(min(start.toordinal() + days, date(2026, 11, 16).toordinal()))


def _outcome_grid(book: Book) -> None:
    page = book.page("PHQ GAD grid")
    page.line("one row per client, one column per time - Dana's grid", look=book.looks.small)
    page.line(
        "Chart #",
        "PHQ-9 (Intake)",
        "PHQ9 1/5/26",
        "PHQ9 4/6/26",
        "PHQ9_2026-07",
        "GAD7 1/5/26",
        "GAD-7 Oct",
        look=book.looks.head,
    )
    page.note(
        "wide-scores",
        "One column per occasion: each header splits into instrument and date; Intake and Oct name no date.",
        "PHQ9 1/5/26",
        cell="B2:G2",
    )
    cells: tuple[tuple[Value | Oddity, ...], ...] = (
        ("0015", 16.0, 15.0, Oddity("12 ", "number-as-text", "Read as 12."), 9.0, 11.0, 7.0),
        ("0033", 14.0, Oddity("13*", "score-with-asterisk", "Read as 13 with a mark."), None, Oddity("DNA", "did-not-attend-instead-of-score", "No score."), 12.0, 10.0),
        ("0056", 11.0, 12.0, 12.0, 10.0, Oddity("x", "mark-instead-of-score", "An x is no score."), 9.0),
    )  # fmt: skip
    for line in cells:
        page.line(*line)


def _reviews(book: Book) -> None:
    page = book.page("TP Reviews")
    page.line(
        "Chart #",
        "Last Review",
        "TP Due",
        "Interval",
        "Present",
        "Updates",
        "Progress",
        "Functioning",
        "Client Comments",
        look=book.looks.head,
    )
    page.sheet.set_column(5, 8, 34)
    odd: dict[tuple[str, int], Oddity] = {
        ("0007", 1): Oddity("10/2/26", "date-as-text", "Read as October 2, 2026."),
        ("0009", 2): Oddity("due!", "remark-instead-of-date", "Not a date: worked out from the interval instead."),
        ("0012", 3): Oddity("quarterly", "word-instead-of-number", "quarterly is about 90 days: reported, not guessed."),
        ("0015", 2): Oddity(date(2026, 3, 1), "due-before-review", "Next due date lies before the review itself."),
        ("0019", 5): Oddity('"', "ditto-mark", "A ditto mark is no text: what changed is not recorded."),
        ("0022", 5): Oddity("no change", "no-change-without-reason", "No change is allowed only with a reason."),
        ("0027", 3): Oddity(400.0, "interval-out-of-range", "400 days is more than a year."),
        ("0031", 1): Oddity("last Tuesday", "remark-instead-of-date", "Not a date: reported."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list" or case.id in CLOSED:
            continue
        late = case.id in ("0036", "0040", "0063")
        day = date(2026, 5, 12) if late else date(2026, 10, 6)
        values: tuple[Value, ...] = (
            case.id,
            day,
            _plus(day, 90),
            90.0,
            "client, therapist",
            case.review,
            case.summary,
            case.function,
            case.says,
        )
        page.line(
            *(odd.get((case.id, column), value) for column, value in enumerate(values)),
            look=book.looks.red if late else book.looks.wrap,
        )
        if late:
            page.note(
                "meaning-by-color",
                "Red row: the review is overdue by its dates, which decide; the color is only a hint.",
                case.id,
            )


def _plus(start: date, days: int) -> date:
    return date.fromordinal(start.toordinal() + days)


def _safety(book: Book) -> None:
    page = book.page("Crisis Plan")
    page.line(
        "Chart #",
        "SP Date",
        "Step 1",
        "Step 2",
        "Step 3",
        "Step 4",
        "Step 5",
        "Step 6",
        "When to call 911",
        look=book.looks.head,
    )
    page.line(
        "0012",
        date(2026, 2, 16),
        "Pacing at night, gives things away",
        "Cold shower; call-in radio show",
        "Laundromat on 5th",
        "Aunt Bea 555-0182",
        "988; mobile team 555-0183",
        "Aunt keeps the pills",
        "If aunt can't be reached and urges stay above 8",
        look=book.looks.wrap,
    )
    page.line(
        "0033",
        "5/11/26 (old)",
        "Stops shaving, sits in truck",
        "Whittle, dogs",
        "VFW breakfast",
        "Brother Ray",
        "988 press 1",
        "Guns at Ray's",
        Oddity("?", "unknown-mark", "A question mark is no escalation step: gap."),
        look=book.looks.wrap,
    )
    page.note("date-with-remark", "Date with a remark behind it: May 11, 2026, or reported.", "5/11/26 (old)")
    page.note(
        "risk-item-without-safety-plan",
        "Client 0048 answered item 9 with 1 and has passive thoughts, yet no safety plan: gravest finding.",
        "0048",
        row=False,
    )


def _contacts(book: Book) -> None:
    page = book.page("Emergency Contacts")
    page.line("Chart #", "ICE", "Rel", "EC Phone", "Contact Type", "OK to contact", look=book.looks.head)
    odd: dict[tuple[str, int], Oddity] = {
        ("0009", 3): Oddity("555-01", "phone-too-short", "Not a whole phone number: reported."),
        ("0012", 5): Oddity("\u2713", "check-mark-as-yes", "A check mark means yes."),
        ("0015", 5): Oddity("N", "letter-as-no", "N means no."),
        ("0019", 5): Oddity("maybe", "flag-unknown", "maybe is neither yes nor no: reported."),
        ("0022", 1): Oddity("same", "ditto-mark", "same names nobody."),
        ("0027", 4): Oddity("e.c.", "choice-unknown", "e.c. is not an allowed value."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list" or case.id == "0058":
            continue
        values: tuple[Value, ...] = (
            case.id,
            case.contact,
            case.relation,
            f"555-01{int(case.id) % 90 + 10}",
            "emergency",
            "x" if int(case.id) % 2 else "Y",
        )
        page.line(*(odd.get((case.id, column), value) for column, value in enumerate(values)))
    page.note("client-missing-on-sheet", "Client 0058 has no emergency contact: reported.", "0058", row=False)


def _consents(book: Book) -> None:
    page = book.page("Paperwork")
    page.line(
        "Chart #",
        "Doc Type",
        "Who",
        "Printed Name",
        "Sig Date",
        "Exp",
        "Verbal?",
        "Would not sign",
        look=book.looks.head,
    )
    odd: dict[tuple[str, str], Oddity] = {
        ("0009", "informed consent"): Oddity("Y", "yes-instead-of-date", "Signed, but no date: reported."),
        ("0015", "informed consent"): Oddity("\u2713", "check-mark-instead-of-date", "Signed, but no date: reported."),
        ("0022", "plan signature"): Oddity("on file", "remark-instead-of-date", "Not a date: reported."),
        ("0036", "plan signature"): Oddity(date(2027, 5, 1), "signature-in-future", "Signed after the day of the run."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list":
            continue
        for kind, who in (
            ("informed consent", "client"),
            ("treatment agreement", "client"),
            ("confidentiality limits", "client"),
            ("plan signature", "client"),
            ("plan signature", "clinician"),
        ):
            if case.id == "0031" and kind == "plan signature" and who == "client":
                page.note("client-missing-on-sheet", "Client 0031 has not signed the plan.", "0031", row=False)
                continue
            printed = f"{case.first} {case.last}" if who == "client" else case.staff
            day = _plus(case.intake, 9) if kind == "plan signature" else case.intake
            signed: Value | Oddity = odd.get((case.id, kind), day) if who == "client" else day
            ends: Value = date(2026, 6, 30) if case.id == "0040" and kind == "informed consent" else None
            page.line(case.id, kind, who, printed, signed, ends, None, "n")
            if ends:
                page.note("consent-expired", "Informed consent ran out on June 30, 2026.", "6/30/26")


def _discharge(book: Book) -> None:
    page = book.page("DC Plan")
    page.line("Chart #", "DC Criteria", "Est. DC", "Aftercare Plan", "DC", "DC Reason", look=book.looks.head)
    odd: dict[tuple[str, int], Oddity] = {
        ("0007", 2): Oddity("6 mo.", "duration-instead-of-date", "A length and no date: reported."),
        ("0012", 2): Oddity("fall?", "remark-instead-of-date", "Not a date: reported."),
        ("0015", 1): Oddity("TBD", "absent-word", "TBD counts as blank: criteria missing."),
        ("0019", 3): Oddity("", "blank-text", "Empty text is blank."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list" or case.id == "0056":
            continue
        gone = case.id in CLOSED
        values: tuple[Value, ...] = (
            case.id,
            case.done,
            date(2027, 4, 30),
            case.after,
            date(2026, 9, 30) if gone else None,
            "completed" if gone else None,
        )
        page.line(*(odd.get((case.id, column), value) for column, value in enumerate(values)), look=book.looks.wrap)
    page.note("client-missing-on-sheet", "Client 0056 has no discharge planning.", "0056", row=False)


def _notes(book: Book) -> None:
    page = book.page("Session Notes")
    page.line(
        "Chart #",
        "DOS",
        "Visit #",
        "Goal/Obj",
        "Technique",
        "Response",
        "Progress Rating",
        "Risk",
        "Duration",
        "Locked",
        look=book.looks.head,
    )
    page.sheet.set_column(4, 5, 36)
    odd: dict[tuple[str, int, int], Oddity] = {
        ("0007", 0, 3): Oddity("goal 1", "link-in-words", "Names a goal and no objective: reported."),
        ("0009", 1, 6): Oddity("\u2191", "arrow-as-rating", "An arrow up is no allowed value: reported."),
        ("0012", 0, 8): Oddity("53 min", "number-with-unit", "Read as 53."),
        ("0015", 1, 1): Oddity(date(2026, 12, 24), "note-in-future", "Session after the day of the run."),
        ("0019", 0, 3): Oddity("O9.9", "broken-link", "Client 0019 has no objective O9.9."),
        ("0022", 1, 6): Oddity("+", "sign-as-rating", "A plus is no allowed value: reported."),
        ("0027", 0, 5): Oddity("", "blank-text", "No response recorded."),
        ("0036", 1, 8): Oddity("10:00-10:53", "time-span-as-number", "A span of clock times is not a number of minutes: reported or 53."),
        ("0045", 0, 2): Oddity("4-5", "two-numbers-in-one-cell", "Two session numbers in one cell: reported."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list" or case.id == "0042":
            continue
        for number, (did, went) in enumerate(case.notes):
            day = _later(case.intake, 40 + 30 * number)
            values: tuple[Value, ...] = (
                case.id,
                day,
                float(5 + 4 * number),
                "O1.1",
                did,
                went,
                "improved" if number else "same",
                "denied",
                50.0,
                day,
            )
            page.line(
                *(odd.get((case.id, number, column), value) for column, value in enumerate(values)),
                look=book.looks.wrap,
            )
    same = (
        "O1.1",
        "Provided supportive listening and validated feelings",
        "Client was receptive and engaged in session",
        "same",
        "denied",
        45.0,
    )
    for chart in ("0060", "0063"):
        page.line(chart, date(2026, 10, 20), 9.0, *same, date(2026, 10, 20), look=book.looks.wrap)
        page.note("copied-note", "The same words stand in two clients' notes.", str(same[1]))


def _plans(book: Book) -> None:
    page = book.page("Tx Plans")
    page.line(
        "Chart #",
        "Plan ID",
        "TP Date",
        "Review every",
        "Rev",
        "Client Goal Statement",
        "Reviewed w/ client",
        "Client Participation",
        "Progress Measures",
        "Prognosis",
        look=book.looks.head,
    )
    odd: dict[tuple[str, int], Oddity] = {
        ("0007", 3): Oddity("90d", "number-with-unit", "Read as 90."),
        ("0012", 3): Oddity(180.0, "interval-too-long", "Reviews more than 90 days apart."),
        ("0015", 2): Oddity(date(2025, 1, 6), "plan-before-assessment", "Plan dated before the assessment."),
        ("0022", 4): Oddity("v2", "number-with-letter", "Read as 2, or reported."),
        ("0027", 6): Oddity("yes", "yes-instead-of-date", "Reviewed, but no date."),
        ("0031", 7): Oddity("x", "mark-instead-of-text", "An x says that the client took part, not what was said."),
    }  # fmt: skip
    for case in CASES:
        if case.status == "wait list" or case.id == "0054":
            continue
        day = _plus(case.intake, 9)
        values: tuple[Value, ...] = (
            case.id,
            f"{case.id}-1",
            day,
            90.0,
            1.0,
            case.words,
            day,
            case.input,
            f"{case.measure} every 6 weeks",
            case.hope,
        )
        page.line(*(odd.get((case.id, column), value) for column, value in enumerate(values)), look=book.looks.wrap)
    page.note("client-missing-on-sheet", "Client 0054 is active and has no plan on record.", "0054", row=False)


def _staff(book: Book) -> None:
    page = book.page("phone list")
    for line in (
        ("Kim Adler, LCSW", "x201"),
        ("Dana Whitcomb, LMFT", "x202"),
        ("Kim Tran, LPC", "x203"),
        ("Pam (desk)", "x200"),
        ("copier code", "4471"),
    ):
        page.line(*line)
    page.note(
        "sheet-not-about-clients",
        "The phone list is not part of the plans: left out and said so.",
        "phone list",
        row=False,
    )


def _old_scores(book: Book) -> None:
    page = book.page("old 2024")
    page.line("Chart #", "Tool", "Admin Date", "Total", look=book.looks.head)
    page.line("0007", "PHQ-9", date(2024, 9, 9), 21.0)
    page.line("0007", "PHQ-9", date(2024, 12, 2), 18.0)
    page.sheet.hide()
    page.note(
        "hidden-sheet",
        "A hidden sheet is named to the reader; its rows are not mixed in unseen.",
        "old 2024",
        row=False,
    )
