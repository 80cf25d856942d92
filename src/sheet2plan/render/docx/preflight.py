"""What is wrong with a template, found before the first client: tags, names, proof, and a trial of the extremes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from sheet2plan.plan import Blank, Said
from sheet2plan.render.docx.controls import path_bound_by
from sheet2plan.render.docx.dialect import near
from sheet2plan.render.docx.document import CompiledDocument
from sheet2plan.render.docx.engine import RenderError, parsed, place_of
from sheet2plan.render.docx.names import check_names
from sheet2plan.render.docx.proof import Flaw
from sheet2plan.render.docx.reading import PartSource
from sheet2plan.render.docx.shapes import Shape, chart_shape, plan_shape
from sheet2plan.render.docx.typed import paragraphs_of, plain_tag, said_plainly, slips_of, tags_of

_RAW_TAG = re.compile(r"\{\{(?:r|p|tr|tc)\s.*?\}\}")
CONTROL = "the content control"  # before the path that a control is bound to
_LACKS = "not every plan has what a tag asks for: put the tag between {% if ... %} and {% endif %}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps a template from being filled: where it stands, and in which words."""

    part: str
    tag: str
    paragraph: str
    text: str

    def __str__(self) -> str:
        if self.tag and plain_tag(self.paragraph) in ("", plain_tag(self.tag)):
            return self.text if self.tag in self.text else f"{self.text}, in {self.tag}"
        where = f"in {self.tag} of" if self.tag and self.tag not in self.text else "in"
        around = f", {where} the paragraph “{self.paragraph}”" if self.paragraph else ""
        return self.text + around


def tag_problems(sources: Iterable[PartSource], env: SandboxedEnvironment) -> list[Problem]:
    """Tags that can't be read and names that no plan has, of every part."""
    return [problem for source in sources for problem in _of_source(source, env)]


def flaw_problems(flaws: Iterable[tuple[PartSource, Flaw]]) -> list[Problem]:
    """Places where the template could make a broken document."""
    return [Problem(source.name, *place_of(source, flaw.line), flaw.text) for source, flaw in flaws]


def _of_source(source: PartSource, env: SandboxedEnvironment) -> Iterator[Problem]:
    paragraphs = paragraphs_of(source)
    typed = {plain_tag(tag.text): tag.text for tag in tags_of(paragraphs)}
    slips = slips_of(paragraphs)
    for slip in slips:
        yield Problem(source.name, slip.tag.text, slip.tag.paragraph.words, slip.text)
    found = [] if slips else [_as_typed(problem, typed) for problem in _of_language(source, env)]
    yield from dict.fromkeys(found)


def _as_typed(problem: Problem, typed: Mapping[str, str]) -> Problem:
    path = path_bound_by(problem.tag)
    if path:
        return replace(problem, tag=f"{CONTROL} {path}", paragraph="")
    return replace(problem, tag=typed.get(plain_tag(problem.tag), problem.tag))


def _of_language(source: PartSource, env: SandboxedEnvironment) -> Iterator[Problem]:
    for tag in _RAW_TAG.findall(re.sub(r"<[^>]+>", "", source.xml)):
        yield Problem(source.name, tag, "", f"{tag} would print data as Word markup: write it as {{{{ ... }}}}")
    try:
        tree = parsed(source, env)
    except jinja2.TemplateSyntaxError as error:
        yield Problem(source.name, *place_of(source, error.lineno), said_plainly(error.message or ""))
        return
    strange = list(_strange_words(tree, env))
    found = check_names(tree, {"chart": chart_shape()} if is_of_chart(source) else None)
    for line, text in sorted([*strange, *((one.line, one.text) for one in found)], key=itemgetter(0)):
        yield Problem(source.name, *place_of(source, line), text)
    if not strange:
        yield from _of_compiling(source, tree, env)


def _of_compiling(source: PartSource, tree: jinja2.nodes.Template, env: SandboxedEnvironment) -> Iterator[Problem]:
    try:
        env.compile(tree)
    except jinja2.TemplateSyntaxError as error:
        yield Problem(source.name, *place_of(source, error.lineno), said_plainly(error.message or ""))


def _strange_words(tree: jinja2.nodes.Template, env: SandboxedEnvironment) -> Iterator[tuple[int, str]]:
    """Filters and tests that the language has not."""
    for node in tree.find_all((jinja2.nodes.Filter, jinja2.nodes.Test)):
        known, what = (env.filters, "filter") if isinstance(node, jinja2.nodes.Filter) else (env.tests, "test")
        if node.name not in known:
            yield node.lineno, f"there is no {what} {node.name}{near(node.name, list(known))}"


def is_of_chart(source: PartSource) -> bool:
    """Whether the part is a chart."""
    return source.name.startswith("word/charts/")


def trial_problems(document: CompiledDocument) -> Iterator[Problem]:
    """What fails for a plan with everything or with nothing, of yes or of no; the first failure says enough."""
    for full, yes in ((True, True), (True, False), (False, True), (False, False)):
        try:
            values = {name: _example(shape, full, yes) for name, shape in plan_shape().fields.items()}
            document.render(values | {"place_chart": _no_chart})
        except RenderError as error:
            cause = error.__cause__
            if isinstance(cause, (jinja2.UndefinedError, AttributeError)) and not _is_of_example(cause):
                fault = error.fault
                yield Problem(fault.part, fault.tag, fault.paragraph, f"{_LACKS} ({fault.message})")
                return


def _no_chart(template: str, chart: Any) -> str:  # noqa: ARG001
    return template


def _is_of_example(error: Exception) -> bool:
    """Whether a value was asked for what its type has and the text that stands for it in an example has not."""
    return str(error).startswith("'str object' has no attribute")


def _example(shape: Shape, full: bool, yes: bool) -> Any:
    if shape.optional and not full:
        return None
    if shape.item is not None:
        return tuple(_example(shape.item, full, yes) for _ in range(2 if full else 0))
    if shape.fields:
        return SimpleNamespace(**{name: _example(inner, full, yes) for name, inner in shape.fields.items()})
    return _example_value(shape.kind, full, yes)


def _example_value(kind: type, full: bool, yes: bool) -> Any:
    if kind is bool:
        return yes
    if kind is int:
        return int(full)
    if kind is date:
        return date(2026, 1, 5)
    if issubclass(kind, Enum):
        return next(iter(kind))
    text = "text" if full else ""
    return (Said(text) if full else Blank()) if issubclass(kind, Said) else text
