"""Any docxtpl template, compiled: `compile_document` once, `document()` for each outcome, `render` to bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from docx.opc.constants import RELATIONSHIP_TYPE

from sheet2plan.render.docx.dialect import WordEnvironment, environment
from sheet2plan.render.docx.engine import CompiledPart, compile_part
from sheet2plan.render.docx.filling import Filling, opened
from sheet2plan.render.docx.numbering import DRAWING_ID
from sheet2plan.render.docx.package import FrozenPackage
from sheet2plan.render.docx.proof import Flaw
from sheet2plan.render.docx.reading import PartSource, TemplateFile, read_template
from sheet2plan.render.docx.relations import Additions, LivePart

_REPLACEMENTS = ("new_subdoc", "replace_pic", "replace_media", "replace_embedded", "replace_zipname")


@dataclass
class CompiledDocument:
    """A template of docxtpl's dialect, compiled once. Each outcome comes from a `document()` of its own."""

    content: bytes = field(repr=False)
    parts: Mapping[str, bytes] = field(repr=False)
    compiled: tuple[CompiledPart, ...]
    flaws: tuple[tuple[PartSource, Flaw], ...] = ()

    @cached_property
    def package(self) -> FrozenPackage:
        """All parts, compressed."""
        return FrozenPackage.of(self.parts)

    @property
    def body(self) -> PartSource:
        """The document's own part."""
        return next(part.source for part in self.compiled if part.source.is_body)

    def document(self) -> WordDocument:
        """A new outcome, with pictures, links and relationships of its own."""
        return WordDocument(self)

    def render(self, values: Mapping[str, Any]) -> bytes:
        """The file for these values. Raises RenderError."""
        return self.document().render(values)


class WordDocument:
    """One outcome. Stands where docxtpl's objects want their template: InlineImage(document, ...), build_url_id(...).

    `new_subdoc` and the `replace_...` functions are docxtpl's own; a document that uses one is rendered by docxtpl.
    """

    def __init__(self, template: CompiledDocument) -> None:
        self.template = template
        self.additions = Additions(template.parts)
        self.current_rendering_part: Any = None
        self._filling: Filling | None = None

    def __getattr__(self, name: str) -> Any:
        if name not in _REPLACEMENTS:
            raise AttributeError(name)
        return getattr(self._slow(), name)

    def build_url_id(self, url: str) -> str:
        """The id by which RichText links to an address."""
        if self._filling is not None:
            return str(self._filling.build_url_id(url))
        return self.additions.relate(self.template.body.name, RELATIONSHIP_TYPE.HYPERLINK, url, external=True)

    def render(self, values: Mapping[str, Any]) -> bytes:
        """The file for these values. Raises RenderError; on docxtpl's way, what docxtpl raises."""
        if self._filling is not None:
            return self._rendered_by_docxtpl(self._filling, values)
        rendered = {part.source.name: self._part(part, values) for part in self.template.compiled}
        return self.template.package.joined(rendered | self.additions.changed(rendered))

    def _part(self, part: CompiledPart, values: Mapping[str, Any]) -> bytes:
        live = LivePart(part.source.name, self.additions, part.source.xml)
        with self._rendering(live):
            xml = part.text(values)
        return part.with_surroundings(xml, drawings=bool(self.additions.pictures) or DRAWING_ID in xml)

    @contextmanager
    def _rendering(self, part: LivePart) -> Iterator[None]:
        self.current_rendering_part = part
        try:
            yield
        finally:
            self.current_rendering_part = None

    def _slow(self) -> Filling:
        if self._filling is None:
            self._filling = opened(self.template.content)
            for _, kind, target, external in self.additions.relations.get(self.template.body.name, ()):
                self._filling.docx.part.relate_to(target, kind, is_external=external)
        return self._filling

    def _rendered_by_docxtpl(self, filling: Filling, values: Mapping[str, Any]) -> bytes:
        env = self.template.compiled[0].env
        body_part = filling.docx.part
        self.current_rendering_part = body_part
        filling.render(dict(values), env, autoescape=bool(env.autoescape))
        stream = io.BytesIO()
        filling.save(stream)
        return stream.getvalue()


def compile_document(template: bytes | str | Path | IO[bytes], env: WordEnvironment | None = None) -> CompiledDocument:
    """The template, compiled. Raises jinja2.TemplateSyntaxError where a tag can't be read."""
    file = read_template(_content(template))
    return compile_file(file, env or environment())


def compile_file(file: TemplateFile, env: WordEnvironment, *, only_text: bool = False) -> CompiledDocument:
    """A template that has been read, compiled; its flaws are kept with it."""
    pairs = [
        (source, compile_part(source, env, only_text=only_text, place=place))
        for place, source in enumerate(file.sources)
    ]
    flaws = tuple((source, flaw) for source, (_, found) in pairs for flaw in found)
    return CompiledDocument(file.content, file.parts, tuple(part for _, (part, _) in pairs), flaws)


def _content(template: bytes | str | Path | IO[bytes]) -> bytes:
    if isinstance(template, bytes):
        return template
    if isinstance(template, (str, Path)):
        return Path(template).read_bytes()
    return template.read()
