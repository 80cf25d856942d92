"""Whatever the data: every template makes a document that Word's validator accepts and LibreOffice opens."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docxoracle import parts
from judges import libreoffice_pdfs, ooxml_errors, pdf_text
from planbuilder import calm_plan, full_plan, gappy_plan
from sheet2plan.plan import Blank, Doubt, Gap, Plan, Said, Worded
from sheet2plan.render.docx import WordTemplate, compile_template

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").glob("*.docx"))
PLANS = (full_plan, gappy_plan, calm_plan)
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


@pytest.fixture(scope="module", params=TEMPLATES, ids=lambda path: path.stem)
def template(request: pytest.FixtureRequest) -> WordTemplate:
    return compile_template(request.param)


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


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=12), st.sampled_from(PLANS))
def test_any_text_makes_a_sound_document(texts: list[str], plan: Callable[[], Plan]) -> None:
    for path in TEMPLATES:
        dice = random.Random(1)
        made = everywhere(plan(), worded_by(lambda: dice.choice([*texts, *HOSTILE])))  # noqa: B023
        sound(_compiled(path).render(made))


def test_word_accepts_documents_of_hostile_values(template: WordTemplate, tmp_path: Path) -> None:
    for at, plan in enumerate(PLANS):
        dice = random.Random(at)
        path = tmp_path / f"{at}.docx"
        path.write_bytes(template.render(everywhere(plan(), worded_by(lambda: dice.choice(HOSTILE)))))  # noqa: B023
        sound(path.read_bytes())
        assert ooxml_errors(path) == []


def test_word_accepts_documents_of_plain_values(template: WordTemplate, tmp_path: Path) -> None:
    for at, plan in enumerate(PLANS):
        path = tmp_path / f"{at}.docx"
        path.write_bytes(template.render(plan()))
        assert ooxml_errors(path) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_word_accepts_the_shipped_templates(path: Path) -> None:
    assert ooxml_errors(path) == []


def test_libreoffice_opens_all(tmp_path: Path) -> None:
    dice = random.Random(5)
    files = []
    for path in TEMPLATES:
        for name, plan in (("plain", full_plan()), ("gaps", gappy_plan()), ("hostile", None)):
            hostile = plan or everywhere(full_plan(), worded_by(lambda: dice.choice(HOSTILE)))
            files.append(tmp_path / f"{path.stem}-{name}.docx")
            files[-1].write_bytes(_compiled(path).render(hostile))
    pages = dict(zip(files, libreoffice_pdfs(files, tmp_path), strict=True))
    assert all(pdf.stat().st_size > 1000 for pdf in pages.values())
    text = pdf_text(pages[tmp_path / "treatment_plan-gaps.docx"])
    assert "Click to choose the risk level" in " ".join(text.split())


_COMPILED: dict[Path, WordTemplate] = {}


def _compiled(path: Path) -> WordTemplate:
    if path not in _COMPILED:
        _COMPILED[path] = compile_template(path)
    return _COMPILED[path]
