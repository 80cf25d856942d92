"""Headers that hold data: one column per occasion of a score (PHQ9 1/5/26), or per numbered goal (Goal 1, Obj 1a)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sheet2plan.catalog import normalize_header

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


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """A column of totals: which instrument, on which day if the header says so, else which occasion or index."""

    column: int
    measure: str
    on: date | None
    occasion: str


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """One occasion of one instrument: the column of totals, the day in the header or the column that holds the day."""

    totals: ScoreColumn
    dates: int | None


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
    titles: Mapping[int, str], instrument: Callable[[str], str | None], read_date: Callable[[str], date | None]
) -> tuple[ScoreGroup, ...]:
    """The score columns among the headers, each with its day: in the header, or in a date column of the same name.

    `instrument` names the instrument of a spelling or None; `read_date` reads a date in a header or None.
    """
    totals: list[ScoreColumn] = []
    dates: dict[tuple[str, str], int] = {}
    for column, title in titles.items():
        split = _split(title, instrument)
        if split is None:
            continue
        measure, rest, raw = split
        if (words := rest.split()) and words[-1] in _DATE_WORDS:
            dates[measure, " ".join(words[:-1])] = column
        elif words and words[0] in _DATE_WORDS:
            dates[measure, " ".join(words[1:])] = column
        elif (on := read_date(raw)) is not None:
            totals.append(ScoreColumn(column, measure, on, raw))
        elif not rest or _INDEX.fullmatch(rest) or _OCCASIONS.fullmatch(rest):
            totals.append(ScoreColumn(column, measure, None, rest))
    return tuple(ScoreGroup(column, dates.get((column.measure, column.occasion))) for column in totals)


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


def _split(title: str, instrument: Callable[[str], str | None]) -> tuple[str, str, str] | None:
    """Instrument, the rest of the header normalised, and the rest as it was typed; longest spelling first."""
    tokens = re.split(r"[\s_()\[\]:|]+", title.strip())
    tokens = [token for token in tokens if token]
    for length in range(len(tokens), 0, -1):
        for start in (0, len(tokens) - length):
            measure = instrument(" ".join(tokens[start : start + length]).rstrip("#,;-"))
            if measure is not None:
                rest = tokens[:start] + tokens[start + length :]
                raw = " ".join(rest).strip("-–, ")
                return measure, normalize_header(raw), raw
    return None
