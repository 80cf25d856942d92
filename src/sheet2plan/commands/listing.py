"""Findings as a person reads them on a terminal: by client, worst first, a screenful unless asked for all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from sheet2plan.findings import Notice, Severity
from sheet2plan.reports.report import Report
from sheet2plan.say import say_count

_BOLD, _DIM, _END = "\033[1m", "\033[2m", "\033[0m"
_COLOURS = {Severity.ERROR: "\033[1;31m", Severity.GAP: "\033[33m", Severity.WARNING: "\033[36m", Severity.INFO: _DIM}
_WORDS = {Severity.ERROR: "error", Severity.GAP: "gap", Severity.WARNING: "warning", Severity.INFO: "remark"}
_LABEL, _ADDRESS = 10, 26
_FIRST_OF_CLIENT = 3
_AROUND = 6  # the heading, the closing line and the prompt that follows


@dataclass(frozen=True, slots=True)
class Screen:
    """How much to show: `width` columns, `lines` lines (None for all), in colour or not."""

    width: int = 100
    lines: int | None = 40
    colour: bool = False

    def painted(self, text: str, code: str) -> str:
        """The text in a colour, on a screen that has any."""
        return f"{code}{text}{_END}" if self.colour else text


def finding_lines(report: Report, screen: Screen) -> Iterator[str]:
    """A line of totals, the findings by client with their cell and advice, and what was left out."""
    yield _totals(report)
    if not report.results:
        yield "There are no clients: the sheet Clients has no rows yet."
    if not report.notices:
        yield from ["Nothing was found."] if report.results else []
        return
    # Remarks are many and need nothing; they wait for --all, unless there is nothing else.
    notices = [notice for notice in report.notices if screen.lines is None or notice.severity is not Severity.INFO]
    shown = 0
    for block, count in _blocks(_groups(notices or list(report.notices)), screen):
        yield from block
        shown += count
    yield from _left_out(len(report.notices) - shown)


def _blocks(groups: list[tuple[str, list[Notice]]], screen: Screen) -> Iterator[tuple[list[str], int]]:
    """Each client's lines, and how many findings they tell, as long as the screen has room."""
    room = None if screen.lines is None else screen.lines - _AROUND
    advised: set[str] = set()
    for client, group in groups:
        if screen.lines is None:
            advised.clear()
        block = ["", screen.painted(client or "The workbook", _BOLD)]
        told = group if room is None else group[:_FIRST_OF_CLIENT]
        for notice in told:
            block += _notice_lines(notice, screen, notice.code not in advised)
            advised.add(notice.code)
        if len(told) < len(group):
            block.append(f"  and {len(group) - len(told)} more")
        if room is not None and len(block) > room:
            return
        yield block, len(told)
        room = None if room is None else room - len(block)


def _totals(report: Report) -> str:
    counts = report.counts()
    said = [say_count(counts[severity], _WORDS[severity]) for severity in Severity if counts[severity]]
    books = ", ".join(report.workbooks)
    return f"{books} · {say_count(len(report.results), 'client')} · {', '.join(said) or 'no findings'}"


def _left_out(count: int) -> Iterator[str]:
    if count:
        yield ""
        yield f"{say_count(count, 'finding')} not shown. --all shows them, --client ID those of one client,"
        yield "    --format html --to FILE a page with filters, --review-copy FILE your workbook with remarks."


def _groups(notices: list[Notice]) -> list[tuple[str, list[Notice]]]:
    """The notices by client, the client with the worst first."""
    by_client: dict[str, list[Notice]] = defaultdict(list)
    for notice in sorted(notices, key=_order):
        by_client[notice.client_id or ""].append(notice)
    weights = {client: Counter(notice.severity for notice in group) for client, group in by_client.items()}

    def weight(client: str) -> tuple[int, bool, int, str]:
        first = by_client[client][0]
        risk = not first.code.startswith("risk-")
        return first.severity.rank, risk, -weights[client][first.severity], client

    return [(client, by_client[client]) for client in sorted(by_client, key=weight)]


def _order(notice: Notice) -> tuple[int, bool, str, str, int]:
    at = notice.source
    return notice.severity.rank, not notice.code.startswith("risk-"), notice.code, at.sheet or "", at.row or 0


def _notice_lines(notice: Notice, screen: Screen, with_advice: bool) -> Iterator[str]:
    label = f"  {_WORDS[notice.severity]:{_LABEL - 2}}"
    address = f"{notice.source.a1:{_ADDRESS}} "
    indent = " " * (_LABEL + _ADDRESS + 1)
    room = screen.width - len(indent)
    first, *more = wrap(notice.message, room) or [""]
    if len(address) > _ADDRESS + 1:
        address, first, more = notice.source.a1, "", [first, *more]
    yield (screen.painted(label, _COLOURS[notice.severity]) + address + first).rstrip()
    yield from (indent + line for line in more)
    if with_advice:
        advice = f"→ {notice.advice} [{notice.code}]"
        yield from (screen.painted(indent + line, _DIM) for line in wrap(advice, room, subsequent_indent="  "))
