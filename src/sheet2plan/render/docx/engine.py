"""The compiled engine: a template is read, patched, proven and compiled once; each client costs its own text only."""

from __future__ import annotations

import marshal
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import jinja2
from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree

from sheet2plan.render.docx.dialect import RawXmlError, WordEnvironment, environment, in_ascii, near
from sheet2plan.render.docx.numbering import CONTROL_ID, CONTROL_MARK, DRAWING_ID, numbered, with_drawing_ids
from sheet2plan.render.docx.proof import Flaw, flaws_of
from sheet2plan.render.docx.reading import PartSource
from sheet2plan.render.docx.repair import Needs, lines_resolved, needs_of, repaired, with_braces

# Gives each tag a line of its own, so that Jinja's line numbers name tags; taken out before compiling.
_TICK = "\ufddf\n"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_NAMESPACE = re.compile(r' xmlns:\w+="[^"]*"')
_AS_TYPED = re.compile(r"\{\{ \((.*?)\)\|(?:paragraphs|link|urlencode) \}\}")
_PLACES = re.compile(r"<(wp\w*:\w+)[^>]*>[^<]*</\1>")  # of drawings: text of the file, but not words
_CONTROLS_PER_PART = 1_000_000
_LEGAL_MARKS = ((CONTROL_ID, CONTROL_MARK), (DRAWING_ID, "\ufdd7"))  # for the time that XML is parsed
_TRIMMING = ("{{-", "{%-", "{#-")
_RESOLVER = DocxTemplate(None)


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong in rendering: where, in which tag, and the error's own words."""

    part: str
    tag: str
    paragraph: str
    message: str


class RenderError(Exception):
    """A template could not be rendered from this data."""

    def __init__(self, fault: Fault) -> None:
        where = f", in {fault.tag}" if fault.tag else ""
        around = f" of the paragraph “{fault.paragraph}”" if fault.paragraph else ""
        super().__init__(f"{fault.message}{where}{around} ({fault.part})")
        self.fault = fault


def tag_lines(template: str) -> str:
    """The source in which each tag begins a line."""
    return _TAG.sub(lambda tag: tag[0] if tag[0].startswith(_TRIMMING) else _TICK + tag[0], template)


def parsed(source: PartSource, env: jinja2.Environment) -> nodes.Template:
    """Jinja's tree of a part, whose line numbers count tags. Raises jinja2.TemplateSyntaxError."""
    tree = env.parse(tag_lines(source.template))
    for part in tree.find_all(nodes.TemplateData):
        part.data = with_braces(part.data.replace(_TICK, ""))
    return tree


def place_of(source: PartSource, line: int) -> tuple[str, str]:
    """The tag on a line of the source, and the words of its paragraph as its author sees them."""
    tag = _tag_on(source.template, line)
    if tag is None:
        return "", ""
    words = _AS_TYPED.sub(r"{{ \1 }}", _words_around(source, tag))
    return _AS_TYPED.sub(r"{{ \1 }}", tag[0]), words if len(words) <= 90 else words[:87] + "..."


def _tag_on(template: str, line: int) -> re.Match[str] | None:
    found, ticks = None, 1
    for tag in _TAG.finditer(template):
        ticks += not tag[0].startswith(_TRIMMING)
        if ticks + template.count("\n", 0, tag.start()) > line:
            break
        found = tag
    return found


def _words_around(source: PartSource, tag: re.Match[str]) -> str:
    template, at = source.template, tag.start()
    if source.story or "<a:p>" in template:
        start = max(template.rfind("<w:p>", 0, at), template.rfind("<w:p ", 0, at), template.rfind("<a:p>", 0, at), 0)
        closing = "</w:p>" if source.story else "</a:p>"
    else:
        start, closing = template.rfind(">", 0, at) + 1, "<"
    if closing in template[start:at]:
        start = at  # a tag that took the place of its paragraph
    end = template.find(closing, at) if start < at else tag.end()
    shown = _PLACES.sub("", template[start : end if end > 0 else at + 200])
    words = re.sub(r"<[^>]+>", "", shown)
    return re.sub(r"\s+", " ", words).strip()


@dataclass(slots=True)
class CompiledPart:
    """One part, ready to be rendered any number of times."""

    source: PartSource
    needs: Needs
    proven: bool
    code: CodeType
    env: WordEnvironment = field(repr=False)
    place: int = 0
    root: Callable[[Any], Iterable[str]] = field(init=False, repr=False)
    template: jinja2.Template = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.template = jinja2.Template.from_code(self.env, self.code, self.env.make_globals(None))
        self.root = self.template.root_render_func

    def text(self, values: Mapping[str, Any]) -> str:
        """The part's XML for these values, before head and tail. Raises RenderError."""
        try:
            xml = "".join(self.root(self.template.new_context(dict(values))))
        except (jinja2.TemplateError, AttributeError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise RenderError(self._fault(error, values)) from error
        if not self.source.story:
            return xml
        return self._made_fit(xml)

    def _made_fit(self, xml: str) -> str:
        xml = repaired(lines_resolved(xml, _RESOLVER, self.needs.nested), self.needs)
        if self.needs.exact_tables:
            xml = _with_exact_tables(xml, self.source.head)
        return xml

    def with_surroundings(self, xml: str, drawings: bool = False) -> bytes:
        """The whole part. Raises RenderError where a template that could not be proven made broken XML."""
        source = self.source
        if source.is_body:
            xml = with_drawing_ids(xml, drawings or self.needs.drawings)
        first = self.place * _CONTROLS_PER_PART
        xml = numbered(xml, CONTROL_ID, lambda number: str(first + number))
        data = b"".join((source.head.encode(), xml.encode(), source.tail.encode()))
        if not self.proven:
            try:
                etree.fromstring(data)
            except etree.XMLSyntaxError as error:
                raise RenderError(Fault(source.name, "", "", f"the outcome is not a document: {error}")) from error
        return data

    def _fault(self, error: Exception, values: Mapping[str, Any]) -> Fault:
        lines = [
            line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == self.file
        ]
        line = self.template.get_corresponding_lineno(lines[-1]) if lines else 0
        return Fault(self.source.name, *place_of(self.source, line), _said(error, values))

    @property
    def file(self) -> str:
        """What tracebacks call this part."""
        return _file(self.source)

    def __reduce__(self) -> tuple[Any, ...]:
        """Cheap to send to another process: the code is marshalled, not compiled again."""
        return _thawed, (
            self.source,
            self.needs,
            self.proven,
            marshal.dumps(self.code),
            self.env.plain_names,
            self.place,
        )


def _thawed(
    source: PartSource, needs: Needs, proven: bool, code: bytes, plain_names: frozenset[str], place: int
) -> CompiledPart:
    return CompiledPart(source, needs, proven, marshal.loads(code), environment(plain_names), place)


def compile_part(
    source: PartSource, env: WordEnvironment, *, only_text: bool = False, place: int = 0
) -> tuple[CompiledPart, tuple[Flaw, ...]]:
    """The part, compiled, and what keeps its output from being proven. Raises jinja2.TemplateSyntaxError."""
    tree = parsed(source, env)
    _in_ascii(tree)
    flaws = flaws_of(tree, source.head, source.tail, only_text=only_text)
    needs = needs_of(source, tree)
    _without_empty_data(tree)
    code = env.compile(tree, source.name, _file(source))
    return CompiledPart(source, needs, not flaws and env.autoescape is True, code, env, place), flaws


def _without_empty_data(tree: nodes.Template) -> None:
    for output in tree.find_all(nodes.Output):
        output.nodes = [part for part in output.nodes if not isinstance(part, nodes.TemplateData) or part.data]


def _in_ascii(tree: nodes.Template) -> None:
    for part in tree.find_all(nodes.TemplateData):
        if "<![CDATA[" not in part.data:
            part.data = in_ascii(part.data.replace(CONTROL_MARK, CONTROL_ID))


def _file(source: PartSource) -> str:
    return f"<{source.name}>"


def _with_exact_tables(xml: str, head: str) -> str:
    """docxtpl's mending of tables whose cells come from loops: grids fit the widest row."""
    for mark, legal in _LEGAL_MARKS:
        xml = xml.replace(mark, legal)
    opening, _, rest = xml.partition(">")
    tree = _RESOLVER.fix_tables(f"{opening}{''.join(_NAMESPACE.findall(head))}>{rest}")
    start, _, rest = str(etree.tostring(tree, encoding="unicode")).partition(">")
    for mark, legal in _LEGAL_MARKS:
        rest = rest.replace(legal, mark)
    return f"{_NAMESPACE.sub('', start)}>{rest}"


def _said(error: Exception, values: Mapping[str, Any]) -> str:
    if isinstance(error, RawXmlError):
        return str(error)
    if isinstance(error, jinja2.TemplateError):
        unknown = re.fullmatch(r"'(\w+)' is undefined", str(error))
        return str(error) + (near(unknown[1], list(values)) if unknown else "")
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
