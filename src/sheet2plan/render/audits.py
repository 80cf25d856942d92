"""The Audit sheet: each client against the six points of the checklist and the parts of a complete plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from sheet2plan.clinical.answers import AuditAnswer
from sheet2plan.findings import Verdict
from sheet2plan.render.cells import Cell
from sheet2plan.render.looks import Mark, Style, Tone
from sheet2plan.render.xlsx import Column, Table
from sheet2plan.reports.report import ClientResult, PartAnswer

SIGNS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.CANNOT_TELL: "?"}
_MARKS = (
    Mark(Tone.ALARM, equals=SIGNS[Verdict.FAIL]),
    Mark(Tone.CARE, equals=SIGNS[Verdict.CANNOT_TELL]),
    Mark(Tone.QUIET, equals=SIGNS[Verdict.PASS]),
)
_LEAD = (
    "✓ pass   ✗ fail   ? cannot tell, because a value is missing or can't be read.   "
    "First the six points of the checklist, then the parts of a complete plan."
)

Answer = AuditAnswer | PartAnswer


def audit_table(clients: Sequence[ClientResult]) -> Table[ClientResult]:
    """One row per client in treatment, one narrow column per point and part, and what to mend first."""
    judged = [client for client in clients if client.audit or client.parts]
    columns: list[Column[ClientResult]] = [
        Column("Client", 10, Style.TEXT, lambda client: client.client_id),
        Column("Clinician", 22, Style.WRAP, lambda client: client.clinician),
        Column("Passed", 9, Style.PERCENT, passed_share, (Mark(Tone.BAR),)),
    ]
    if judged:
        columns += _sign_columns(judged[0])
    columns.append(Column("What stands in the way first", 60, Style.WRAP, first_obstacle))
    return Table("Audit", columns, judged, "No client is in treatment.", _LEAD if judged else "")


def _sign_columns(client: ClientResult) -> list[Column[ClientResult]]:
    points = [_sign_column(f"{number}. {answer.title}", answer.key, _point) for number, answer in _numbered(client)]
    return points + [_sign_column(answer.title, answer.key, _part) for answer in client.parts]


def _numbered(client: ClientResult) -> list[tuple[int, AuditAnswer]]:
    return list(enumerate(client.audit, 1))


def _sign_column(title: str, key: str, answer_of: Callable[[ClientResult, str], Answer | None]) -> Column[ClientResult]:
    def sign(client: ClientResult) -> Cell:
        answer = answer_of(client, key)
        return SIGNS[answer.verdict] if answer else None

    return Column(title, 5.5, Style.SIGN, sign, _MARKS)


def _point(client: ClientResult, key: str) -> AuditAnswer | None:
    return next((answer for answer in client.audit if answer.key == key), None)


def _part(client: ClientResult, key: str) -> PartAnswer | None:
    return next((answer for answer in client.parts if answer.key == key), None)


def passed_share(client: ClientResult) -> float:
    """The share of points and parts that are passed, from 0 to 1."""
    answers: list[Answer] = [*client.audit, *client.parts]
    return sum(answer.verdict is Verdict.PASS for answer in answers) / len(answers) if answers else 0.0


def first_obstacle(client: ClientResult) -> str:
    """Why the first failed point is failed, else the first failed part; "" when none fails."""
    answers: list[Answer] = [*client.audit, *client.parts]
    return next((answer.reason for answer in answers if answer.verdict is Verdict.FAIL), "")


def point_counts(clients: Sequence[ClientResult]) -> list[tuple[str, Counter[Verdict]]]:
    """For each point of the checklist its title and how many clients pass, fail or can't be told."""
    counts: dict[str, Counter[Verdict]] = {}
    for client in clients:
        for answer in client.audit:
            counts.setdefault(answer.title, Counter())[answer.verdict] += 1
    return list(counts.items())
