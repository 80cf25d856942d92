"""All hand-written client stories of Riverside."""

from __future__ import annotations

from clinic_generator import vignettes_anxiety, vignettes_mood
from clinic_generator.parts import State, Story

STORIES: tuple[Story, ...] = (*vignettes_mood.STORIES, *vignettes_anxiety.STORIES)

PERFECT_IDS: tuple[str, ...] = tuple(story.id for story in STORIES if story.state is State.PERFECT)
