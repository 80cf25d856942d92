"""Scores to trends: bands, change classes, risk items. Thresholds are data of the instrument, with their author."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from sheet2plan.catalog import Catalog, Instrument, RiskItem, Variant
from sheet2plan.reading.cases import Case
from sheet2plan.sheets import Score


@dataclass(frozen=True, slots=True)
class Trend:
    """All usable scores of one measure, oldest first: dated, not in the future, on the scale. Never empty.

    `scoring` is the one the scores follow; `unsettled` tells that the instrument has several, that none is stated and
    that more than one would fit, so that bands and change can't be told.
    """

    measure: str
    instrument: Instrument | None
    scores: tuple[Score, ...]
    scoring: Variant | None = None
    unsettled: bool = False

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
        """The change class from first to last; None with one score, or without a threshold for the scoring."""
        if self.instrument is None or len(self.scores) < 2 or not self._as_published:
            return None
        return change_class(self.instrument, _value(self.first), _value(self.last))

    def band(self, score: Score) -> str | None:
        """The band of a score; None when its scoring is unsettled, or when bands belong to another scoring."""
        if self.instrument is None or score.value is None or not self._as_published:
            return None
        return self.instrument.band(score.value)

    @property
    def gain(self) -> float | None:
        """Points moved in the good direction from first to last, negative for the bad one; None without a direction."""
        if self.instrument is None or self.instrument.direction == "none":
            return None
        moved = _value(self.last) - _value(self.first)
        return -moved if self.instrument.direction == "higher_worse" else moved

    @property
    def weeks(self) -> float:
        """Weeks from the first to the last score."""
        if self.first.score_date is None or self.last.score_date is None:
            return 0.0
        return (self.last.score_date - self.first.score_date).days / 7

    @property
    def pace(self) -> float | None:
        """Points per week in the good direction; None within the first week."""
        return None if self.gain is None or self.weeks < 1 else self.gain / self.weeks

    @property
    def responded(self) -> bool | None:
        """Whether the drop reaches the instrument's response rule; None without such a rule or a second score."""
        rule = self.instrument.change.response_drop if self.instrument else None
        if (
            rule is None
            or self.gain is None
            or len(self.scores) < 2
            or not _value(self.first)
            or not self._as_published
        ):
            return None
        return self.gain / _value(self.first) >= rule

    @property
    def remitted(self) -> bool | None:
        """Whether the newest score meets the instrument's remission rule; None without such a rule."""
        if self.instrument is None or not self._as_published:
            return None
        rule = self.instrument.change
        if rule.remission_below is not None:
            return _value(self.last) < rule.remission_below
        return None if rule.remission_at_most is None else _value(self.last) <= rule.remission_at_most

    def to_go(self, target: float | None) -> float | None:
        """Points still missing to a target, 0 when it is reached; None without target or direction."""
        if target is None or self.instrument is None or self.instrument.direction == "none":
            return None
        missing = _value(self.last) - target
        return max(0.0, missing if self.instrument.direction == "higher_worse" else -missing)

    def weeks_to(self, target: float | None) -> int | None:
        """Weeks to a target at the pace so far, rounded up; None unless the score has improved reliably."""
        left = self.to_go(target)
        if not left or not self.pace or self.change != "improved reliably":
            return None
        return ceil(left / self.pace)

    @property
    def _as_published(self) -> bool:
        """Whether the scores follow the scoring that bands and change thresholds were published for."""
        if self.unsettled or self.instrument is None:
            return False
        own = (self.instrument.minimum, self.instrument.maximum)
        return self.scoring is None or (self.scoring.minimum, self.scoring.maximum) == own


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """A risk item in the newest score of an instrument; `answer` is None when the item was not recorded."""

    score: Score
    instrument: Instrument
    item: int
    answer: float | None
    positive: bool


def score_trends(
    case: Case, catalog: Catalog, as_of: date, chosen: Mapping[str, str] | None = None
) -> tuple[Trend, ...]:
    """One Trend per measure with at least one usable score, in the order in which measures first appear.

    `chosen` names the scoring that the clinic uses throughout, by instrument key.
    """
    grouped: dict[str, list[Score]] = {}
    for score in case.scores:
        if score.measure and score.value is not None and score.score_date and score.score_date <= as_of:
            instrument = catalog.instrument(score.measure)
            if instrument is None or on_scale(instrument, score):
                grouped.setdefault(instrument.key if instrument else score.measure.casefold(), []).append(score)
    return tuple(_trend(scores, catalog, chosen or {}) for scores in grouped.values())


def _trend(scores: list[Score], catalog: Catalog, chosen: Mapping[str, str]) -> Trend:
    ordered = tuple(sorted(scores, key=lambda score: score.score_date or date.min))
    instrument = catalog.instrument(ordered[0].measure or "")
    if instrument is None:
        return Trend(ordered[0].measure or "", None, ordered)
    scoring, unsettled = _scoring(instrument, ordered, chosen.get(instrument.key))
    return Trend(instrument.short, instrument, ordered, scoring, unsettled)


def _scoring(instrument: Instrument, scores: tuple[Score, ...], chosen: str | None) -> tuple[Variant | None, bool]:
    """The scoring stated, else the clinic's, else the only one that holds every score; and whether it's open."""
    if not instrument.variants:
        return None, False
    for name in (*(score.variant for score in reversed(scores)), chosen):
        stated = named_variant(instrument, name)
        if stated is not None:
            return stated, False
    fits = [option for option in instrument.variants if all(_fits(option, score) for score in scores)]
    return (fits[0], False) if len(fits) == 1 else (None, True)


def _fits(option: Variant, score: Score) -> bool:
    return option.minimum <= _value(score) <= option.maximum


def named_variant(instrument: Instrument, name: str | None) -> Variant | None:
    """The scoring of that name or range; None when the instrument has no such scoring, or none is named."""
    if not name or not instrument.variants:
        return None
    wanted = name.casefold().replace("\u2013", "-").replace(" ", "")
    return next(
        (
            option
            for option in instrument.variants
            if wanted and wanted in (option.name.casefold().replace(" ", ""), f"{option.minimum:g}-{option.maximum:g}")
        ),
        None,
    )


def scales(instrument: Instrument) -> tuple[tuple[float, float], ...]:
    """Lowest and highest total of every scoring, the instrument's own first."""
    own = (instrument.minimum, instrument.maximum)
    return (own, *((one.minimum, one.maximum) for one in instrument.variants if (one.minimum, one.maximum) != own))


def trend_of(trends: tuple[Trend, ...], measure: str | None, catalog: Catalog) -> Trend | None:
    """The trend of the measure an objective names, or None."""
    if measure is None:
        return None
    instrument = catalog.instrument(measure)
    name = instrument.short if instrument else measure
    return next((trend for trend in trends if trend.measure.casefold() == name.casefold()), None)


def scale(instrument: Instrument, variant: str | None) -> tuple[float, float]:
    """Lowest and highest total for the stated scoring; the instrument's own range when none is stated or known."""
    option = named_variant(instrument, variant)
    return (option.minimum, option.maximum) if option else (instrument.minimum, instrument.maximum)


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
    """Every risk item of the newest score of each instrument that has risk items.

    Where the newest score has no answer, the last answer before it is given as well when it was positive: a blank does
    not undo it.
    """
    for trend in trends:
        if trend.instrument is None:
            continue
        for risk in trend.instrument.risk_items:
            answers = ((score, dict(score.items).get(risk.item)) for score in reversed(trend.scores))
            score, answer = next(answers)
            yield RiskAnswer(score, trend.instrument, risk.item, answer, _is_positive(answer, risk))
            if answer is None:
                earlier = next(((one, given) for one, given in answers if given is not None), None)
                if earlier is not None and _is_positive(earlier[1], risk):
                    yield RiskAnswer(earlier[0], trend.instrument, risk.item, earlier[1], True)


def _is_positive(answer: float | None, risk: RiskItem) -> bool:
    return answer is not None and answer >= risk.at_least


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
