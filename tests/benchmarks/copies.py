"""How well and how fast copies are found: python tests/benchmarks/copies.py [plans]

Synthetic plans of about 1,100 characters with planted copies: groups of 2 with 0, 2, 5 and 10 % of words replaced, a
group of 60 at 3 % and a group of 200 at 2 %.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass

from sheet2plan.clinical.copies import Copies, PlanText, find_copies
from sheet2plan.clinical.masking import Text

_GROUPS = ((40, 2, 0.0), (40, 2, 0.02), (40, 2, 0.05), (40, 2, 0.10), (1, 60, 0.03), (1, 200, 0.02))


@dataclass(frozen=True, slots=True)
class Planted:
    """A planted group: which clients, and how much of the first one's wording was replaced in the others."""

    clients: tuple[str, ...]
    edits: float


def make_plans(count: int, seed: int) -> tuple[list[PlanText], list[Planted]]:
    """Synthetic plans with planted copies among them. Every plan shares the clinic's template sentences."""
    dice = random.Random(seed)
    words = _vocabulary(dice)
    phrases = [" ".join(dice.choices(words, k=dice.randint(3, 7))) for _ in range(4000)]
    template = [" ".join(dice.choices(words, k=12)) for _ in range(6)]
    plans: list[PlanText] = []
    planted: list[Planted] = []
    for groups, size, edits in _GROUPS:
        for _ in range(groups):
            first = _own(dice, words, phrases)
            ids = tuple(f"C-{len(plans) + place:05}" for place in range(size))
            bodies = [first, *(_edited(first, edits, dice, words) for _ in ids[1:])]
            plans += [PlanText(one, Text((*template, *body))) for one, body in zip(ids, bodies, strict=True)]
            planted.append(Planted(ids, edits))
    while len(plans) < count:
        plans.append(PlanText(f"C-{len(plans):05}", Text((*template, *_own(dice, words, phrases)))))
    return plans, planted


def _vocabulary(dice: random.Random) -> list[str]:
    syllables = [
        "ba",
        "ce",
        "di",
        "fo",
        "gu",
        "ha",
        "je",
        "ki",
        "lo",
        "mu",
        "na",
        "pe",
        "ri",
        "so",
        "tu",
        "va",
        "we",
        "zi",
    ]
    return sorted({"".join(dice.choices(syllables, k=dice.randint(1, 4))) for _ in range(3000)})


def _own(dice: random.Random, words: list[str], phrases: list[str]) -> tuple[str, ...]:
    """Six sentences, partly of phrases that many plans use, as plans in one clinic are."""
    return tuple(
        f"{dice.choice(phrases)} {' '.join(dice.choices(words, k=5))} {dice.choice(phrases)} {dice.randint(1, 30)}"
        for _ in range(6)
    )


def _edited(sentences: tuple[str, ...], share: float, dice: random.Random, words: list[str]) -> tuple[str, ...]:
    split = [sentence.split() for sentence in sentences]
    places = [(row, column) for row, sentence in enumerate(split) for column in range(len(sentence))]
    for row, column in dice.sample(places, round(share * len(places))):
        split[row][column] = dice.choice(words)
    return tuple(" ".join(sentence) for sentence in split)


def found_groups(planted: list[Planted], copies: Copies, edits: float) -> tuple[int, int]:
    """How many of the planted groups with that share of edits came back whole, and how many were planted."""
    clusters = [set(cluster.clients) for cluster in copies.clusters]
    wanted = [group for group in planted if group.edits == edits]
    return sum(any(set(group.clients) <= cluster for cluster in clusters) for group in wanted), len(wanted)


def false_clusters(planted: list[Planted], copies: Copies) -> int:
    """Clusters that hold a client of no planted group, or of two."""
    home = {client: number for number, group in enumerate(planted) for client in group.clients}
    return sum(len({home.get(client, client) for client in cluster.clients}) > 1 for cluster in copies.clusters)


def main() -> None:
    """Prints what was found and how long it took."""
    plans, planted = make_plans(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, seed=4)
    size = sum(len(" ".join(plan.text.passages)) for plan in plans) // len(plans)
    begin = time.process_time()
    copies = find_copies(plans, 0.6, 0.4, 0.2)
    took = time.process_time() - begin
    print(
        f"{len(plans)} plans of {size} characters: {took:.2f} s, "
        f"{len(copies.clusters)} clusters, {len(copies.alike)} alike"
    )
    for edits in sorted({group.edits for group in planted}):
        hit, there = found_groups(planted, copies, edits)
        print(f"  {edits:4.0%} edits: {hit} of {there} groups whole")
    print(f"  false clusters: {false_clusters(planted, copies)}")


if __name__ == "__main__":
    main()
