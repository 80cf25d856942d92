"""Every real form of the corpus, filled with names of every script; skipped where the corpus is not at hand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from scoreboard.forms import corpus
from scoreboard.samples import PASSES, samples
from sheet2plan.render.pdf.compiling import compiled
from sheet2plan.render.pdf.filling import Filling, fill_one
from sheet2plan.render.pdf.source import open_source, read_bytes
from sheet2plan.render.pdf.verifying import differences

FORMS = sorted((corpus() / "forms").glob("*.pdf"))

pytestmark = pytest.mark.skipif(not FORMS, reason="the corpus of forms is not here")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_field_holds_its_value(path: Path) -> None:
    form = compiled(open_source(path.name, read_bytes(path)))
    for which in PASSES:
        filling = Filling(form)
        for name, value in samples(form.fields, which).items():
            assert fill_one(filling, name, value) is None, (which, name)
        done = filling.finish("Form")
        assert list(differences(done, filling.written)) == []


def test_filling_is_fast() -> None:
    path = corpus() / "forms" / "hosp_decatur-county-hospital_form-1.pdf"
    form = compiled(open_source(path.name, read_bytes(path)))
    values = samples(form.fields, "short")
    spent = []
    for _ in range(40):
        start = time.process_time()
        filling = Filling(form)
        for name, value in values.items():
            fill_one(filling, name, value)
        filling.finish("Form")
        spent.append(time.process_time() - start)
    # Half a millisecond on an idle core; the bound leaves room for a busy one.
    assert sorted(spent)[5] < 0.003
