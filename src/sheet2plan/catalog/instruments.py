"""Questionnaires as data: numbers only, never their wording."""

from __future__ import annotations

from typing import Literal

from sheet2plan.catalog.files import Entry


class Band(Entry):
    """A severity band, both ends included."""

    low: float
    high: float
    label: str


class Variant(Entry):
    """One way to score an instrument that has several."""

    name: str
    minimum: float
    maximum: float


class Change(Entry):
    """How much movement means something, in points, each with its author."""

    reliable: float | None = None
    reliable_source: str | None = None
    important: float | None = None
    important_source: str | None = None
    response_drop: float | None = None
    remission_below: float | None = None
    remission_at_most: float | None = None


class RiskItem(Entry):
    """An item whose answer alone calls for a risk review, whatever the total."""

    item: int
    at_least: float


class Items(Entry):
    """How the items make the total: the lowest and highest answer, and the items counted the other way round."""

    low: float
    high: float
    reversed: tuple[int, ...] = ()


class Example(Entry):
    """A worked example that the tests run."""

    score: float
    band: str | None = None


class ChangeExample(Entry):
    """A worked example of a change class that the tests run."""

    first: float
    second: float
    result: Literal["improved reliably", "worsened reliably", "no reliable change"]


class Instrument(Entry):
    """One questionnaire: numbers only, never its wording.

    `item_sum` is there where the total is the plain sum of the items; `long_recall` where the questions look back so
    far that a plan's length can't move the score.
    """

    key: str
    short: str
    name: str
    aliases: tuple[str, ...] = ()
    purpose: Literal["outcome", "screen", "history", "process", "categorical"]
    direction: Literal["higher_worse", "higher_better", "none"]
    minimum: float
    maximum: float
    items: int | None = None
    retest_days: int | None = None
    clinical_cutoff: float | None = None
    age_low: int | None = None
    age_high: int | None = None
    licence: str | None = None
    embed_items: Literal[False] = False
    verified: bool
    icd_domains: tuple[str, ...] = ()
    source: str
    variants: tuple[Variant, ...] = ()
    bands: tuple[Band, ...] = ()
    change: Change = Change()
    risk_items: tuple[RiskItem, ...] = ()
    item_sum: Items | None = None
    long_recall: str | None = None
    examples: tuple[Example, ...] = ()
    change_examples: tuple[ChangeExample, ...] = ()

    def band(self, value: float) -> str | None:
        """The band's label, or None when the instrument has no bands or the value is off its scale.

        A value between two bands (25.05 where one ends at 25.0 and the next begins at 25.1) belongs to the upper one.
        """
        if not self.minimum <= value <= self.maximum:
            return None
        return next((band.label for band in self.bands if value <= band.high), None)
