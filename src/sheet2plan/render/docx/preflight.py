"""What is wrong with a template, found before the first client: tags, names, and a trial of the extremes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from types import SimpleNamespace
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from sheet2plan.plan import Blank, Said
from sheet2plan.render.docx.dialect import environment
from sheet2plan.render.docx.filling import Source, filled, sources
from sheet2plan.render.docx.names import check_names
from sheet2plan.render.docx.shapes import Shape, plan_shape

_RAW_TAG = re.compile(r"\{\{(?:r|p|tr|tc)\s.*?\}\}")
_TAG = re.compile(r"\{[{%].*?[}%]\}")
_LACKS = "not every plan has what a tag asks for: put the tag between {% if ... %} and {% endif %}"
_CUT = (
    "a loop or condition begins in one cell or paragraph and ends in another, which breaks the document; "
    "use {%p ...%} for paragraphs and {%tr ...%} for rows"
)


def template_problems(content: bytes) -> list[str]:
    """Everything that keeps the template from being filled, in words that name the tag and its paragraph."""
    env = environment()
    problems = [problem for source in sources(content) for problem in _tag_problems(source, env)]
    return problems or list(_trial_problems(content))


def _tag_problems(source: Source, env: SandboxedEnvironment) -> list[str]:
    raw = [
        f"{tag} would print data as Word markup: write it as {{{{ ... }}}}"
        for tag in _RAW_TAG.findall(_words(source.xml))
    ]
    lines = source.template.split("\n")
    try:
        tree = env.parse(source.template)
        env.from_string(source.template)
    except jinja2.TemplateSyntaxError as error:
        return [*raw, f"{error.message}, {_place(lines, error.lineno, None)}"]
    return raw + [f"{problem.text}, {_place(lines, problem.line, problem.name)}" for problem in check_names(tree)]


def _place(lines: list[str], number: int, name: str | None) -> str:
    """The tag that holds the name and the words of its paragraph, as the author sees them in Word."""
    words = _words(lines[min(number, len(lines)) - 1])
    tags = [tag for tag in _TAG.findall(words) if name is not None and re.search(rf"\b{re.escape(name)}\b", tag)]
    around = words if len(words) <= 90 else words[:87] + "..."
    return f"in {tags[0]} of the paragraph “{around}”" if tags else f"in the paragraph “{around}”"


def _words(xml: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", xml)).strip()


def _trial_problems(content: bytes) -> Iterator[str]:
    """What fails for a plan with everything or with nothing, of yes or of no; the first failure says enough."""
    for full, yes in ((True, True), (True, False), (False, True), (False, False)):
        context = {name: _example(shape, full, yes) for name, shape in plan_shape().fields.items()}
        try:
            filled(content, context)
        except jinja2.UndefinedError as error:
            if not _is_of_example(error):
                yield f"{_LACKS} ({error.message})"
                return
        except etree.XMLSyntaxError:
            yield _CUT
            return
        except (TypeError, ValueError, ArithmeticError):
            continue  # the template calculates with values, which an example doesn't have


def _is_of_example(error: jinja2.UndefinedError) -> bool:
    """Whether a value was asked for what its type has and the text that stands for it in an example has not."""
    return str(error.message).startswith("'str object' has no attribute")


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
