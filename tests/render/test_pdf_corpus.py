"""Every real form of the corpus, filled with names of every script; skipped where the corpus is not at hand."""

from __future__ import annotations

from cProfile import Profile
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


def test_the_steps_of_filling_grow_with_the_fields_alone() -> None:
    """Python calls, not seconds: a busy computer can't fail it, and work per field that grows with the form can."""
    per_field = []
    for name in ("hosp_decatur-county-hospital_form-1.pdf", "vita_nj1040-TY2024.pdf"):
        form = compiled(open_source(name, read_bytes(corpus() / "forms" / name)))
        values = samples(form.fields, "short")
        counted = Profile()
        filling = Filling(form)
        with counted:
            for field, value in values.items():
                fill_one(filling, field, value)
            filling.finish("Form")
        per_field.append(sum(entry.callcount for entry in counted.getstats()) / len(values))
    assert max(per_field) < 90, per_field
