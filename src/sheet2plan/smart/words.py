"""Plain text to comparable text: one kind of dash, quote and space, comparators as signs, number words as digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DASHES = re.compile("[\u2010-\u2015\u2212\u00ad\ufe58\ufe63\uff0d]")
_SINGLE, _DOUBLE = (
    re.compile("[\u2018\u2019\u201a\u2032\u02bc\u00b4`]"),
    re.compile("[\u201c\u201d\u201e\u00ab\u00bb\u2033]"),
)
_SIGNS = (
    ("\u2264", " <= "),
    ("\u2a7d", " <= "),
    ("\u2265", " >= "),
    ("\u2a7e", " >= "),
    ("\u00d7", "x"),
    ("\u2044", "/"),
)
_ARROW = re.compile("\\s*(?:\u2192|\u2794|\u27f6|->|=>)\\s*")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff]+")

_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORD_VALUES = {word: value for value, word in enumerate(_UNITS)} | _TENS
_ANY_VALUE = "|".join(sorted(_WORD_VALUES, key=len, reverse=True))
_NUMBER_WORD = re.compile(rf"\b(?:({'|'.join(_TENS)})-({'|'.join(_UNITS[1:10])})|({_ANY_VALUE}))\b", re.IGNORECASE)
_ORDINAL_WORDS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
]  # fmt: skip
ORDINALS = {word: value for value, word in enumerate(_ORDINAL_WORDS, 1)}
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_AS_NUMBERS = (
    (re.compile(r"\bfrom (?:daily|nightly|every day|every night)\b", re.IGNORECASE), "from 7 a week"),
    (re.compile(r"\bfrom (?:weekly|every week)\b", re.IGNORECASE), "from 1 a week"),
    (re.compile(r"\bonce(?= (?:an?|per|each|every|in|or)\b)", re.IGNORECASE), "1 time"),
    (re.compile(r"\btwice(?= (?:an?|per|each|every|in|or)\b)", re.IGNORECASE), "2 times"),
    (re.compile(r"\bby (?:a )?half\b", re.IGNORECASE), "by 50%"),
    (re.compile(r"\bby (?:a|one) third\b", re.IGNORECASE), "by 33%"),
    (re.compile(r"\bby (?:a|one) quarter\b", re.IGNORECASE), "by 25%"),
)
_MAY_BE_WORDY = re.compile(r"\b(?:from (?:daily|nightly|weekly|every)|once|twice|by (?:an?|one|half))\b", re.IGNORECASE)
_HEADING = re.compile(
    r"^[^:.;\d]{1,40}:\s+(?=(?:the )?(?:client|patient|member|he|she|they|[A-Z][a-z]+) will\b)", re.IGNORECASE
)
_ONE_ANOTHER = re.compile(
    r"\bone another\b|\bone by one\b|\bno one\b|\bone's\b|\beveryone\b|\bone day\b", re.IGNORECASE
)


def normalise(text: str) -> str:
    """The sentence with plain dashes, quotes, spaces and comparators, and with number words as digits."""
    if not text.isascii():
        text = _DOUBLE.sub('"', _SINGLE.sub("'", _DASHES.sub("-", text)))
        for sign, plain in _SIGNS:
            text = text.replace(sign, plain)
    text = _SPACES.sub(" ", text).strip()
    text = _HEADING.sub("", _ONE_ANOTHER.sub(" ", _ARROW.sub(" to ", text)))
    if _MAY_BE_WORDY.search(text):
        for pattern, plain in _AS_NUMBERS:
            text = pattern.sub(plain, text)
    return _SPACES.sub(" ", _NUMBER_WORD.sub(_digits, _THOUSANDS.sub("", text)))


def _digits(match: re.Match[str]) -> str:
    if match[1]:
        return str(_TENS[match[1].lower()] + _WORD_VALUES[match[2].lower()])
    return str(_WORD_VALUES[match[3].lower()])


def blank(pattern: re.Pattern[str], text: str, mark: str = " ; ") -> tuple[str, tuple[re.Match[str], ...]]:
    """The text with every match replaced by a mark, and the matches."""
    matches = tuple(pattern.finditer(text))
    return pattern.sub(mark, text) if matches else text, matches


def words_of(text: str) -> Iterator[str]:
    """The words of a normalised text, lower case."""
    yield from re.findall(r"[a-z][a-z'-]*", text.casefold())
