"""From a written story to the rows of the fifteen sheets."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from clinic_generator.parts import AS_OF, Note, Ob, Series, State, Story
from clinic_generator.staff import STAFF
from sheet2plan.model import Origin, TableRef
from sheet2plan.sheets import (
    Assessment,
    Client,
    Consent,
    Contact,
    Diagnosis,
    Discharge,
    Goal,
    Intervention,
    Objective,
    PlanVersion,
    Problem,
    ProgressNote,
    Record,
    Review,
    SafetyPlan,
    Score,
)

_NOWHERE = Origin(TableRef("generated", "generated", 0, {}), 0)

_CPT = {"individual": "90834", "group": "90853", "family": "90847", "couple": "90847", "telehealth": "90834"}
_PREFIX = {
    "State Medicaid": ("", "W"),
    "Blue Harbor PPO": ("BHP", ""),
    "Lakeland Health Plan": ("LK", "01"),
    "Medicare Part B": ("7M", "A"),
    "Tri-County EAP": ("TC", ""),
}


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic's rows per sheet, in the order of `sheet2plan.sheets.SHEETS`; `rows[Client]` are the clients."""

    rows: dict[type[Record], list[Record]] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Put a row at the end of its sheet."""
        self.rows.setdefault(type(record), []).append(record)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one client's care."""

    intake: date
    plan: date
    reviews: tuple[date, ...]
    sessions: tuple[date, ...]
    last_session: date

    @property
    def renewed(self) -> date:
        """The day of the newest review, the plan's own date before the first."""
        return self.reviews[-1] if self.reviews else self.plan


def weekday(day: date) -> date:
    """The same day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def calendar_of(story: Story, rng: random.Random) -> Calendar:
    """Intake, plan, review and session dates, counted back from the day the next review is due."""
    newest = weekday(AS_OF + timedelta(days=story.due_in - story.interval))
    reviews: list[date] = []
    cursor = newest
    for _ in story.reviews:
        reviews.append(cursor)
        cursor = weekday(cursor - timedelta(days=story.interval - rng.randint(1, 4)))
    reviews.reverse()
    plan = cursor if reviews else newest
    intake = weekday(plan - timedelta(days=rng.randint(7, 11)))
    last = weekday(AS_OF - timedelta(days=story.last_seen or rng.randint(3, 7)))
    count = len(story.notes)
    sessions = [last - timedelta(days=story.every * back) for back in range(count)]
    sessions = sorted(day for day in sessions if day >= plan)
    return Calendar(intake, plan, tuple(reviews), tuple(sessions), last)


def build(story: Story, seed: int = 0) -> Iterator[Record]:
    """The rows of one client, sheet by sheet. The same story and seed give the same rows."""
    rng = random.Random(f"{story.id}/{seed}")
    days = calendar_of(story, rng)
    yield _client(story, days, rng)
    if story.state is State.WAITLIST:
        yield from _contacts(story)
        return
    yield _assessment(story, days)
    yield from _diagnoses(story, days)
    yield from _aims(story, days)
    for series in story.series:
        yield from _scores(story, series, days)
    yield from _reviews(story, days)
    yield from _safety(story, days)
    yield from _contacts(story)
    yield from _consents(story, days, rng)
    yield from _discharge(story, days)
    yield from _notes(story, days)
    yield from _plans(story, days)


def full_name(story: Story) -> str:
    """The client's name, first name first."""
    return f"{story.person.first} {story.person.last}"


def long_date(day: date) -> str:
    """A date in words: April 15, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def _client(story: Story, days: Calendar, rng: random.Random) -> Client:
    who = story.person
    born = date.fromisoformat(who.born)
    staff = STAFF[story.clinician]
    insured = story.payer in _PREFIX
    before, after = _PREFIX.get(story.payer, ("", ""))
    auth_start = weekday(days.renewed + timedelta(days=1))
    waiting = story.state is State.WAITLIST
    gone = story.status in ("discharged", "closed", "hold") or waiting
    return Client(
        origin=_NOWHERE,
        client_id=story.id,
        first_name=who.first,
        last_name=who.last,
        full_name=f"{who.last}, {who.first}",
        preferred_name=who.preferred or who.first,
        dob=born,
        age=AS_OF.year - born.year - ((AS_OF.month, AS_OF.day) < (born.month, born.day)),
        sex=who.sex,
        gender_identity=who.identity,
        pronouns=who.pronouns,
        race_ethnicity=who.ethnicity,
        language=who.language,
        phone=f"555-01{rng.randint(0, 99):02d}",
        email=f"{_ascii(who.first)}.{_ascii(who.last)}@example.org",
        address=who.address,
        guardian_name=who.guardian,
        status=story.status,
        referral_source=story.referral,
        intake_date=days.intake,
        clinician=story.clinician,
        supervisor=staff.supervisor,
        payer=story.payer,
        member_id=f"{before}{rng.randint(10_000_000, 99_999_999)}{after}" if insured else None,
        auth_start=auth_start if insured and not waiting else None,
        auth_end=auth_start + timedelta(days=180) if insured and not waiting else None,
        auth_units=rng.choice((16, 20, 24, 26)) if insured and not waiting else None,
        part2_program=story.part2,
        last_session=None if waiting else days.last_session,
        next_session=None if gone else _next_session(story, days),
    )


def _next_session(story: Story, days: Calendar) -> date:
    """The first day of the client's rhythm after `AS_OF`; nobody is seen on Thanksgiving or the day after."""
    day = days.last_session
    while day <= AS_OF or (day.month, day.day) in ((11, 26), (11, 27)):
        day += timedelta(days=story.every)
    return day


def _ascii(name: str) -> str:
    swapped = name.replace("Ł", "L").replace("ł", "l").replace("ø", "o").replace("Đ", "D").replace("đ", "d")
    plain = unicodedata.normalize("NFKD", swapped)
    return "".join(letter for letter in plain.lower() if letter.isascii() and letter.isalnum())


def _assessment(story: Story, days: Calendar) -> Assessment:
    told = story.intake
    return Assessment(
        origin=_NOWHERE,
        client_id=story.id,
        assessment_date=days.intake,
        presenting_concerns=told.concerns,
        psychosocial_history=told.history,
        risk_factors=told.risk,
        risk_level=told.level,
        suicidality=told.suicidality,
        self_harm=told.self_harm,
        aggression=told.aggression,
        strengths=told.strengths,
        functional_impairments=told.impairments,
        needs_preferences=told.needs,
        medications=told.medications,
        cultural_considerations=told.culture,
    )


def _diagnoses(story: Story, days: Calendar) -> Iterator[Diagnosis]:
    for rank, told in enumerate(story.diagnoses, start=1):
        yield Diagnosis(
            origin=_NOWHERE,
            client_id=story.id,
            icd10_code=told.code,
            description=told.text,
            rank=rank,
            status=told.status,
            diagnosed_on=days.intake,
            diagnosed_by=story.clinician,
            symptom_evidence=None if story.state is State.NO_EVIDENCE else told.evidence,
        )


def _aims(story: Story, days: Calendar) -> Iterator[Record]:
    interventions = 0
    last_values = {series.measure: series.values[-1] for series in story.series}
    for number, aim in enumerate(story.aims, start=1):
        yield Problem(
            origin=_NOWHERE,
            client_id=story.id,
            problem_id=f"P{number}",
            problem_text=aim.problem,
            priority=number,
            severity=aim.severity,
            functional_impact=aim.impact,
            client_priority=aim.weight,
            diagnosis_code=story.diagnoses[aim.dx].code,
            updated_on=days.renewed,
        )
        yield Goal(
            origin=_NOWHERE,
            client_id=story.id,
            goal_id=f"G{number}",
            problem_id=f"P{number}",
            goal_text=aim.goal,
            client_words=aim.words,
            domain=aim.domain,
            status=aim.status,
            start_date=days.plan,
            target_date=weekday(AS_OF + timedelta(days=max(step.due for step in aim.objectives) + 28)),
        )
        for step_number, step in enumerate(aim.objectives, start=1):
            objective_id = f"O{number}.{step_number}"
            yield _objective(story, step, f"G{number}", objective_id, days, last_values)
            for do in step.does:
                interventions += 1
                yield Intervention(
                    origin=_NOWHERE,
                    client_id=story.id,
                    intervention_id=f"I{interventions}",
                    objective_id=objective_id,
                    modality=do.modality,
                    intervention_text=do.text,
                    format=do.format,
                    frequency_n=do.times,
                    frequency_unit=do.per,
                    minutes=do.minutes,
                    duration_n=do.weeks,
                    duration_unit="weeks",
                    responsible=do.by or story.clinician,
                    rationale=do.why,
                    cpt_code=do.cpt or ("90837" if do.format == "individual" and do.minutes > 52 else _CPT[do.format]),
                )


def due_date(step: Ob) -> date:
    """The day an objective is due, never on a weekend."""
    return weekday(AS_OF + timedelta(days=step.due))


def told_objective(step: Ob) -> str:
    """The objective's text with its numbers and date filled in."""
    text = step.text.replace("{due}", long_date(due_date(step))).replace("{t}", f"{step.target:g}")
    return text if step.baseline is None else text.replace("{b}", f"{step.baseline:g}")


def _objective(
    story: Story, step: Ob, goal_id: str, objective_id: str, days: Calendar, last_values: dict[str, float]
) -> Objective:
    progress = float(step.progress)
    now = last_values.get(step.measure)
    if now is not None and step.baseline is not None and step.baseline != step.target:
        progress = round(100 * min(1.0, max(0.0, (step.baseline - now) / (step.baseline - step.target))))
    if step.status == "met":
        progress = 100
    span = step.span
    if span is None and story.state is State.PERFECT:
        span = round((due_date(step) - days.plan).days / 7)
    without_target = story.state is State.NO_TARGET and objective_id == "O2.1"
    signs: dict[str, str] = {"decrease": "<=", "increase": ">=", "maintain": "<="}
    comparator = signs[step.direction]
    if step.direction == "maintain" and step.measure not in last_values:
        comparator = ">="
    return Objective(
        origin=_NOWHERE,
        client_id=story.id,
        objective_id=objective_id,
        goal_id=goal_id,
        objective_text=told_objective(step),
        measure=step.measure,
        baseline=step.baseline,
        target=None if without_target else step.target,
        comparator="<=" if comparator == "<=" else ">=",
        unit=step.unit,
        direction=step.direction,
        frequency_n=step.times,
        frequency_unit=step.per,
        duration_n=span,
        duration_unit=step.span_unit if span is not None else None,
        due_date=due_date(step),
        status=step.status,
        progress_pct=progress,
        status_date=days.last_session,
    )


def _scores(story: Story, series: Series, days: Calendar) -> Iterator[Score]:
    count = len(series.values)
    reach = (days.last_session - days.intake).days
    for index, value in enumerate(series.values):
        given = weekday(days.intake + timedelta(days=round(reach * index / max(1, count - 1))))
        item = series.items[index] if index < len(series.items) else None
        yield Score(
            origin=_NOWHERE,
            client_id=story.id,
            measure=series.measure,
            score_date=given,
            value=value,
            items=((series.item_n, float(item)),) if series.item_n is not None and item is not None else (),
            variant=series.variant,
            completed_by=series.by,
        )


def _reviews(story: Story, days: Calendar) -> Iterator[Review]:
    for day, told in zip(days.reviews, story.reviews, strict=True):
        present = [story.clinician.split(",")[0]]
        if story.person.guardian:
            present.append(f"{story.person.guardian} (parent)")
        yield Review(
            origin=_NOWHERE,
            client_id=story.id,
            review_date=day,
            next_review_due=None if story.state is State.NO_INTERVAL else day + timedelta(days=story.interval),
            interval_days=None if story.state is State.NO_INTERVAL else story.interval,
            participants=", ".join(["client", *present]),
            changes_made=told.changes,
            progress_summary=told.summary,
            functional_change=told.function,
            client_view=told.view,
            outcome=told.outcome,
        )


def _safety(story: Story, days: Calendar) -> Iterator[SafetyPlan]:
    told = story.safety
    if told is None:
        return
    yield SafetyPlan(
        origin=_NOWHERE,
        client_id=story.id,
        created_on=days.intake,
        warning_signs=told.signs,
        coping_strategies=told.coping,
        social_distractions=told.places,
        people_to_ask=told.people,
        professionals=told.professionals,
        means_safety=told.means,
        escalation=told.escalation,
        reviewed_on=days.renewed,
    )


def _contacts(story: Story) -> Iterator[Contact]:
    for tie in story.ties:
        yield Contact(
            origin=_NOWHERE,
            client_id=story.id,
            contact_name=tie.name,
            relationship=tie.relationship,
            phone=tie.phone,
            role=tie.role,
            roi_on_file=tie.release,
        )


def _plan_dates(story: Story, days: Calendar) -> list[date]:
    """The day each version of the plan begins: the first, then every review that revised it."""
    revised = [
        day
        for day, told in zip(days.reviews, story.reviews, strict=True)
        if told.outcome in ("revise", "step_up", "step_down")
    ]
    return [days.plan, *revised]


def _consents(story: Story, days: Calendar, rng: random.Random) -> Iterator[Consent]:
    guardian = story.person.guardian
    name = guardian or full_name(story)
    signer = "guardian" if guardian else "client"
    method = "esign" if rng.random() < 0.4 else "wet"

    def signed(
        kind: str, role: str, who: str, day: date, *, credential: str | None = None, note: str | None = None
    ) -> Consent:
        year = 365 if kind in ("informed_consent", "roi", "telehealth", "medication", "part2_consent") else None
        return Consent(
            origin=_NOWHERE,
            client_id=story.id,
            type=kind,  # type: ignore[arg-type]
            role=role,  # type: ignore[arg-type]
            signer_name=who,
            credential=credential,
            signed_on=day,
            method="esign" if method == "esign" else "wet",
            expires_on=day + timedelta(days=year) if year else None,
            agreement_note=note,
            refused=False,
        )

    # Yearly consents of long stays were renewed when the first year ran out.
    first = days.intake if (AS_OF - days.intake).days < 365 else days.renewed
    for kind in ("informed_consent", "treatment_agreement", "confidentiality_limits"):
        yield signed(kind, signer, name, days.intake)
    if first != days.intake:
        yield signed("informed_consent", signer, name, first)
    formats = {do.format for aim in story.aims for step in aim.objectives for do in step.does}
    if "telehealth" in formats:
        yield signed("telehealth", signer, name, days.intake)
    if story.prescribed_here:
        yield signed("medication", signer, name, days.intake)
    if story.part2:
        yield signed("part2_consent", signer, name, days.intake)
    for tie in story.ties:
        if tie.release:
            yield signed("roi", signer, name, first, note=f"Release for {tie.name} ({tie.relationship})")

    if story.state is State.UNSIGNED:
        return
    staff = STAFF[story.clinician]
    for version, day in enumerate(_plan_dates(story, days), start=1):
        if story.refusal is not None:
            yield Consent(
                origin=_NOWHERE,
                client_id=story.id,
                type="plan_signature",
                role="client",
                signer_name=name,
                signed_on=day,
                method="verbal",
                refused=True,
                refusal_explained=story.refusal.explained,
                refusal_declined=story.refusal.declined,
                refusal_plan_available=True,
                refusal_followup_on=AS_OF + timedelta(days=story.refusal.revisit),
            )
        elif story.state is not State.NO_CLIENT_SIGNATURE:
            note = story.agreement if version == 1 else None
            yield signed("plan_signature", signer, name, day, note=note)
            if guardian and _age_on(story, day) >= 12:
                yield signed("plan_signature", "client", full_name(story), day)
        yield signed("plan_signature", "clinician", staff.full_name, day, credential=staff.credential)
        if staff.supervisor:
            senior = STAFF[staff.supervisor]
            later = weekday(day + timedelta(days=3))
            yield signed(
                "plan_signature", "supervisor", senior.full_name, max(day, later), credential=senior.credential
            )
        if story.prescribed_here:
            senior = STAFF["L. Achterberg, PMHNP"]
            yield signed("plan_signature", "prescriber", senior.full_name, day, credential=senior.credential)


def _age_on(story: Story, day: date) -> int:
    born = date.fromisoformat(story.person.born)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _discharge(story: Story, days: Calendar) -> Iterator[Discharge]:
    if story.state is State.NO_DISCHARGE_SECTION:
        return
    gone = story.state is State.DISCHARGED
    yield Discharge(
        origin=_NOWHERE,
        client_id=story.id,
        criteria=story.ending.criteria,
        anticipated_date=weekday(AS_OF + timedelta(days=story.ending.days)),
        aftercare=story.ending.aftercare,
        discharge_date=days.last_session if gone else None,
        discharge_reason="completed" if gone else None,
    )


def _notes(story: Story, days: Calendar) -> Iterator[ProgressNote]:
    told: tuple[Note, ...] = story.notes[len(story.notes) - len(days.sessions) :]
    for day, note in zip(days.sessions, told, strict=True):
        objective = _step(story, note.objective)
        does = objective.does[0]
        yield ProgressNote(
            origin=_NOWHERE,
            client_id=story.id,
            note_date=day,
            session_no=1 + max(1, (day - days.intake).days // story.every),
            objective_id=f"O{note.objective}",
            intervention=note.did,
            client_response=note.response,
            progress=note.progress,
            risk_note=note.risk,
            minutes=does.minutes + (day.day % 4),
            signed_on=day if day.day % 3 else min(weekday(AS_OF), day + timedelta(days=1 if day.weekday() < 4 else 0)),
        )


def _step(story: Story, written: str) -> Ob:
    aim, step = written.split(".")
    return story.aims[int(aim) - 1].objectives[int(step) - 1]


def _plans(story: Story, days: Calendar) -> Iterator[PlanVersion]:
    words = story.plan
    for version, day in enumerate(_plan_dates(story, days), start=1):
        yield PlanVersion(
            origin=_NOWHERE,
            client_id=story.id,
            plan_id=f"{story.id}-v{version}",
            effective_date=day,
            review_interval_days=None if story.state is State.NO_INTERVAL else story.interval,
            version=version,
            client_words=words.client,
            reviewed_with_client_on=day,
            client_input=words.added,
            progress_method=words.method,
            expected_outcome=words.outcome,
            change_note=None if version == 1 else words.changes[version - 2],
        )
