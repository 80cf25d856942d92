"""Scores to trends: bands, change classes, risk items. Thresholds are data of the instrument, with their author."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sheet2plan.cases import Case
from sheet2plan.catalog import Catalog, Instrument
from sheet2plan.sheets import Score


@dataclass(frozen=True, slots=True)
class Trend:
    """All usable scores of one measure, oldest first: dated, not in the future, on the scale. Never empty."""

    measure: str
    instrument: Instrument | None
    scores: tuple[Score, ...]

    @property
    def first(self) -> Score:
        """The oldest score."""
        return self.scores[0]

    @property
    def last(self) -> Score:
        """The newest score."""
        return self.scores[-1]

    @property
    def change(self) -> str | None:
        """The change class from first to last; None with one score, or without a published threshold."""
        if self.instrument is None or len(self.scores) < 2:
            return None
        return change_class(self.instrument, _value(self.first), _value(self.last))


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """A risk item in the newest score of an instrument; `answer` is None when the item was not recorded."""

    score: Score
    instrument: Instrument
    item: int
    answer: float | None
    positive: bool


def score_trends(case: Case, catalog: Catalog, as_of: date) -> tuple[Trend, ...]:
    """One Trend per measure with at least one usable score, in the order in which measures first appear."""
    grouped: dict[str, list[Score]] = {}
    for score in case.scores:
        if score.measure and score.value is not None and score.score_date and score.score_date <= as_of:
            instrument = catalog.instrument(score.measure)
            if instrument is None or on_scale(instrument, score):
                grouped.setdefault(instrument.key if instrument else score.measure.casefold(), []).append(score)
    trends = []
    for scores in grouped.values():
        ordered = tuple(sorted(scores, key=lambda score: score.score_date or date.min))
        instrument = catalog.instrument(ordered[0].measure or "")
        trends.append(Trend(instrument.short if instrument else ordered[0].measure or "", instrument, ordered))
    return tuple(trends)


def trend_of(trends: tuple[Trend, ...], measure: str | None, catalog: Catalog) -> Trend | None:
    """The trend of the measure an objective names, or None."""
    if measure is None:
        return None
    instrument = catalog.instrument(measure)
    name = instrument.short if instrument else measure
    return next((trend for trend in trends if trend.measure.casefold() == name.casefold()), None)


def scale(instrument: Instrument, variant: str | None) -> tuple[float, float]:
    """Lowest and highest total for the stated scoring; the instrument's own range when none is stated or known."""
    wanted = (variant or "").casefold()
    for option in instrument.variants:
        if wanted and wanted in (option.name.casefold(), f"{option.minimum:g}-{option.maximum:g}"):
            return option.minimum, option.maximum
    return instrument.minimum, instrument.maximum


def on_scale(instrument: Instrument, score: Score) -> bool:
    """Whether the score's total is possible under its scoring."""
    low, high = scale(instrument, score.variant)
    return score.value is not None and low <= score.value <= high


def change_class(instrument: Instrument, first: float, last: float) -> str | None:
    """Improved reliably, worsened reliably or no reliable change; None without a direction or published threshold."""
    threshold = instrument.change.reliable
    if threshold is None or instrument.direction == "none":
        return None
    gain = first - last if instrument.direction == "higher_worse" else last - first
    if abs(gain) < threshold:
        return "no reliable change"
    return "improved reliably" if gain > 0 else "worsened reliably"


def risk_answers(trends: tuple[Trend, ...]) -> Iterator[RiskAnswer]:
    """Every risk item of the newest score of each instrument that has risk items."""
    for trend in trends:
        if trend.instrument is None:
            continue
        answers = dict(trend.last.items)
        for risk in trend.instrument.risk_items:
            answer = answers.get(risk.item)
            positive = answer is not None and answer >= risk.at_least
            yield RiskAnswer(trend.last, trend.instrument, risk.item, answer, positive)


def reaches(target: float, comparator: str | None, direction: str | None, value: float) -> bool:
    """Whether a value meets a target. Without a comparator the objective's direction decides."""
    sign = comparator or (">=" if direction == "increase" else "<=")
    return {
        "<=": value <= target,
        "<": value < target,
        "=": value == target,
        ">": value > target,
        ">=": value >= target,
    }[sign]


def _value(score: Score) -> float:
    return score.value if score.value is not None else 0.0
