from __future__ import annotations

from pathlib import Path

import pytest

from ruleexamples import perfect
from sheet2plan.catalog import Instrument, load_catalog
from sheet2plan.clinical.scoring import Trend, change_class, named_variant, score_trends
from tables import AS_OF, changed, load

CATALOG = load_catalog()


def by_key(instrument: Instrument) -> str:
    return instrument.key


@pytest.mark.parametrize("instrument", CATALOG.instruments, ids=by_key)
def test_worked_examples(instrument: Instrument) -> None:
    for example in instrument.examples:
        assert instrument.band(example.score) == example.band
    for change in instrument.change_examples:
        assert change_class(instrument, change.first, change.second) == change.result


@pytest.mark.parametrize("instrument", CATALOG.instruments, ids=by_key)
def test_every_total_has_one_band_or_none_has(instrument: Instrument) -> None:
    totals = range(int(instrument.minimum), int(instrument.maximum) + 1)
    assert {instrument.band(total) is None for total in totals} == {not instrument.bands}
    assert instrument.band(instrument.maximum + 1) is None


@pytest.mark.parametrize("instrument", CATALOG.instruments, ids=by_key)
def test_no_wording_of_items_is_shipped(instrument: Instrument) -> None:
    assert instrument.embed_items is False
    assert instrument.source


def trend(folder: Path, rows: str, **chosen: str) -> Trend:
    """The only trend of the given Scores rows."""
    scores = "Scores: no rows\n| Score | Measure | Date given | Scoring |\n" + rows
    case = load(changed(perfect(), scores), folder).caseload.cases[0]
    return score_trends(case, CATALOG, AS_OF, chosen)[0]


def test_a_scoring_that_is_not_stated_is_asked_for(tmp_path: Path) -> None:
    found = trend(tmp_path, "| 24 | K10 | 2026-08-10 | |\n| 15 | K10 | 2026-11-10 | |")
    assert found.unsettled
    assert found.band(found.last) is None
    assert found.change is None


@pytest.mark.parametrize(
    ("rows", "chosen"),
    [
        ("| 24 | K10 | 2026-08-10 | 10-50 |\n| 15 | K10 | 2026-11-10 | |", {}),
        ("| 44 | K10 | 2026-08-10 | |\n| 15 | K10 | 2026-11-10 | |", {}),
        ("| 24 | K10 | 2026-08-10 | |\n| 15 | K10 | 2026-11-10 | |", {"K10": "10-50"}),
    ],
    ids=["stated once", "only one fits", "told by the clinic"],
)
def test_a_scoring_that_is_settled(rows: str, chosen: dict[str, str], tmp_path: Path) -> None:
    found = trend(tmp_path, rows, **chosen)
    assert not found.unsettled
    assert found.band(found.last) == "low"
    assert found.change == "improved reliably"


def test_bands_of_another_scoring_are_not_borrowed(tmp_path: Path) -> None:
    found = trend(tmp_path, "| 24 | K10 | 2026-08-10 | 0-40 |\n| 15 | K10 | 2026-11-10 | 0-40 |")
    assert found.band(found.last) is None
    assert found.change is None


def test_direction_pace_and_what_is_left(tmp_path: Path) -> None:
    worse = trend(tmp_path, "| 17 | ORS | 2026-08-10 | |\n| 27 | ORS | 2026-10-19 | |")
    assert (worse.gain, worse.change, worse.pace) == (10, "improved reliably", 1.0)
    phq = trend(tmp_path, "| 18 | PHQ-9 | 2026-08-03 | |\n| 11 | PHQ-9 | 2026-11-16 | |")
    assert (phq.to_go(8), phq.to_go(12), phq.to_go(None)) == (3, 0, None)
    assert phq.weeks_to(8) == 7
    assert phq.responded is False
    assert trend(tmp_path, "| 50 | PCL-5 | 2026-08-03 | |\n| 28 | PCL-5 | 2026-11-16 | |").remitted is True


def test_scorings_are_named_as_people_write_them() -> None:
    whodas = CATALOG.instrument("WHODAS 2.0")
    assert whodas is not None
    assert named_variant(whodas, "12\u201360") is named_variant(whodas, "12 - 60") is not None
    assert named_variant(whodas, "raw") is None
