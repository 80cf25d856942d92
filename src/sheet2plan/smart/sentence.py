"""What a sentence claims: instrument, amounts, deadline, and the verbs that carry or weaken it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from sheet2plan.catalog import Instrument
from sheet2plan.smart.amounts import Amounts, read_amounts
from sheet2plan.smart.deadlines import Deadline, read_deadline
from sheet2plan.smart.words import blank, normalise

_ANY_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PAIR = re.compile(r"(\d+(?:\.\d+)?)\s*(?:/|(?:out )?of\b)\s*(?:the |every |each |his |her |their )?(\d+(?:\.\d+)?)")
_PERCENTAGE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|per ?cent)")
_NOT_PLAIN = re.compile(r"[^a-z0-9]")
_MOVED = re.compile(r"\b(?:down|up) from\b")
_ITEM = re.compile(r"\b(?:item|question|q)\s*#?\s*\d+\b|\(\s*\d+[\s-]items?\s*\)", re.IGNORECASE)
_NOTE = re.compile(
    r"\(\s*0\s*(?:-|to)\s*100?\s*(?:scale)?\s*\)|\b(?:on|using)\s+(?:an?|the)\s+\d+\s*(?:-|to)\s*\d+\s+\w+",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}:\d{2}\s*(?:[ap]\.?m\b\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?|\b[ap]\.m\.|\b(?:age|aged|grade|step|level|room|unit)\s+\d+\b",
    re.IGNORECASE,
)
_SCORED = re.compile(
    r"\b(?:score|scores|total|rating|ratings|subscale|scale|index|inventory|checklist|questionnaire)\b", re.IGNORECASE
)
_ABSOLUTE = re.compile(
    r"\b(?:never|always|completely|totally|entirely|forever|all the time|every single|curen?d?|perfectly|permanently|"
    r"free\s+(?:of|from)\s+(?:all|any))\b|\b100\s*(?:%|percent)",
    re.IGNORECASE,
)
# What stands in every match of the pattern above: looked for first, as few sentences have any of it.
_ABSOLUTE_HINTS = (
    "never", "always", "completely", "total", "entirely", "forever", "all the", "every", "cure", "perfect", "permanent",
    "free", "100",
)  # fmt: skip
_VAGUE = re.compile(
    r"\b(?:improv\w*|feel\w*|work(?:s|ing)?\s+(?:on|through|toward)|explor\w*|process(?:es|ing)?|cop(?:e|es|ing)|address\w*|"
    r"understand\w*|learn\w*(?:\s+about|\s+to)?|develop\w*|gain\w*|build\w*|enhanc\w*|strengthen\w*|increas\w*|decreas\w*|reduc\w*|lower\w*|"
    r"lessen\w*|manag\w*|deal\w*\s+with|discuss\w*|talk\w*\s+about|focus\w*\s+on|be\s+(?:more|less|better|happier)|become|better|"
    r"alleviat\w*|stabili[sz]\w*|express\w*|try|trying|continue\w*|help\w*|support\w*|maintain\w*|regulat\w*|control\w*|tolerat\w*)\b",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(?:more often|less often|more|fewer|less|better|regularly|frequently|as needed|when needed|sometimes|often)\b",
    re.I,
)
_HOLD = re.compile(r"\b(?:maintain\w*|keep\w*|hold\w*|stay\w*|remain\w*|sustain\w*|continu\w*)\b", re.IGNORECASE)
_FALL = re.compile(
    r"\b(?:reduc\w*|decreas\w*|lower\w*|cut\w*|drop\w*|fall\w*|declin\w*|lessen\w*|limit\w*|shrink\w*|bring\w*[^.;]{0,30}\bdown|"
    r"come\w*\s+down|go\w*\s+down|down\s+from|or\s+(?:fewer|less|lower|below|under)|no\s+more\s+than|at\s+most|fewer\s+than|less\s+than)\b|<",
    re.IGNORECASE,
)
_RISE = re.compile(
    r"\b(?:increas\w*|rais\w*|rise|rises|rising|improv\w*|grow\w*|climb\w*|gain\w*|up\s+from|at\s+least|or\s+(?:more|higher|above))\b|>",
    re.IGNORECASE,
)
_ATTEND = re.compile(
    r"\b(?:attend\w*|come|comes|show\w*\s+up|engag\w*\s+in|participat\w*\s+in|go|goes|keep\w*)\b[^.;]{0,40}?"
    r"\b(?:therapy|counsel+ing|treatment|sessions?|appointments?|psychotherapy|groups?)\b",
    re.IGNORECASE,
)
_ACTIONS = (
    "participate engage name list identify describe state recite write complete finish practice practise use utilize "
    "utilise "
    "apply demonstrate show rehearse record log track schedule challenge attend call phone text visit walk run "
    "eat cook sleep go take make send speak ask initiate perform exercise read submit hand keep arrive drive "
    "report rate score meet join play journal meditate brush shower bathe breathe stretch study check wake "
    "rise wash clean leave spend sing paint draw feed dress weigh drink pray share contact invite greet "
    "volunteer pay shop sit stand work return limit avoid refrain abstain delay label rank choose set plan "
    "review monitor measure chart tally count bring step put turn follow swim bike knit garden enter knock "
)
_DOING = re.compile(
    rf"\b(?:{'|'.join(verb.removesuffix('e') for verb in _ACTIONS.split())})(?:e|s|es|ies|d|ed|ing)?\b", re.IGNORECASE
)
_BY_DOING = re.compile(r"\bby\s+\w+ing\b[^.;]*\d", re.IGNORECASE)
_STATE = re.compile(
    r"\b(?:abstinen\w*|abstain\w*|sober|sobriety|[a-z]+-free|clean from|without (?:an?|any|missing)|"
    r"no (?:use|drinks?|alcohol|drugs?)|(?:stay|remain|keep)(?:s|ing)?\s+(?:out of|away from|free of|free from|off))\b",
    re.IGNORECASE,
)


class Sentence:
    """An objective's sentence. Each property is read when it is first asked for, as the columns leave few questions."""

    def __init__(self, text: str, names: InstrumentNames) -> None:
        self._raw = text
        self._names = names

    @cached_property
    def text(self) -> str:
        """The sentence normalised."""
        return normalise(self._raw)

    @cached_property
    def instrument(self) -> Instrument | None:
        """The first instrument it names."""
        return self._without_names[0]

    @cached_property
    def deadline(self) -> Deadline:
        """By when."""
        return self._timed[0]

    @cached_property
    def amounts(self) -> Amounts:
        """How much."""
        return read_amounts(self._bare)

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Every number in it, in digits or words, whatever it means."""
        return frozenset(float(number) for number in _ANY_NUMBER.findall(self.text))

    @cached_property
    def digits(self) -> frozenset[float]:
        """The numbers in digits alone, which need no normalising."""
        return frozenset(float(number) for number in _ANY_NUMBER.findall(self._raw))

    @cached_property
    def may_be_impossible(self) -> bool:
        """Whether a share or percentage in it looks greater than the whole: a quick look, where columns say enough."""
        text = self._raw
        pairs = _PAIR.finditer(text) if "of" in text or "/" in text else ()
        shares = _PERCENTAGE.finditer(text) if "%" in text or "cent" in text else ()
        return any(float(pair[1]) > float(pair[2]) for pair in pairs) or any(float(share[1]) > 100 for share in shares)

    @cached_property
    def scored(self) -> bool:
        """Whether it speaks of a score or rating."""
        return bool(_SCORED.search(self._bare))

    @cached_property
    def absolute(self) -> str | None:
        """A word such as never or always."""
        plain = self._raw.casefold()
        found = _ABSOLUTE.search(self._raw) if any(hint in plain for hint in _ABSOLUTE_HINTS) else None
        return found[0] if found else None

    @cached_property
    def vague(self) -> str | None:
        """A verb that can be read many ways."""
        found = _VAGUE.search(self._bare)
        return found[0] if found else None

    @cached_property
    def loose(self) -> str | None:
        """An amount without a number, such as more often."""
        found = _LOOSE.search(self._bare)
        return found[0] if found else None

    @cached_property
    def holds(self) -> bool:
        """Whether it wants something kept as it is."""
        return bool(_HOLD.search(self._bare)) and not _MOVED.search(self._bare)

    @cached_property
    def falls(self) -> bool:
        """Whether it wants something to go down; lowering avoidance by doing a thing counts the thing."""
        return bool(_FALL.search(self._bare)) and not _BY_DOING.search(self._bare)

    @cached_property
    def rises(self) -> bool:
        """Whether it wants something to go up."""
        return bool(_RISE.search(self._bare))

    @cached_property
    def attends(self) -> bool:
        """Whether it is about coming to treatment."""
        return bool(_ATTEND.search(self._bare))

    @cached_property
    def does(self) -> bool:
        """Whether it has a verb that can be seen."""
        return bool(_DOING.search(self._bare))

    @cached_property
    def abstains(self) -> bool:
        """Whether it wants a state kept for a stated time, such as abstinence for 90 days."""
        return bool(_STATE.search(self._bare)) and self.deadline.lasts

    @cached_property
    def _without_names(self) -> tuple[Instrument | None, str]:
        return self._names.take_out(self.text)

    @cached_property
    def _timed(self) -> tuple[Deadline, str]:
        bare = self._without_names[1]
        for pattern in (_ITEM, _NOTE, _CLOCK):
            bare, _ = blank(pattern, bare, " ")
        return read_deadline(bare)

    @cached_property
    def _bare(self) -> str:
        return self._timed[1]


class InstrumentNames:
    """The names of the catalogue's instruments as people write them."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        spelled = {
            spelling: each for each in instruments for spelling in (each.short, each.name, each.key, *each.aliases)
        }
        longest_first = sorted(spelled, key=len, reverse=True)
        self._names = [(_compact(name), re.compile(_name_pattern(name)), spelled[name]) for name in longest_first]

    def take_out(self, text: str) -> tuple[Instrument | None, str]:
        """The first instrument that a normalised text names, and the text without any instrument's name."""
        squeezed = _compact(text)
        first: tuple[int, Instrument] | None = None
        for compact, pattern, instrument in self._names:
            found = pattern.search(text) if compact in squeezed else None
            if found:
                if first is None or found.start() < first[0]:
                    first = found.start(), instrument
                text = pattern.sub(lambda match: " ; ".ljust(len(match[0])), text)
        return first[1] if first else None, text


def _name_pattern(name: str) -> str:
    """An instrument's name as people write it: PHQ-9, PHQ 9 and phq9 are one; AUDIT is not the word audit."""
    letters = "".join(character for character in name if character.isalnum())
    body = r"[\s-]*".join(re.escape(part) for part in re.split(r"[\s-]+", normalise(name)))
    is_acronym = letters.isupper() and letters.isalpha()
    return rf"(?<![A-Za-z0-9]){body if is_acronym else f'(?i:{body})'}(?![A-Za-z0-9])"


def _compact(text: str) -> str:
    return _NOT_PLAIN.sub("", text.casefold())
