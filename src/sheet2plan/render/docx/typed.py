"""Tags as their author typed them, paragraph by paragraph, and what is wrong in how they stand, open and close."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from sheet2plan.render.docx.dialect import near
from sheet2plan.render.docx.reading import PartSource
from sheet2plan.render.docx.repair import W
from sheet2plan.render.docx.shapes import plan_names

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%[-+]?(p|tr|tc|r)?\s*(\w+)(.*?)[-+]?%\}", re.DOTALL)
_HALF = re.compile(r"\{[{%]|[}%]\}")
_SINGLE = re.compile(r"\{\s*\{?\s*([a-z_]\w*)((?:\.\w+)*)\s*\}?\s*\}")
_PARAGRAPHS = (f"{W}p", "{http://schemas.openxmlformats.org/drawingml/2006/main}p")
_TEXTS = (f"{W}t", "{http://schemas.openxmlformats.org/drawingml/2006/main}t")
_HOMES = {"p": (f"{W}p", "paragraph"), "tr": (f"{W}tr", "table row"), "tc": (f"{W}tc", "table cell")}
_BLOCK = re.compile(r"\{%(?:p|tr|tc|r) ")
_WORDS = ("for", "endfor", "if", "elif", "else", "endif", "set", "endset", "with", "endwith", "macro", "endmacro")
_PLAIN = (
    (r"Encountered unknown tag '(\w+)'", "there is no {{% {0} %}}{hint}"),
    (r"expected token '.*', got '='", "a single = can't stand here: compare with =="),
    (r"expected token '.*', got '(if)'", "{0} can't stand here: write {{% elif ... %}} for another condition"),
    (r"expected token '.*', got '(.+)'", "“{0}” can't stand here: a name has no spaces, words stand in quotes"),
    (r"unexpected char '([–—−])'", "“{0}” is a dash that Word made: type a minus sign"),
    (r"unexpected (?:char )?'(.+?)'", "“{0}” can't stand in a tag"),
    (r"Expected an expression, got 'end of", "the tag is empty or ends too soon: a name is missing"),
    (r"Unexpected end of template", "a loop or condition is never closed"),
)
_OPENING = ("for", "if", "macro", "call", "filter", "with")
_LONGEST = 90


@dataclass(slots=True)
class Paragraph:
    """A paragraph, or a text that stands in none: all its text with the tags of controls, and the words it shows."""

    element: etree._Element | None
    text: str = ""
    shown: str = ""

    @property
    def words(self) -> str:
        """The words its author sees, cut where they are many."""
        words = " ".join(self.shown.split())
        return words if len(words) <= _LONGEST else words[: _LONGEST - 3] + "..."


@dataclass(frozen=True, slots=True)
class TypedTag:
    """A tag where it stands. `letter` says what it takes the place of (p, tr, tc, r or nothing), `word` its verb."""

    text: str
    paragraph: Paragraph = field(repr=False)
    letter: str = ""
    word: str = ""
    rest: str = ""

    def of_its_kind(self, word: str) -> str:
        """A tag of another word that takes the place of the same."""
        return f"{{%{self.letter} {word} %}}"


@dataclass(frozen=True, slots=True)
class Slip:
    """Something wrong with the way a tag is typed or stands, in words."""

    tag: TypedTag
    text: str


def paragraphs_of(source: PartSource) -> list[Paragraph]:
    """The paragraphs of a part, in the order in which they begin; none where its XML is not at hand."""
    found: list[Paragraph] = []
    if source.xml:
        opened = [Paragraph(None)]
        for event, element in etree.iterwalk(etree.fromstring(source.xml.encode()), events=("start", "end")):
            if event == "start":
                if element.tag in _PARAGRAPHS:
                    opened.append(Paragraph(element))
                    found.append(opened[-1])
                _add(element.text, opened[-1], found, element.tag in _TEXTS)
            else:
                if element is opened[-1].element:
                    opened.pop()
                _add(element.tail, opened[-1], found, False)
    return found


def _add(text: str | None, paragraph: Paragraph, found: list[Paragraph], shown: bool) -> None:
    if text and paragraph.element is None:
        found.append(Paragraph(None, text, text))
    elif text:
        paragraph.text += text
        paragraph.shown += text if shown else ""


def tags_of(paragraphs: Sequence[Paragraph]) -> list[TypedTag]:
    """All whole tags, in order."""
    return [_typed(found[0], paragraph) for paragraph in paragraphs for found in _TAG.finditer(paragraph.text)]


def _typed(text: str, paragraph: Paragraph) -> TypedTag:
    found = _STATEMENT.fullmatch(text)
    return TypedTag(text, paragraph, found[1] or "", found[2], found[3]) if found else TypedTag(text, paragraph)


def slips_of(paragraphs: Sequence[Paragraph]) -> list[Slip]:
    """What is wrong with the tags: half ones, ones in a wrong place, blocks that don't open and close in pairs."""
    tags = tags_of(paragraphs)
    halves = [slip for paragraph in paragraphs for slip in _halves(paragraph)]
    return halves + [slip for tag in tags for slip in _misplaced(tag)] + ([] if halves else list(_unpaired(tags)))


def _halves(paragraph: Paragraph) -> Iterator[Slip]:
    for found in _TAG.finditer(paragraph.text):
        inner = _HALF.search(found[0], 2, len(found[0]) - 2)
        if inner and inner[0][0] == "{" and not found[0].startswith("{#"):
            half = found[0][: inner.start()].strip()
            yield Slip(TypedTag(half, paragraph), f"{half} is not closed: end it with {_end_of(half)}")
    left = _TAG.sub(" ", paragraph.text)
    for found in _HALF.finditer(left):
        if found[0][0] == "{":
            half = " ".join(left[found.start() : found.start() + 40].split())
            yield Slip(TypedTag(half, paragraph), f"{half} is not closed in its paragraph: end it with {_end_of(half)}")
    for found in _SINGLE.finditer(left):
        if found[1] in plan_names() and not _HALF.match(found[0]):
            right = f"{{{{ {found[1]}{found[2]} }}}}"
            yield Slip(TypedTag(found[0], paragraph), f"{found[0]} would be printed as it stands: write {right}")


def _end_of(half: str) -> str:
    return "}}" if half.startswith("{{") else "%}"


def _misplaced(tag: TypedTag) -> Iterator[Slip]:
    if not tag.text[2:-2].strip():
        yield Slip(tag, f"{tag.text} is empty: put a name into it")
    if tag.letter not in _HOMES or tag.paragraph.element is None:
        return
    name, home = _HOMES[tag.letter]
    element = tag.paragraph.element
    around = element if element.tag in _PARAGRAPHS and tag.letter == "p" else next(element.iterancestors(name), None)
    plain = "{% " + f"{tag.word}{tag.rest}".strip() + " %}"
    if around is None:
        yield Slip(tag, f"{tag.text} stands in no {home}: write {plain.replace('{%', '{%p')} in a paragraph of its own")
    elif _others(around, tag):
        advice = f", or write {plain} within the line" if tag.letter == "p" else ""
        yield Slip(tag, f"{tag.text} takes the place of its whole {home}: give it a {home} of its own{advice}")


def _others(home: etree._Element, tag: TypedTag) -> str:
    """What else the paragraph, row or cell holds, which the tag would push out."""
    text = tag.paragraph.text if tag.letter == "p" else "".join(text.text or "" for text in home.iter(*_TEXTS))
    return re.sub(r"\{#.*?#\}", "", text).strip().replace(tag.text, "", 1).strip()


def _unpaired(tags: Sequence[TypedTag]) -> Iterator[Slip]:
    opened: list[TypedTag] = []
    raw = False
    for tag in tags:
        raw = tag.word == "raw" or (raw and tag.word != "endraw")
        if raw:
            continue
        if tag.word in _OPENING or (tag.word == "set" and "=" not in tag.rest):
            opened.append(tag)
        elif tag.word in ("else", "elif") and not opened:
            yield Slip(tag, f"{tag.text} stands outside of any {{% if ... %}}")
        elif tag.word.removeprefix("end") in (*_OPENING, "set") and tag.word.startswith("end"):
            yield from _closing(tag, opened)
    for tag in opened:
        yield Slip(tag, f"{tag.text} is never closed: put {tag.of_its_kind(f'end{tag.word}')} {_behind(tag)}")


def _closing(tag: TypedTag, opened: list[TypedTag]) -> Iterator[Slip]:
    word = tag.word.removeprefix("end")
    if not opened:
        yield Slip(tag, f"{tag.text} closes nothing: no {{% {word} ... %}} is open before it")
        return
    if all(other.word != word for other in opened):
        right = opened[-1].of_its_kind(f"end{opened[-1].word}")
        yield Slip(tag, f"{tag.text} can't close {opened.pop().text}: write {right}")
        return
    while opened[-1].word != word:
        left = opened.pop()
        yield Slip(
            left, f"{left.text} is not closed before {tag.text}: put {left.of_its_kind(f'end{left.word}')} there"
        )
    begin = opened.pop()
    if begin.letter != tag.letter and "r" not in (begin.letter, tag.letter):
        yield Slip(tag, f"{tag.text} closes {begin.text}: both must be of one kind, here {begin.of_its_kind(tag.word)}")


def _behind(tag: TypedTag) -> str:
    what = "what it repeats" if tag.word == "for" else "what it holds"
    return f"behind {what}" + (f", in a {_HOMES[tag.letter][1]} of its own" if tag.letter in _HOMES else "")


def plain_tag(words: str) -> str:
    """Words with tags as Jinja reads them: straight quotes, one space, no letter for row or paragraph."""
    straight = words.translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"\s+", " ", _BLOCK.sub("{% ", straight)).strip()


def said_plainly(message: str) -> str:
    """Jinja's words for a tag that it can't read, in words for people who don't program."""
    for pattern, words in _PLAIN:
        if found := re.match(pattern, message):
            return words.format(*found.groups(), hint=near(found[1], list(_WORDS)) if found.groups() else "")
    return message or "a tag can't be read"
