"""Headers that hold data: one column per occasion of a score (PHQ9 1/5/26), or per numbered goal (Goal 1, Obj 1a)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheet2plan.catalog import normalize_header
from sheet2plan.workbook.cells import Cell, is_blank, shown

_OCCASIONS = re.compile(
    r"intake|initial|baseline|base|bl|start|pre|admission|current|latest|last|now|final|post|end|dc|d c|discharge|"
    r"(?:wk|week|mo|month|day|session|visit) ?\d+|\d+ ?(?:wks?|weeks?|mos?|months?|days?)|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*(?: \d{2,4})?|\d{4} \d{1,2}"
)
_NUMBERED = re.compile(
    r"(?P<kind>problem|prob|goal|ltg|long term goal|objective|obj|sto|stg|intervention|int|dx|diagnosis)"
    r" ?(?:number )?(?P<number>\d{1,2}) ?(?P<part>[a-h]|\d{1,2})?(?: (?P<rest>.+))?"
)
_INDEX = re.compile(r"(?:number )?(\d{1,2})")
_KINDS = {
    "problem": "Problems",
    "prob": "Problems",
    "goal": "Goals",
    "ltg": "Goals",
    "long term goal": "Goals",
    "objective": "Objectives",
    "obj": "Objectives",
    "sto": "Objectives",
    "stg": "Objectives",
    "intervention": "Interventions",
    "int": "Interventions",
    "dx": "Diagnoses",
    "diagnosis": "Diagnoses",
}
_DATE_WORDS = ("date", "dt", "on")
_TOTAL_WORDS = re.compile(r"\b(?:total|score|value|result)s?\b|[(\[]\s*\d+\s*[-–]\s*\d+\s*[)\]]", re.IGNORECASE)
_NUMBERED_DATE = re.compile(r"(?:date|dt) (?:number )?(\d{1,2})|(?:number )?(\d{1,2}) (?:date|dt)")
_SEVERAL = re.compile(r"\s*[/&+,;|]\s*")


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """A column of totals: which instrument, on which day if the header says so, else which occasion or index.

    `part` is the place of its total among how many that a cell holds, as 14/11 under PHQ9/GAD7.
    """

    column: int
    measure: str
    on: date | None
    occasion: str
    part: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """One occasion of one instrument: the column of totals, the day in the header or the column that holds the day."""

    totals: ScoreColumn
    dates: int | None


@dataclass(frozen=True, slots=True)
class _Days:
    """The columns that hold days: by measure and occasion, by number (Date #2), and those that are just a date.

    `by_visit` is the only date of a row that stands for one visit.
    """

    named: Mapping[tuple[str, str], int]
    numbered: Mapping[str, int]
    beside: Mapping[int, int]
    by_visit: int | None

    def of(self, total: ScoreColumn) -> int | None:
        """The column that holds the day of a column of totals, None when the header names the day or nothing does."""
        if total.on is not None:
            return None
        index = _INDEX.fullmatch(total.occasion)
        found = self.named.get((total.measure, total.occasion))
        if found is None and index is not None:
            found = self.numbered.get(index[1])
        if found is None and not total.occasion:
            found = self.by_visit
        return self.beside.get(total.column) if found is None else found


@dataclass(frozen=True, slots=True)
class NumberedColumn:
    """A column such as Obj 1a Target: sheet type, number (1), part (a), and what the rest of the header names."""

    column: int
    sheet: str
    number: str
    part: str
    rest: str

    @property
    def key(self) -> str:
        """The id that the row gets: G1, P1, O1a, I1a."""
        return f"{self.sheet[0]}{self.number}{self.part}"


def score_groups(
    titles: Mapping[int, str],
    instrument: Callable[[str], str | None],
    read_date: Callable[[str], date | None],
    days: Sequence[int] = (),
    by_visit: bool = False,
) -> tuple[ScoreGroup, ...]:
    """The score columns among the headers, each with its day: in the header, or in a column of dates.

    `instrument` names the instrument of a spelling or None; `read_date` reads a date in a header or None. `days` are
    the columns that are just dates; `by_visit` says that a row is one visit, so that its only date is each score's.
    """
    totals: list[ScoreColumn] = []
    named: dict[tuple[str, str], int] = {}
    numbered: dict[str, int] = {}
    for column, title in titles.items():
        if match := _NUMBERED_DATE.fullmatch(normalize_header(title)):
            numbered[match[1] or match[2]] = column
        for measure, rest, raw, part in _split(_TOTAL_WORDS.sub(" ", title), instrument):
            if (words := rest.split()) and words[-1] in _DATE_WORDS:
                named[measure, " ".join(words[:-1])] = column
            elif words and words[0] in _DATE_WORDS:
                named[measure, " ".join(words[1:]).removeprefix("of").strip()] = column
            elif (on := read_date(raw)) is not None:
                totals.append(ScoreColumn(column, measure, on, raw, part))
            elif not rest or _INDEX.fullmatch(rest) or _OCCASIONS.fullmatch(rest):
                totals.append(ScoreColumn(column, measure, None, rest, part))
    visit = days[0] if by_visit and len(days) == 1 else None
    found = _Days(named, numbered, _beside([total.column for total in totals], days), visit)
    return tuple(ScoreGroup(total, found.of(total)) for total in totals)


def _beside(totals: Sequence[int], days: Sequence[int]) -> dict[int, int]:
    """Each column of totals with the date right of it, or left of it where all dates stand left of a total."""
    if days and all(day - 1 in totals for day in days):
        return {day - 1: day for day in days}
    return {day + 1: day for day in days} if all(day + 1 in totals for day in days) else {}


def numbered_columns(titles: Mapping[int, str]) -> tuple[NumberedColumn, ...]:
    """The numbered columns among the headers: Goal 1, Obj 1a, Obj 1a Target, Dx 2."""
    found = []
    for column, title in titles.items():
        match = _NUMBERED.fullmatch(normalize_header(title))
        if match:
            found.append(
                NumberedColumn(
                    column, _KINDS[match["kind"]], match["number"], match["part"] or "", (match["rest"] or "").strip()
                )
            )
    return tuple(found)


def _split(
    title: str, instrument: Callable[[str], str | None]
) -> Iterator[tuple[str, str, str, tuple[int, int] | None]]:
    """Instrument, the rest of the header normalised, and the rest as it was typed; longest spelling first.

    A header that names several (PHQ9/GAD7) gives each of them, with its place in the cells.
    """
    tokens = [token for token in re.split(r"[\s_()\[\]:|]+", _SEVERAL.sub("/", title.strip())) if token]
    for token in tokens:
        measures = [instrument(name) for name in token.split("/")]
        if len(measures) > 1 and None not in measures:
            rest = [other for other in tokens if other is not token]
            raw = " ".join(rest).strip("-–, ")
            key, count = normalize_header(raw), len(measures)
            yield from ((str(name), key, raw, (place, count)) for place, name in enumerate(measures))
            return
    if (found := _one_instrument(title, instrument)) is not None:
        yield *found, None


def _one_instrument(title: str, instrument: Callable[[str], str | None]) -> tuple[str, str, str] | None:
    tokens = [token for token in re.split(r"[\s_()\[\]:|]+", title.strip()) if token]
    for length in range(len(tokens), 0, -1):
        for start in (0, len(tokens) - length):
            measure = instrument(" ".join(tokens[start : start + length]).rstrip("#,;-"))
            if measure is not None:
                rest = tokens[:start] + tokens[start + length :]
                raw = " ".join(rest).strip("-–, ")
                return measure, normalize_header(raw), raw
    return None


def part_of(cell: Cell, part: tuple[int, int], title: str) -> Cell:
    """One of the totals in a cell such as 14/11; the whole behind the header's words, which no reader takes for a
    number, when the cell does not hold one total for each instrument of the header."""
    place, count = part
    pieces = _SEVERAL.split(shown(cell))
    if is_blank(cell) or (isinstance(cell, str) and len(pieces) == count):
        return pieces[place] if cell is not None and len(pieces) == count else None
    return f"{title}: {shown(cell)}"
