"""Plans that share their wording: an exact comparison of every plan with every other.

Each plan becomes the set of its runs of three words, with names left out and numbers masked. Runs that stand in many
plans are the clinic's template and count nothing. Two plans are compared by their Jaccard share: the runs they have in
common among all runs of both. An index from runs to plans counts what a plan has in common with all earlier ones at
once, so that nothing is estimated and nothing is missed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sheet2plan.clinical.masking import BREAK, Place, Text, Words, mask, placed_words

RUN = 3
_WORD_BITS = 21  # three of them fit a signed integer of 64 bits
Places = npt.NDArray[np.int64]
_SHORTEST_PASSAGE = 6
_FEW_PLANS = 5


@dataclass(frozen=True, slots=True)
class PlanText:
    """The words of one client's plan, as the clinic wrote them."""

    client_id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Pair:
    """Two plans and the share of wording they have in common, from 0 to 1."""

    one: str
    other: str
    share: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Clients whose plans are copies of one another, with the lowest share found and the longest shared passages."""

    clients: tuple[str, ...]
    share: float
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """What the caseload shares.

    `clusters` of copies; `alike`, for each client in no cluster who has one, the plan most like theirs; and how much of
    each plan is template, from 0 to 1.
    """

    clusters: tuple[Cluster, ...]
    alike: tuple[Pair, ...]
    template_shares: tuple[tuple[str, float], ...]


def find_copies(
    plans: Sequence[PlanText],
    copied: float,
    similar: float,
    library: float,
    reviewed: Iterable[tuple[str, str]] = (),
) -> Copies:
    """Every cluster and likeness at or above the shares, without `reviewed` pairs, which were found fine."""
    runs = _all_runs(plans)
    template = runs.counts > max(library * len(plans), _FEW_PLANS)
    found = _Comparison([plan.client_id for plan in plans], runs.without(template), reviewed).compare(copied, similar)
    texts = {plan.client_id: plan.text for plan in plans}
    clusters = tuple(
        Cluster(clients, share, shared_passages(texts[clients[0]], texts[clients[1]]))
        for clients, share in found.clusters()
    )
    shares = runs.shares_of(template)
    template_shares = tuple((plan.client_id, float(share)) for plan, share in zip(plans, shares, strict=True))
    return Copies(clusters, tuple(found.alike()), template_shares)


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of all plans, run after run: for each plan that has it, the plan's place and the run's number."""

    plans: int
    owners: Words
    numbers: Words
    counts: Places

    def without(self, template: npt.NDArray[np.bool_]) -> _Runs:
        """The same without the runs of the template."""
        kept = ~template[self.numbers]
        return _Runs(self.plans, self.owners[kept], self.numbers[kept], np.where(template, 0, self.counts))

    def shares_of(self, template: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        """Of each plan, the share of its runs that are the template's."""
        of_template = np.bincount(self.owners, weights=template[self.numbers], minlength=self.plans)
        return of_template / np.maximum(np.bincount(self.owners, minlength=self.plans), 1)


def _all_runs(plans: Sequence[PlanText]) -> _Runs:
    """Every run of every plan."""
    masked = mask(plan.text for plan in plans)
    keys, whole = _keys(masked.words)
    owners = np.repeat(np.arange(len(plans), dtype=np.int32), np.diff(masked.ends, prepend=0))[whole]
    width = len(plans).bit_length()
    if keys.max(initial=0) >> (63 - width):
        keys = np.unique(keys, return_inverse=True)[1]
    # One sort of run and plan in one integer takes a fourth of the time of numbering the runs first.
    keys <<= width
    keys |= owners
    keys.sort()
    keys = keys[np.diff(keys, prepend=-1) > 0]
    owners = (keys & ((1 << width) - 1)).astype(np.int32)
    keys >>= width
    numbers = np.cumsum(np.diff(keys, prepend=keys[:1]) > 0, dtype=np.int32)
    return _Runs(len(plans), owners, numbers, np.bincount(numbers))


def _keys(words: Words) -> tuple[Places, npt.NDArray[np.bool_]]:
    """Each run of three words as one number, and where the runs begin."""
    words = np.append(words, np.full(RUN - 1, BREAK, np.int32))
    spoken = words != BREAK
    whole = spoken[:-2] & spoken[1:-1] & spoken[2:]
    width = min(int(words.max()).bit_length(), _WORD_BITS)
    keys = words[:-2][whole].astype(np.int64)
    for later in (words[1:-1], words[2:]):
        keys <<= width
        keys |= later[whole]
    return keys, whole


class _Comparison:
    """All plans by place. `best` and `partner` hold, per plan, the highest share below a copy and whose it is."""

    def __init__(self, clients: list[str], runs: _Runs, reviewed: Iterable[tuple[str, str]]) -> None:
        self._clients = clients
        self._runs = runs
        self._sizes = np.bincount(runs.owners, minlength=len(clients))
        places = {client: place for place, client in enumerate(clients)}
        self._fine: dict[int, list[int]] = defaultdict(list)
        for one, other in reviewed:
            if one != other and one in places and other in places:
                earlier, later = sorted((places[one], places[other]))
                self._fine[later].append(earlier)
        self._parent = list(range(len(clients)))
        self._lowest = [1.0] * len(clients)
        self._best = np.zeros(len(clients))
        self._partner = np.full(len(clients), -1, dtype=np.int64)

    def compare(self, copied: float, similar: float) -> _Comparison:
        """Compares each plan with all before it. Runs of one plan only have nothing to be compared with."""
        counts = self._runs.counts
        shared = counts[self._runs.numbers] > 1
        index, numbers = self._runs.owners[shared], self._runs.numbers[shared]
        starts = np.cumsum(np.where(counts > 1, counts, 0)) - counts
        owners, numbers = np.divmod(np.sort(index * np.int64(len(counts)) + numbers), len(counts))
        seen = starts.copy()
        first = np.searchsorted(owners, np.arange(len(self._clients) + 1))
        for place in range(len(self._clients)):
            mine = numbers[first[place] : first[place + 1]]
            known = zip(starts[mine].tolist(), seen[mine].tolist(), strict=True)
            earlier = [index[start:end] for start, end in known if start < end]
            seen[mine] += 1
            if earlier:
                self._take(place, np.bincount(np.concatenate(earlier), minlength=place), copied, similar)
        return self

    def clusters(self) -> Iterator[tuple[tuple[str, ...], float]]:
        """The clients of each cluster, sorted, with the lowest share found between two of them."""
        groups: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self._clients)):
            groups[self._root(place)].append(place)
        for members in groups.values():
            if len(members) > 1:
                clients = sorted(self._clients[place] for place in members)
                yield tuple(clients), min(self._lowest[place] for place in members)

    def alike(self) -> Iterator[Pair]:
        """For each plan in no cluster, the one most like it, where one is."""
        alone = Counter(self._root(place) for place in range(len(self._clients)))
        for place, client in enumerate(self._clients):
            if self._partner[place] >= 0 and alone[self._root(place)] == 1:
                yield Pair(client, self._clients[self._partner[place]], float(self._best[place]))

    def _take(self, place: int, common: Places, copied: float, similar: float) -> None:
        """Notes the earlier plans that one plan is like; `common` counts the runs shared with each of them."""
        if place in self._fine:
            common[self._fine[place]] = 0
        # The runs of both are no fewer than those of one: who has too few of that one's in common is out at once.
        others = np.flatnonzero(common >= int(similar * self._sizes[place]))
        shares = common[others] / np.maximum(self._sizes[place] + self._sizes[others] - common[others], 1)
        for other, share in zip(others[shares >= copied], shares[shares >= copied], strict=True):
            self._join(place, int(other), float(share))
        near = (shares >= similar) & (shares < copied)
        if near.any():
            others, shares = others[near], shares[near]
            closest = np.argmax(shares)
            self._best[place], self._partner[place] = shares[closest], others[closest]
            better = shares > self._best[others]
            self._best[others[better]], self._partner[others[better]] = shares[better], place

    def _join(self, one: int, other: int, share: float) -> None:
        self._lowest[one] = min(self._lowest[one], share)
        self._lowest[other] = min(self._lowest[other], share)
        self._parent[self._root(one)] = self._root(other)

    def _root(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place


def shared_passages(one: Text, other: Text, most: int = 3) -> tuple[str, ...]:
    """The longest passages of the first text whose runs all stand in the second, as written, longest first."""
    theirs = {run for words in placed_words(other) for run in _runs(words)}
    found = [
        passage[start:end]
        for passage, words in zip(one.passages, placed_words(one), strict=True)
        for start, end in _covered(words, theirs)
    ]
    return tuple(sorted(set(found), key=lambda text: (-len(text), text))[:most])


def _covered(words: Sequence[Place], theirs: set[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Stretches of text, at least six words long, all of whose runs are theirs."""
    runs = [run in theirs for run in _runs(words)]
    start = 0
    while start < len(runs):
        end = next((place for place in range(start, len(runs)) if not runs[place]), len(runs))
        length = end - start + RUN - 1 if end > start else 0
        if length >= _SHORTEST_PASSAGE:
            yield words[start].start, words[start + length - 1].end
        start = max(end, start) + 1


def _runs(words: Sequence[Place]) -> Iterator[tuple[str, ...]]:
    plain = [place.word for place in words]
    return zip(plain, plain[1:], plain[2:], strict=False)
