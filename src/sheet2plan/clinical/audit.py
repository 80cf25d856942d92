"""What an auditor would find: each rule passed, failed or open, and the guide's six-point checklist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from sheet2plan.catalog import AuditPoint, Catalog
from sheet2plan.clinical.answers import AuditAnswer, RuleAnswer
from sheet2plan.findings import Notice, Verdict

# What reading reports of a cell that it could not make out: such a cell neither passes nor fails a rule.
_UNREAD = frozenset(
    [
        "date-unreadable", "number-unreadable", "number-not-whole", "choice-unknown", "flag-unknown", "cell-error",
        "value-out-of-range",
    ]
)  # fmt: skip


def audit_answers(notices: Iterable[Notice], catalog: Catalog) -> tuple[AuditAnswer, ...]:
    """The six points for one client, from that client's notices."""
    failed: dict[str, list[Notice]] = defaultdict(list)
    unread = []
    for notice in notices:
        for key in catalog.points_of.get(notice.code, ()):
            failed[key].append(notice)
        if notice.code in _UNREAD:
            unread.append(notice)
    return tuple(
        _answer(key, point, failed.get(key, ()), unread) if unread or key in failed else _passed(key, point.title)
        for key, point in catalog.audit.items()
    )


def rule_answers(notices: Iterable[Notice], catalog: Catalog) -> tuple[RuleAnswer, ...]:
    """Every checked rule for one client, in the order of the guide. Fail goes before cannot tell, that before pass."""
    verdicts: dict[str, Verdict] = {}
    for notice in notices:
        for rule in catalog.codes[notice.code].rules:
            if verdicts.get(rule) is not Verdict.FAIL:
                verdicts[rule] = notice.verdict
    told = {rule: _rule_answer(rule, verdict) for rule, verdict in verdicts.items()}
    return tuple({**_all_passed(catalog.checked_rules), **told}.values())


@cache
def _rule_answer(rule: str, verdict: Verdict) -> RuleAnswer:
    """One answer for all clients: there are a hundred to each client, and they go from process to process."""
    return RuleAnswer(rule, verdict)


@cache
def _all_passed(rules: tuple[str, ...]) -> Mapping[str, RuleAnswer]:
    return MappingProxyType({rule: _rule_answer(rule, Verdict.PASS) for rule in rules})


def _answer(key: str, point: AuditPoint, failed: Iterable[Notice], unread: Iterable[Notice]) -> AuditAnswer:
    worst = min(failed, key=lambda notice: (notice.verdict is not Verdict.FAIL, notice.severity.rank), default=None)
    if worst is not None and worst.verdict is Verdict.FAIL:
        return AuditAnswer(key, point.title, Verdict.FAIL, worst.message)
    open_question = worst or next((notice for notice in unread if _in_columns(notice, point)), None)
    if open_question is not None:
        return AuditAnswer(key, point.title, Verdict.CANNOT_TELL, open_question.message)
    return _passed(key, point.title)


@cache
def _passed(key: str, title: str) -> AuditAnswer:
    return AuditAnswer(key, title, Verdict.PASS, "")


def _in_columns(notice: Notice, point: AuditPoint) -> bool:
    """Whether the cell that could not be read is one the point rests on; sheets are told apart by their field names."""
    return any(column.split(".", 1)[1] == notice.field for column in point.columns)


def passed_share(answers: Iterable[RuleAnswer]) -> float:
    """The share of rules passed among those that could be told, from 0 to 1; 0 when none could."""
    told = [answer for answer in answers if answer.verdict is not Verdict.CANNOT_TELL]
    return sum(answer.verdict is Verdict.PASS for answer in told) / len(told) if told else 0.0
