"""Makes templates/plan_review.docx: the periodic review, progress of each objective, scores, changes, the next review.

python templates/builders/plan_review.py
"""

from __future__ import annotations

from pathlib import Path

from kit_file import word_file
from kit_parts import (
    WIDTH,
    cell,
    check_box,
    choice_control,
    date_control,
    fact,
    heading_row,
    loop_rows,
    missing,
    para,
    row,
    table,
    tag,
    text,
    text_control,
    text_if,
)
from kit_pieces import LABELS, footer, header, labels_of, score_charts, signatures

from sheet2plan.sheets import Objective, Review

TARGET = Path(__file__).parents[1] / "plan_review.docx"


def facts() -> str:
    """Who, which plan, when, who took part."""
    rows = [
        fact("Client", text("{{ client.name }}, {{ client_id }}")),
        fact("Clinician", text("{{ client.clinician }}")),
        fact("Plan under review", text("{{ version.effective_date }}, version {{ version.version }}")),
        fact("Review due", text("{{ review_due.on }} ({{ review_due.state }}); {{ review_due.reason }}")),
        fact("Date of this review", para("TableText", date_control("", "Date of this review"))),
        fact("Who took part", para("TableText", text_control("", "Participants", "Click to enter who took part"))),
    ]
    return table("FactsTable", "The review", (LABELS, WIDTH - LABELS), rows)


def objectives() -> str:
    """Progress of every objective, with its status to be set."""
    one = row(
        cell(para("TableText", ("{{ objective.number }}", "InlineLabel"))),
        cell(
            text("{{ objective.objective_text }}"),
            text_if("objective.progress", "Notes: {{ objective.progress }}"),
        ),
        cell(text("{{ objective.measured }}"), text_if("objective.latest", "Latest: {{ objective.latest }}")),
        cell(
            para("TableText", choice_control("objective.status", "Objective status", labels_of(Objective, "status"))),
            text_if("objective.progress_pct", "{{ objective.progress_pct }} %"),
        ),
        cell(para("TableText", text_control("", "Next step"))),
    )
    goal = row(cell(para("Label", "Goal {{ goal.number }} · {{ goal.goal_text }}", keep=True), span=5))
    none = row(cell(para("TableText", missing("an objective for this goal")), span=5))
    rows = [
        heading_row("No.", "Objective", "Measure", "Status", "Next step"),
        *loop_rows(
            "for goal in goals",
            5,
            goal,
            *loop_rows("for objective in goal.objectives", 5, one),
            *loop_rows("if not goal.objectives", 5, none),
        ),
        *loop_rows("if not goals", 5, row(cell(para("TableText", missing("goals")), span=5))),
    ]
    return para("Heading1", "Progress of each objective") + table(
        "PlanTable", "Progress of each objective", (620, 3628, 2100, 1500, 1800), rows
    )


def scores() -> str:
    """Where each measure began, where it stands, what the change means."""
    one = row(
        cell(para("TableText", ("{{ measure.name }}", "StrongText")), text("{{ measure.meaning }}", "TableSmall")),
        cell(text("{{ measure.first.value }}"), text("{{ measure.first.on }}", "TableSmall")),
        cell(text("{{ measure.latest.value }}"), text("{{ measure.latest.on }}", "TableSmall")),
        cell(text("{{ measure.target }}")),
        cell(text("{{ measure.change }}")),
    )
    rows = [
        heading_row("Measure", "First", "Latest", "Target", "Change"),
        *loop_rows("for measure in measures", 5, one),
        *loop_rows("if not measures", 5, row(cell(para("TableText", missing("a score of any measure")), span=5))),
    ]
    return (
        para("Heading1", "Scores")
        + table("PlanTable", "Change of each score", (2700, 1250, 1250, 900, 3548), rows)
        + score_charts()
    )


def outcome() -> str:
    """What the last review said, and what this one decides."""
    last = [
        fact("Progress then", text("{{ latest_review.progress_summary }}")),
        fact("Changes made then", text("{{ latest_review.changes_made }}")),
        fact("Outcome then", text("{{ latest_review.outcome }}")),
    ]
    now = [
        fact("Progress", para("TableText", text_control("", "Progress", "Click to enter how treatment is going"))),
        fact("Daily life", para("TableText", text_control("", "Daily life", "Click to enter what has changed"))),
        fact("The client’s view", para("TableText", text_control("", "Client's view"))),
        fact("Changes to the plan", para("TableText", text_control("", "Changes to the plan"))),
        fact("Outcome", para("TableText", choice_control("", "Outcome", labels_of(Review, "outcome")))),
        fact("Next review", para("TableText", date_control("", "Date of the next review"))),
    ]
    return (
        tag("if latest_review")
        + para("Heading1", "The review of {{ latest_review.review_date }}")
        + table("FactsTable", "The last review", (LABELS, WIDTH - LABELS), last)
        + tag("endif")
        + para("Heading1", "This review")
        + table("FactsTable", "This review", (LABELS, WIDTH - LABELS), now)
        + para("Spacer")
        + para("BoxLine", check_box("", "Took part"), " The client took part in this review.", keep=True)
        + para("BoxLine", check_box("", "Agrees"), " The client, or the guardian, agrees with the changes.", keep=True)
    )


def build() -> bytes:
    """The bytes of the template."""
    body = (
        para("Title", "Review of the treatment plan")
        + para("Letterhead", "{{ clinic.name }}{% if clinic.address %} · {{ clinic.address }}{% endif %}")
        + facts()
        + objectives()
        + scores()
        + outcome()
        + signatures(recorded=False)
        + para("Spacer")
    )
    return word_file("Plan review", body, header(), footer(), charts=True)


if __name__ == "__main__":
    TARGET.write_bytes(build())
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
