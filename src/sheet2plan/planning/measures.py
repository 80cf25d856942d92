"""Scores as a document shows them: points, bands, change in words, and the lines of the chart."""

from __future__ import annotations

from collections.abc import Iterable

from sheet2plan.catalog import Instrument
from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.scoring import Trend, trend_of
from sheet2plan.plan import BLANK, Chart, ChartLine, LineKind, Measure, Said, ScorePoint
from sheet2plan.planning.wording import said_common, said_date, said_number
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_count, say_date, say_number
from sheet2plan.sheets import Score

_SCORES_SHOWN = 6
_APART = 0.08  # of a chart's height: lines nearer than this can't both be named


def plan_measure(trend: Trend, case: Case, context: CheckContext) -> Measure:
    """One instrument's history, with the target of the objective that is measured by it."""
    points = tuple(_point(score, trend) for score in trend.scores)
    shown = points if len(points) <= _SCORES_SHOWN else (points[0], *points[-(_SCORES_SHOWN - 1) :])
    target = next(
        (
            row.target
            for row in case.objectives
            if row.target is not None and trend_of((trend,), row.measure, context.catalog) is trend
        ),
        None,
    )
    return Measure(
        name=trend.measure,
        meaning=_meaning(trend.instrument),
        points=points,
        shown=shown,
        first=points[0],
        latest=points[-1],
        change=_change(trend, target),
        target=BLANK if target is None else Said(say_number(target), target),
        chart=_chart(trend, target),
    )


def _chart(trend: Trend, target: float | None) -> Chart | None:
    """The history as lines over its days; None when there is no line to draw."""
    dated = {score.score_date: score.value for score in trend.scores if score.score_date and score.value is not None}
    days, values = tuple(dated), tuple(dated.values())
    if len(days) < 2:
        return None
    count, instrument = len(days), trend.instrument
    ends = (*values, *((target,) if target is not None else ()))
    low, high = (instrument.minimum, instrument.maximum) if instrument else (min(0.0, *ends), max(ends))
    lines = [ChartLine(LineKind.SCORE, trend.measure, values)]
    for kind, value, name in _levels(instrument, target, (high - low) * _APART):
        lines.append(ChartLine(kind, name, (value,) * count))
    alt = (
        f"Line chart of {trend.measure} from {say_date(days[0])} to {say_date(days[-1])}: "
        + ", ".join(say_number(value) for value in values)
        + (f"; target {say_number(target)}" if target is not None else "")
    )
    return Chart(f"{trend.measure}, {say_number(low)} to {say_number(high)}", alt, days, tuple(lines), low, high)


def _levels(instrument: Instrument | None, target: float | None, apart: float) -> Iterable[tuple[LineKind, float, str]]:
    """The target and where the bands begin; a band too near the target to have a line of its own is named with it."""
    bands = instrument.bands[1:] if instrument else ()
    near = [band for band in bands if target is not None and abs(band.low - target) < apart]
    if target is not None:
        names = [f"target {say_number(target)}", *(band.label for band in near)]
        yield LineKind.TARGET, target, ", ".join(names)
    for band in bands:
        if band not in near:
            yield LineKind.BAND, band.low, band.label


def _point(score: Score, trend: Trend) -> ScorePoint:
    value = score.value if score.value is not None else 0.0
    band = trend.band(score)
    return ScorePoint(
        on=said_date(score.score_date),
        value=said_number(value),
        band=said_common(band) if band else BLANK,
    )


def _meaning(instrument: Instrument | None) -> str:
    if instrument is None:
        return ""
    better = {"higher_worse": "lower is better", "higher_better": "higher is better"}.get(instrument.direction, "")
    span = f"{say_number(instrument.minimum)} to {say_number(instrument.maximum)}"
    return f"{instrument.name}, {span}{', ' + better if better else ''}"


def _change(trend: Trend, target: float | None) -> Said:
    """First to last in words, the change class with whose threshold it rests on, and how far it is to the target."""
    first, last = trend.first.value, trend.last.value
    if len(trend.scores) < 2 or first is None or last is None or trend.first.score_date is None:
        return Said("One score so far.")
    moved = last - first
    way = "no change" if moved == 0 else f"{'down' if moved < 0 else 'up'} {say_number(abs(moved))}"
    start = f"From {say_number(first)} on {say_date(trend.first.score_date)} to {say_number(last)} ({way})"
    if trend.change is None or trend.instrument is None:
        return Said(f"{start}.{_to_go(trend, target)}")
    rule = trend.instrument.change
    source = f", {rule.reliable_source}" if rule.reliable_source else ""
    threshold = f"threshold {say_number(rule.reliable or 0)} points{source}"
    return Said(f"{start}: {trend.change} ({threshold}).{_to_go(trend, target)}")


def _to_go(trend: Trend, target: float | None) -> str:
    """Points to the target, and the weeks they take at the pace so far; "" without a target."""
    left = trend.to_go(target)
    if left is None or target is None:
        return ""
    if left == 0:
        return f" The target of {say_number(target)} is reached."
    weeks = trend.weeks_to(target)
    pace = f", about {say_count(weeks, 'week')} at the pace so far" if weeks else ""
    return f" {say_number(left)} to go to the target of {say_number(target)}{pace}."
