"""What is wrong, missing or in doubt: facts first (Finding), then words for people (Notice)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sheet2plan.model import Source


class Severity(StrEnum):
    """How bad it is. `error`: something stated would be wrong, unsafe or unusable. `gap`: required and missing."""

    ERROR = "error"
    GAP = "gap"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst, rising as it gets milder."""
        return _WORST_FIRST.index(self)


_WORST_FIRST = tuple(Severity)


class Verdict(StrEnum):
    """What a finding says of the rule behind it; a rule with no finding has passed."""

    PASS = "pass"
    FAIL = "fail"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about the data. `values` fill the placeholders of the code's message; `field` names the record's column.

    Severity and wording come from the catalogue, so that a profile or the clinic may change them.
    """

    code: str
    source: Source
    client_id: str | None = None
    field: str | None = None
    values: tuple[tuple[str, str], ...] = ()


def finding(
    code: str, source: Source, client_id: str | None = None, field: str | None = None, **values: object
) -> Finding:
    """A Finding whose values are the keyword arguments, as text."""
    return Finding(code, source, client_id, field, tuple((name, str(value)) for name, value in values.items()))


@dataclass(frozen=True, slots=True)
class Notice:
    """A finding in words: where it is, what is there, what to do. This is what people read and what severity counts."""

    code: str
    severity: Severity
    verdict: Verdict
    title: str
    message: str
    advice: str
    source: Source
    client_id: str | None
    field: str | None
    component: str | None
