"""Where the checks draw their lines. The clinic may move every one of them in sheet2plan.toml."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from pydantic import TypeAdapter

from sheet2plan.catalog.files import Entry, checked, read_one
from sheet2plan.errors import ConfigError


class Thresholds(Entry):
    """Days, words and shares; data/thresholds.toml says what each means."""

    concerns_words: int
    baseline_days: int
    baseline_families: tuple[str, ...]
    early_score_days: int
    early_review_days: int
    retest_grace: float
    retest_at_least_days: int
    flat_weeks: int
    unspecified_days: int
    signing_days: int
    fastest_pace: float
    shortest_interval: int
    skipped_review_grace_days: int
    first_note_days: int
    safety_plan_days: int
    description_match: int
    copied_share: float
    similar_share: float
    library_share: float
    library_clients: int
    template_share: float
    same_version_share: float
    trainee_credentials: tuple[str, ...]

    def changed(self, changes: Mapping[str, object]) -> Thresholds:
        """The same with some changed. Raises ConfigError for a name that isn't there or a value of a wrong kind."""
        for name in changes:
            if name not in type(self).model_fields:
                close = get_close_matches(name, type(self).model_fields, 1)
                hint = f"Did you mean {close[0]}?" if close else "docs/SETTINGS.md lists them."
                raise ConfigError(f"[thresholds] there is no threshold {name}.", hint)
        return checked(TypeAdapter(Thresholds), {**self.model_dump(), **changes}, "[thresholds]")


def read_thresholds() -> Thresholds:
    """The thresholds of thresholds.toml."""
    return read_one(TypeAdapter(Thresholds), "thresholds.toml")
