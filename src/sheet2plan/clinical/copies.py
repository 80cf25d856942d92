"""Plans that share their wording: an exact comparison of every plan with every other.

Each plan becomes the set of its runs of three words, with names left out and numbers masked. Runs that stand in many
plans are the clinic's template and count nothing. Two plans are compared by their Jaccard share: the runs they have in
common among all runs of both. An index from runs to plans counts what a plan has in common with all earlier ones at
once, so that nothing is estimated and nothing is missed.
"""

from __future__ import annotations

import calendar
import re
import string
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RUN = 3
_WORD_BITS = 21  # three of them fit a signed integer of 64 bits
Places = npt.NDArray[np.int64]
_WORDS = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SPACED = {
    ord(sign): " "
    for sign in string.punctuation
    + "\u2010\u2011\u2012\u2013\u2014\u2026\u201c\u201d\u201e\u00ab\u00bb\u00b7\u2022\u00b0"
}
_PLAIN = _SPACED | {ord("'"): None, ord("\u2018"): None, ord("\u2019"): None}
_DIGITS = frozenset("0123456789")
_DIGIT = re.compile("[0-9]")
_MONTHS = frozenset(month.casefold() for month in calendar.month_name if month)
_SHORTEST_PASSAGE = 6
_FEW_PLANS = 5


@dataclass(frozen=True, slots=True)
class PlanText:
    """The words of one client's plan, as the clinic wrote them; `names` are left out of the comparison."""

    client_id: str
    passages: tuple[str, ...]
    names: tuple[str, ...] = ()


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
    by_client = {plan.client_id: plan for plan in plans}
    clusters = tuple(
        Cluster(clients, share, shared_passages(by_client[clients[0]], by_client[clients[1]]))
        for clients, share in found.clusters()
    )
    shares = runs.shares_of(template)
    template_shares = tuple((plan.client_id, float(share)) for plan, share in zip(plans, shares, strict=True))
    return Copies(clusters, tuple(found.alike()), template_shares)


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of all plans: for each plan and each run of it, once, the plan's place and the run's number."""

    plans: int
    owners: Places
    numbers: Places
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
    """Every run of every plan. A run is three word numbers in one integer; 0 stands between passages."""
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = lambda: len(vocabulary) + 1
    words = array("i")
    lengths: list[int] = []
    for plan in plans:
        before, hidden = len(words), _hidden(plan)
        for passage in plan.passages:
            words.extend(map(vocabulary.__getitem__, _kept_words(passage, hidden)))
            words.append(0)
        lengths.append(len(words) - before)
    words.extend((0, 0))
    keys, whole = _keys(np.frombuffer(words, dtype=np.int32))
    distinct, numbers = np.unique(keys, return_inverse=True)
    count = max(len(distinct), 1)
    pairs = np.repeat(np.arange(len(plans), dtype=np.int64) * count, lengths)[whole]
    pairs += numbers
    pairs.sort()
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    owners, numbers = np.divmod(pairs, count)
    return _Runs(len(plans), owners, numbers, np.bincount(numbers, minlength=len(distinct)))


def _keys(words: npt.NDArray[np.int32]) -> tuple[Places, npt.NDArray[np.bool_]]:
    """Each run of three words as one number, and where the runs begin."""
    spoken = words > 0
    whole = spoken[:-2] & spoken[1:-1] & spoken[2:]
    keys = words[:-2][whole].astype(np.int64)
    for later in (words[1:-1], words[2:]):
        keys <<= _WORD_BITS
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
            if one in places and other in places:
                self._fine[places[one]].append(places[other])
                self._fine[places[other]].append(places[one])
        self._parent = list(range(len(clients)))
        self._lowest = [1.0] * len(clients)
        self._best = np.zeros(len(clients))
        self._partner = np.full(len(clients), -1, dtype=np.int64)

    def compare(self, copied: float, similar: float) -> _Comparison:
        """Compares each plan with all before it. Runs of one plan only have nothing to be compared with."""
        shared = self._runs.counts[self._runs.numbers] > 1
        owners, numbers = self._runs.owners[shared], self._runs.numbers[shared]
        index = owners[np.argsort(numbers, kind="stable")]
        counts = np.bincount(numbers, minlength=len(self._runs.counts))
        starts, seen = np.cumsum(counts) - counts, np.zeros_like(counts)
        first = np.searchsorted(owners, np.arange(len(self._clients) + 1))
        for place in range(len(self._clients)):
            mine = numbers[first[place] : first[place + 1]]
            known = seen[mine]
            seen[mine] += 1
            ends = np.cumsum(known)
            if len(ends) and ends[-1]:
                earlier = np.repeat(starts[mine] - ends + known, known) + np.arange(ends[-1])
                self._take(place, np.bincount(index[earlier], minlength=place), copied, similar)
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
        common[self._fine.get(place, [])] = 0
        shares = common / np.maximum(self._sizes[place] + self._sizes[:place] - common, 1)
        for other in np.flatnonzero(shares >= copied):
            self._join(place, int(other), float(shares[other]))
        near = np.flatnonzero((shares >= similar) & (shares < copied))
        if len(near):
            closest = near[np.argmax(shares[near])]
            self._best[place], self._partner[place] = shares[closest], closest
            better = near[shares[near] > self._best[near]]
            self._best[better], self._partner[better] = shares[better], place

    def _join(self, one: int, other: int, share: float) -> None:
        self._lowest[one] = min(self._lowest[one], share)
        self._lowest[other] = min(self._lowest[other], share)
        self._parent[self._root(one)] = self._root(other)

    def _root(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place


def shared_passages(one: PlanText, other: PlanText, most: int = 3) -> tuple[str, ...]:
    """The longest passages of the first plan whose runs all stand in the second, as written, longest first."""
    theirs = set(_run_words(other))
    hidden = _hidden(one)
    found: list[str] = []
    for passage in one.passages:
        words: list[tuple[int, int, str]] = []
        for match in _WORDS.finditer(passage):
            word = _masked(match[0])
            if word not in hidden and not (word == "#" and words and words[-1][2] == "#"):
                words.append((match.start(), match.end(), word))
        found.extend(passage[start:end] for start, end in _covered(words, theirs))
    return tuple(sorted(set(found), key=lambda text: (-len(text), text))[:most])


def _covered(words: list[tuple[int, int, str]], theirs: set[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Stretches of text, at least six words long, all of whose runs are theirs."""
    start = 0
    while start + RUN <= len(words):
        end = start
        while end + RUN <= len(words) and tuple(word[2] for word in words[end : end + RUN]) in theirs:
            end += 1
        length = end - start + RUN - 1 if end > start else 0
        if length >= _SHORTEST_PASSAGE:
            yield words[start][0], words[start + length - 1][1]
        start = max(end, start) + 1


def masked_text(text: str, names: Iterable[str]) -> str:
    """A passage as passages are compared: lower case, names left out, every number one sign."""
    hidden = frozenset(part for name in names for part in name.casefold().split())
    return " ".join(word for word in _masked_words(text) if word not in hidden)


def _run_words(plan: PlanText) -> Iterator[tuple[str, ...]]:
    hidden = _hidden(plan)
    for passage in plan.passages:
        words = _kept_words(passage, hidden)
        yield from zip(words, words[1:], words[2:], strict=False)


def _kept_words(passage: str, hidden: frozenset[str]) -> list[str]:
    words = _masked_words(passage)
    return words if hidden.isdisjoint(words) else [word for word in words if word not in hidden]


def _hidden(plan: PlanText) -> frozenset[str]:
    return frozenset(word for name in plan.names for word in _masked_words(name))


def _masked_words(text: str) -> list[str]:
    """The words in lower case, every number, month or date one sign."""
    words = text.casefold().translate(_PLAIN).split()
    if _MONTHS.isdisjoint(words) and not _DIGIT.search(text):
        return words
    masked = ["#" if word in _MONTHS or word[0] in _DIGITS else word for word in words]
    return [word for word, before in zip(masked, ["", *masked], strict=False) if word != "#" or before != "#"]


def _masked(word: str) -> str:
    return next(iter(_masked_words(word)), "")
