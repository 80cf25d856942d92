"""docxtpl as the oracle: what it makes of a template, and in which parts an outcome differs from it."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from sheet2plan.render.docx.dialect import environment, printed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CORPUS = Path(os.environ.get("SHEET2PLAN_CORPUS", Path(__file__).parents[2] / "shared" / "corpus")) / "templates"


def reference() -> Environment:
    """Jinja as it comes, with the words and rules of our dialect; its code and lookups are Jinja's own."""
    env = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=printed)
    ours = environment()
    env.globals, env.filters, env.tests = ours.globals, ours.filters, ours.tests
    return env


def made_by_docxtpl(template: bytes | Path, values: dict[str, Any], env: Environment | None = None) -> bytes:
    """What docxtpl makes of the template, from a new object."""
    made = DocxTemplate(io.BytesIO(template) if isinstance(template, bytes) else str(template))
    made.render(values, env or reference(), autoescape=True)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def differing(mine: bytes, theirs: bytes) -> list[str]:
    """The names of the parts that differ in more than the way of writing the same XML."""
    ours, others = parts(mine), parts(theirs)
    return [name for name in sorted(ours.keys() | others.keys()) if _canonical(name, ours) != _canonical(name, others)]


def _canonical(name: str, package: dict[str, bytes]) -> bytes | list[Any] | None:
    data = package.get(name)
    if data is None or not re.search(r"\.(xml|rels)$", name):
        return data
    root = etree.fromstring(data)
    return [] if root is None else _told(name, root)


def _told(name: str, root: etree._Element) -> bytes | list[Any]:
    if name.endswith(".rels") or name == "[Content_Types].xml":
        return sorted(sorted(map(str, element.items())) for element in root)
    return list(_events(root))  # names, attributes and text: the same for every prefix


def _events(root: etree._Element) -> Iterator[tuple[Any, ...]]:
    for cell in root.iter(f"{W}tc"):  # B9: docxtpl leaves cells without the paragraph that Word wants
        if len(cell) == 0 or cell[-1].tag != f"{W}p":
            etree.SubElement(cell, f"{W}p")
    for number in root.iterfind(f".//{W}sdtPr/{W}id"):
        number.attrib.clear()  # marked in the template, numbered in ours
    for element in root.iter():
        told = sorted(str(item) for item in element.items() if not str(item[0]).endswith("}paraId"))  # B10
        is_text = etree.QName(element).localname == "t" if isinstance(element.tag, str) else False
        text = (element.text or "") if is_text else (element.text or "").strip()
        yield element.tag, told, text, (element.tail or "").strip()


class Anything:
    """A value that can be asked for anything: prints its path with signs that XML minds, loops over two."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("_") or name in ("unsafe_callable", "alters_data", "jinja_pass_arg"):
            raise AttributeError(name)
        return Anything(f"{self.path}.{name}")

    def __getitem__(self, key: object) -> Anything:
        return Anything(f"{self.path}[{key}]")

    def __iter__(self) -> Iterator[Anything]:
        return iter((Anything(f"{self.path}.1"), Anything(f"{self.path}.2")))

    def __call__(self, *_args: object, **_kwargs: object) -> Anything:
        return Anything(f"{self.path}()")

    def items(self) -> Iterator[tuple[str, Anything]]:
        """Pairs, as a dict has them."""
        return iter((("one", Anything(f"{self.path}.one")), ("two", Anything(f"{self.path}.two"))))

    def __index__(self) -> int:
        return 2

    def __len__(self) -> int:
        return 2

    def __int__(self) -> int:
        return 2

    def __lt__(self, other: object) -> bool:
        return False

    def __add__(self, other: object) -> Anything:
        return self

    __radd__ = __sub__ = __mul__ = __mod__ = __truediv__ = __add__
    __gt__ = __le__ = __ge__ = __lt__

    def __str__(self) -> str:
        return f"«{self.path}» & <é>"


def any_values(names: set[str]) -> dict[str, Any]:
    """Anything for each of the names."""
    return {name: Anything(name) for name in names}


class AnyFilters(dict[str, Any]):
    """Filters that a template's own program would bring: they leave the value as it is."""

    def __missing__(self, name: str) -> Any:
        return _same

    def get(self, name: str, _default: Any = None) -> Any:
        return self[name]

    def __contains__(self, name: object) -> bool:
        return True


def _same(value: Any, *_args: object, **_kwargs: object) -> Any:
    return value
