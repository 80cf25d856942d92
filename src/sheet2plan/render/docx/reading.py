"""A Word file as the templates it holds: body, headers, footers, notes, charts, properties, link targets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from sheet2plan.render.docx.filling import Filling, notes_of, opened, saved
from sheet2plan.render.docx.package import read_package

_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_BODY = re.compile(r"<w:body(?: [^>]*)?>")
_NAMESPACE = re.compile(r' xmlns:\w+="[^"]*"')
_ANY_TAG = re.compile(r"\{[{%#]")
_TAG_WITH_MARKS = re.compile(r"\{(?:<[^>]*>)*[{%#].*?[%}#](?:<[^>]*>)*\}", re.DOTALL)
_ATTRIBUTE_TAG = re.compile(r"\{[{%][^<>{}]*?&quot;[^<>]*?[}%]\}")
_PLAIN = re.compile(r"word/charts/[^/]+\.xml|docProps/(?:core|custom|app)\.xml|(?:word/)?_rels/[^/]+\.rels")
_LINK_TARGET = re.compile(r'(Target=")([^"]*(?:\{|%7[Bb]){2}[^"]*)(")')
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")


@dataclass(frozen=True, slots=True)
class PartSource:
    """One part of the file that holds tags. `template` is what Jinja reads; `head` and `tail` stand around it.

    `story` parts are Word's text, with paragraphs and runs; the others are plain XML.
    """

    name: str
    xml: str
    template: str
    head: str = _DECLARATION
    tail: str = ""
    story: bool = True

    @property
    def is_body(self) -> bool:
        """Whether it is the document itself."""
        return bool(self.tail)


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A template as read: all its parts as docxtpl would save them, and the sources of those that hold tags."""

    content: bytes
    parts: Mapping[str, bytes]
    sources: tuple[PartSource, ...]


def read_template(content: bytes) -> TemplateFile:
    """The template's parts and sources. Raises what python-docx and lxml raise when it is no Word file."""
    filling = opened(content)
    for name in _PROPERTIES:
        setattr(filling.docx.core_properties, name, getattr(filling.docx.core_properties, name))
    parts = read_package(saved(filling))
    sources = [_body(filling), *_headers_and_footers(filling), *_notes(filling), *_plain_parts(parts)]
    return TemplateFile(content, parts, tuple(sources))


def _body(filling: Filling) -> PartSource:
    xml = filling.get_xml()
    root = etree.fromstring(etree.tostring(filling.docx._element))
    body = next(root.iterchildren(f"{{{root.nsmap['w']}}}body"))
    for element in list(body):
        body.remove(element)
    body.text = None
    head, _, tail = etree.tostring(root, encoding="unicode").partition("<w:body")
    tail = tail.partition(">")[2]
    name = str(filling.docx.part.partname).lstrip("/")
    template = _BODY.sub(lambda start: _NAMESPACE.sub("", start[0]), _patched(filling, xml), count=1)
    return PartSource(name, xml, template, _DECLARATION + head, tail)


def _headers_and_footers(filling: Filling) -> Iterator[PartSource]:
    seen = set()
    for uri in (filling.HEADER_URI, filling.FOOTER_URI):
        for _, part in filling.get_headers_footers(uri):
            name = str(part.partname).lstrip("/")
            if name not in seen:
                seen.add(name)
                xml = filling.get_part_xml(part)
                yield from _if_tags(PartSource(name, xml, _patched(filling, xml)))


def _notes(filling: Filling) -> Iterator[PartSource]:
    for part in notes_of(filling):
        xml = part.blob.decode("utf-8-sig")
        name = str(part.partname).lstrip("/")
        yield from _if_tags(PartSource(name, xml, _patched(filling, xml), head=""))


def _plain_parts(parts: Mapping[str, bytes]) -> Iterator[PartSource]:
    for name, data in parts.items():
        if _PLAIN.fullmatch(name) or name.endswith(".xml.rels"):
            xml = data.decode("utf-8-sig")
            template = _link_targets(xml) if name.endswith(".rels") else _joined_tags(xml)
            yield from _if_tags(PartSource(name, xml, template, head="", story=False))


def _if_tags(source: PartSource) -> Iterator[PartSource]:
    if _ANY_TAG.search(source.template):
        yield source


def _patched(filling: Filling, xml: str) -> str:
    """What docxtpl makes of the XML; quotes of tags in attributes, such as alternative text, are quotes for Jinja."""
    patched: str = filling.patch_xml(_ATTRIBUTE_TAG.sub(lambda tag: tag[0].replace("&quot;", "'"), xml))
    return patched


def _joined_tags(xml: str) -> str:
    """Tags of a chart or property in one piece, though the program that wrote it split them into runs."""
    return _TAG_WITH_MARKS.sub(lambda tag: _unescaped(re.sub(r"<[^>]*>", "", tag[0])), xml)


def _link_targets(xml: str) -> str:
    """Targets of links with their tags as typed: Word writes braces and spaces as %7B and %20."""

    def typed(target: re.Match[str]) -> str:
        words = unquote(target[2])
        kind = "link" if re.fullmatch(r"\{\{[^{}]*\}\}", words) else "urlencode"
        tags = re.sub(r"\{\{(.*?)\}\}", lambda tag: f"{{{{ ({_unescaped(tag[1])})|{kind} }}}}", words)
        return target[1] + tags + target[3]

    return _LINK_TARGET.sub(typed, xml)


def _unescaped(tag: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", "'"), ("&amp;", "&")):
        tag = tag.replace(entity, sign)
    for curly, straight in zip("“”‘’", "\"\"''", strict=True):
        tag = tag.replace(curly, straight)
    return tag
