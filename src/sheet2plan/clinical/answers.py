"""What an audit answers of one client: the points of the checklist, and the rules of the guide."""

from __future__ import annotations

from dataclasses import dataclass

from sheet2plan.findings import Verdict


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
