"""SMART by letter, from the sentence alone and from the columns."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sheet2plan.catalog import load_catalog
from sheet2plan.clinical.scoring import scales
from sheet2plan.smart import Claim, InstrumentNames, Kind, Sentence, judge

CATALOG = load_catalog()
NAMES = InstrumentNames(CATALOG.instruments)
PLAN_DATE = date(2026, 1, 5)
HOME = Path(__file__).parent
_DOMAINS = {
    "PHQ": "F33.1", "GAD": "F41.1", "PCL": "F43.10", "ISI": "F51.01", "BAI": "F41.1", "Y-B": "F42.2", "SUD": "F40.10",
    "AUD": "F10.20", "EPD": "F53.0",
}  # fmt: skip


def claim(text: str, diagnosis: str = "") -> Claim:
    """The sentence as the only thing known, under a plan of January 5, 2026."""
    sentence = Sentence(text, NAMES)
    limits = scales(sentence.instrument) if sentence.instrument else ()
    return Claim(sentence=sentence, plan_date=PLAN_DATE, limits=limits, domains=(diagnosis,) if diagnosis else ())


def fails(text: str) -> str:
    """The failing letters of a sentence, with a diagnosis that suits the instrument it names."""
    one = claim(text)
    short = one.sentence.instrument.short[:3] if one.sentence.instrument else ""
    return judge(replace(one, domains=(_DOMAINS[short],)) if short in _DOMAINS else one).fails


def sentences() -> list[tuple[str, str]]:
    """The sentences of smart_sentences.csv with the letters they fail."""
    with (HOME / "smart_sentences.csv").open(encoding="utf-8", newline="") as file:
        return [(row["sentence"], row["fails"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("sentence", "letters"), sentences())
def test_a_sentence_fails_by_its_letters(sentence: str, letters: str) -> None:
    assert fails(sentence) == letters


def test_relevance_needs_an_instrument_of_the_diagnosis() -> None:
    assert judge(claim("Lower PCL-5 from 50 to 33 within 20 weeks.", "F90.0")).fails == "R"
    assert judge(claim("Lower PCL-5 from 50 to 33 within 20 weeks.", "F43.12")).fails == ""
    assert judge(replace(claim("Walk 3 times a week for 8 weeks."), linked=False)).fails == "R"


def test_columns_go_before_the_sentence() -> None:
    phq = CATALOG.instrument("PHQ-9")
    assert phq is not None
    vague = claim("Improve mood.", "F33.1")
    filled = replace(
        vague, measure="PHQ-9", instrument=phq, limits=scales(phq), baseline=19, target=9, due=date(2026, 6, 1)
    )
    assert judge(filled).fails == ""
    assert judge(replace(filled, target=25)).fails == "A"
    assert judge(replace(filled, due=date(2026, 1, 2))).fails == "T"


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Lower PHQ-9 from 19 to 9 within 12 weeks.", Kind.SCORE),
        ("Walk 30 minutes 3 times a week for 8 weeks.", Kind.COUNT),
        ("Name 4 warning signs by session 3.", Kind.SKILL),
        ("Maintain GAD-7 at or below 5 for 3 months.", Kind.MAINTAIN),
        ("Attend 10 of 12 group sessions by May 1, 2026.", Kind.ATTENDANCE),
        ("Feel better.", Kind.UNCLEAR),
    ],
)
def test_kinds(sentence: str, kind: Kind) -> None:
    assert judge(claim(sentence)).kind is kind


def test_reasons_are_words() -> None:
    faults = judge(claim("Reduce anxiety.")).faults
    assert [fault.letter for fault in faults] == ["S", "M", "T"]
    assert "“Reduce”" in faults[0].reason


@pytest.mark.parametrize(
    "text", ["", " ", "—", "5", "9/10", "\u2264", "PHQ-9", "by 2026-99-99", "x" * 5000, "% % %", "to to to 3 from"]
)
def test_no_sentence_stops_the_judge(text: str) -> None:
    judge(claim(text))
