"""Whatever the data: every template makes a document that Word's validator accepts and LibreOffice opens."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hostileplans import HOSTILE, everywhere, sound, worded_by
from judges import libreoffice_pdfs, ooxml_errors, pdf_text
from planbuilder import calm_plan, full_plan, gappy_plan
from sheet2plan.plan import Plan
from sheet2plan.render.docx import WordTemplate, compile_template

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").glob("*.docx"))
PLANS = (full_plan, gappy_plan, calm_plan)


@pytest.fixture(scope="module", params=TEMPLATES, ids=lambda path: path.stem)
def template(request: pytest.FixtureRequest) -> WordTemplate:
    return compile_template(request.param)


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
