"""Where each client stands, as the summary shows it: the parts of the plan, the scores, and plans that are alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sheet2plan.catalog import Catalog, Component
from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.objectives import reached
from sheet2plan.checks.required import completeness
from sheet2plan.clinical.audit import audit_answers, rule_answers
from sheet2plan.clinical.current import in_care, is_open_objective, plan_in_force
from sheet2plan.clinical.scoring import Trend, trend_of
from sheet2plan.clinical.thread import note_share
from sheet2plan.findings import Finding, Notice, Severity, Verdict, finding
from sheet2plan.names import client_name
from sheet2plan.plan import DueState
from sheet2plan.reading.cases import Case
from sheet2plan.reports.report import ClientResult, CopyLine, MetObjective, Outcome, PartAnswer, ScoreLine
from sheet2plan.say import say_date, say_number
from sheet2plan.sheets import Objective
from sheet2plan.workbook.table import ReadTable

_COPIES = {
    "plan-copied": "copied plan",
    "plan-alike": "plans alike",
    "plan-not-individual": "mostly template",
}


@dataclass(frozen=True, slots=True)
class PlanParts:
    """The parts of a complete plan, and which sheet of which workbook holds what, to place cells that can't be read."""

    parts: Mapping[str, Component]
    held: Mapping[tuple[str, str], frozenset[str]]

    def part_of(self, notice: Notice) -> str | None:
        """The part that a notice is about: its code's, else that of the cell that could not be read."""
        if notice.component or not notice.field:
            return notice.component
        for sheet in sorted(self.held.get((notice.source.workbook, notice.source.sheet or ""), ())):
            wanted = {f"{sheet}.{notice.field}", f"{sheet}.*"}
            for key, part in self.parts.items():
                if not wanted.isdisjoint(part.columns):
                    return key
        return None


def plan_parts(catalog: Catalog, tables: Iterable[ReadTable]) -> PlanParts:
    """The parts of the catalogue with the tables as they were read."""
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table in tables:
        held[table.workbook, table.sheet].add(table.became)
    return PlanParts(catalog.components, {place: frozenset(sheets) for place, sheets in held.items()})


def part_answers(notices: Iterable[Notice], parts: PlanParts) -> tuple[PartAnswer, ...]:
    """Every part of the plan: failed by an error or gap, open where a cell can't be read or a check can't tell."""
    own: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        part = parts.part_of(notice)
        if part and (notice.severity in (Severity.ERROR, Severity.GAP) or notice.verdict is Verdict.CANNOT_TELL):
            own[part].append(notice)
    return tuple(
        _part_answer(key, part.title, own[key]) if key in own else _passed(key, part.title)
        for key, part in parts.parts.items()
    )


def _part_answer(key: str, title: str, notices: Iterable[Notice]) -> PartAnswer:
    worst = min(notices, key=lambda notice: (_is_open(notice), notice.severity.rank))
    return PartAnswer(key, title, Verdict.CANNOT_TELL if _is_open(worst) else Verdict.FAIL, worst.message)


@cache
def _passed(key: str, title: str) -> PartAnswer:
    return PartAnswer(key, title, Verdict.PASS, "")


def _is_open(notice: Notice) -> bool:
    """Whether nothing is known to be wrong: the check can't tell, or the cell can't be read."""
    return notice.verdict is Verdict.CANNOT_TELL or notice.component is None


def score_lines(trends: Iterable[Trend]) -> tuple[ScoreLine, ...]:
    """One line per measure with a usable score."""
    return tuple(_score_line(trend) for trend in trends)


def _score_line(trend: Trend) -> ScoreLine:
    first, last = trend.first, trend.last
    return ScoreLine(
        measure=trend.measure,
        points=tuple((score.score_date or date.min, score.value or 0.0) for score in trend.scores),
        band=trend.band(last) or "",
        moved=(last.value or 0.0) - (first.value or 0.0) if len(trend.scores) > 1 else None,
        change=trend.change or "",
        variant=trend.scoring.name if trend.scoring else "",
    )


def met_objectives(case: Case, trends: tuple[Trend, ...], catalog: Catalog) -> tuple[MetObjective, ...]:
    """The client's objectives recorded as met, or still open with a latest score that meets the target."""
    return tuple(
        MetObjective(row.objective_id, how)
        for row in case.objectives
        if row.objective_id and (how := _how_met(row, trends, catalog))
    )


def _how_met(row: Objective, trends: tuple[Trend, ...], catalog: Catalog) -> str:
    if row.status == "met":
        return f"recorded as met on {say_date(row.status_date)}" if row.status_date else "recorded as met"
    trend = trend_of(trends, row.measure, catalog) if is_open_objective(row) else None
    if trend is None or not reached(row, trend):
        return ""
    return f"{trend.measure} is {say_number(trend.last.value or 0)}, the target {say_number(row.target or 0)}"


def copy_lines(findings: Iterable[Finding]) -> tuple[CopyLine, ...]:
    """What the comparison of the plans found, one line per client, copied plans first and the highest share first."""
    lines = [_copy_line(found) for found in findings if found.code in _COPIES and found.client_id]
    order = list(_COPIES.values())
    return tuple(sorted(lines, key=lambda line: (order.index(line.kind), -(line.share or 0), line.client_id)))


def _copy_line(found: Finding) -> CopyLine:
    values = dict(found.values)
    share = values.get("share", "").removesuffix("%")
    return CopyLine(
        client_id=found.client_id or "",
        kind=_COPIES[found.code],
        share=float(share) / 100 if share else None,
        others=values.get("others") or values.get("other") or "",
        passages=values.get("passages", ""),
        source=found.source,
    )


def client_line(
    case: Case, notices: tuple[Notice, ...], outcome: Outcome, context: CheckContext, parts: PlanParts
) -> ClientResult:
    """What the summary shows of a client; of one who is not in care, no answers."""
    cared = in_care(case)
    trends = context.trends(case)
    profile = context.profile(case)
    due = context.due(case)
    version = plan_in_force(case, context.as_of)
    client = case.client
    return ClientResult(
        client_id=case.client_id,
        name=client_name(client).plain,
        clinician=client.clinician or "",
        status=client.status or "",
        outcome=outcome,
        plan_date=version.effective_date if version else None,
        last_review=due.last_review,
        next_due=due.on,
        due_state=due.state,
        due_reason=due.reason,
        days_overdue=due.days_overdue,
        completeness=completeness(case, context),
        notices=notices,
        files=(),
        profile=profile.title if profile else "",
        audit=audit_answers(notices, context.catalog) if cared else (),
        rules=rule_answers(notices, context.catalog) if cared else (),
        notes=note_share(case, context.as_of),
        parts=part_answers(notices, parts) if cared else (),
        scores=score_lines(trends) if cared else (),
        met=met_objectives(case, trends, context.catalog) if cared else (),
    )


def failed_line(case: Case, read: tuple[Notice, ...], trace: str, catalog: Catalog) -> ClientResult:
    """A client our own bug struck: what reading found, and no value that was not worked out."""
    notice = catalog.notice(finding("internal-fault", case.client.origin.at(), case.client_id))
    return ClientResult(
        client_id=case.client_id,
        name="",
        clinician=case.client.clinician or "",
        status=case.client.status or "",
        outcome=Outcome.FAILED,
        plan_date=None,
        last_review=None,
        next_due=None,
        due_state=DueState.NO_DATE,
        due_reason="not worked out",
        days_overdue=None,
        completeness=0,
        notices=(*read, notice),
        files=(),
        trace=trace,
    )
