"""How much, as a sentence says it: from what, to what, how often, how many of how many."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sheet2plan.smart.words import blank

NUM = r"\d+(?:\.\d+)?"
_WORD = r"[a-z][a-z'/-]*"
_PERIOD = (
    r"(?:day|night|week|weekend|weekday|weeknight|month|quarter|year|hour|session|meeting|morning|afternoon|evening|meal|"
    r"shift|class|period|school day|school night|visit|episode|conflict|custody week|two weeks|2 weeks|fortnight)"
)

_RATING = re.compile(rf"\b({NUM})\s*(?:/|out of)\s*(10|100)\b")
_RATIO = re.compile(
    rf"\b({NUM})\s*(?:/|(?:out\s+)?of)\s*(?:the\s+|every\s+|each\s+|his\s+|her\s+|their\s+|its\s+|all\s+|any\s+)?(?:next\s+|last\s+)?({NUM})\b"
)
_OF_NOUN = re.compile(rf"({NUM})\s*(?:%|percent|per cent)\s+(?:or more\s+)?of\b", re.IGNORECASE)
_PERCENT = re.compile(rf"\b({NUM})\s*(?:%|percent\b|per cent\b)", re.IGNORECASE)
_HEDGE = (
    r"(?:a\s+(?:score|total|rating|baseline|level)\s+of\s+|an?\s+average\s+of\s+|(?:about|around|approximately|roughly)\s+|"
    r"below\s+|under\s+|no\s+more\s+than\s+|at\s+most\s+|at\s+least\s+|less\s+than\s+|fewer\s+than\s+|more\s+than\s+|over\s+|"
    r"above\s+|up\s+to\s+|a\s+maximum\s+of\s+|[<=>]+\s*)*"
)
_FROM_TO = re.compile(
    rf"\b(?:from|starting\s+at|of)\s+{_HEDGE}({NUM})(?:\s*/\s*\d+)?(?P<between>[^.;]{{0,40}}?)\s*(?:\bdown\s+to|\bup\s+to|\bto|\binto|\btoward)\s+"
    rf"(?P<hedge>{_HEDGE})({NUM})(?![\d:])(?!\s*(?:am|pm)\b)",
    re.IGNORECASE,
)
_PLAIN_RANGE = re.compile(rf"(?:^|[\s:;])({NUM})\s+to\s+(?:<=?\s*|>=?\s*)?({NUM})\b(?!\s*(?:minutes|hours|am|pm))")
_BASE = re.compile(
    rf"\b(?:(?:up|down|compared|increased?|reduced?|falling|rising|starting)\s+(?:from|with)|baseline(?:\s+(?:of|is|was|score|at|=|:))*|"
    rf"intake(?:\s+(?:of|score|was|at))*|currently(?:\s+(?:at|is|a))*|current(?:\s+(?:score|level|rate|average))?(?:\s+(?:of|is|at))*|"
    rf"now(?:\s+(?:at|only))*|instead\s+of|started?\s+at|start(?:ing)?(?:\s+(?:score|value|level))?(?:\s+of)?|presently(?:\s+at)?|"
    rf"rather\s+than|versus|vs\.?|was)\s*:?\s*{_HEDGE}({NUM})",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\bfrom\s+{_HEDGE}({NUM})\b", re.IGNORECASE)
_TO = re.compile(
    rf"(?:\b(?:to|at|of|reach(?:es|ing)?|hits?|under|below|above|over|score[sd]?|scoring|stays?|remain(?:s|ing)?|is|be|rated?)\s+"
    rf"{_HEDGE}|(?:<=|>=|<|>|=)\s*)({NUM})(?![\d:])(?!\s*(?:%|percent|minutes|min\b|hours|am\b|pm\b|\w+\s+of\b))",
    re.IGNORECASE,
)
_BELOW = re.compile(
    rf"\b(?:no\s+more\s+than|at\s+most|at\s+least|fewer\s+than|less\s+than|more\s+than|not\s+more\s+than|a\s+maximum\s+of|a\s+minimum\s+of|"
    rf"under|below|above|up\s+to)\s+({NUM})\b",
    re.IGNORECASE,
)
_OR_LESS = re.compile(
    rf"\b({NUM})(?:\s+{_WORD}){{0,2}}?\s+or\s+(?:lower|below|fewer|less|more|under|above|higher|better|greater|over|beyond)\b",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    rf"\b({NUM}|once|twice|thrice)\s*(?:x|times?)?\s*(?:{_WORD}\s+){{0,6}}?(?:per|an?|each|every|/|in\s+(?:a|each|every))\s*{_PERIOD}s?\b",
    re.IGNORECASE,
)
_RHYTHM = re.compile(
    rf"\b(?:daily|nightly|weekly|monthly|hourly|fortnightly|biweekly|(?:each|every|per)\s+(?:single\s+|other\s+|\d+\s+)?{_PERIOD}s?)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(rf"\b({NUM}|once|twice)\s*(?:x|times)\b|\b(?:once|twice)\b", re.IGNORECASE)
_NO_NOUN = (
    r"(?:percent|of|out|to|or|and|in|by|from|per|an?|x|each|every|the|at|for|on|with|than|points?|is|was|will|as|if|when|"
    r"days?|weeks?|months?|years?|minutes?|mins?|hours?|seconds?|am|pm|lower|below|fewer|less|more|under|above|higher)"
)
_COUNT = re.compile(rf"(?<![\w./-])({NUM})[\s-]+(?!{_NO_NOUN}\b)({_WORD})", re.IGNORECASE)
_TIME_COUNT = re.compile(
    rf"\b({NUM})[\s-]+(?:{_WORD}\s+)?(?:days?|nights?|mornings?|evenings?|hours?|minutes?|weekdays?|weekends?|weeks?)\b(?=.*\b(?:{_PERIOD})\b)",
    re.IGNORECASE,
)
_AMOUNT_OF_TIME = re.compile(rf"\b({NUM})[\s-]+(?:minutes?|hours?|mins?)\b", re.IGNORECASE)
_POINTS = re.compile(rf"\b(?:by\s+)?(?:at\s+least\s+)?({NUM})\s+(?:or\s+more\s+)?points?\b", re.IGNORECASE)
_SERVICE = re.compile(
    rf"\b(?:{NUM}\s+|weekly\s+|daily\s+|monthly\s+|biweekly\s+|fortnightly\s+)+(?:or\s+\w+\s+)?(?:[\w-]+\s+){{0,4}}?"
    r"(?:sessions?|therapy|counsel+ing|psychotherapy|treatment|cbt|dbt|emdr|ipt|act)\b",
    re.IGNORECASE,
)
_MEANS = re.compile(r"\b(?:through|using|via|with|by\s+means\s+of|by\s+\w+ing(?:\s+in)?)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The numbers of a sentence by what they mean. `rhythm` is a frequency without a number, such as daily."""

    baseline: float | None = None
    target: float | None = None
    rating: int | None = None
    ratio: tuple[float, float] | None = None
    share: float | None = None
    percent: float | None = None
    points: float | None = None
    frequency: bool = False
    rhythm: bool = False
    counted: str | None = None
    strict: bool = False

    @property
    def countable(self) -> bool:
        """Whether something is counted with a number."""
        return bool(self.ratio or self.share or self.frequency or self.counted)


def read_amounts(text: str) -> Amounts:
    """The amounts of a normalised sentence whose dates, lengths and instrument names are taken out already."""
    text = _without_services(text)
    text, shares = blank(_OF_NOUN, text)
    text, percents = blank(_PERCENT, text)
    text, points = blank(_POINTS, text)
    frequency, rhythm = bool(_FREQUENCY.search(text)), bool(_RHYTHM.search(text))
    scale = next((int(match[2]) for match in _RATING.finditer(text)), None)
    ratio_text, ratios = blank(_RATIO, text)
    is_rating = scale is not None and _reads_as_rating(text)
    pair = None if is_rating or not ratios else ratios[0]
    plain = _RATING.sub(r"\1", text) if is_rating else ratio_text
    baseline, target, strict = _ends(plain)
    counted = _COUNT.search(plain) or _TIME_COUNT.search(text) or _TIMES.search(text) or _AMOUNT_OF_TIME.search(text)
    return Amounts(
        baseline=baseline,
        target=target,
        rating=scale if is_rating else None,
        ratio=(float(pair[1]), float(pair[2])) if pair else None,
        share=float(shares[0][1]) if shares else None,
        percent=float(percents[0][1]) if percents else None,
        points=float(points[0][1]) if points else None,
        frequency=frequency,
        rhythm=rhythm,
        counted=counted[0] if counted else None,
        strict=strict,
    )


def _reads_as_rating(text: str) -> bool:
    """8/10 to 4/10 is a rating; 9 of 10 moments, or 8 out of 10 sessions, is a share."""
    slashes = len(re.findall(rf"\b{NUM}\s*/\s*(?:10|100)\b", text))
    nouns = re.search(
        rf"\b{NUM}\s*(?:/|(?:out )?of)\s*(?:10|100)\s+(?!by\b|to\b|or\b|within\b|in\b|and\b|on\b|for\b){_WORD}", text
    )
    return slashes > 1 or (nouns is None and bool(_RATING.search(text)))


def _without_services(text: str) -> str:
    """The sentence without services named as means: weekly CBT sessions are no count of what the client does."""
    means = _MEANS.search(text)
    if means is None:
        return text
    return text[: means.start()] + " ; " + _SERVICE.sub(" ; ", text[means.start() :])


def _ends(text: str) -> tuple[float | None, float | None, bool]:
    span = _FROM_TO.search(text)
    if span:
        groups = [group for group in span.groups() if group and re.fullmatch(NUM, group)]
        return float(groups[0]), float(groups[-1]), _is_strict(span["hedge"])
    span = _PLAIN_RANGE.search(text)
    if span:
        return float(span[1]), float(span[2]), False
    base = _BASE.search(text) or _FROM.search(text)
    rest = text[: base.start()] + " ; " + text[base.end() :] if base else text
    goal = _OR_LESS.search(rest) or _BELOW.search(rest) or _TO.search(rest)
    return float(base[1]) if base else None, float(goal[1]) if goal else None, bool(goal and _is_strict(goal[0]))


def _is_strict(words: str) -> bool:
    return bool(
        re.search(r"\b(?:below|under|less than|fewer than|above|over|more than)\b|<(?!=)|>(?!=)", words, re.I)
    ) and not (re.search(r"\b(?:no|not)\s+more\b|\bor\s+(?:below|under|less|more|above|over)\b", words, re.IGNORECASE))
