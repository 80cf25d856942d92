"""Plans whose every word is hostile, and what must hold of any document all the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from lxml import etree

from docxoracle import parts
from sheet2plan.plan import Blank, Doubt, Gap, Said, Worded

HOSTILE = (
    "<w:p>&amp;</w:t>",
    "{{ 7*7 }} {% raw %} {# x #}",
    "{_{ }_} %_}",
    "]]> <!-- <?xml?> --",
    "a\x00\x08\x0b\x0c\x1f\x85b",
    "\ufdd0 open",
    "\ufdd1\ufdd3\ufdd6\ufdd7 signs",
    "\ufffe\uffff\ud800",
    "\u2028\u2029\r\n\n\t\a",
    "'\"`\\",
    "مرحبا שלום 日本 🎻",
    "",
    " ",
    "x" * 5000,
    "\\N{x} %s {0} $1 \\1",
)
Change = Callable[[Said], Said]


def everywhere(value: Any, change: Change) -> Any:
    """The plan with each of its words changed."""
    if isinstance(value, Said):
        return change(value)
    if isinstance(value, Worded):
        made = type(value)({})
        vars(made).update({name: everywhere(inner, change) for name, inner in vars(value).items()})
        return made
    if isinstance(value, tuple):
        return tuple(everywhere(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: everywhere(getattr(value, one.name), change) for one in fields(value)})
    return value


def worded_by(pick: Callable[[], str]) -> Change:
    dice = random.Random(3)

    def change(said: Said) -> Said:
        words = pick()
        kind = dice.randrange(4)
        if kind == 0 or isinstance(said, Gap):
            return Gap(words)
        return Doubt(words, words[::-1], said.value) if kind == 1 else Blank() if kind == 2 else Said(words, said.value)

    return change


def sound(content: bytes) -> None:
    """Every part is well-formed, no sign of ours is left, no cell is without its paragraph, ids are unique."""
    for name, data in parts(content).items():
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(data)
            text = data.decode()
            assert not any("\ufdd0" <= sign <= "\ufdef" for sign in text), name
            for cell in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tc"):
                assert str(cell[-1].tag).endswith("}p"), name
