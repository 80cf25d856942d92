"""Relationships, pictures and links that one client's document brings: the part of python-docx a filled part needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any
from xml.sax.saxutils import quoteattr

from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.shape import CT_Inline
from docx.shared import Length

from sheet2plan.render.docx.package import CONTENT_TYPES

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_EMPTY_RELS = (
    f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    f'<Relationships xmlns="{_RELATIONSHIPS}"></Relationships>'
).encode()
_ID = re.compile(r'\bId="([^"]*)"')
_Pairs = tuple[tuple[str, str], ...]
_PICTURE = re.compile(r"word/media/image(\d+)\.\w+")


def rels_name(part: str) -> str:
    """Where the relationships of a part stand: word/_rels/document.xml.rels."""
    folder, slash, name = part.rpartition("/")
    return f"{folder}{slash}_rels/{name}.rels"


@lru_cache(maxsize=256)
def _free_id(rels: bytes, after: int) -> str:
    """The first id that the relationships don't use, after so many others that were free."""
    used = set(_ID.findall(rels.decode()))
    free = (name for at in range(1, len(used) + after + 2) if (name := f"rId{at}") not in used)
    return next(islice(free, after, None))


@dataclass(slots=True)
class Additions:
    """What one client's document has beyond its template: new parts, their types, and relationships by part."""

    parts: Mapping[str, bytes]
    added: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    extensions: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[tuple[str, str, str, bool]]] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    opened: dict[str, Image] = field(default_factory=dict)

    def relate(self, part: str, kind: str, target: str, external: bool = False) -> str:
        """The id of a relationship of the part, a new one where it has none like it yet."""
        own = self.relations.setdefault(part, [])
        for number, *rest in own:
            if rest == [kind, target, external]:
                return number
        number = _free_id(self.parts.get(rels_name(part), b""), len(own))
        own.append((number, kind, target, external))
        return number

    def picture(self, descriptor: str | Path | IO[bytes]) -> tuple[str, Image]:
        """The name of a picture's part, added once, and what python-docx knows of the picture."""
        image = Image.from_file(str(descriptor) if isinstance(descriptor, Path) else descriptor)
        if image.sha1 not in self.pictures:
            used = {int(found[1]) for name in (*self.parts, *self.added) if (found := _PICTURE.fullmatch(name))}
            number = next(at for at in range(1, len(used) + 2) if at not in used)
            name = self.pictures[image.sha1] = f"word/media/image{number}.{image.ext}"
            self.added[name] = image.blob
            self.extensions[image.ext] = image.content_type
        return self.pictures[image.sha1], image

    def changed(self, rendered: Mapping[str, bytes]) -> dict[str, bytes]:
        """The added parts, and the relationships and content types that tell of them."""
        changed = dict(self.added)
        for part, relations in self.relations.items():
            name = rels_name(part)
            base = rendered.get(name) or self.parts.get(name) or _EMPTY_RELS
            changed[name] = _with_relations(base, tuple(relations))
        if self.types or self.extensions:
            types, extensions = tuple(self.types.items()), tuple(self.extensions.items())
            changed[CONTENT_TYPES] = _with_types(self.parts[CONTENT_TYPES], types, extensions)
        return changed


# Clients have the same relationships and types as others with as many charts.


@lru_cache(maxsize=64)
def _with_types(content_types: bytes, types: _Pairs, extensions: _Pairs) -> bytes:
    xml = content_types.decode()
    defaults = "".join(
        f'<Default Extension="{extension}" ContentType="{kind}"/>'
        for extension, kind in sorted(extensions)
        if f'Extension="{extension}"' not in xml
    )
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in sorted(types))
    start = xml.index(">", xml.index("<Types")) + 1
    return f"{xml[:start]}{defaults}{xml[start:].replace('</Types>', overrides + '</Types>')}".encode()


@lru_cache(maxsize=64)
def _with_relations(base: bytes, relations: tuple[tuple[str, str, str, bool], ...]) -> bytes:
    xml = base.decode()
    lines = "".join(
        f'<Relationship Id="{number}" Type="{kind}" Target={quoteattr(target)}{EXTERNAL if external else ""}/>'
        for number, kind, target, external in relations
    )
    if "</Relationships>" not in xml:
        xml = re.sub(r"/>\s*$", "></Relationships>", xml)
    return xml.replace("</Relationships>", f"{lines}</Relationships>").encode()


EXTERNAL = ' TargetMode="External"'


@dataclass
class LivePart:
    """A part while it is rendered, as docxtpl's InlineImage asks for it."""

    name: str
    additions: Additions
    xml: str = ""

    def relate_to(self, target: str, kind: str, is_external: bool = False) -> str:
        """The id of the relationship to the target."""
        return self.additions.relate(self.name, kind, target, is_external)

    def new_pic_inline(
        self, descriptor: str | Path | IO[bytes], width: int | Length | None = None, height: int | Length | None = None
    ) -> Any:
        """The inline drawing of a picture that has become part of the document."""
        name, image = self.additions.picture(descriptor)
        target = str(PurePosixPath(name).relative_to("word"))
        number = self.additions.relate(self.name, RELATIONSHIP_TYPE.IMAGE, target)
        return CT_Inline.new_pic_inline(self.next_id, number, image.filename, *image.scaled_dimensions(width, height))

    @cached_property
    def next_id(self) -> int:
        """A number that no element of the part's template has as its id."""
        return max(self._used(), default=0) + 1

    def _used(self) -> Iterator[int]:
        return (int(number) for number in re.findall(r'(?<![\w:])id="(\d+)"', self.xml))
