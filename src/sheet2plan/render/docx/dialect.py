"""The template language: Jinja with the clinic's templates kept in a sandbox and its data kept as data."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from sheet2plan.plan import GAP_CLOSE, GAP_OPEN
from sheet2plan.say import say_date, say_flag

# Stands after an underscore of the data where docxtpl would read an escaped brace ("{_{") and change the text.
GUARD = "\ufdd2"

_FENCED = re.compile(f"{GAP_OPEN}[^{GAP_CLOSE}]*{GAP_CLOSE}")
_ESCAPED_BRACE = re.compile(r"(?<=[{}%])_(?=[{}%])")
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Filters that would print data as markup, or read other than the plan.
_UNSAFE_FILTERS = ("safe", "xmlattr", "urlize", "pprint", "random", "tojson")


class _Lines(str):
    """Text already cleaned, whose lines become paragraphs."""

    __slots__ = ()


def clean(text: str) -> str:
    """The text as XML can hold it: one kind of line end, no control characters, nothing docxtpl would rewrite."""
    text = _ILLEGAL.sub("", _LINE_ENDS.sub("\n", text))
    return _ESCAPED_BRACE.sub("_" + GUARD, text)


def paragraphs(value: Any) -> str:
    """A value that has a paragraph of its own: its lines become paragraphs, a mark over two lines two marks."""
    text = _FENCED.sub(lambda fenced: fenced[0].replace("\n", f"{GAP_CLOSE}\n{GAP_OPEN}"), printed(value))
    return _Lines(text.replace("\n", "\a"))


def printed(value: Any) -> str:
    """A value as the document prints it: None is a dash, True is Yes, a date Apr 5, 2026."""
    if isinstance(value, _Lines):
        return value
    if value is None:
        return "—"
    if isinstance(value, bool):
        return say_flag(value)
    if isinstance(value, date):
        return say_date(value)
    return clean(str(value))


def environment() -> SandboxedEnvironment:
    """A new Jinja environment: sandboxed, escaping, strict about names, printing through `printed`."""
    env = SandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=printed, trim_blocks=True, lstrip_blocks=True
    )
    env.globals = {"range": env.globals["range"], "namespace": env.globals["namespace"]}
    for name in _UNSAFE_FILTERS:
        del env.filters[name]
    env.filters["paragraphs"] = paragraphs
    return env
