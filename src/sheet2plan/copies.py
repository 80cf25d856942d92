"""Plans that share their wording: an exact shingle join over the caseload.

Each plan becomes the set of its runs of three words, with names left out and numbers masked. Runs that stand in many
plans are the clinic's template and count nothing. Two sets are compared by their Jaccard share; the prefix filter of
Bayardo, Ma and Srikant (WWW 2007) finds every pair above the share and looks at few others.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

RUN = 3
_WORDS = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+(?:[.,:/]\d+)*")
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
    """What the caseload shares: clusters of copies, pairs that are alike, and how much of each plan is template."""

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
    """Every pair of plans at or above the shares. `reviewed` pairs were looked at and found fine; they stay out."""
    corpus = _Corpus(plans, library)
    fine = {frozenset(pair) for pair in reviewed}
    pairs = [pair for pair in corpus.pairs(min(copied, similar)) if frozenset((pair.one, pair.other)) not in fine]
    close = [pair for pair in pairs if pair.share >= copied]
    clusters = tuple(corpus.cluster(members, close) for members in _connected(close))
    alike = tuple(pair for pair in pairs if pair.share < copied)
    return Copies(clusters, alike, corpus.template_shares())


class _Corpus:
    """All plans as sets of runs, numbered so that rare runs come first."""

    def __init__(self, plans: Sequence[PlanText], library: float) -> None:
        self._plans = {plan.client_id: plan for plan in plans}
        numbers: dict[tuple[str, ...], int] = {}
        raw = [_runs(plan, numbers) for plan in plans]
        counts = Counter(run for runs in raw for run in runs)
        limit = max(library * len(plans), _FEW_PLANS)
        template = {run for run, count in counts.items() if count > limit}
        order = {
            run: place for place, (run, _) in enumerate(sorted(counts.items(), key=lambda item: (item[1], item[0])))
        }
        self._shared_from = sum(count == 1 for count in counts.values())
        self._shares = tuple(
            (plan.client_id, len(runs & template) / len(runs) if runs else 0.0)
            for plan, runs in zip(plans, raw, strict=True)
        )
        self._sets: dict[str, frozenset[int]] = {}
        for plan, runs in zip(plans, raw, strict=True):
            own = frozenset(order[run] for run in runs - template)
            if own:
                self._sets[plan.client_id] = own

    def template_shares(self) -> tuple[tuple[str, float], ...]:
        """Of each plan, the share of its runs that are the clinic's template."""
        return self._shares

    def pairs(self, share: float) -> Iterator[Pair]:
        """Every pair of plans whose Jaccard share is at least `share`: exact, none missed, none by chance."""
        groups: dict[frozenset[int], list[str]] = defaultdict(list)
        for client_id, runs in self._sets.items():
            groups[runs].append(client_id)
        for members in groups.values():
            yield from (Pair(one, other, 1.0) for one, other in combinations(members, 2))
        sets = sorted(groups, key=len)
        for one, other, found in self._join(sets, share):
            for first in groups[sets[one]]:
                for second in groups[sets[other]]:
                    yield Pair(min(first, second), max(first, second), found)

    def _join(self, sets: list[frozenset[int]], share: float) -> Iterator[tuple[int, int, float]]:
        """Pairs of places in `sets`, which stand in order of length. Runs of one plan only are never looked up."""
        index: dict[int, list[int]] = defaultdict(list)
        for place, runs in enumerate(sets):
            size = len(runs)
            shared = [run for run in runs if run >= self._shared_from]
            lonely = size - len(shared)
            prefix = size - ceil(share * size) + 1 - lonely
            if prefix <= 0:
                continue
            shared.sort()
            candidates: set[int] = set()
            for run in shared[:prefix]:
                candidates.update(index[run])
                index[run].append(place)
            shortest = share * size
            for candidate in candidates:
                theirs = sets[candidate]
                if len(theirs) >= shortest:
                    common = len(runs & theirs)
                    if common >= share * (size + len(theirs) - common):
                        yield candidate, place, common / (size + len(theirs) - common)

    def cluster(self, members: tuple[str, ...], pairs: Iterable[Pair]) -> Cluster:
        """The cluster with its lowest share and what two of its members have in common, in the clinic's words."""
        inside = set(members)
        share = min(pair.share for pair in pairs if pair.one in inside)
        return Cluster(members, share, shared_passages(self._plans[members[0]], self._plans[members[1]]))


def shared_passages(one: PlanText, other: PlanText, most: int = 3) -> tuple[str, ...]:
    """The longest passages of the first plan whose runs all stand in the second, as written, longest first."""
    theirs = set(_run_words(other))
    hidden = _hidden(one)
    found: list[str] = []
    for passage in one.passages:
        words = [(match.start(), match.end(), _masked(match[0])) for match in _WORDS.finditer(passage)]
        kept = [word for word in words if word[2] not in hidden]
        found.extend(passage[start:end] for start, end in _covered(kept, theirs))
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


def _runs(plan: PlanText, numbers: dict[tuple[str, ...], int]) -> set[int]:
    return {numbers.setdefault(run, len(numbers)) for run in _run_words(plan)}


def _run_words(plan: PlanText) -> Iterator[tuple[str, ...]]:
    hidden = _hidden(plan)
    for passage in plan.passages:
        words = [word for word in _masked_words(passage) if word not in hidden]
        yield from zip(words, words[1:], words[2:], strict=False)


def _hidden(plan: PlanText) -> frozenset[str]:
    return frozenset(word for name in plan.names for word in _masked_words(name))


def _masked_words(text: str) -> Iterator[str]:
    plain = (
        text if text.isascii() else unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2011", "-")
    )
    for word in _WORDS.findall(plain.casefold()):
        yield "#" if word[0].isdigit() or word in _MONTHS else word


def _masked(word: str) -> str:
    return next(_masked_words(word), "")


def _connected(pairs: Iterable[Pair]) -> Iterator[tuple[str, ...]]:
    """The groups that the pairs tie together, by union-find, each sorted."""
    parent: dict[str, str] = {}

    def root(member: str) -> str:
        while parent.setdefault(member, member) != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for pair in pairs:
        parent[root(pair.one)] = root(pair.other)
    groups: dict[str, list[str]] = defaultdict(list)
    for member in sorted(parent):
        groups[root(member)].append(member)
    yield from (tuple(group) for group in groups.values())
