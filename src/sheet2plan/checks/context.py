"""What a check may know besides the case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TypeVar, cast

from sheet2plan.catalog import Catalog, Profile
from sheet2plan.clinical.cadence import Due, next_review
from sheet2plan.clinical.profiles import choose_profile
from sheet2plan.clinical.scoring import Trend, score_trends
from sheet2plan.memory import Memo
from sheet2plan.reading.cases import Case
from sheet2plan.smart import InstrumentNames, Sentence

T = TypeVar("T")

_Words = tuple[str | None, str | None]
_MOST_KNOWN = 1000  # a few things of each client of a chunk


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The day of the run, the catalogue, and the clinic's choices.

    `profiles` maps a payer or program, as the sheet says it, to the key of a profile; `scoring` an instrument's key
    to the scoring the clinic uses throughout.
    """

    as_of: date
    catalog: Catalog
    fills_forms: bool = True
    longest_interval: int = 90
    profiles: Mapping[str, str] = field(default_factory=dict)
    scoring: Mapping[str, str] = field(default_factory=dict)
    reviewed_pairs: tuple[tuple[str, str], ...] = ()
    part2: str = "by client"
    _names: list[InstrumentNames] = field(default_factory=list, compare=False)
    _catalogs: dict[str, Catalog] = field(default_factory=dict, compare=False)
    _profiles: Memo[_Words, Profile | None] = field(init=False, compare=False, repr=False)
    _known: dict[tuple[str, int], tuple[Case, object]] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        choose = partial(_chosen_profile, self.catalog.profiles, self.profiles)
        object.__setattr__(self, "_profiles", Memo(choose, _MOST_KNOWN))

    def trends(self, case: Case) -> tuple[Trend, ...]:
        """The client's scores by measure."""
        return self.remember("trends", case, lambda: score_trends(case, self.catalog, self.as_of, self.scoring))

    def due(self, case: Case) -> Due:
        """The client's next review."""
        return self.remember("due", case, lambda: next_review(case, self.as_of, self.profile(case)))

    def remember(self, what: str, case: Case, make: Callable[[], T]) -> T:
        """What `make` gives for the case, made once for as long as the case is among the last that were looked at."""
        known = self._known.get((what, id(case)))
        if known is None or known[0] is not case:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = case, make()
            self._known[what, id(case)] = known
        return cast(T, known[1])

    def fresh(self) -> CheckContext:
        """The same without what it remembers of clients, which would keep them in memory."""
        return replace(self, _known={}, _catalogs={})

    def sentence(self, text: str) -> Sentence:
        """An objective's sentence, with the instruments of the catalogue known by name."""
        if not self._names:
            self._names.append(InstrumentNames(self.catalog.instruments))
        return Sentence(text, self._names[0])

    def catalog_for(self, case: Case) -> Catalog:
        """The catalogue with the severities of the client's profile."""
        profile = self.profile(case)
        if profile is None or not profile.severities:
            return self.catalog
        if profile.key not in self._catalogs:
            self._catalogs[profile.key] = self.catalog.with_severities(profile.severities)
        return self._catalogs[profile.key]

    def profile(self, case: Case) -> Profile | None:
        """The payer's or program's rules that hold for the client; None leaves the guide's own."""
        return self._profiles[case.client.program, case.client.payer]


def _chosen_profile(profiles: Iterable[Profile], chosen: Mapping[str, str], words: _Words) -> Profile | None:
    return choose_profile(*words, profiles, chosen)
