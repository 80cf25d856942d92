"""XML as bytes: found by pattern, edited in place, everything around an edit left as it stands.

What is inserted is ASCII with character references, so it is right in every encoding that a part may declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Possessive, so that no odd document makes the search slow.
_TAG = re.compile(rb"""<(/?)([^\s/>"'<=!?]+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_OPAQUE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.DOTALL)
_DECLARED = re.compile(r"""(<\?xml[^>]*?encoding\s*=\s*["'])[^"']*""")
_NEVER_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_PLAIN = re.compile(r"[\t\n -!#-%'-;=?-^`-~]*")
_ENTITIES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("\r"): "&#13;"}
_OUR_TAG = re.compile(rb"<(/?)(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element stands in a document. A self-closing one has `inner_end` equal to `inner` and `end`."""

    name: bytes
    start: int
    inner: int
    inner_end: int
    end: int

    @property
    def local(self) -> bytes:
        """The name without its prefix."""
        return self.name.rpartition(b":")[2]

    @property
    def prefix(self) -> bytes:
        """The prefix with its colon, or nothing."""
        return self.name[: -len(self.local)]

    @property
    def closed(self) -> bool:
        """Whether it is self-closing, and so has no place for children."""
        return self.inner == self.end


def as_utf8(xml: bytes) -> bytes:
    """The document as it is; one in UTF-16 as UTF-8, for only an encoding that holds ASCII can be edited as bytes."""
    if xml[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return xml
    return _DECLARED.sub(r"\1UTF-8", xml.decode("utf-16"), count=1).encode()


def masked(xml: bytes) -> bytes:
    """The document with comments, CDATA and instructions blanked out, every offset kept: what may be searched."""
    declaration = xml.find(b"?>", 0, 400) + 2
    # One byte is found several times faster than two, and most big sheets hold neither.
    odd = (b"!" in xml and b"<!" in xml) or (xml.find(b"?", declaration) > 0 and xml.find(b"<?", declaration) > 0)
    if not odd:
        return xml
    return _OPAQUE.sub(lambda found: b" " * len(found[0]), xml)


def root(mask: bytes) -> Element:
    """The outermost element. Raises ValueError when there is none."""
    first = next(_tags(mask, 0), None)
    if first is None or first[1]:
        raise ValueError("no element")
    if first[3].endswith(b"/"):
        return Element(first[2], first[0], first[4], first[4], first[4])
    inner_end = mask.rfind(b"</" + first[2])
    if inner_end < 0:
        raise ValueError("the outermost element never ends")
    return Element(first[2], first[0], first[4], inner_end, mask.index(b">", inner_end) + 1)


def children(mask: bytes, start: int, end: int) -> Iterator[Element]:
    """The elements that stand directly between two offsets; each must begin and end there."""
    depth, outer_start, outer_inner, outer_name = 0, 0, 0, b""
    for at, closing, name, attributes, after in _tags(mask, start, end):
        if closing:
            depth -= 1
            if depth == 0:
                yield Element(outer_name, outer_start, outer_inner, at, after)
            continue
        if depth == 0:
            outer_start, outer_inner, outer_name = at, after, name
        if not attributes.endswith(b"/"):
            depth += 1
        elif depth == 0:
            yield Element(name, at, after, after, after)


def _tags(mask: bytes, start: int, end: int | None = None) -> Iterator[tuple[int, bool, bytes, bytes, int]]:
    for tag in _TAG.finditer(mask, start, len(mask) if end is None else end):
        yield tag.start(), bool(tag[1]), tag[2], tag[3], tag.end()


@lru_cache(maxsize=64)
def _attribute(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\s" + re.escape(name) + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def attribute(tag: bytes, name: bytes) -> bytes | None:
    """An attribute of a start tag as it is written, or None. `name` with its prefix."""
    found = _attribute(name).search(tag)
    return None if found is None else found[1] if found[1] is not None else found[2]


def with_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """The start tag with the attribute set: in its place, or behind the element's name."""
    found = _attribute(name).search(tag)
    if found:
        return tag[: found.start()] + b" " + name + b'="' + value + b'"' + tag[found.end() :]
    head = re.match(rb"<[^\s/>]+", tag)
    behind = head.end() if head else 1
    return tag[:behind] + b" " + name + b'="' + value + b'"' + tag[behind:]


def whole(value: bytes | None, otherwise: int = 0) -> int:
    """An attribute as a number that is not negative; `otherwise` when it is none."""
    return int(value) if value is not None and value.strip().isdigit() else otherwise


def text(words: str, cell: bool = True) -> bytes:
    """The words as character data, or as an attribute's value; what XML can't hold becomes the replacement sign.

    In a cell or a comment Excel reads _x000D_ as a code, so what looks like one is written as five characters.
    """
    if _PLAIN.fullmatch(words):
        return words.encode("ascii")
    sound = _NEVER_IN_XML.sub("\ufffd", words)
    if cell:
        sound = _LOOKS_ESCAPED.sub("_x005F_", sound)
    return sound.translate(_ENTITIES).encode("ascii", "xmlcharrefreplace")


def prefixed(fragment: bytes, prefix: bytes) -> bytes:
    """A fragment of ours with every element under the prefix that the document uses."""
    return _OUR_TAG.sub(rb"<\1" + prefix, fragment) if prefix else fragment


def inserted(xml: bytes, element: Element, fragment: bytes) -> bytes:
    """The document with the fragment as the last content of the element."""
    if not element.closed:
        return xml[: element.inner_end] + fragment + xml[element.inner_end :]
    tag = opened(xml[element.start : element.end])
    return xml[: element.start] + tag + fragment + b"</" + element.name + b">" + xml[element.end :]


def opened(tag: bytes) -> bytes:
    """A self-closing tag as a start tag."""
    return tag[: tag.rindex(b"/")].rstrip() + b">"
