"""Plans made by hand, for tests that print them: one complete, one full of gaps, one nearly empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sheet2plan.columns import fields_of
from sheet2plan.plan import (
    Blank,
    Chart,
    ChartLine,
    Clinic,
    Doubt,
    DueState,
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
    Record,
    Review,
    SafetyPlan,
)

CLINIC = Clinic("Riverside Counseling", "40 Harbor Street, Riverside", "555-0199")


def columns(record: type[Record], **words: str) -> dict[str, Said]:
    """Every column of a record type as a document says it: the given words, Blank where none are given."""
    names = {spec.name for spec in fields_of(record)}
    assert words.keys() <= names, words.keys() - names
    said = {name: text if isinstance(text, Said) else Said(text) for name, text in words.items()}
    return {name: said.get(name) or Blank() for name in names}


def record(record_type: type[Record], **words: str) -> Worded:
    """A worded record with the given columns; the others are Blank."""
    return Worded(columns(record_type, **words))


def client(age: str = "35 years", *, minor: bool = False, **words: str) -> PlannedClient:
    """A client whose name is made from the first and last name."""
    said = columns(Client, **words)
    first, last = said["first_name"], said["last_name"]
    made = PlannedClient(said | {"age_text": Said(age) if age else Blank()})
    made.name, made.formal_name = Said(f"{first} {last}"), Said(f"{last}, {first}")
    made.is_minor = minor
    return made


def problem(diagnosis: str, *goals: PlannedGoal, **words: str) -> PlannedProblem:
    """A problem with its diagnosis in words and its goals."""
    made = PlannedProblem(columns(Problem, **words))
    made.diagnosis, made.goals = said(diagnosis), goals
    return made


def goal(number: str, *objectives: PlannedObjective, **words: str) -> PlannedGoal:
    """A numbered goal with its objectives."""
    made = PlannedGoal(columns(Goal, **words))
    made.number, made.objectives = number, objectives
    return made


def objective(
    number: str,
    *interventions: PlannedIntervention,
    measured: str,
    due: str,
    latest: str = "",
    progress: str = "",
    **words: str,
) -> PlannedObjective:
    """A numbered objective with its interventions and its thread to progress."""
    made = PlannedObjective(columns(Objective, **words))
    made.number, made.interventions = number, interventions
    made.measured, made.due, made.latest, made.progress = (said(text) for text in (measured, due, latest, progress))
    return made


def intervention(service: str, **words: str) -> PlannedIntervention:
    """An intervention with its service statement."""
    made = PlannedIntervention(columns(Intervention, **words))
    made.service = said(service)
    return made


def safety(*, required: bool, why: str, **words: str) -> PlannedSafetyPlan:
    """A safety plan; all columns Blank when none are given."""
    made = PlannedSafetyPlan(columns(SafetyPlan, **words))
    made.required, made.why_required = required, why
    made.on_file = made.created_on.value is not None
    return made


def measure(name: str, meaning: str, change: str, target: str, *points: tuple[str, str, str]) -> Measure:
    """The history of an instrument from (date, score, band), oldest first; the first and the last five are shown."""
    history = tuple(ScorePoint(*(said(text) for text in point)) for point in points)
    shown = history if len(history) <= 6 else (history[0], *history[-5:])
    drawn = _chart(name, *points) if len(points) > 1 else None
    return Measure(name, meaning, history, shown, history[0], history[-1], said(change), said(target), drawn)


def _chart(name: str, *points: tuple[str, str, str]) -> Chart:
    """The history as lines, with a target of 9 and one band."""
    days = tuple(datetime.strptime(day, "%b %d, %Y").date() for day, _, _ in points)
    values = tuple(float(value) for _, value, _ in points)
    lines = (
        ChartLine(LineKind.SCORE, name, values),
        ChartLine(LineKind.TARGET, "target 9", (9.0,) * len(days)),
        ChartLine(LineKind.BAND, "moderate", (15.0,) * len(days)),
        ChartLine(LineKind.BAND, "severe", (20.0,) * len(days)),
    )
    return Chart(
        f"{name}, 0 to 27", f"Line chart of {name}: {', '.join(value for _, value, _ in points)}", days, lines, 0, 27
    )


def said(text: str) -> Said:
    """The text as a document says it; Blank for nothing."""
    return text if isinstance(text, Said) else Said(text) if text else Blank()


def with_changes(plan: Plan, **changes: Any) -> Plan:
    """The plan with some of its fields changed."""
    return replace(plan, **changes)


def _withdrawal() -> PlannedProblem:
    activation = intervention(
        "Weekly 50-minute individual CBT for 12 weeks",
        intervention_id="I1",
        modality="CBT with behavioral activation",
        intervention_text="Teach activity scheduling and review the activity diary together each week; "
        "grade the steps back toward the orchestra.",
        responsible="J. Park, LCSW",
        rationale="Withdrawal keeps the depression (F33.1) going; planned, rewarding activity reverses it.",
        cpt_code="90834",
    )
    thoughts = intervention(
        "Weekly 50-minute individual CBT for 12 weeks",
        intervention_id="I2",
        modality="Cognitive restructuring",
        intervention_text="Practice thought records on self-blame after the job loss.",
        responsible="J. Park, LCSW",
        rationale="Self-blame feeds low mood (F33.1).",
        cpt_code="90834",
    )
    group = intervention(
        "Every 2 weeks, 90-minute group skills training for 8 sessions",
        intervention_id="I3",
        modality="Group skills training",
        intervention_text="Rehearse reaching out to friends; agree on one contact to make before each meeting.",
        responsible="R. Lindqvist, LPC",
        rationale="Loneliness maintains the depressive episode (F33.1); contact is both symptom relief and practice.",
    )
    mood = objective(
        "1.1",
        activation,
        thoughts,
        measured="PHQ-9 from 19 to 9 or less",
        due="Apr 15, 2026",
        latest="12 on Mar 30, 2026",
        progress="4 notes, latest Mar 30, 2026: improved",
        objective_text="Ana will lower her PHQ-9 score from 19 to 9 or less by April 15, 2026, through weekly CBT "
        "and daily activity scheduling.",
        status="In progress",
        progress_pct="70",
    )
    contact = objective(
        "1.2",
        group,
        measured="Friends met from 0 to 3 times a week or more",
        due="within 12 weeks",
        latest="2 on Mar 23, 2026",
        progress="3 notes, latest Mar 23, 2026: improved",
        objective_text="Ana will meet a friend or family member at least 3 times a week for 4 weeks.",
        status="In progress",
        progress_pct="60",
    )
    return problem(
        "F33.1 Major depressive disorder, recurrent, moderate",
        goal(
            "1",
            mood,
            contact,
            goal_id="G1",
            goal_text="Lift mood and return to usual roles at work and among friends",
            client_words="I want to play music again with other people in the room.",
            domain="Symptom",
            status="Active",
            target_date="Jun 30, 2026",
        ),
        problem_id="P1",
        problem_text="Low mood and withdrawal since a job loss",
        priority="1",
        severity="Moderate",
        functional_impact="Misses work twice a week; has stopped cooking and seeing friends",
        client_priority="High",
        diagnosis_code="F33.1",
    )


def _sleep() -> PlannedProblem:
    insomnia = intervention(
        "Weekly 30-minute individual CBT-I by telehealth for 6 weeks",
        intervention_id="I4",
        modality="CBT-I",
        intervention_text="Set a sleep window from the diary, adjust it weekly; teach stimulus control.",
        responsible="J. Park, LCSW",
        rationale="Short sleep worsens mood and concentration and is itself a symptom of F33.1.",
        cpt_code="90832",
    )
    hours = objective(
        "2.1",
        insomnia,
        measured="Hours of sleep (diary) from 4 to 6.5 or more",
        due="Mar 31, 2026",
        latest="6 on Mar 30, 2026",
        progress="6 notes, latest Mar 30, 2026: improved",
        objective_text="Ana will sleep 6.5 hours or more on 5 nights a week by March 31, 2026, by her sleep diary.",
        status="Partly met",
        progress_pct="80",
    )
    worry = objective(
        "3.1",
        intervention(
            "Weekly 50-minute individual CBT for 8 weeks",
            intervention_id="I5",
            modality="Worry postponement",
            intervention_text="Introduce a fixed daily worry time and rehearse putting worries off until then.",
            responsible="J. Park, LCSW",
            rationale="Bedtime worry (F41.1) delays sleep; limiting it to a set time weakens the link.",
            cpt_code="90834",
        ),
        measured="GAD-7 from 14 to 7 or less",
        due="May 30, 2026",
        latest="10 on Mar 30, 2026",
        progress="2 notes, latest Mar 30, 2026: no change",
        objective_text="Ana will lower her GAD-7 score from 14 to 7 or less by May 30, 2026, with a daily worry time.",
        status="In progress",
        progress_pct="50",
    )
    return problem(
        "F41.1 Generalized anxiety disorder",
        goal("2", hours, goal_text="Sleep through most nights", goal_id="G2", domain="Function", status="Active"),
        goal(
            "3",
            worry,
            goal_text="Feel calmer in the evening and worry less about money",
            client_words="I want to get through a day without dreading the next.",
            goal_id="G3",
            domain="Symptom",
            status="Active",
            target_date="Jul 31, 2026",
        ),
        problem_id="P2",
        problem_text="Worry that keeps her awake",
        priority="2",
        severity="Moderate",
        functional_impact="Sleeps four hours a night, too tired to concentrate at work",
        client_priority="High",
        diagnosis_code="F41.1",
    )


def _measures() -> tuple[Measure, ...]:
    phq9 = measure(
        "PHQ-9",
        "depression severity, 0 to 27, lower is better",
        "7 points lower than at the start: a reliable improvement (5 points or more, Kroenke 2012)",
        "9 or less by Apr 15, 2026",
        ("Jan 5, 2026", "19", "moderately severe"),
        ("Jan 19, 2026", "18", "moderately severe"),
        ("Feb 2, 2026", "16", "moderately severe"),
        ("Feb 16, 2026", "15", "moderately severe"),
        ("Mar 2, 2026", "14", "moderate"),
        ("Mar 16, 2026", "13", "moderate"),
        ("Mar 30, 2026", "12", "moderate"),
    )
    gad7 = measure(
        "GAD-7",
        "anxiety severity, 0 to 21, lower is better",
        "4 points lower than at the start: a reliable improvement (4 points or more, Toussaint 2020)",
        "7 or less by May 30, 2026",
        ("Jan 5, 2026", "14", "moderate"),
        ("Feb 16, 2026", "12", "moderate"),
        ("Mar 30, 2026", "10", "moderate"),
    )
    return phq9, gad7


def _safety_plan() -> PlannedSafetyPlan:
    return safety(
        required=True,
        why="Suicidality is recorded as past, and item 9 of the PHQ-9 was answered above 0 on Jan 5, 2026.",
        created_on="Jan 5, 2026",
        reviewed_on="Apr 5, 2026",
        warning_signs="Not sleeping; not answering calls; thinking that the family would manage better without her.",
        coping_strategies="Walk to the river; play scales for ten minutes; the breathing card.",
        social_distractions="Orchestra rehearsal on Tuesdays; the reading room of the library.",
        people_to_ask="Sister Eva Reyes, 555-0101; neighbor Mr. Doyle, 555-0144.",
        professionals="988 Suicide and Crisis Lifeline (call or text); clinic 555-0199; J. Park, LCSW.",
        means_safety="Her sister keeps the medicines and hands out a week at a time; no firearms at home.",
        escalation="Go to the emergency department of Riverside General or call 911; the clinic is told the same day.",
    )


def _consents() -> tuple[Worded, ...]:
    signed = {"role": "Client", "signer_name": "Ana Reyes", "signed_on": "Jan 5, 2026", "method": "Wet"}
    return (
        record(Consent, type="Informed consent", **signed),
        record(Consent, type="Treatment agreement", **signed),
        record(Consent, type="Confidentiality limits", **signed),
        record(Consent, type="Telehealth", **(signed | {"method": "E-signature"}), expires_on="Jan 4, 2027"),
        record(
            Consent,
            type="Release of information",
            **(signed | {"signed_on": "Jan 12, 2026"}),
            expires_on="Jan 11, 2027",
            agreement_note="Primary care, Dr. M. Iwu: medication and appointments only.",
        ),
    )


def full_plan() -> Plan:
    """A complete plan of two problems, three goals, four objectives and five interventions; nothing is open."""
    latest_review = record(
        Review,
        review_date="Apr 5, 2026",
        next_review_due="Jul 4, 2026",
        participants="Client, J. Park",
        changes_made="PHQ-9 target lowered from 12 to 9; group skills training added.",
        progress_summary="PHQ-9 down from 19 to 12, GAD-7 from 14 to 10; back at work four days a week.",
        functional_change="Cooks again on weekdays; has met a friend twice.",
        client_view="“I can see the point of the diary now.”",
        outcome="Continue",
    )
    first_review = record(
        Review,
        review_date="Feb 2, 2026",
        next_review_due="Apr 5, 2026",
        participants="Client, J. Park",
        changes_made="Sleep objective added, on the client's wish.",
        progress_summary="PHQ-9 down from 19 to 16; sleep unchanged at four hours.",
        functional_change="Back at work three days a week.",
        client_view="Wants to work on sleep first.",
        outcome="Revise",
    )
    diagnoses = (
        record(
            Diagnosis,
            icd10_code="F33.1",
            description="Major depressive disorder, recurrent, moderate",
            rank="1",
            status="Active",
            diagnosed_on="Jan 5, 2026",
            diagnosed_by="J. Park, LCSW",
            symptom_evidence="Depressed mood most days, loss of interest, insomnia, fatigue; PHQ-9 of 19.",
        ),
        record(
            Diagnosis,
            icd10_code="F41.1",
            description="Generalized anxiety disorder",
            rank="2",
            status="Active",
            diagnosed_on="Jan 12, 2026",
            diagnosed_by="J. Park, LCSW",
            symptom_evidence="Worry on most days about money, restless, tense, can't fall asleep; GAD-7 of 14.",
        ),
    )
    return Plan(
        client_id="C-0042",
        clinic=CLINIC,
        as_of=date(2026, 4, 6),
        prepared_on=Said("Apr 6, 2026", date(2026, 4, 6)),
        client=client(
            client_id="C-0042",
            first_name="Ana",
            last_name="Reyes",
            preferred_name="Annie",
            dob=Said("Apr 12, 1990", date(1990, 4, 12)),
            age="35 years",
            sex="F",
            pronouns="she/her",
            language="English",
            phone="555-0100",
            address="12 Mill Lane, Riverside",
            status="Active",
            intake_date="Jan 5, 2026",
            clinician="J. Park, LCSW",
            supervisor="M. Osei, PhD",
            payer="State Medicaid",
            member_id="123456789W",
            referral_source="Primary care",
        ),
        version=record(
            PlanVersion,
            plan_id="C-0042-v2",
            effective_date=Said("Apr 5, 2026", date(2026, 4, 5)),
            review_interval_days="90",
            version="2",
            client_words="I want to get through a day without dreading the next.",
            reviewed_with_client_on="Apr 5, 2026",
            client_input="Asked to start with sleep, and to keep evenings free for the orchestra.",
            progress_method="PHQ-9 and GAD-7 every 2 weeks, sleep diary daily, count of friends met each week.",
            expected_outcome="Return to full-time work and to the orchestra within six months.",
            change_note="PHQ-9 target lowered; group skills training and sleep objective added.",
        ),
        assessment=record(
            Assessment,
            assessment_date="Jan 5, 2026",
            presenting_concerns="Low mood since a job loss in October; sleeps four hours a night and no longer sees "
            "friends. Feels that she lets her family down.",
            psychosocial_history="Raised by an aunt. Two earlier episodes of depression (2014, 2019), both eased by "
            "talking therapy.\nNo hospital stays. Works in a print shop; plays violin.",
            risk_factors="Lives alone; recent loss; thoughts of death in 2019, none since. No firearms at home.",
            risk_level="Low",
            suicidality="Past",
            self_harm="None",
            aggression="None",
            strengths="Plays violin; close to her sister; keeps appointments; has come through two episodes before.",
            functional_impairments="Misses work twice a week; has stopped cooking; leaves bills unopened.",
            needs_preferences="Prefers evening sessions and written summaries.",
            medications="Sertraline 50 mg (primary care, Dr. M. Iwu)",
        ),
        diagnoses=diagnoses,
        primary_diagnosis=diagnoses[0],
        problems=(_withdrawal(), _sleep()),
        loose_goals=(),
        loose_objectives=(),
        measures=_measures(),
        reviews=(latest_review, first_review),
        latest_review=latest_review,
        review_due=ReviewDue(
            on=Said("Jul 4, 2026", date(2026, 7, 4)),
            state=DueState.LATER,
            days_overdue=-89,
            schedule=Said("every 90 days", 90),
            reason="90 days after the review of Apr 5, 2026",
            last_review=Said("Apr 5, 2026", date(2026, 4, 5)),
        ),
        changes=Said("PHQ-9 target lowered from 12 to 9. Group skills training added. Sleep objective added."),
        safety=_safety_plan(),
        contacts=(
            record(
                Contact,
                contact_name="Eva Reyes",
                relationship="Sister",
                phone="555-0101",
                role="Emergency",
                roi_on_file="yes",
            ),
            record(
                Contact,
                contact_name="Dr. M. Iwu",
                relationship="Doctor",
                phone="555-0170",
                role="PCP",
                roi_on_file="yes",
            ),
        ),
        emergency_contact=record(
            Contact, contact_name="Eva Reyes", relationship="Sister", phone="555-0101", role="Emergency"
        ),
        consents=_consents(),
        participation=Said(
            "The plan was reviewed with the client on Apr 5, 2026. Asked to start with sleep, and to keep evenings "
            "free for the orchestra."
        ),
        refused=False,
        discharge=record(
            Discharge,
            criteria="PHQ-9 below 5 and GAD-7 below 5 for two months, and working full time.",
            anticipated_date="Sep 30, 2026",
            aftercare="Monthly check-in for three months; peer group at the library; relapse plan at home.",
        ),
        signatures=(
            SignatureLine(
                "Client", Said("Ana Reyes"), Blank(), Said("Apr 5, 2026", date(2026, 4, 5)), Said("in ink, on paper")
            ),
            SignatureLine("Clinician", Said("J. Park"), Said("LCSW"), Said("Apr 5, 2026", date(2026, 4, 5)), Blank()),
            SignatureLine("Supervisor", Said("M. Osei"), Said("PhD"), Blank(), Blank()),
        ),
        open_points=(),
        completeness=100,
        is_draft=False,
        took_part=True,
        agreed=True,
    )


def gappy_plan() -> Plan:
    """A draft for a minor: missing columns, a broken thread, an overdue review, a refusal, no scores, doubts."""
    full = full_plan()
    lonely = intervention(
        Doubt("Weekly individual therapy", "session length and duration are missing"),
        modality=Doubt("therapy", "not a named approach"),
        intervention_text=Gap("what the clinician will do"),
        responsible="T. Brandt, LMHC",
        rationale=Gap("how it addresses the diagnosis"),
    )
    vague = objective(
        "1.1",
        lonely,
        measured=Gap("baseline and target of the measure"),
        due=Gap("due date or duration"),
        objective_text="Reduce anxiety.",
        status="Not started",
    )
    bare = objective(
        "1.2",
        measured="School days missed from 6 to 1 or less a month",
        due="Mar 1, 2026",
        status="In progress",
        objective_text="Liam will miss no more than 1 school day a month by March 1, 2026.",
    )
    loose = objective(
        "3.1",
        measured="SUDS from 8 to 4",
        due="within 6 weeks",
        status="Not started",
        objective_text="Lower self-rated anxiety at the school gate from 8/10 to 4/10 within 6 weeks.",
    )
    one = measure(
        "SCARED",
        "child anxiety, 0 to 82, lower is better",
        "One score only: change can't be told yet",
        "",
        ("Nov 3, 2025", Doubt("95", "above the highest possible score of 82"), ""),
    )
    return with_changes(
        full,
        client_id="C-0107",
        client=client(
            age="15 years",
            minor=True,
            client_id="C-0107",
            first_name="Liam",
            last_name="O’Brien & Søn",
            dob=Said("Sep 2, 2010", date(2010, 9, 2)),
            status="Active",
            clinician="T. Brandt, LMHC",
            guardian_name=Gap("parent or guardian"),
            payer=Gap("payer"),
            member_id=Gap("member ID"),
        ),
        version=record(
            PlanVersion,
            plan_id="C-0107-v1",
            effective_date=Said("Nov 3, 2025", date(2025, 11, 3)),
            version="1",
            review_interval_days="90",
            client_words=Gap("client's own words"),
            client_input=Gap("client input"),
            reviewed_with_client_on=Gap("date reviewed with the client"),
            progress_method="SCARED every 4 weeks",
            expected_outcome=Gap("expected outcome"),
        ),
        assessment=record(
            Assessment,
            assessment_date="Nov 3, 2025",
            presenting_concerns="Stomach aches before school; missed six days in October.",
            psychosocial_history=Gap("psychosocial history"),
            risk_factors=Gap("risk factors"),
            risk_level=Gap("risk level"),
            suicidality="None",
            self_harm=Gap("self-harm"),
            aggression="None",
            strengths="Draws well; looks after two rabbits.",
            functional_impairments="Misses school; no longer goes to swim practice.",
        ),
        diagnoses=(
            record(
                Diagnosis,
                icd10_code=Doubt("F93", "a category, not a billable code; F93.0 is"),
                description="Separation anxiety disorder of childhood",
                rank="1",
                status="Active",
                diagnosed_on=Gap("date diagnosed"),
                symptom_evidence=Gap("supporting symptoms"),
            ),
        ),
        problems=(
            problem(
                "F93 Separation anxiety disorder of childhood",
                goal("1", vague, bare, goal_text="Go to school without fear", goal_id="G1", status="Active"),
                problem_id="P1",
                problem_text="Avoids school",
                priority="1",
                severity="Severe",
                functional_impact=Gap("functional impact"),
                client_priority=Gap("client priority"),
            ),
            problem(
                Gap("related diagnosis"),
                problem_id="P2",
                problem_text="Quarrels at home",
                priority=Doubt("1", "two problems have priority 1"),
                client_priority="Low",
            ),
        ),
        loose_goals=(goal("2", goal_text="Get along with his stepfather", goal_id="G7", status="Active"),),
        loose_objectives=(loose,),
        measures=(one,),
        reviews=(),
        latest_review=None,
        review_due=ReviewDue(
            on=Said("Feb 1, 2026", date(2026, 2, 1)),
            state=DueState.OVERDUE,
            days_overdue=64,
            schedule=Said("every 90 days", 90),
            reason="90 days after the plan date of Nov 3, 2025; no review is on record",
            last_review=Gap("review"),
        ),
        changes=Blank(),
        safety=safety(
            required=True,
            why="The assessment rates risk as moderate.",
            created_on=Gap("safety plan"),
            warning_signs=Gap("warning signs"),
            coping_strategies=Gap("coping strategies"),
            social_distractions=Blank(),
            people_to_ask=Gap("people to ask for help"),
            professionals=Gap("professionals"),
            means_safety=Gap("means safety"),
            escalation=Gap("escalation"),
        ),
        contacts=(record(Contact, contact_name=Gap("emergency contact"), role="Emergency", phone=Gap("phone")),),
        emergency_contact=record(Contact, contact_name=Gap("emergency contact"), phone=Gap("phone")),
        consents=(
            record(
                Consent,
                type="Plan signature",
                role="Client",
                signer_name="Liam O’Brien & Søn",
                signed_on="Nov 3, 2025",
                refused="yes",
                refusal_explained="What the plan is for and that he may change it",
                refusal_declined="To sign or to talk about goals",
                refusal_plan_available="yes",
            ),
            record(
                Consent,
                type="Informed consent",
                role="Guardian",
                signer_name=Gap("signer"),
                signed_on=Gap("date signed"),
            ),
        ),
        participation=Said(
            "Liam declined to take part on Nov 3, 2025. Explained: what the plan is for and that he may change it. "
            "Declined: to sign or to talk about goals. The plan stays available to him."
        ),
        refused=True,
        discharge=record(
            Discharge,
            criteria=Gap("discharge criteria"),
            anticipated_date=Gap("anticipated discharge"),
            aftercare=Gap("aftercare"),
        ),
        signatures=(
            SignatureLine("Client", Said("Liam O’Brien & Søn"), Blank(), Blank(), Said("declined to sign")),
            SignatureLine("Parent or guardian", Gap("parent or guardian"), Blank(), Gap("signature"), Blank()),
            SignatureLine("Clinician", Said("T. Brandt"), Said("LMHC"), Gap("signature"), Blank()),
        ),
        open_points=(
            OpenPoint("error", "The next review was due 64 days ago.", "Reviews", "Hold the review and add a row."),
            OpenPoint(
                "error",
                "F93 is a category, not a billable code.",
                "Diagnoses!C12",
                "Use F93.0 or another code below it.",
            ),
            OpenPoint(
                "gap", "The client is under 18 and no parent or guardian is named.", "Clients!O12", "Fill in the name."
            ),
            OpenPoint(
                "gap",
                "A safety plan is required and none is recorded.",
                "SafetyPlans",
                "Make the plan with the client.",
            ),
            OpenPoint("warning", "Two problems have priority 1.", "Problems!D14", "Give each problem its own number."),
        ),
        completeness=46,
        is_draft=True,
        took_part=False,
        agreed=False,
    )


def calm_plan() -> Plan:
    """The full plan of a client without a safety concern: no safety plan, no scores, no review yet."""
    return with_changes(
        full_plan(),
        safety=safety(required=False, why=""),
        contacts=(),
        measures=(),
        reviews=(),
        latest_review=None,
        changes=Blank(),
    )
