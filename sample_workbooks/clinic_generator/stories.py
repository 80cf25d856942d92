"""All hand-written client stories of Riverside."""

from __future__ import annotations

from dataclasses import replace

from clinic_generator import vignettes_anxiety, vignettes_complex, vignettes_mood, vignettes_trauma, vignettes_young
from clinic_generator.more_notes import EARLIER
from clinic_generator.parts import State, Story

_WRITTEN: tuple[Story, ...] = (
    *vignettes_mood.STORIES,
    *vignettes_anxiety.STORIES,
    *vignettes_trauma.STORIES,
    *vignettes_young.STORIES,
    *vignettes_complex.STORIES,
)

STORIES: tuple[Story, ...] = tuple(
    replace(story, notes=(*EARLIER.get(story.id, ()), *story.notes)) for story in _WRITTEN
)

PERFECT_IDS: tuple[str, ...] = tuple(story.id for story in STORIES if story.state is State.PERFECT)
