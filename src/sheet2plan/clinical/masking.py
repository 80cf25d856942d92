"""Texts as they are compared: word by word in lower case, names left out, every number, month or date one sign.

A caseload has millions of words, so words are numbers here, and what is asked of a word is asked once of each different
one.
"""

from __future__ import annotations

import calendar
import re
import string
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

BREAK, NUMBER = 0, 1
Words = npt.NDArray[np.int32]
_WORDS = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SPACED = {
    ord(sign): " "
    for sign in string.punctuation
    + "\u2010\u2011\u2012\u2013\u2014\u2026\u201c\u201d\u201e\u00ab\u00bb\u00b7\u2022\u00b0"
}
_PLAIN = _SPACED | {ord("'"): None, ord("\u2018"): None, ord("\u2019"): None}
_DIGITS = frozenset("0123456789")
_MONTHS = frozenset(month.casefold() for month in calendar.month_name if month)
_BREAK_SIGN = "\x00"
_NUMBER_SIGN = "#"


@dataclass(frozen=True, slots=True)
class Text:
    """Some passages in a person's words, and the `names` that are left out of them."""

    passages: tuple[str, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Masked:
    """Many texts: the number of each of their words, one after the other, and where each text ends.

    Equal words have equal numbers; BREAK stands behind each passage, NUMBER for any number, month or date, and for
    several in a row.
    """

    words: Words
    ends: npt.NDArray[np.int64]

    def passages(self) -> Iterator[tuple[bytes, int]]:
        """Of each passage a key, the same for the same wording, and how many of its words are no numbers."""
        breaks = np.flatnonzero(self.words == BREAK)
        said = np.diff(np.cumsum(self.words > NUMBER)[breaks], prepend=0).tolist()
        edges = pairwise([0, *(breaks + 1).tolist()])
        return ((self.words[start:end].tobytes(), count) for (start, end), count in zip(edges, said, strict=True))


def mask(texts: Iterable[Text]) -> Masked:
    """The texts as numbers, in their order."""
    vocabulary: defaultdict[str, int] = defaultdict(None, {_BREAK_SIGN: BREAK, _NUMBER_SIGN: NUMBER})
    vocabulary.default_factory = vocabulary.__len__
    numbers, ends = array("i"), array("q")
    for text in texts:
        passages = (passage.replace(_BREAK_SIGN, " ") for passage in text.passages)
        words, hidden = _plain("".join(f"{passage} {_BREAK_SIGN} " for passage in passages)), _hidden(text)
        numbers.extend(map(vocabulary.__getitem__, _without(hidden, words)))
        ends.append(len(numbers))
    plain = np.array(numbers, np.int32)
    masked = np.where(np.fromiter(map(_is_number, vocabulary), bool, len(vocabulary))[plain], NUMBER, plain)
    kept = (masked != NUMBER) | (np.diff(masked, prepend=BREAK) != 0)
    behind = np.array(ends, np.int64)
    return Masked(masked[kept], behind - np.searchsorted(np.flatnonzero(~kept), behind))


@dataclass(frozen=True, slots=True)
class Place:
    """A word of a passage, masked, with where it stands: the places of its first sign and behind its last one."""

    word: str
    start: int
    end: int


def placed_words(text: Text) -> Iterator[list[Place]]:
    """Of each passage, the masked words with their places."""
    hidden = _hidden(text)
    for passage in text.passages:
        places: list[Place] = []
        for match in _WORDS.finditer(passage):
            word = "".join(_plain(match[0]))
            if not word or word in hidden:
                continue
            word = _NUMBER_SIGN if _is_number(word) else word
            if not (word == _NUMBER_SIGN and places and places[-1].word == _NUMBER_SIGN):
                places.append(Place(word, match.start(), match.end()))
        yield places


def _plain(text: str) -> list[str]:
    return text.casefold().translate(_PLAIN).split()


def _hidden(text: Text) -> frozenset[str]:
    return frozenset(_plain(" ".join(text.names))) - {_BREAK_SIGN}


def _without(hidden: frozenset[str], words: list[str]) -> list[str]:
    return words if hidden.isdisjoint(words) else [word for word in words if word not in hidden]


def _is_number(word: str) -> bool:
    return word in _MONTHS or word[0] in _DIGITS
