"""An objective as the judge sees it: its sentence, its columns, and what it hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sheet2plan.catalog import Instrument
from sheet2plan.smart.sentence import Sentence


class Kind(StrEnum):
    """What sort of objective it is."""

    SCORE = "score"
    COUNT = "count"
    SKILL = "skill"
    MAINTAIN = "maintain"
    ATTENDANCE = "attendance"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Claim:
    """An objective as the checks see it: its sentence, its columns, and what it hangs on.

    `linked` is whether goal and problem are found; `domains` are the client's active codes. `limits` are the possible
    totals of the instrument, one pair per scoring. `fastest_pace` is the share of the scale per week held plausible.
    """

    sentence: Sentence
    plan_date: date | None = None
    measure: str | None = None
    instrument: Instrument | None = None
    limits: tuple[tuple[float, float], ...] = ()
    baseline: float | None = None
    target: float | None = None
    direction: str | None = None
    frequency: float | None = None
    duration_weeks: float | None = None
    due: date | None = None
    linked: bool = True
    domains: tuple[str, ...] = ()
    fastest_pace: float = 0.15

    @property
    def begins(self) -> float | None:
        """The start value: the column's, else the sentence's."""
        return self.baseline if self.baseline is not None else self.sentence.amounts.baseline

    @property
    def ends(self) -> float | None:
        """The value to reach: the column's, else the sentence's."""
        return self.target if self.target is not None else self.sentence.amounts.target

    @property
    def tool(self) -> Instrument | None:
        """The instrument: the measure column's, else the one the sentence names when the column is blank."""
        return self.instrument or (self.sentence.instrument if self.measure is None else None)

    @property
    def maintains(self) -> bool:
        """Whether no change is the aim."""
        if self.direction is not None:
            return self.direction == "maintain"
        kept = self.sentence.holds and not (self.sentence.rises or self.sentence.amounts.baseline is not None)
        return kept and self.ends is not None

    @property
    def falls(self) -> bool:
        """Whether the value is meant to go down."""
        if self.direction is not None:
            return self.direction == "decrease"
        if self.begins is not None and self.ends is not None:
            return self.ends < self.begins
        return self.sentence.falls and not self.maintains


@dataclass(frozen=True, slots=True)
class Fault:
    """A letter that fails. `by_columns` tells that the sheet's own columns show it, not the wording alone."""

    letter: str
    reason: str
    by_columns: bool = False
