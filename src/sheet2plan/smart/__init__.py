"""SMART objectives: what a sentence claims, and what keeps it from being specific, measurable, achievable, relevant, timed."""

from __future__ import annotations

from sheet2plan.smart.judge import Claim, Fault, Judgement, Kind, judge
from sheet2plan.smart.sentence import InstrumentNames, Sentence, instrument_names

__all__ = ["Claim", "Fault", "InstrumentNames", "Judgement", "Kind", "Sentence", "instrument_names", "judge"]
