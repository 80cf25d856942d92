"""What an auditor would find: each rule passed, failed or open, and the guide's six-point checklist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sheet2plan.catalog import AuditPoint, Catalog
from sheet2plan.findings import Notice, Verdict

# What reading reports of a cell that it could not make out: such a cell neither passes nor fails a rule.
_UNREAD = frozenset(
    [
        "date-unreadable", "number-unreadable", "number-not-whole", "choice-unknown", "flag-unknown", "cell-error",
        "value-out-of-range",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditAnswer:
    """One point of the checklist: its title, the verdict, and why when it is not passed."""

    key: str
    title: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """One checked rule of the guide for one client."""

    rule: str
    verdict: Verdict


def audit_answers(notices: Iterable[Notice], catalog: Catalog) -> tuple[AuditAnswer, ...]:
    """The six points for one client, from that client's notices."""
    notices = tuple(notices)
    return tuple(_answer(key, point, notices) for key, point in catalog.audit.items())


def rule_answers(notices: Iterable[Notice], catalog: Catalog) -> tuple[RuleAnswer, ...]:
    """Every checked rule for one client, in the order of the guide. Fail goes before cannot tell, that before pass."""
    verdicts: dict[str, Verdict] = {}
    for notice in notices:
        for rule in catalog.codes[notice.code].rules:
            if verdicts.get(rule) is not Verdict.FAIL:
                verdicts[rule] = notice.verdict
    return tuple(
        _rule_answer(number, verdicts.get(number, Verdict.PASS)) for number, rule in catalog.rules.items() if rule.codes
    )


@cache
def _rule_answer(rule: str, verdict: Verdict) -> RuleAnswer:
    """One answer for all clients: there are a hundred to each client, and they go from process to process."""
    return RuleAnswer(rule, verdict)


def _answer(key: str, point: AuditPoint, notices: tuple[Notice, ...]) -> AuditAnswer:
    failed = [notice for notice in notices if _is_of(notice, point.codes)]
    worst = min(failed, key=lambda notice: (notice.verdict is not Verdict.FAIL, notice.severity.rank), default=None)
    if worst is not None and worst.verdict is Verdict.FAIL:
        return AuditAnswer(key, point.title, Verdict.FAIL, worst.message)
    unread = next((notice for notice in notices if notice.code in _UNREAD and _in_columns(notice, point)), None)
    open_question = worst or unread
    if open_question is not None:
        return AuditAnswer(key, point.title, Verdict.CANNOT_TELL, open_question.message)
    return AuditAnswer(key, point.title, Verdict.PASS, "")


def _is_of(notice: Notice, codes: Iterable[str]) -> bool:
    """Codes may end in a star, which stands for anything."""
    return any(notice.code == code or (code.endswith("*") and notice.code.startswith(code[:-1])) for code in codes)


def _in_columns(notice: Notice, point: AuditPoint) -> bool:
    """Whether the cell that could not be read is one the point rests on; sheets are told apart by their field names."""
    return any(column.split(".", 1)[1] == notice.field for column in point.columns)


def passed_share(answers: Iterable[RuleAnswer]) -> float:
    """The share of rules passed among those that could be told, from 0 to 1; 0 when none could."""
    told = [answer for answer in answers if answer.verdict is not Verdict.CANNOT_TELL]
    return sum(answer.verdict is Verdict.PASS for answer in told) / len(told) if told else 0.0
