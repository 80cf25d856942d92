"""The template language: Jinja with the clinic's templates kept in a sandbox and its data kept as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import SandboxedEnvironment
from rapidfuzz import fuzz, process

from sheet2plan.plan import GAP_CLOSE, GAP_OPEN, Blank, Doubt, Gap, Said
from sheet2plan.render.docx.chart_workbook import MadeXml, axis_start, day_points, tick_days, value_points
from sheet2plan.render.docx.control_values import (
    control_tag,
    dated,
    in_control,
    is_dated,
    is_gap,
    is_lacking,
    is_ticked,
)
from sheet2plan.render.docx.proof import is_sound
from sheet2plan.say import say_date, say_flag

_FENCED = re.compile(f"{GAP_OPEN}([^{GAP_CLOSE}]*){GAP_CLOSE}")
_OPEN_NUMBER, _CLOSE_NUMBER = f"&#{ord(GAP_OPEN)};", f"&#{ord(GAP_CLOSE)};"
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# XML forbids most of these; the noncharacters are this program's own signs.
_ILLEGAL = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff\ufdd2-\ufdef\ufffe\uffff]")
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;"))
_NEW_PARAGRAPH = "\a"
_LINKS = ("http://", "https://", "mailto:", "tel:")
_LIKENESS = 60.0
_TEXTS = frozenset((str, Said, Blank, Gap, Doubt))
_LOOP_NAMES = frozenset(("first", "last", "length", "index0"))
_DICT_NAMES = frozenset(dir(dict))

# Filters that would print data as markup, or read other than the plan.
_UNSAFE_FILTERS = ("safe", "xmlattr", "urlize", "pprint", "random", "tojson")


class RawXmlError(ValueError):
    """A value brings XML of its own that would break the document."""


class _Lines(str):
    """Text already cleaned, whose lines become paragraphs."""

    __slots__ = ()


def clean(text: str) -> str:
    """The text as XML can hold it: one kind of line end, no control characters, each marked piece within one line."""
    text = _ILLEGAL.sub("", _LINE_ENDS.sub("\n", text))
    return _well_fenced(text) if GAP_OPEN in text or GAP_CLOSE in text else text


@lru_cache(maxsize=1024)  # the same places are missing for many clients
def _well_fenced(text: str) -> str:
    pieces = _FENCED.split(text)
    return "".join(_fenced(piece) if at % 2 else _unfenced(piece) for at, piece in enumerate(pieces))


def _fenced(piece: str) -> str:
    return GAP_OPEN + re.sub(r"[\n\t]", rf"{GAP_CLOSE}\g<0>{GAP_OPEN}", _unfenced(piece)) + GAP_CLOSE


def _unfenced(piece: str) -> str:
    return piece.replace(GAP_OPEN, "").replace(GAP_CLOSE, "")


def paragraphs(value: Any) -> str:
    """A value that has a paragraph of its own: its lines become paragraphs."""
    text = value if isinstance(value, str) else str(printed(value))
    return text if text.isprintable() else _Lines(clean(text).replace("\n", _NEW_PARAGRAPH))


def link(value: Any) -> str:
    """A whole address as a link has it: its signs kept, all else encoded; no address of a program or script."""
    address = _unfenced(clean(str(printed(value)))).strip()
    return quote(address, safe=":/?#[]@!$&'()*+,;=%" if address.lower().startswith(_LINKS) else "/#")


def urlencode(value: Any) -> str:
    """A value within an address of a link, without the signs that mark what is missing."""
    return quote(_unfenced(clean(str(printed(value)))))


def midnight(value: Any, otherwise: date) -> str:
    """A day as a file's properties have it; another day where the value is none."""
    day = getattr(value, "value", value)
    return f"{day if isinstance(day, date) else otherwise}T00:00:00Z"


def printed(value: Any) -> Any:
    """A value as the document prints it: None is a dash, True is Yes, a date Apr 5, 2026; markup stays as it is."""
    if isinstance(value, _Lines) or hasattr(value, "__html__"):
        return value
    if value is None:
        return "—"
    if isinstance(value, bool):
        return say_flag(value)
    if isinstance(value, date):
        return say_date(value)
    return clean(str(value))


def printed_xml(value: Any) -> str:
    """The XML of a printed value: text escaped, markup let through when it is sound. Raises RawXmlError."""
    kind = type(value)
    if kind in _TEXTS:
        text = value if value.isprintable() else clean(value)
        # Most values hold none of these: five searches for a character cost less than one replacement.
        if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
            text = _escaped(text)
        return text if text.isascii() else in_ascii(text)
    if kind is int:
        return str(value)
    if kind is MadeXml:
        return str(value)
    if hasattr(value, "__html__"):
        xml = str(value.__html__())
        if not is_sound(xml):
            raise RawXmlError("a value brings XML of its own that would break the document")
        return xml
    return in_ascii(_escaped(str(printed(value))))


def in_ascii(xml: str) -> str:
    """XML with numbers for all but ASCII and our own fences: Python handles such text at half the cost."""
    text = xml.encode("ascii", "xmlcharrefreplace").decode()
    return text.replace(_OPEN_NUMBER, GAP_OPEN).replace(_CLOSE_NUMBER, GAP_CLOSE) if GAP_OPEN in xml else text


def _escaped(text: str) -> str:
    for sign, entity in _ENTITIES:
        if sign in text:
            text = text.replace(sign, entity)
    return text


class HintingUndefined(StrictUndefined):
    """A name that isn't there: an error that says which names are near."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        message = super()._undefined_message
        name, owner = self._undefined_name, self._undefined_obj
        known = list(owner) if isinstance(owner, Mapping) else list(getattr(owner, "__dict__", ()))
        return message + near(str(name), known) if name else message


def near(name: str, known: list[str]) -> str:
    """': did you mean ...?' for the nearest known name, or nothing."""
    found = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=_LIKENESS)
    return f": did you mean {found[0]}?" if found else ""


class _Generator(CodeGenerator):
    """Jinja's code generator, which reads known names straight off, prints through one function, and into one list."""

    environment: WordEnvironment

    def write_commons(self) -> None:
        self.writeline("printed_xml = environment.printed_xml")
        super().write_commons()

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Visits the statements of a block; those of the whole template fill a list, which costs less than yielding."""
        if not frame.toplevel or frame.buffer is not None or frame.require_output_check:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        if node.attr not in self.environment.plain_names:
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("printed_xml((")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("))")
        else:
            super()._output_child_post(node, frame, finalize)


class WordEnvironment(SandboxedEnvironment):
    """Jinja for Word: `plain_names` are attributes proven to be there, so that they need no careful lookup."""

    code_generator_class = _Generator
    plain_names: frozenset[str] = frozenset()
    printed_xml = staticmethod(printed_xml)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The attribute, or the item of a plain dict, which is looked for first because that is quicker."""
        if type(obj) is dict and attribute in obj and attribute not in _DICT_NAMES:
            return obj[attribute]
        return super().getattr(obj, attribute)


def environment(plain_names: frozenset[str] = frozenset()) -> WordEnvironment:
    """A new Jinja environment: sandboxed, escaping, strict about names, printing through `printed`."""
    env = WordEnvironment(autoescape=True, undefined=HintingUndefined, finalize=printed)
    env.globals = {"range": env.globals["range"], "namespace": env.globals["namespace"], "gap_style": "Gap"}
    env.tests |= {"lacking": is_lacking, "gap": is_gap, "dated": is_dated, "ticked": is_ticked}
    for name in _UNSAFE_FILTERS:
        del env.filters[name]
    env.filters["paragraphs"] = paragraphs
    env.filters |= {"link": link, "urlencode": urlencode}
    env.filters["midnight"] = midnight
    env.filters |= {"in_control": in_control, "control_tag": control_tag, "dated": dated}
    env.filters |= {"day_points": day_points, "value_points": value_points}
    env.filters |= {"tick_days": tick_days, "axis_start": axis_start}
    known = plain_names | _LOOP_NAMES if plain_names else plain_names
    env.plain_names = frozenset(name for name in known if not name.startswith("_") and not hasattr(str, name))
    return env
