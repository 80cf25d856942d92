"""Floor 3: Case to Plan. Every decision that a document shows is taken here; templates only loop and print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sheet2plan.cadence import Due, next_review
from sheet2plan.cases import Case
from sheet2plan.catalog import Instrument
from sheet2plan.catalog.part2 import redisclosure_statement
from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.required import completeness
from sheet2plan.checks.safety import safety_concern
from sheet2plan.current import (
    active_diagnoses,
    age_on,
    agreement_note,
    discharge_plan,
    emergency_contacts,
    is_minor,
    latest_assessment,
    latest_review,
    plan_in_force,
    problems_by_priority,
    refusal,
    safety_plan,
    signature_of,
)
from sheet2plan.findings import Notice, Severity
from sheet2plan.names import client_name
from sheet2plan.plan import (
    BLANK,
    Chart,
    ChartLine,
    Clinic,
    Gap,
    LineKind,
    Measure,
    OpenPoint,
    Plan,
    PlannedClient,
    PlannedGoal,
    PlannedIntervention,
    PlannedObjective,
    PlannedProblem,
    PlannedSafetyPlan,
    ReviewDue,
    Said,
    ScorePoint,
    SignatureLine,
    Worded,
)
from sheet2plan.say import say_count, say_date, say_number
from sheet2plan.scoring import Trend, trend_of
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
    SafetyPlan,
    Score,
)
from sheet2plan.wording import Wording, absent, said, said_date

_SCORES_SHOWN = 6
_REVIEWS_SHOWN = 4
_APART = 0.08  # of a chart's height: lines nearer than this can't both be named


def plan_case(case: Case, notices: tuple[Notice, ...], clinic: Clinic, context: CheckContext) -> Plan:
    """Everything that documents may say about one client on the day of the run."""
    return _Planner(case, notices, clinic, context).plan()


@dataclass(frozen=True, slots=True)
class _Planner:
    case: Case
    notices: tuple[Notice, ...]
    clinic: Clinic
    context: CheckContext

    def plan(self) -> Plan:
        case, as_of = self.case, self.context.as_of
        words = Wording(self.notices)
        trends = self.context.trends(case)
        thread = _Thread(case, words, trends, self.context)
        version, review, assessment = (
            plan_in_force(case, as_of),
            latest_review(case, as_of),
            latest_assessment(case, as_of),
        )
        diagnoses = tuple(words.of(row) for row in active_diagnoses(case))
        due = next_review(case, as_of, self.context.profile(case))
        declined = refusal(case)
        discharge = discharge_plan(case)
        emergency = emergency_contacts(case)
        reviews = sorted(
            (row for row in case.reviews if row.review_date and row.review_date <= as_of),
            key=lambda row: row.review_date or date.min,
            reverse=True,
        )
        return Plan(
            client_id=case.client_id,
            clinic=self.clinic,
            as_of=as_of,
            prepared_on=said_date(as_of),
            client=_client(case, words, as_of),
            version=words.of(version) if version else Worded(absent(PlanVersion, gaps=True)),
            assessment=words.of(assessment) if assessment else Worded(absent(Assessment, gaps=True)),
            diagnoses=diagnoses,
            primary_diagnosis=diagnoses[0] if diagnoses else Worded(absent(Diagnosis, gaps=True)),
            problems=thread.problems(),
            loose_goals=thread.loose_goals(),
            loose_objectives=thread.loose_objectives(),
            measures=tuple(_measure(trend, case, self.context) for trend in trends),
            reviews=tuple(words.of(row) for row in reviews[:_REVIEWS_SHOWN]),
            latest_review=words.of(review) if review else None,
            review_due=_review_due(due),
            changes=_changes(version, words),
            safety=_safety(case, words, self.context),
            contacts=tuple(words.of(row) for row in case.contacts),
            emergency_contact=words.of(emergency[0]) if emergency else Worded(absent(Contact, gaps=False)),
            consents=tuple(words.of(row) for row in _standing_consents(case.consents, version)),
            participation=_participation(version, declined, words),
            refused=declined is not None,
            discharge=words.of(discharge) if discharge else Worded(absent(Discharge, gaps=True)),
            signatures=tuple(_signatures(case, as_of)),
            open_points=tuple(_open_points(self.notices)),
            completeness=completeness(case, self.context),
            is_draft=any(notice.severity in (Severity.ERROR, Severity.GAP) for notice in self.notices),
            took_part=declined is None and bool(version and version.reviewed_with_client_on),
            agreed=declined is None and _has_agreed(case, as_of),
            redisclosure=_redisclosure(case, self.context),
        )


def _redisclosure(case: Case, context: CheckContext) -> Said:
    """The statement of 42 CFR part 2 in today's wording; Blank for records that don't fall under it."""
    applies = context.part2 == "all" or (context.part2 == "by client" and case.client.part2_program is True)
    return Said(redisclosure_statement(context.as_of).text) if applies else BLANK


# --- the golden thread -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Thread:
    """Problem, goal, objective, intervention, progress: each row under its parent, nothing dropped."""

    case: Case
    words: Wording
    trends: tuple[Trend, ...]
    context: CheckContext

    def problems(self) -> tuple[PlannedProblem, ...]:
        numbers = self._goal_numbers()
        planned = []
        for problem in problems_by_priority(self.case):
            row = PlannedProblem(self.words.words(problem))
            row.diagnosis = self._diagnosis(problem)
            row.goals = tuple(
                self._goal(goal, numbers[index])
                for index, goal in enumerate(self.case.goals)
                if problem.problem_id and goal.problem_id == problem.problem_id and self._first(problem)
            )
            planned.append(row)
        return tuple(planned)

    def loose_goals(self) -> tuple[PlannedGoal, ...]:
        known = {problem.problem_id for problem in self.case.problems if problem.problem_id}
        numbers = self._goal_numbers()
        loose = [(index, goal) for index, goal in enumerate(self.case.goals) if goal.problem_id not in known]
        return tuple(self._goal(goal, numbers[index]) for index, goal in loose)

    def loose_objectives(self) -> tuple[PlannedObjective, ...]:
        known = {goal.goal_id for goal in self.case.goals if goal.goal_id}
        loose = [row for row in self.case.objectives if row.goal_id not in known]
        return tuple(self._objective(row, f"–.{number}") for number, row in enumerate(loose, 1))

    def _first(self, problem: Problem) -> bool:
        """False for a second problem with the same number, so that its goals are not printed twice."""
        return next(row for row in self.case.problems if row.problem_id == problem.problem_id) is problem

    def _goal_numbers(self) -> dict[int, int]:
        """Place of each goal in the printed order: by problem priority, then loose ones."""
        order = {problem.problem_id: rank for rank, problem in enumerate(problems_by_priority(self.case))}
        ranked = sorted(
            enumerate(self.case.goals), key=lambda pair: (order.get(pair[1].problem_id, len(order)), pair[0])
        )
        return {index: number for number, (index, _) in enumerate(ranked, 1)}

    def _diagnosis(self, problem: Problem) -> Said:
        if problem.diagnosis_code is None:
            return self.words.words(problem)["diagnosis_code"]
        row = next((row for row in self.case.diagnoses if row.icd10_code == problem.diagnosis_code), None)
        return said(f"{problem.diagnosis_code} {row.description if row and row.description else ''}".strip())

    def _goal(self, goal: Goal, number: int) -> PlannedGoal:
        row = PlannedGoal(self.words.words(goal))
        row.number = str(number)
        first = next((other for other in self.case.goals if other.goal_id == goal.goal_id), goal)
        own = [row for row in self.case.objectives if goal.goal_id and row.goal_id == goal.goal_id and first is goal]
        row.objectives = tuple(self._objective(row, f"{number}.{place}") for place, row in enumerate(own, 1))
        return row

    def _objective(self, objective: Objective, number: str) -> PlannedObjective:
        words = self.words.words(objective)
        row = PlannedObjective(words)
        row.number = number
        row.measured = _measured(objective, words)
        row.due = _due(objective, words)
        row.latest = self._latest(objective)
        row.progress = self._progress(objective)
        key = objective.objective_id
        first = next((other for other in self.case.objectives if other.objective_id == key), objective)
        own = [row for row in self.case.interventions if key and row.objective_id == key and first is objective]
        row.interventions = tuple(self._intervention(row) for row in own)
        return row

    def _latest(self, objective: Objective) -> Said:
        trend = trend_of(self.trends, objective.measure, self.context.catalog)
        if trend is None or trend.last.value is None or trend.last.score_date is None:
            return BLANK
        text = f"{say_number(trend.last.value)} on {say_date(trend.last.score_date)}"
        return Said(text, trend.last.value)

    def _progress(self, objective: Objective) -> Said:
        notes = [
            note
            for note in self.case.notes
            if note.objective_id == objective.objective_id and note.note_date and note.note_date <= self.context.as_of
        ]
        if not notes:
            return Said("No note has worked on it yet.")
        newest = max(notes, key=lambda note: note.note_date or date.min)
        return Said(f"{say_count(len(notes), 'note')}, latest {_said_of_note(newest)}")

    def _intervention(self, intervention: Intervention) -> PlannedIntervention:
        row = PlannedIntervention(self.words.words(intervention))
        row.service = _service(intervention)
        return row


def _said_of_note(note: ProgressNote) -> str:
    day = say_date(note.note_date) if note.note_date else "undated"
    words = {"improved": "improved", "same": "no change", "worse": "worse", "met": "met"}
    return f"{day}: {words[note.progress]}" if note.progress else day


def _measured(objective: Objective, words: dict[str, Said]) -> Said:
    """Measure, baseline and target in one line; each part that is missing shows as its gap."""
    parts = [str(words["measure"])] if words["measure"] else []
    numbers = []
    if words["baseline"]:
        numbers.append(f"from {words['baseline']}")
    if words["target"]:
        numbers.append(f"to {_target(objective, words)}")
    unit = str(words["unit"]) if objective.unit and objective.unit != "score" else ""
    line = ", ".join(filter(None, [*parts, " ".join([*numbers, unit]).strip()]))
    return said(line[:1].upper() + line[1:])


def _target(objective: Objective, words: dict[str, Said]) -> str:
    ends = {"<=": " or less", ">=": " or more", "<": "below ", ">": "above "}
    sign = objective.comparator or {"decrease": "<=", "increase": ">="}.get(objective.direction or "", "=")
    target = str(words["target"])
    if sign in ("<", ">"):
        return ends[sign] + target
    return target + ends.get(sign, "")


def _due(objective: Objective, words: dict[str, Said]) -> Said:
    if objective.due_date is not None or objective.duration_n is None:
        return words["due_date"]
    number, unit = say_number(objective.duration_n), objective.duration_unit or "weeks"
    return Said(f"within {number} {unit[:-1] if number == '1' else unit}", objective.duration_n)


def _service(row: Intervention) -> Said:
    """The full service statement (rules R22, R23, R52): frequency, length, format, approach, duration."""
    often = _frequency(row.frequency_n, row.frequency_unit)
    length = f"{say_number(row.minutes)}-minute" if row.minutes is not None else Gap("minutes")
    kind = row.format or Gap("format")
    duration = _duration(row.duration_n, row.duration_unit)
    statement = f"{often} {length} {kind} {row.modality or Gap('modality')} {duration}"
    return Said(statement[0].upper() + statement[1:])


def _frequency(times: float | None, unit: str | None) -> str:
    if times is None or unit is None:
        return Gap("session frequency")
    once = {"week": "weekly", "2weeks": "every two weeks", "month": "monthly"}
    if times == 1:
        return once[unit]
    count = "twice" if times == 2 else f"{say_number(times)} times"
    return f"{count} {({'week': 'a week', '2weeks': 'every two weeks', 'month': 'a month'})[unit]}"


def _duration(number: float | None, unit: str | None) -> str:
    if number is None or unit is None:
        return Gap("duration")
    return f"for {say_number(number)} {unit[:-1] if number == 1 else unit}"


# --- client, scores, review --------------------------------------------------------------------------------------


def _client(case: Case, words: Wording, as_of: date) -> PlannedClient:
    client = case.client
    row = PlannedClient(words.words(client))
    row.name, row.formal_name = _names(client, row)
    age = age_on(client.dob, as_of) if client.dob and client.dob <= as_of else client.age
    row.age_text = BLANK if age is None else Said(f"{age} years", age)
    row.is_minor = is_minor(case, as_of)
    return row


def _names(client: Client, words: PlannedClient) -> tuple[Said, Said]:
    name = client_name(client)
    if name.first and name.last:
        return Said(name.plain), Said(name.formal)
    if client.full_name:
        return words.full_name, words.full_name
    return Said(f"{words.first_name} {words.last_name}"), Said(f"{words.last_name}, {words.first_name}")


def _measure(trend: Trend, case: Case, context: CheckContext) -> Measure:
    points = tuple(_point(score, trend) for score in trend.scores)
    shown = points if len(points) <= _SCORES_SHOWN else (points[0], *points[-(_SCORES_SHOWN - 1) :])
    target = next(
        (
            row.target
            for row in case.objectives
            if row.target is not None and trend_of((trend,), row.measure, context.catalog) is trend
        ),
        None,
    )
    return Measure(
        name=trend.measure,
        meaning=_meaning(trend.instrument),
        points=points,
        shown=shown,
        first=points[0],
        latest=points[-1],
        change=_change(trend, target),
        target=BLANK if target is None else Said(say_number(target), target),
        chart=_chart(trend, target),
    )


def _chart(trend: Trend, target: float | None) -> Chart | None:
    """The history as lines over its days; None when there is no line to draw."""
    dated = {score.score_date: score.value for score in trend.scores if score.score_date and score.value is not None}
    days, values = tuple(dated), tuple(dated.values())
    if len(days) < 2:
        return None
    count, instrument = len(days), trend.instrument
    ends = (*values, *((target,) if target is not None else ()))
    low, high = (instrument.minimum, instrument.maximum) if instrument else (min(0.0, *ends), max(ends))
    lines = [ChartLine(LineKind.SCORE, trend.measure, values)]
    for kind, value, name in _levels(instrument, target, (high - low) * _APART):
        lines.append(ChartLine(kind, name, (value,) * count))
    alt = (
        f"Line chart of {trend.measure} from {say_date(days[0])} to {say_date(days[-1])}: "
        + ", ".join(say_number(value) for value in values)
        + (f"; target {say_number(target)}" if target is not None else "")
    )
    return Chart(f"{trend.measure}, {say_number(low)} to {say_number(high)}", alt, days, tuple(lines), low, high)


def _levels(instrument: Instrument | None, target: float | None, apart: float) -> Iterable[tuple[LineKind, float, str]]:
    """The target and where the bands begin; a band too near the target to have a line of its own is named with it."""
    bands = instrument.bands[1:] if instrument else ()
    near = [band for band in bands if target is not None and abs(band.low - target) < apart]
    if target is not None:
        names = [f"target {say_number(target)}", *(band.label for band in near)]
        yield LineKind.TARGET, target, ", ".join(names)
    for band in bands:
        if band not in near:
            yield LineKind.BAND, band.low, band.label


def _point(score: Score, trend: Trend) -> ScorePoint:
    value = score.value if score.value is not None else 0.0
    return ScorePoint(
        on=said_date(score.score_date),
        value=Said(say_number(value), value),
        band=said(trend.band(score)),
    )


def _meaning(instrument: Instrument | None) -> str:
    if instrument is None:
        return ""
    better = {"higher_worse": "lower is better", "higher_better": "higher is better"}.get(instrument.direction, "")
    span = f"{say_number(instrument.minimum)} to {say_number(instrument.maximum)}"
    return f"{instrument.name}, {span}{', ' + better if better else ''}"


def _change(trend: Trend, target: float | None) -> Said:
    """First to last in words, the change class with whose threshold it rests on, and how far it is to the target."""
    first, last = trend.first.value, trend.last.value
    if len(trend.scores) < 2 or first is None or last is None or trend.first.score_date is None:
        return Said("One score so far.")
    moved = last - first
    way = "no change" if moved == 0 else f"{'down' if moved < 0 else 'up'} {say_number(abs(moved))}"
    start = f"From {say_number(first)} on {say_date(trend.first.score_date)} to {say_number(last)} ({way})"
    if trend.change is None or trend.instrument is None:
        return Said(f"{start}.{_to_go(trend, target)}")
    rule = trend.instrument.change
    source = f", {rule.reliable_source}" if rule.reliable_source else ""
    threshold = f"threshold {say_number(rule.reliable or 0)} points{source}"
    return Said(f"{start}: {trend.change} ({threshold}).{_to_go(trend, target)}")


def _to_go(trend: Trend, target: float | None) -> str:
    """Points to the target, and the weeks they take at the pace so far; "" without a target."""
    left = trend.to_go(target)
    if left is None or target is None:
        return ""
    if left == 0:
        return f" The target of {say_number(target)} is reached."
    weeks = trend.weeks_to(target)
    pace = f", about {say_count(weeks, 'week')} at the pace so far" if weeks else ""
    return f" {say_number(left)} to go to the target of {say_number(target)}{pace}."


def _review_due(due: Due) -> ReviewDue:
    return ReviewDue(
        on=Said(say_date(due.on), due.on) if due.on else Gap("date of the next review"),
        state=due.state,
        days_overdue=due.days_overdue,
        schedule=Said(f"every {due.interval} days", due.interval) if due.interval else Gap("review interval"),
        reason=due.reason,
        last_review=said_date(due.last_review),
    )


def _changes(version: PlanVersion | None, words: Wording) -> Said:
    if version is None:
        return Gap("changes since the last plan")
    if (version.version or 1) == 1:
        return Said("This is the first version of the plan.")
    return words.words(version)["change_note"]


# --- safety, consent, signatures ---------------------------------------------------------------------------------


def _safety(case: Case, words: Wording, context: CheckContext) -> PlannedSafetyPlan:
    concern = safety_concern(case, context)
    plan = safety_plan(case, context.as_of)
    said_plan = words.words(plan) if plan else absent(SafetyPlan, gaps=concern is not None)
    row = PlannedSafetyPlan(said_plan)
    row.required = concern is not None
    row.why_required = f"{concern}." if concern else _unassessed(case, context)
    row.on_file = plan is not None
    return row


def _unassessed(case: Case, context: CheckContext) -> str:
    """Nothing recorded is not the same as no risk."""
    if latest_assessment(case, context.as_of) is None:
        return "Risk has not been assessed, so it can't be told whether one is needed."
    return ""


def _standing_consents(consents: Iterable[Consent], version: PlanVersion | None) -> list[Consent]:
    """Consents by date, without the signatures of earlier versions of the plan."""
    begin = version.effective_date if version and version.effective_date else date.min
    standing = [
        row for row in consents if row.type != "plan_signature" or row.signed_on is None or row.signed_on >= begin
    ]
    return sorted(standing, key=lambda row: row.signed_on or date.min)


def _participation(version: PlanVersion | None, declined: Consent | None, words: Wording) -> Said:
    if declined is not None:
        return _refusal_words(words.of(declined))
    if version is None:
        return Gap("how the client took part")
    row = words.of(version)
    return Said(f"The plan was reviewed with the client on {row.reviewed_with_client_on}. {_stop(row.client_input)}")


def _has_agreed(case: Case, as_of: date) -> bool:
    """Whether the client's agreement, or the guardian's for a minor, is on record."""
    role = "guardian" if is_minor(case, as_of) else "client"
    return signature_of(case, role, as_of) is not None or agreement_note(case) is not None


def _refusal_words(row: Worded) -> Said:
    """What the guide asks of a refusal: what was explained, declined, kept open, and when it is offered again."""
    kept = "The plan stays available to the client." if row.refusal_plan_available.value else ""
    parts = [
        "The client declined to take part in planning or to sign.",
        f"Explained: {_stop(row.refusal_explained)}",
        f"Declined: {_stop(row.refusal_declined)}",
        kept or f"Plan kept available: {row.refusal_plan_available}.",
        f"It will be offered again on {row.refusal_followup_on}.",
    ]
    return Said(" ".join(parts))


def _stop(text: Said) -> str:
    return text if text.endswith((".", "!", "?", "”", '"')) else f"{text}."


def _signatures(case: Case, as_of: date) -> Iterable[SignatureLine]:
    client = case.client
    name = said(client_name(client).plain)
    yield _signature(case, "client", "Client", name, as_of, needed=not is_minor(case, as_of))
    if is_minor(case, as_of) or client.guardian_name:
        guardian = said(client.guardian_name)
        yield _signature(case, "guardian", "Parent or guardian", guardian, as_of, needed=is_minor(case, as_of))
    yield _signature(case, "clinician", "Clinician", said(client.clinician), as_of, needed=True)
    if client.supervisor:
        yield _signature(case, "supervisor", "Supervisor", said(client.supervisor), as_of, needed=False)


def _signature(case: Case, role: str, title: str, name: Said, as_of: date, needed: bool) -> SignatureLine:
    row = signature_of(case, role, as_of)
    note = _signature_note(case, role, row)
    if row is not None:
        signed = said_date(row.signed_on)
    else:
        signed = Gap("signature and date") if needed and not note else BLANK
    credential = said(row.credential if row else None)
    return SignatureLine(title, said(row.signer_name if row else None) or name, credential, signed, note)


def _signature_note(case: Case, role: str, row: Consent | None) -> Said:
    if role != "client" or row is not None:
        return BLANK
    if refusal(case) is not None:
        return Said("declined to sign; see participation above")
    agreed = agreement_note(case)
    return said(agreed.agreement_note if agreed else None)


def _open_points(notices: tuple[Notice, ...]) -> Iterable[OpenPoint]:
    worst_first = sorted(notices, key=lambda notice: notice.severity.rank)
    for notice in worst_first:
        if notice.severity in (Severity.ERROR, Severity.GAP):
            yield OpenPoint(notice.severity.value, notice.message, notice.source.a1, notice.advice)
