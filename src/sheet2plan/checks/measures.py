"""Scores: possible totals, settled scoring, dates, ages, and what their movement means."""

from __future__ import annotations

from collections.abc import Iterator

from sheet2plan.catalog import Instrument
from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import active_diagnoses, age_on, is_open_objective
from sheet2plan.clinical.scoring import Trend, on_scale, scale
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import join_words, say_date, say_number
from sheet2plan.sheets import Score


def check_scores(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Unknown instruments, impossible totals and dates, items that don't add up, ages, and what the trends show."""
    unknown: set[str] = set()
    aged: set[str] = set()
    for score in case.scores:
        instrument = context.catalog.instrument(score.measure) if score.measure else None
        if score.measure and instrument is None and score.measure.casefold() not in unknown:
            unknown.add(score.measure.casefold())
            place = score.origin.at("measure")
            yield finding("measure-unknown", place, case.client_id, "measure", measure=score.measure)
        yield from _dates(case, score, context)
        if instrument is not None:
            yield from _total(case, score, instrument)
            if instrument.key not in aged:
                found = _age(case, score, instrument)
                if found is not None:
                    aged.add(instrument.key)
                    yield found
    for trend in context.trends(case):
        yield from _movement(case, trend, context)


def check_measuring(case: Case, context: CheckContext) -> Iterator[Finding]:
    """A baseline that fits the diagnosis, measures repeated in time, and anything measured since the plan began."""
    yield from _baseline(case, context)
    yield from _stale(case, context)


def _total(case: Case, score: Score, instrument: Instrument) -> Iterator[Finding]:
    if score.value is not None and not on_scale(instrument, score):
        yield _off_scale(case, score, instrument)
    rule = instrument.item_sum
    if rule is None or score.value is None or instrument.items is None or len(score.items) < instrument.items:
        return
    answers = dict(score.items)
    numbers = [answers.get(item) for item in range(1, instrument.items + 1)]
    given = [answer for answer in numbers if answer is not None]
    if len(given) < instrument.items:
        return
    turned = sum(
        rule.low + rule.high - answer if item in rule.reversed else answer for item, answer in enumerate(given, 1)
    )
    if score.value not in (sum(given), turned):
        place = score.origin.at("value")
        words = {"measure": instrument.short, "total": say_number(score.value), "sum": say_number(turned)}
        yield finding("items-differ", place, case.client_id, "value", **words)


def _dates(case: Case, score: Score, context: CheckContext) -> Iterator[Finding]:
    day, begun = score.score_date, case.client.intake_date
    if day is None:
        return
    if day > context.as_of:
        place = score.origin.at("score_date")
        yield finding("score-in-future", place, case.client_id, "score_date", measure=score.measure, date=say_date(day))
    elif (
        begun is not None
        and begun <= context.as_of
        and (begun - day).days > context.catalog.thresholds.early_score_days
    ):
        place = score.origin.at("score_date")
        words = {"measure": score.measure or "", "date": say_date(day), "intake": say_date(begun)}
        yield finding("score-before-intake", place, case.client_id, "score_date", **words)


def _age(case: Case, score: Score, instrument: Instrument) -> Finding | None:
    """The first score of an instrument given outside the ages it was made for (rule D10)."""
    low, high = instrument.age_low, instrument.age_high
    if low is None and high is None:
        return None
    if case.client.dob is None or score.score_date is None or score.score_date < case.client.dob:
        return None
    age = age_on(case.client.dob, score.score_date)
    if (low is None or age >= low) and (high is None or age <= high):
        return None
    if low is not None and high is not None:
        span = f"{low} to {high}"
    else:
        span = f"{low} and older" if low is not None else f"{high} and younger"
    place = score.origin.at("measure")
    return finding(
        "age-outside-instrument", place, case.client_id, "measure", measure=instrument.short, age=age, span=span
    )


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


def _movement(case: Case, trend: Trend, context: CheckContext) -> Iterator[Finding]:
    if trend.instrument is None:
        return
    if trend.unsettled:
        place = trend.last.origin.at("variant")
        options = join_words([option.name for option in trend.instrument.variants])
        yield finding("scoring-unsettled", place, case.client_id, "variant", measure=trend.measure, options=options)
    if trend.change == "worsened reliably":
        yield _worse(case, trend)
    elif trend.change == "no reliable change" and trend.weeks >= context.catalog.thresholds.flat_weeks and _ill(trend):
        words = {"measure": trend.measure, "weeks": int(trend.weeks)}
        yield finding("score-flat", trend.last.origin.at("value"), case.client_id, "value", **words)


def _ill(trend: Trend) -> bool:
    """Whether the newest score is still in the clinical range; True when no cutoff is known."""
    instrument, value = trend.instrument, trend.last.value
    if instrument is None or value is None or instrument.clinical_cutoff is None:
        return True
    cut = instrument.clinical_cutoff
    return value >= cut if instrument.direction == "higher_worse" else value <= cut


def _worse(case: Case, trend: Trend) -> Finding:
    first, last = trend.first, trend.last
    change = trend.instrument.change if trend.instrument else None
    return finding(
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
        threshold=say_number((change.reliable if change else None) or 0),
        author=(change.reliable_source if change else None) or "source not named",
    )


def _baseline(case: Case, context: CheckContext) -> Iterator[Finding]:
    """No score near the plan's first date from an instrument that fits a diagnosis (rule R44)."""
    families = context.catalog.thresholds.baseline_families
    codes = [row.icd10_code for row in active_diagnoses(case) if row.icd10_code and row.icd10_code.startswith(families)]
    first = min((row.effective_date for row in case.versions if row.effective_date), default=None)
    if first is None or not codes or not case.scores:
        return
    days = context.catalog.thresholds.baseline_days
    for trend in context.trends(case):
        if trend.instrument is None or not (_fits(trend.instrument, codes) or not trend.instrument.icd_domains):
            continue
        if any(score.score_date and abs((score.score_date - first).days) <= days for score in trend.scores):
            return
    fitting = [instrument.short for instrument in context.catalog.instruments if _fits(instrument, codes)]
    if fitting:
        place = case.client.origin.at()
        options = join_words(fitting[:4])
        yield finding("no-baseline-score", place, case.client_id, days=days, plan=say_date(first), options=options)


def _fits(instrument: Instrument, codes: list[str]) -> bool:
    """Whether the instrument measures the outcome of one of the diagnoses."""
    domains = instrument.icd_domains
    return instrument.purpose == "outcome" and bool(domains) and any(code.startswith(domains) for code in codes)


def _stale(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Measures of open objectives whose newest score is older than their interval allows (rules R4, R68)."""
    limits = context.catalog.thresholds
    wanted = {row.measure for row in case.objectives if is_open_objective(row) and row.measure}
    found = [context.catalog.instrument(measure) for measure in wanted]
    instruments = {instrument.key: instrument for instrument in found if instrument}
    for trend in context.trends(case):
        if trend.instrument is None or trend.instrument.key not in instruments or trend.last.score_date is None:
            continue
        interval = trend.instrument.retest_days
        age = (context.as_of - trend.last.score_date).days
        if interval and age > max(interval * limits.retest_grace, limits.retest_at_least_days):
            place = trend.last.origin.at("score_date")
            words = {
                "measure": trend.measure,
                "date": say_date(trend.last.score_date),
                "days": age,
                "interval": interval,
            }
            yield finding("score-stale", place, case.client_id, "score_date", **words)
    measured = {trend.instrument.key for trend in context.trends(case) if trend.instrument}
    for key in sorted(instruments.keys() - measured):
        instrument = instruments[key]
        row = next(
            row for row in case.objectives if row.measure and context.catalog.instrument(row.measure) is instrument
        )
        words = {"key": row.objective_id or "", "measure": instrument.short}
        yield finding("objective-never-scored", row.origin.at("measure"), case.client_id, "measure", **words)
