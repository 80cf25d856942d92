"""Makes templates/progress_summary.docx: a letter to the referrer, for clients with a release of information.

python templates/builders/progress_summary.py
"""

from __future__ import annotations

from pathlib import Path

from kit_file import word_file
from kit_parts import (
    WIDTH,
    cell,
    date_control,
    heading_row,
    loop_rows,
    para,
    row,
    table,
    tag,
    text,
    text_control,
    text_if,
)
from kit_pieces import footer, header

TARGET = Path(__file__).parents[1] / "progress_summary.docx"


def address() -> str:
    """Letterhead, date, recipient, subject."""
    return (
        para("Title", "{{ clinic.name }}")
        + para(
            "Letterhead",
            "{{ clinic.address }}{% if clinic.phone %} · {{ clinic.phone }}{% endif %}",
        )
        + para("BodyText", "{{ prepared_on }}")
        + para("BodyText", "To: ", text_control("client.referral_source", "Referrer"))
        + para(
            "BodyText",
            ("Re: {{ client.name }}, born {{ client.dob }}", "StrongText"),
            " (our number {{ client_id }})",
        )
    )


def letter() -> str:
    """What treatment is for, how it goes, what comes next."""
    goal = row(
        cell(text("{{ goal.goal_text }}")),
        cell(text("{{ goal.status }}")),
        cell(tag("for objective in goal.objectives"), text("{{ objective.progress }}", "TableSmall"), tag("endfor")),
    )
    goals = [heading_row("Goal", "Status", "Progress in the notes"), *loop_rows("for goal in goals", 3, goal)]
    score = row(
        cell(para("TableText", ("{{ measure.name }}", "StrongText")), text("{{ measure.meaning }}", "TableSmall")),
        cell(text("{{ measure.latest.value }}"), text_if("measure.latest.band", "{{ measure.latest.band }}")),
        cell(text("{{ measure.change }}")),
    )
    scores = [heading_row("Measure", "Latest", "Change"), *loop_rows("for measure in measures", 3, score)]
    return (
        para("BodyText", "Dear colleague,")
        + para(
            "BodyText",
            "Thank you for referring {{ client.name }}, in our care since {{ client.intake_date }}. "
            "Working diagnoses: "
            "{% for diagnosis in diagnoses %}{{ diagnosis.icd10_code }} {{ diagnosis.description }}"
            "{% if not loop.last %}; {% endif %}{% endfor %}.",
        )
        + tag("if goals")
        + para("Heading2", "Goals of treatment")
        + table("PlanTable", "Goals of treatment", (4300, 1500, WIDTH - 5800), goals)
        + tag("endif")
        + tag("if measures")
        + para("Heading2", "Measures")
        + table("PlanTable", "Change of each measure", (3000, 1800, WIDTH - 4800), scores)
        + tag("endif")
        + tag("if latest_review")
        + para("Heading2", "Review of {{ latest_review.review_date }}")
        + para("BodyText", "{{ latest_review.progress_summary }}")
        + tag("endif")
        + para("Heading2", "What we ask of you")
        + para("BodyText", text_control("", "Request", "Click to enter what you ask of the referrer, or that nothing"))
    )


def closing() -> str:
    """Signature and what the law asks to be said."""
    place = row(
        cell(
            para("TableText", ("{{ client.clinician }}", "StrongText")),
            para("TableSmall", "{{ clinic.name }}"),
            valign="bottom",
        ),
        cell(line="bottom"),
        cell(),
        cell(
            para("TableText", date_control("", "Date signed", "Click to choose the date")),
            line="bottom",
            valign="bottom",
        ),
        height=900,
    )
    return (
        para("BodyText", "With kind regards,")
        + table("SignatureTable", "Signature", (3800, 3500, 200, WIDTH - 7500), [place])
        + para("Spacer")
        + tag("for consent in consents if consent.type.value == 'roi' and consent.refused.value is not true")
        + tag("if loop.length == 1")
        + para(
            "Small",
            "Release of information on file: signed {{ consent.signed_on }}, expires {{ consent.expires_on }}."
            "{% if consent.agreement_note %} {{ consent.agreement_note }}{% endif %}",
        )
        + tag("endif")
        # Whom else the client lets know is no matter of this reader's.
        + tag("if loop.length > 1 and loop.first")
        + para(
            "Small", text_control("", "Release of information", "Click to enter the release that this letter goes by")
        )
        + tag("endif")
        + tag("endfor")
    )


def build() -> bytes:
    """The bytes of the template."""
    return word_file("Progress summary", address() + letter() + closing(), header("Progress summary"), footer())


if __name__ == "__main__":
    TARGET.write_bytes(build())
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
