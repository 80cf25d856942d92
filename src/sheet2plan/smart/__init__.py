"""SMART objectives: what a sentence claims, and which letters of the word it fails."""

from __future__ import annotations

from sheet2plan.smart.claim import Claim, Fault, Kind
from sheet2plan.smart.judge import Judgement, judge
from sheet2plan.smart.sentence import InstrumentNames, Sentence

__all__ = ["Claim", "Fault", "InstrumentNames", "Judgement", "Kind", "Sentence", "judge"]
