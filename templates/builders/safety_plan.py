"""Makes templates/safety_plan.docx: one page for the client, in plain words and large letters.

python templates/builders/safety_plan.py
"""

from __future__ import annotations

from pathlib import Path

from kit_file import word_file
from kit_parts import (
    WIDTH,
    Row,
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
)
from kit_pieces import footer, header

TARGET = Path(__file__).parents[1] / "safety_plan.docx"

STEPS = (
    ("How I notice that a hard time is coming", "warning_signs"),
    ("What I can do by myself", "coping_strategies"),
    ("People and places that take my mind off it", "social_distractions"),
    ("People I can ask for help", "people_to_ask"),
    ("Professionals I can call", "professionals"),
    ("How my surroundings are made safe", "means_safety"),
    ("If this is not enough", "escalation"),
)


def steps() -> str:
    """The seven steps; a step that is still open is filled in together."""
    rows = [
        Row(
            (
                cell(para("Large", (str(number), "InlineLabel"))),
                cell(para("Large", (title, "InlineLabel"))),
                cell(text(f"{{{{ safety.{name} }}}}", "Large")),
            ),
            may_break=False,
        )
        for number, (title, name) in enumerate(STEPS, 1)
    ]
    return table("FactsTable", "My safety plan in seven steps", (400, 3300, WIDTH - 3700), rows)


def contacts() -> str:
    """Whom to call: the client's own people, then help at any hour."""
    contact = row(
        cell(para("Large", ("{{ contact.contact_name }}", "StrongText"))),
        cell(text("{{ contact.relationship }}", "Large")),
        cell(text("{{ contact.phone }}", "Large")),
    )
    rows = [heading_row("Who", "Who they are to me", "Phone"), *loop_rows("for contact in contacts[:4]", 3, contact)]
    return tag("if contacts") + table("PlanTable", "People to call", (4100, 2900, WIDTH - 7000), rows) + tag("endif")


def crisis_line() -> str:
    """Help at any hour."""
    return para(
        "DraftBox",
        "In danger now: call 911. Any hour: call or text 988 (Suicide and Crisis Lifeline)."
        "{% if clinic.phone %} The clinic: {{ clinic.phone }}.{% endif %}",
    )


def signatures() -> str:
    """The client and the clinician, each with a date."""

    def place(role: str, name: str) -> Row:
        date = date_control("", f"Date of {role.lower()}", "Click to choose the date")
        return row(
            cell(para("TableSmall", role), para("TableText", (name, "StrongText")), valign="bottom"),
            cell(line="bottom"),
            cell(),
            cell(para("TableText", date), line="bottom", valign="bottom"),
            height=560,
        )

    rows = [place("Client", "{{ client.name }}"), place("Clinician", "{{ client.clinician }}")]
    return table("SignatureTable", "Signatures", (3800, 3500, 200, WIDTH - 7500), rows)


def build() -> bytes:
    """The bytes of the template."""
    body = (
        para("Title", "My safety plan")
        + para(
            "Subtitle",
            "{% if client.preferred_name %}{{ client.preferred_name }}{% else %}{{ client.name }}{% endif %}",
        )
        + para(
            "Letterhead",
            "Made on ",
            date_control("safety.created_on", "Safety plan date"),
            "{% if safety.reviewed_on %} · looked at again on {{ safety.reviewed_on }}{% endif %}",
        )
        + steps()
        + para("Spacer")
        + contacts()
        + para("Spacer")
        + crisis_line()
        + para(
            "BodyText",
            ("What matters most to me: ", "InlineLabel"),
            text_control("", "What matters most", "Click to enter what matters most"),
        )
        + signatures()
        + para("Spacer")
    )
    return word_file("Safety plan", body, header("My safety plan"), footer())


if __name__ == "__main__":
    TARGET.write_bytes(build())
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
