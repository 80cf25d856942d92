"""Pieces that the Word templates share: header, footer, charts, safety steps, participation, signatures."""

from __future__ import annotations

from kit_file import CHART_ID
from kit_parts import (
    Row,
    cell,
    chart_control,
    check_box,
    date_control,
    fact,
    field,
    kept,
    loop_rows,
    para,
    row,
    run,
    table,
    tag,
    text,
)

from sheet2plan.columns import field_of, label
from sheet2plan.sheets import Record

LABELS = 2150


def labels_of(record: type[Record], name: str) -> tuple[str, ...]:
    """What a drop-down offers for a column: its allowed values, as people read them."""
    return tuple(label(choice) for choice in field_of(record, name).choices)


def score_charts() -> str:
    """A native chart for each measure with a history."""
    return (
        tag("for measure in measures if measure.chart")
        + para("Chart", chart_control("measure.chart", CHART_ID, "{{ measure.chart.alt }}", 6.7, 1.85))
        + tag("endfor")
    )


SAFETY_STEPS = (
    ("Warning signs", "warning_signs"),
    ("What I can do alone", "coping_strategies"),
    ("People and places", "social_distractions"),
    ("People I can ask", "people_to_ask"),
    ("Professionals to call", "professionals"),
    ("Safe surroundings", "means_safety"),
    ("If this is not enough", "escalation"),
)


def safety_steps() -> list[Row]:
    """The seven steps of a safety plan, on one page: nobody turns pages in a crisis."""
    *steps, last = [
        fact(f"{at}  {label}", text(f"{{{{ safety.{name} }}}}")) for at, (label, name) in enumerate(SAFETY_STEPS, 1)
    ]
    return [*map(kept, steps), last]


def participation() -> str:
    """Boxes for taking part and agreeing: ticked only by what is on record, the last one left to the client."""
    return (
        para("BoxLine", check_box("took_part", "Took part"), " The client took part in making this plan.")
        + para("BoxLine", check_box("agreed", "Agrees"), " The client, or the guardian, agrees with this plan.")
        + para("BoxLine", check_box("", "Copy offered"), " A copy of this plan was offered to the client.")
    )


_ON_RECORD = (
    "{% if signature.signed_on is not lacking %}On record: {{ signature.signed_on }}"
    "{% if signature.note %} · {% endif %}{% endif %}{% if signature.note %}{{ signature.note }}{% endif %}"
)


def signatures(*, recorded: bool = True) -> str:
    """Lines to sign by hand; what is on record for the plan is said beneath, never stamped.

    With `recorded` False they are for a new document, which nobody has signed yet.
    """
    picker = date_control("signature.signed_on" if recorded else "", "Date signed", "Click to choose the date")
    line = row(
        cell(
            para("TableSmall", "{{ signature.role }}", keep=True),
            para(
                "TableText",
                ("{{ signature.name }}", "StrongText"),
                "{% if signature.credential %}, {{ signature.credential }}{% endif %}",
                keep=True,
            ),
            valign="bottom",
        ),
        cell(valign="bottom"),
        cell(line="bottom"),
        cell(),
        cell(
            para("TableText", picker, keep=True),
            line="bottom",
            valign="bottom",
        ),
        height=800,
    )
    below = row(
        cell(
            para(
                "TableSmall",
                _ON_RECORD if recorded else "",
            )
        ),
        cell(),
        cell(text("Signature", "TableSmall")),
        cell(),
        cell(text("Date", "TableSmall")),
    )
    rows = loop_rows(
        "for signature in signatures",
        5,
        kept(line),
        *loop_rows("if not loop.last", 5, kept(below)),
        *loop_rows("if loop.last", 5, below),
    )
    return (
        para("Heading1", "Signatures")
        + tag("if signatures")
        + table("SignatureTable", "Signatures", (3600, 200, 3648, 200, 2000), rows)
        + tag("endif")
    )


def header(what: str = "Plan of {{ version.effective_date }} · version {{ version.version }}") -> str:
    """Clinic on the left, client and plan on the right; a mark while it is a draft."""
    return para(
        "Header",
        "{{ clinic.name }}\t",
        ("{% if is_draft %}DRAFT · {% endif %}", "DraftMark"),
        f"Client {{{{ client_id }}}} · {what}",
    )


def footer() -> str:
    """Confidentiality, the day it was prepared, page x of y."""
    pages = run("\tPage ") + field("PAGE") + run(" of ") + field("NUMPAGES")
    notice = (
        "Confidential health information; do not disclose without the client’s authorization or as the law allows."
        "{% if redisclosure %} {{ redisclosure }}{% endif %}"
    )
    first = para("Footer", "Prepared {{ prepared_on }}").replace("</w:p>", f"{pages}</w:p>")
    return para("Footer", notice) + first
