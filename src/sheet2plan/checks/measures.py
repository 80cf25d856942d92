"""Scores: on the scale, not in the future, and what their movement means."""

from __future__ import annotations

from collections.abc import Iterator

from sheet2plan.cases import Case
from sheet2plan.catalog import Instrument
from sheet2plan.checks.context import CheckContext
from sheet2plan.findings import Finding, finding
from sheet2plan.say import say_date, say_number
from sheet2plan.scoring import Trend, on_scale, scale, score_trends
from sheet2plan.sheets import Score


def check_scores(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Unknown instruments, totals off the scale, scores dated in the future, and reliable worsening."""
    unknown: set[str] = set()
    for score in case.scores:
        instrument = context.catalog.instrument(score.measure) if score.measure else None
        if score.measure and instrument is None and score.measure.casefold() not in unknown:
            unknown.add(score.measure.casefold())
            place = score.origin.at("measure")
            yield finding("measure-unknown", place, case.client_id, "measure", measure=score.measure)
        if instrument is not None and score.value is not None and not on_scale(instrument, score):
            yield _off_scale(case, score, instrument)
        if score.score_date and score.score_date > context.as_of:
            place = score.origin.at("score_date")
            day = say_date(score.score_date)
            yield finding("score-in-future", place, case.client_id, "score_date", measure=score.measure, date=day)
    for trend in score_trends(case, context.catalog, context.as_of):
        yield from _worse(case, trend)


def _off_scale(case: Case, score: Score, instrument: Instrument) -> Finding:
    low, high = scale(instrument, score.variant)
    value = score.value or 0
    fitting = [option.name for option in instrument.variants if option.minimum <= value <= option.maximum]
    return finding(
        "score-off-scale",
        score.origin.at("value"),
        case.client_id,
        "value",
        measure=instrument.short,
        value=say_number(value),
        low=say_number(low),
        high=say_number(high),
        fits=f" (it fits the scoring {' or '.join(fitting)})" if fitting else "",
    )


def _worse(case: Case, trend: Trend) -> Iterator[Finding]:
    if trend.instrument is None or trend.change != "worsened reliably":
        return
    first, last = trend.first, trend.last
    yield finding(
        "score-worse",
        last.origin.at("value"),
        case.client_id,
        "value",
        measure=trend.measure,
        first=say_number(first.value or 0),
        first_date=say_date(first.score_date) if first.score_date else "",
        latest=say_number(last.value or 0),
        latest_date=say_date(last.score_date) if last.score_date else "",
        points=say_number(abs((last.value or 0) - (first.value or 0))),
        threshold=say_number(trend.instrument.change.reliable or 0),
        author=trend.instrument.change.reliable_source or "source not named",
    )
