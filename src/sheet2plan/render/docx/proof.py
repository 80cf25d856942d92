"""Proof, before the first client, that a template can only make well-formed XML, whatever the data.

Each branch and each loop body must leave the open elements as it found them. Where that holds and every value is
escaped or checked, each rendering is well-formed, so that no document need be parsed to make sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from docx.oxml.ns import nsmap
from jinja2 import nodes
from lxml import etree

CUT = (
    "a loop or condition begins in one cell or paragraph and ends in another, which breaks the document; "
    "use {%p ...%} for paragraphs and {%tr ...%} for rows"
)
_MISPLACED = "a value stands where Word expects its own marks, not text"
_IN_TAG = "a tag stands in the middle of Word's own marks"
_UNCLOSED = "the document's own marks don't close"

_NAME = re.compile(r"<([^\s/>]+)")
_TAG_END = re.compile(r"[\"'>]|/>")
_TEXT_ELEMENTS = frozenset(
    ("w:t", "w:delText", "w:instrText", "w:delInstrText", "a:t", "m:t", "c:v", "c:f", "Properties", "TitlesOfParts")
)
_MADE_XML = frozenset(("day_points", "value_points"))
_TEXT_PREFIXES = ("dc:", "cp:", "dcterms:", "vt:")
_NAMESPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in nsmap.items() if prefix != "xml")
_RESOLVED_LATER = {ord("\a"): None, ord("\f"): None}
_SURROUNDINGS = (
    (f"<w:document {_NAMESPACES}>", "</w:document>"),
    (f"<w:p {_NAMESPACES}><w:r><w:t>", "</w:t></w:r></w:p>"),
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place where the template could make broken XML; `line` is the numbered source's."""

    line: int
    text: str


@dataclass(slots=True)
class _Marks:
    """Where in the XML one stands: the open elements, the tag being written, the quote that is open."""

    stack: list[str] = field(default_factory=list)
    tag: str = ""
    quote: str = ""

    def place(self) -> tuple[tuple[str, ...], str, str]:
        return tuple(self.stack), self.tag, self.quote

    def back_to(self, place: tuple[tuple[str, ...], str, str]) -> None:
        self.stack, self.tag, self.quote = list(place[0]), place[1], place[2]

    def read(self, xml: str) -> bool:
        """Moves over a piece of XML; False where it closes what isn't open."""
        at, end = 0, len(xml)
        while at < end:
            if self.quote:
                at = xml.find(self.quote, at) + 1
                if at == 0:
                    return True
                self.quote = ""
            elif self.tag:
                at = self._in_tag(xml, at)
            else:
                at = xml.find("<", at)
                if at < 0:
                    return True
                at = self._at_tag(xml, at)
                if at < 0:
                    return False
        return True

    def _in_tag(self, xml: str, at: int) -> int:
        found = _TAG_END.search(xml, at)
        if found is None:
            return len(xml)
        if found[0] in ('"', "'"):
            self.quote = found[0]
        else:
            if found[0] == ">":
                self.stack.append(self.tag)
            self.tag = ""
        return found.end()

    def _at_tag(self, xml: str, at: int) -> int:
        """The place behind a closing tag, a remark, or the name of a starting tag; -1 where it closes the wrong one."""
        for opening, closing in (("<!--", "-->"), ("<?", "?>"), ("</", ">")):
            if xml.startswith(opening, at):
                end = xml.find(closing, at)
                if end < 0 or (opening == "</" and not self._close(xml[at + 2 : end].strip())):
                    return -1
                return end + len(closing)
        found = _NAME.match(xml, at)
        if found is None:
            return -1
        self.tag = found[1]
        return found.end()

    def _close(self, name: str) -> bool:
        return bool(self.stack) and self.stack.pop() == name


class _Proof:
    def __init__(self, head: str, only_text: bool) -> None:
        self.marks = _Marks()
        self.only_text = only_text
        self.flaws: list[Flaw] = []
        self.read(head, 1)

    def read(self, xml: str, line: int) -> None:
        if not self.flaws and not self.marks.read(xml):
            self.flaws.append(Flaw(line, CUT))

    def all(self, statements: Iterable[nodes.Node]) -> None:
        for statement in statements:
            if self.flaws:
                return
            self.one(statement)

    def one(self, node: nodes.Node) -> None:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    if isinstance(part, nodes.TemplateData):
                        self.read(part.data, node.lineno)
                    else:
                        self.value(part)
            case nodes.If():
                self.condition(node)
            case nodes.For():
                self.same(node, node.body)
                self.same(node, node.else_)
            case nodes.Macro() | nodes.CallBlock() | nodes.AssignBlock() | nodes.FilterBlock():
                self.apart(node, node.body)
            case nodes.With() | nodes.Scope():
                self.all(node.body)

    def value(self, node: nodes.Node) -> None:
        marks = self.marks
        if marks.tag and not marks.quote:
            self.flaws.append(Flaw(node.lineno, _IN_TAG))
        elif self.only_text and not marks.tag and not _holds_text(marks.stack) and not _makes_xml(node):
            self.flaws.append(Flaw(node.lineno, _MISPLACED))

    def condition(self, node: nodes.If) -> None:
        before = self.marks.place()
        ends = []
        bodies = [(node, node.body), *((part, part.body) for part in node.elif_), (node, node.else_)]
        for part, body in bodies:
            self.marks.back_to(before)
            self.all(body)
            ends.append(self.marks.place())
            if ends[-1] != ends[0] and not self.flaws:
                self.flaws.append(Flaw(part.lineno, CUT))

    def same(self, node: nodes.Node, body: Sequence[nodes.Node]) -> None:
        before = self.marks.place()
        self.all(body)
        if self.marks.place() != before and not self.flaws:
            self.flaws.append(Flaw(node.lineno, CUT))

    def apart(self, node: nodes.Node, body: Sequence[nodes.Node]) -> None:
        """A body that is printed elsewhere: it must be whole by itself."""
        outside, self.marks = self.marks, _Marks()
        self.same(node, body)
        self.marks = outside


def flaws_of(tree: nodes.Template, head: str = "", tail: str = "", *, only_text: bool = False) -> tuple[Flaw, ...]:
    """What keeps the template, between head and tail, from always being well-formed; the first flaw says enough.

    `only_text` also asks that values stand in text or attributes, never among Word's own marks.
    """
    proof = _Proof(head, only_text)
    proof.all(tree.body)
    proof.read(tail, 1)
    if not proof.flaws and proof.marks.place() != ((), "", ""):
        proof.flaws.append(Flaw(1, _UNCLOSED))
    return tuple(proof.flaws)


@lru_cache(maxsize=1024)
def is_sound(xml: str) -> bool:
    """Whether raw XML put into text or among its likes leaves a document well-formed."""
    text = xml.translate(_RESOLVED_LATER)
    return any(_parses(before + text + after) for before, after in _SURROUNDINGS)


def _parses(xml: str) -> bool:
    try:
        etree.fromstring(xml)
    except etree.XMLSyntaxError:
        return False
    return True


def _makes_xml(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Filter) and node.name in _MADE_XML


def _holds_text(stack: Sequence[str]) -> bool:
    return bool(stack) and (stack[-1] in _TEXT_ELEMENTS or stack[-1].startswith(_TEXT_PREFIXES))
