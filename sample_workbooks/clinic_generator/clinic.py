"""Whole clinics: the hand-written Riverside, and clinics of any size made from its parts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from clinic_generator.build import Clinic, build
from clinic_generator.parts import (
    Aim,
    Do,
    Ending,
    Intake,
    Note,
    Ob,
    Person,
    PlanWords,
    Rev,
    Safety,
    Series,
    State,
    Story,
    Tie,
)
from clinic_generator.staff import BRENNAN, DELGADO, HADDAD, LINDQVIST, OSEI, PARK
from clinic_generator.stories import STORIES
from clinic_generator.wordlists import ACTIVITIES, FEMALE, LAST, MALE, PEOPLE, PLACES, STREETS, SWAPS, TAILS, TIMES

_CLINICIANS = tuple(person.written for person in (PARK, OSEI, DELGADO, LINDQVIST, HADDAD, BRENNAN))
_STATES = (
    (State.IN_ORDER, 68),
    (State.OVERDUE, 14),
    (State.NO_DISCHARGE_SECTION, 3),
    (State.NO_CLIENT_SIGNATURE, 3),
    (State.NO_TARGET, 3),
    (State.NO_INTERVAL, 3),
    (State.NO_EVIDENCE, 3),
    (State.UNSIGNED, 3),
)
_SWAPPED = re.compile(rf"\b({'|'.join(SWAPS)})\b")
_RANGES: dict[str, tuple[float, float]] = {
    "PHQ-9": (0, 27),
    "PHQ-A": (0, 27),
    "GAD-7": (0, 21),
    "PCL-5": (0, 80),
    "ISI": (0, 28),
    "EPDS": (0, 30),
    "Y-BOCS": (0, 40),
    "CORE-10": (0, 40),
    "IES-R": (0, 88),
    "BAI": (0, 63),
    "WHODAS 2.0": (0, 48),
    "PSC-17": (0, 34),
    "SDQ": (0, 40),
    "SUDS": (0, 10),
}


def riverside() -> Clinic:
    """The forty hand-written clients, in order of their ids."""
    return _gather(sorted(STORIES, key=lambda each: each.id), seed=0)


def make_clinic(clients: int, seed: int) -> Clinic:
    """A clinic of `clients` clients: Riverside's forty first, then clients made by varying their parts.

    The same number and seed give the same clinic. Clients made this way have their own names, numbers and dates, and
    texts that share no more than a frame with those of the story they were made from.
    """
    written = sorted(STORIES, key=lambda each: each.id)[:clients]
    return _gather([*written, *_varied(clients - len(written), seed)], seed=0)


def _gather(stories: list[Story], seed: int) -> Clinic:
    clinic = Clinic()
    for story in stories:
        for record in build(story, seed):
            clinic.add(record)
    return clinic


def _varied(count: int, seed: int) -> Iterator[Story]:
    rng = random.Random(seed)
    models = [story for story in sorted(STORIES, key=lambda each: each.id) if story.aims and story.status == "active"]
    number = 100
    for _ in range(count):
        number += rng.choice((1, 1, 1, 2, 3))
        yield _Variation(rng.choice(models), f"C-{number:04d}", rng).story()


class _Variation:
    """One new client made from a model story."""

    def __init__(self, model: Story, new_id: str, rng: random.Random) -> None:
        """Choose the new client's people and how far the scores lie from the model's."""
        self._model = model
        self._id = new_id
        self._rng = rng
        self._shift = rng.randint(-2, 2)
        self._names = {
            tie.name.split()[0]: rng.choice(FEMALE + MALE)
            for tie in model.ties
            if tie.name[:2] not in ("Dr", "Mr", "Ms")
        }
        self._series = {series.measure: self._vary_series(series) for series in model.series}

    def story(self) -> Story:
        """The new client's story, in a state drawn by weight."""
        model, rng = self._model, self._rng
        state = rng.choices([one for one, _ in _STATES], [weight for _, weight in _STATES])[0]
        refusal = model.refusal
        if refusal is not None or model.state is State.RISK_WITHOUT_SAFETY_PLAN:
            state = model.state
        due_in = -rng.randint(1, 150) if state is State.OVERDUE else rng.randint(1, model.interval - 5)
        return replace(
            model,
            id=self._id,
            person=self._person(),
            clinician=rng.choice(_CLINICIANS),
            intake=self._intake(model.intake),
            diagnoses=tuple(replace(dx, evidence=self._own(dx.evidence)) for dx in model.diagnoses),
            aims=tuple(self._aim(aim) for aim in model.aims),
            series=tuple(self._series.values()),
            reviews=tuple(self._review(review) for review in model.reviews),
            notes=tuple(self._note(note) for note in model.notes),
            ties=tuple(self._tie(tie) for tie in model.ties),
            plan=self._plan(model.plan),
            ending=Ending(self._own(model.ending.criteria), self._own(model.ending.aftercare), model.ending.days),
            safety=self._safety(model.safety),
            due_in=due_in,
            state=state,
        )

    def _own(self, text: str) -> str:
        """The text with some words swapped, the people renamed, and a remark of the client's own at the end."""
        rng = self._rng
        swapped = _SWAPPED.sub(lambda found: rng.choice(SWAPS[found.group(1)]), text)
        for old, new in self._names.items():
            swapped = swapped.replace(old, new)
        activity, person = rng.choice(ACTIVITIES), rng.choice(PEOPLE)
        tail = rng.choice(TAILS).format(
            activity=activity,
            Activity=activity[0].upper() + activity[1:],
            person=person,
            Person=person[0].upper() + person[1:],
            place=rng.choice(PLACES),
            time=rng.choice(TIMES),
        )
        end = "" if swapped.endswith((".", "!", "?", '"')) else "."
        return f"{swapped}{end} {tail}"

    def _person(self) -> Person:
        model, rng = self._model.person, self._rng
        own_names = FEMALE if model.sex == "F" else MALE if model.sex == "M" else FEMALE + MALE
        last = rng.choice(LAST)
        spread = 120 if model.guardian else 900
        born = date.fromisoformat(model.born) + timedelta(
            days=rng.randint(-spread, 0 if model.guardian is None else spread)
        )
        guardian = f"{rng.choice(FEMALE)} {last}" if model.guardian else None
        address = f"{rng.randint(1, 1990)} {rng.choice(STREETS)} St, Riverside"
        return replace(
            model,
            first=rng.choice(own_names),
            last=last,
            born=born.isoformat(),
            address=address,
            preferred=None,
            guardian=guardian,
        )

    def _intake(self, told: Intake) -> Intake:
        return replace(
            told,
            concerns=self._own(told.concerns),
            history=self._own(told.history),
            risk=self._own(told.risk),
            strengths=self._own(told.strengths),
            impairments=self._own(told.impairments),
            needs=self._own(told.needs),
        )

    def _vary_series(self, series: Series) -> Series:
        low, high = _RANGES.get(series.measure, (0, 0))
        if not high:
            return series
        shift, rng = self._shift, self._rng
        values = tuple(min(high, max(low, value + shift + rng.choice((-1, 0, 0, 1)))) for value in series.values)
        return replace(series, values=values)

    def _aim(self, aim: Aim) -> Aim:
        return replace(
            aim,
            problem=self._own(aim.problem),
            impact=self._own(aim.impact),
            goal=self._own(aim.goal),
            objectives=tuple(self._objective(step) for step in aim.objectives),
        )

    def _objective(self, step: Ob) -> Ob:
        rng = self._rng
        start = f"{rng.choice(ACTIVITIES)} {rng.choice(PLACES)} {rng.choice(TIMES)}"
        text = f"{step.text.rstrip('.')}, beginning with {start}."
        does = tuple(self._do(do) for do in step.does)
        due = step.due + rng.randint(-4, 14) if step.due > 5 else step.due
        varied = replace(step, text=text, does=does, due=due)
        series = self._series.get(step.measure)
        if series is None or step.baseline is None or step.direction != "decrease":
            return varied
        baseline = series.values[0]
        target = max(0.0, min(step.target + self._shift, baseline - 1))
        return replace(
            varied, baseline=baseline, target=target, status="met" if series.values[-1] <= target else "in_progress"
        )

    def _do(self, do: Do) -> Do:
        return replace(do, text=self._own(do.text), why=self._own(do.why))

    def _review(self, review: Rev) -> Rev:
        return replace(
            review,
            changes=self._own(review.changes),
            summary=self._own(review.summary),
            function=self._own(review.function),
            view=review.view,
        )

    def _note(self, note: Note) -> Note:
        return replace(note, did=self._own(note.did), response=self._own(note.response))

    def _tie(self, tie: Tie) -> Tie:
        first = tie.name.split()[0]
        name = f"{self._names[first]} {self._rng.choice(LAST)}" if first in self._names else tie.name
        return replace(tie, name=name, phone=f"555-01{self._rng.randint(0, 99):02d}")

    def _plan(self, words: PlanWords) -> PlanWords:
        return replace(
            words,
            added=self._own(words.added),
            method=words.method,
            outcome=self._own(words.outcome),
            changes=tuple(self._own(change) for change in words.changes),
        )

    def _safety(self, told: Safety | None) -> Safety | None:
        if told is None:
            return None
        return replace(
            told,
            signs=self._own(told.signs),
            coping=self._own(told.coping),
            places=self._own(told.places),
            people=self._own(told.people),
            means=self._own(told.means),
            escalation=self._own(told.escalation),
        )
