"""Makes templates/treatment_plan.docx: `python templates/builders/treatment_plan.py`.

The same code gives the same bytes. The template is meant to be edited in Word afterwards; this script is its first
version and its record of style.
"""

from __future__ import annotations

from pathlib import Path

from kit_file import word_file
from kit_parts import (
    WIDTH,
    Cell,
    Row,
    cell,
    choice_control,
    date_control,
    fact,
    heading_row,
    kept,
    loop_rows,
    missing,
    para,
    row,
    table,
    tag,
    text,
    text_if,
)
from kit_pieces import LABELS, footer, header, labels_of, participation, safety_steps, score_charts, signatures

from sheet2plan.sheets import Goal, Objective

TARGET = Path(__file__).parents[1] / "treatment_plan.docx"


def title_block() -> str:
    """Who, what, when, in a few lines."""
    quarters = (1350, 3474, 1450, 3374)
    guardian = row(cell(para("Label", "Guardian")), cell(text("{{ client.guardian_name }}"), span=3))
    rows = [
        _facts(
            "Client ID",
            "{{ client_id }}",
            "Date of birth",
            "{{ client.dob }}{% if client.age_text %} ({{ client.age_text }}){% endif %}",
        ),
        _facts("Clinician", "{{ client.clinician }}", "Supervisor", "{{ client.supervisor }}"),
        *loop_rows("if client.guardian_name or client.is_minor", 4, guardian),
        _facts("Payer", "{{ client.payer }}", "Member ID", "{{ client.member_id }}"),
        _facts("Plan", "{{ version.effective_date }}, version {{ version.version }}", "Next review", NEXT_REVIEW),
        _facts("Prepared", "{{ prepared_on }}", "Completeness", "{{ completeness }}%"),
    ]
    return (
        para("Title", "Treatment plan")
        + para(
            "Subtitle",
            "{{ client.name }}{% if client.preferred_name %} (called {{ client.preferred_name }}){% endif %}",
        )
        + para(
            "Letterhead",
            "{{ clinic.name }}{% if clinic.address %} · {{ clinic.address }}{% endif %}"
            "{% if clinic.phone %} · {{ clinic.phone }}{% endif %}",
        )
        + tag("if is_draft")
        + para(
            "DraftBox",
            "Draft: {{ open_points|length }} point{% if open_points|length != 1 %}s{% endif %} to finish, "
            "listed at the end",
        )
        + tag("endif")
        + table("FactsTable", "Client, plan and next review", quarters, rows)
    )


NEXT_REVIEW = '{{ review_due.on }}{% if review_due.state != "later" %} ({{ review_due.state }}){% endif %}'


def _facts(label: str, words: str, other_label: str, other_words: str) -> Row:
    return row(cell(para("Label", label)), cell(text(words)), cell(para("Label", other_label)), cell(text(other_words)))


def assessment() -> str:
    """Client information and assessment, with the client's own words."""
    facts = [
        fact(
            "About the client",
            text(
                "In care since {{ client.intake_date }}"
                "{% if client.referral_source %} · Referral: {{ client.referral_source }}{% endif %}"
                "{% if client.sex %} · Sex: {{ client.sex }}{% endif %}"
                "{% if client.gender_identity %} · Gender: {{ client.gender_identity }}{% endif %}"
                "{% if client.pronouns %} · Pronouns: {{ client.pronouns }}{% endif %}"
                "{% if client.language %} · Language: {{ client.language }}{% endif %}"
            ),
        ),
        *loop_rows("if client.race_ethnicity", 2, fact("Race and ethnicity", text("{{ client.race_ethnicity }}"))),
        fact("Assessed on", text("{{ assessment.assessment_date }}")),
        fact("Presenting concerns", text("{{ assessment.presenting_concerns }}")),
        fact("Psychosocial history", text("{{ assessment.psychosocial_history }}")),
        fact("Functional impairments", text("{{ assessment.functional_impairments }}")),
        fact(
            "Risk",
            para(
                "TableText",
                "Level: {{ assessment.risk_level }} · Suicidality: {{ assessment.suicidality }} · "
                "Self-harm: {{ assessment.self_harm }} · Aggression: {{ assessment.aggression }}",
            ),
            text("{{ assessment.risk_factors }}"),
        ),
        fact("Strengths", text("{{ assessment.strengths }}")),
        *_optional("Needs and preferences", "assessment.needs_preferences"),
        *_optional("Medications", "assessment.medications"),
        *_optional("Culture and community", "assessment.cultural_considerations"),
    ]
    return (
        para("Heading1", "1  Client information and assessment")
        + tag("if version.client_words")
        + para("Caption", "In the client’s own words")
        + para("Quote", "“{{ version.client_words }}”")
        + tag("endif")
        + table("FactsTable", "Client information and assessment", (LABELS, WIDTH - LABELS), facts)
    )


def _optional(label: str, name: str) -> list[Row]:
    return loop_rows(f"if {name}", 2, fact(label, text(f"{{{{ {name} }}}}")))


def diagnosis() -> str:
    """The diagnosis table, kept on one page while it is short."""
    rows = [
        heading_row("ICD-10-CM diagnosis", "Supporting symptoms", "Diagnosed"),
        *loop_rows(
            "for diagnosis in diagnoses",
            3,
            *loop_rows("if loop.length < 5 and not loop.last", 3, _diagnosis(keep=True)),
            *loop_rows("if loop.length > 4 or loop.last", 3, _diagnosis(keep=False)),
        ),
        *loop_rows("if not diagnoses", 3, _missing_row("diagnosis", 3)),
    ]
    return para("Heading1", "2  Diagnosis") + table("PlanTable", "Diagnoses", (3700, 4248, 1700), rows)


def _diagnosis(*, keep: bool) -> Row:
    return row(
        cell(
            para("TableText", ("{{ diagnosis.icd10_code }}", "StrongText"), "  {{ diagnosis.description }}", keep=keep),
            text("{{ diagnosis.status }}, rank {{ diagnosis.rank }}", "TableSmall", keep=keep),
        ),
        cell(text("{{ diagnosis.symptom_evidence }}", keep=keep)),
        cell(
            text("{{ diagnosis.diagnosed_on }}", keep=keep),
            text_if("diagnosis.diagnosed_by", "{{ diagnosis.diagnosed_by }}", keep=keep),
        ),
    )


def _missing_row(what: str, columns: int) -> Row:
    return row(cell(para("TableText", missing(what)), span=columns))


def problems() -> str:
    """The problem list in order of priority."""
    one = row(
        cell(para("TableText", ("{{ problem.priority }}", "InlineLabel"), " · {{ problem.problem_text }}")),
        cell(text("{{ problem.severity }}")),
        cell(text("{{ problem.functional_impact }}")),
        cell(text("{{ problem.client_priority }}")),
        cell(text("{{ problem.diagnosis }}")),
    )
    rows = [
        heading_row("Problem", "Severity", "Impact on daily life", "Client’s priority", "Diagnosis"),
        *loop_rows("for problem in problems", 5, one),
        *loop_rows("if not problems", 5, _missing_row("problem list", 5)),
    ]
    return para("Heading1", "3  Problems in order of priority") + table(
        "PlanTable", "Problems in order of priority", (2650, 1050, 2548, 1350, 2050), rows
    )


def golden_thread() -> str:
    """Problem, goal, objective, intervention and progress, together."""
    goal = (
        para("Heading3", "Goal {{ goal.number }} · {{ goal.goal_text }}")
        + para(
            "Small",
            "Status: ",
            choice_control("goal.status", "Goal status", labels_of(Goal, "status")),
            "{% if goal.domain %} · Domain: {{ goal.domain }}{% endif %}"
            "{% if goal.target_date %} · Target date: {{ goal.target_date }}{% endif %}",
            keep=True,
        )
        + tag("if goal.client_words")
        + para("Quote", "“{{ goal.client_words }}”", keep=True)
        + tag("endif")
        + tag("if goal.objectives")
        + _thread("goal.objectives")
        + tag("endif")
        + tag("if not goal.objectives")
        + para("BodyText", missing("an objective for this goal"))
        + tag("endif")
    )
    return (
        para("Heading1", "4–6  Goals, objectives and interventions")
        + tag("if not problems and not loose_goals and not loose_objectives")
        + para("BodyText", missing("goals, objectives and interventions"))
        + tag("endif")
        + tag("for problem in problems")
        + para("Heading2", "Problem {{ problem.priority }} · {{ problem.problem_text }}")
        + para("Small", "Diagnosis: {{ problem.diagnosis }}", keep=True)
        + tag("if not problem.goals")
        + para("BodyText", missing("a goal for this problem"))
        + tag("endif")
        + tag("for goal in problem.goals")
        + goal
        + tag("endfor")
        + tag("endfor")
        + tag("if loose_goals")
        + para("Heading2", "Goals without a problem")
        + tag("for goal in loose_goals")
        + goal
        + tag("endfor")
        + tag("endif")
        + tag("if loose_objectives")
        + para("Heading2", "Objectives without a goal")
        + _thread("loose_objectives")
        + tag("endif")
    )


def _thread(objectives: str) -> str:
    """A table of objectives, each with its interventions and its progress right beneath."""
    objective = row(
        _tinted(para("TableText", ("{{ objective.number }}", "InlineLabel"), keep=True)),
        _tinted(text("{{ objective.objective_text }}", keep=True)),
        _tinted(
            text("{{ objective.measured }}", keep=True),
            text_if("objective.latest", "Latest: {{ objective.latest }}", keep=True),
        ),
        _tinted(text("{{ objective.due }}", keep=True)),
        _tinted(
            para(
                "TableText",
                choice_control("objective.status", "Objective status", labels_of(Objective, "status")),
                keep=True,
            ),
            text_if("objective.progress_pct", "{{ objective.progress_pct }} %", keep=True),
        ),
    )
    intervention = row(
        cell(),
        cell(
            para("TableText", ("{{ intervention.service }}", "StrongText")),
            para("TableText", ("Clinician will: ", "InlineLabel"), "{{ intervention.intervention_text }}"),
        ),
        cell(
            para("TableText", ("Why: ", "InlineLabel"), "{{ intervention.rationale }}"),
            para(
                "TableSmall",
                "{{ intervention.modality }} · {{ intervention.responsible }}"
                "{% if intervention.cpt_code %} · CPT {{ intervention.cpt_code }}{% endif %}",
            ),
            span=3,
        ),
    )
    none = row(cell(), cell(para("TableText", missing("an intervention for this objective")), span=4))
    progress = row(cell(), cell(para("TableText", ("Progress: ", "InlineLabel"), "{{ objective.progress }}"), span=4))
    rows = [
        heading_row("No.", "Objective and interventions", "Measure", "Due", "Status"),
        *loop_rows(
            f"for objective in {objectives}",
            5,
            objective,
            *loop_rows(
                "for intervention in objective.interventions",
                5,
                *loop_rows("if objective.progress", 5, kept(intervention)),
                *loop_rows("if not objective.progress", 5, intervention),
            ),
            *loop_rows("if not objective.interventions", 5, none),
            *loop_rows("if objective.progress", 5, progress),
        ),
    ]
    return table("ThreadTable", "Objectives with their interventions and progress", (620, 4228, 2150, 1300, 1350), rows)


def _tinted(*content: str) -> Cell:
    return cell(*content, line="top", fill="F4F8F9")


def timeline() -> str:
    """Review schedule, measures with their scores, reviews."""
    facts = [
        fact(
            "Review schedule",
            text("Reviewed {{ review_due.schedule }}, and sooner when symptoms, functioning or life change."),
        ),
        fact(
            "Next review",
            para(
                "TableText",
                date_control("review_due.on", "Date of the next review"),
                ('{% if review_due.state != "later" %} ({{ review_due.state }}){% endif %}', "StrongText"),
            ),
            text("{{ review_due.reason }}", "TableSmall"),
        ),
        fact("Last review", text("{{ review_due.last_review }}")),
        fact("Progress measured by", text("{{ version.progress_method }}")),
        fact("Expected outcome", text("{{ version.expected_outcome }}")),
        *_optional("Since the last plan", "changes"),
    ]
    review = row(
        cell(text("{{ review.review_date }}"), text_if("review.outcome", "Outcome: {{ review.outcome }}")),
        cell(
            text("{{ review.progress_summary }}"),
            text_if("review.client_view", "Client: {{ review.client_view }}", "TableText"),
        ),
        cell(text("{{ review.functional_change }}")),
        cell(text("{{ review.changes_made }}")),
    )
    reviews = [
        heading_row("Review", "Progress", "Functioning", "Changes to the plan"),
        *loop_rows("for review in reviews[:4]", 4, review),
    ]
    return (
        para("Heading1", "7  Timeline and progress measures")
        + table("FactsTable", "Review schedule", (LABELS, WIDTH - LABELS), facts)
        + para("Heading2", "Scores")
        + tag("if measures")
        + _scores()
        + score_charts()
        + tag("endif")
        + tag("if not measures")
        + para("BodyText", missing("a score of any measure"))
        + tag("endif")
        + tag("if reviews")
        + para("Heading2", "Reviews")
        + table("PlanTable", "Latest reviews", (1600, 3300, 2274, 2474), reviews)
        + tag("endif")
    )


SHOWN = 6


def _scores() -> str:
    """One row of score points per measure, oldest first, and a row that says what they mean."""
    points = [
        cell(
            tag(f"for point in measure.shown[{at}:{at + 1}]"),
            text("{{ point.on }}", "TableSmall", keep=True),
            text("{{ point.value }}", "Score", keep=True),
            text("{{ point.band }}", "TableSmall", keep=True),
            tag("endfor"),
            line="top",
        )
        for at in range(SHOWN)
    ]
    scores = row(
        cell(
            para("TableText", ("{{ measure.name }}", "StrongText"), keep=True),
            para("TableSmall", "{{ measure.meaning }}", keep=True),
            line="top",
        ),
        *points,
    )
    meaning = row(
        cell(),
        cell(
            text("{{ measure.change }}"),
            text_if("measure.target", "Target: {{ measure.target }}", "TableText"),
            span=SHOWN,
        ),
    )
    rows = [
        heading_row("Measure", ("Scores, oldest first", SHOWN)),
        *loop_rows("for measure in measures", 7, scores, meaning),
    ]
    return table("ScoreTable", "Score history of each measure", (2088, *[1260] * SHOWN), rows)


def safety() -> str:
    """The crisis and safety plan in seven steps, and whom to call."""
    contact = row(
        cell(para("TableText", ("{{ contact.contact_name }}", "StrongText"))),
        cell(text("{{ contact.relationship }}")),
        cell(text("{{ contact.phone }}")),
        cell(text("{{ contact.role }}")),
        cell(text("{{ contact.roi_on_file }}")),
    )
    contacts = [
        heading_row("Contact", "Relationship", "Phone", "Role", "Release on file"),
        *loop_rows(
            "for contact in contacts",
            5,
            *loop_rows("if not loop.last", 5, kept(contact)),
            *loop_rows("if loop.last", 5, contact),
        ),
    ]
    return (
        para("Heading1", "8  Crisis and safety plan")
        + tag("if safety.required")
        + para("BodyText", ("A safety plan is required. ", "StrongText"), "{{ safety.why_required }}", keep=True)
        + tag("endif")
        + tag("if not safety.required")
        + para(
            "BodyText",
            "Nothing on record calls for a safety plan."
            "{% if not safety.on_file %} None is on file.{% endif %} {{ safety.why_required }}",
        )
        + tag("endif")
        + tag("if safety.required or safety.on_file")
        + para(
            "Small",
            "Made on {{ safety.created_on }}{% if safety.reviewed_on %}, reviewed on "
            "{{ safety.reviewed_on }}{% endif %}",
            keep=True,
        )
        + table("FactsTable", "Safety plan in seven steps", (2300, WIDTH - 2300), safety_steps())
        + tag("endif")
        + tag("if contacts")
        + para("Heading2", "Contacts")
        + table("PlanTable", "Contacts", (2700, 1900, 1900, 1648, 1500), contacts)
        + tag("endif")
        + tag("if safety.required and not contacts")
        + para("BodyText", missing("an emergency contact"))
        + tag("endif")
    )


def consent() -> str:
    """Consents, participation or refusal."""
    one = row(
        cell(text("{{ consent.type }}"), text_if("consent.agreement_note", "{{ consent.agreement_note }}")),
        cell(
            text("{{ consent.signer_name }}{% if consent.credential %}, {{ consent.credential }}{% endif %}"),
            text("{{ consent.role }}", "TableSmall"),
        ),
        cell(text("{{ consent.signed_on }}"), text_if("consent.method", "{{ consent.method }}")),
        cell(text("{{ consent.expires_on }}")),
        cell(text("{{ consent.refused }}")),
    )
    rows = [
        heading_row("Document", "Signed by", "Date", "Expires", "Declined"),
        *loop_rows("for consent in consents", 5, one),
        *loop_rows("if not consents", 5, _missing_row("informed consent and treatment agreement", 5)),
    ]
    return (
        para("Heading1", "9  Consent and confidentiality")
        + table("PlanTable", "Consents", (3400, 2398, 1500, 1350, 1000), rows)
        + tag("if refused")
        + para("Heading2", "Refusal")
        + tag("endif")
        + tag("if not refused")
        + para("Heading2", "Participation")
        + tag("endif")
        + para("BodyText", "{{ participation }}")
        + participation()
    )


def discharge() -> str:
    """Discharge planning."""
    # Kept with the signatures, which would else stand alone on the last page.
    facts = [
        fact("Criteria", text("{{ discharge.criteria }}")),
        fact("Anticipated", text("{{ discharge.anticipated_date }}")),
        fact("Aftercare", text("{{ discharge.aftercare }}")),
        *loop_rows(
            "if discharge.discharge_date",
            2,
            fact(
                "Discharged",
                text(
                    "{{ discharge.discharge_date }}"
                    "{% if discharge.discharge_reason %}, {{ discharge.discharge_reason }}{% endif %}"
                ),
            ),
        ),
    ]
    return para("Heading1", "Discharge planning") + table(
        "FactsTable", "Discharge planning", (LABELS, WIDTH - LABELS), [kept(one) for one in facts]
    )


def open_points() -> str:
    """What a person must still finish, only in a draft."""
    one = row(
        cell(para("TableText", ("{{ point.severity|capitalize }}", "StrongText"))),
        cell(text("{{ point.text }}")),
        cell(text("{{ point.where }}")),
        cell(text("{{ point.advice }}")),
    )
    rows = [heading_row("Kind", "Open point", "Where", "What to do"), *loop_rows("for point in open_points", 4, one)]
    return (
        tag("if is_draft and open_points")
        + para("Heading1", "Open points")
        + table("PlanTable", "Open points", (1000, 3848, 1700, 3100), rows)
        + tag("endif")
    )


def build() -> bytes:
    """The bytes of the template."""
    parts = (
        title_block,
        assessment,
        diagnosis,
        problems,
        golden_thread,
        timeline,
        safety,
        consent,
        discharge,
        signatures,
        open_points,
    )
    # Word wants a paragraph after a table that ends the document.
    body = "".join(part() for part in parts) + para("Spacer")
    return word_file("Treatment plan", body, header(), footer(), charts=True)


if __name__ == "__main__":
    TARGET.write_bytes(build())
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
