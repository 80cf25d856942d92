"""Floor 6: the clients' share of a run, from rows to finished papers. No state goes from one client to the next.

A desk is what a worker process gets once: the context, the compiled templates, and what is the same for all clients.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from sheet2plan.checks import check_case
from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import in_care
from sheet2plan.errors import OutputError
from sheet2plan.files.encryption import Seal
from sheet2plan.files.ledger import FileRow, JobRow
from sheet2plan.files.prints import case_prints, case_values
from sheet2plan.files.shelf import Paper, mark_of, safe_file, safe_name
from sheet2plan.findings import Finding, Notice, Severity
from sheet2plan.model import Source
from sheet2plan.plan import Clinic, Plan
from sheet2plan.planning import plan_case
from sheet2plan.reading.cases import Case
from sheet2plan.render.printers import Printer
from sheet2plan.reports.documents import FileState, WrittenFile
from sheet2plan.reports.report import ClientResult, Outcome
from sheet2plan.running.standing import PlanParts, client_line, failed_line

_BESIDE = re.compile(r" \(\d+\)\.\w+$")


@dataclass(frozen=True, slots=True)
class Order:
    """One client as a desk is asked for it: the rows, what reading found, and what the ledger knows of earlier runs."""

    case: Case
    read: tuple[Finding, ...] = ()
    job: JobRow | None = None
    files: tuple[FileRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """One client done: the line of the summary, the papers to write, and what the ledger is to keep of it.

    `kept` are files of an earlier run that stand and need no writing; `data` is "" when nothing is to be written.
    """

    result: ClientResult
    papers: tuple[Paper, ...] = ()
    kept: tuple[WrittenFile, ...] = ()
    job: JobRow | None = None
    data: str = ""
    prints: bytes = b""


@dataclass(slots=True)
class _Turn:
    """A client being served, step by step; `served` is set when nothing is left to do."""

    order: Order
    notices: tuple[Notice, ...] = ()
    values: bytes = b""
    data: str = ""
    job: str = ""
    plan: Plan | None = None
    papers: list[Paper] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    served: Served | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A compiled template with the SHA-256 of the files it was compiled from."""

    printer: Printer
    template: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that serving a client needs. `rules` is the hash of all that is the same for every client.

    `batch` is the name of the batch's folder, None in a dry run; `pattern` the place of a file in it; `twins` are the
    ids whose files need a mark to be told apart.
    """

    context: CheckContext
    presses: tuple[Press, ...]
    parts: PlanParts
    clinic: Clinic
    blocked: frozenset[str]
    twins: frozenset[str] = frozenset()
    final: bool = False
    rules: str = ""
    batch: str | None = None
    pattern: str = "{folder}/{clinician}/{document}"
    seal: Seal | None = field(default=None, repr=False)

    def serve(self, orders: Sequence[Order], untouched: Callable[[FileRow], bool]) -> tuple[Served, ...]:
        """Each client's documents and line. A fault of ours is caught here, told in the line, and harms nobody else.

        Every step is taken for all clients before the next one: what a processor has just done, it does again in four
        fifths of the time. `untouched` says whether a file stands as we wrote it. Raises OutputError alone.
        """
        turns = [_Turn(order) for order in orders]
        printing = (partial(self._print, press) for press in self.presses)
        steps: tuple[Callable[[_Turn], None], ...] = (partial(self._begin, untouched), *printing, self._finish)
        for step in steps:
            for turn in turns:
                if turn.served is None:
                    self._take(step, turn)
        return tuple(turn.served for turn in turns if turn.served is not None)

    def _take(self, step: Callable[[_Turn], None], turn: _Turn) -> None:
        try:
            step(turn)
        except OutputError:
            raise
        except Exception as fault:  # one client's fault is reported, and the others go on
            trace = "".join(traceback.format_tb(fault.__traceback__)) + type(fault).__name__
            turn.served = self.lost(turn.order, trace)

    def lost(self, order: Order, trace: str) -> Served:
        """A client our own bug struck. The trace names code places only: a message could hold a client's words."""
        notices = self._notices(order.read, order.case)
        return Served(failed_line(order.case, notices, trace, self.context.catalog))

    def _begin(self, untouched: Callable[[FileRow], bool], turn: _Turn) -> None:
        """Checks the client, and plans, unless nothing is to be written or all that would be written stands."""
        order, case = turn.order, turn.order.case
        turn.notices = self._notices((*order.read, *check_case(case, self.context)), case)
        outcome = self._outcome(case, turn.notices)
        if outcome is not Outcome.WRITTEN:
            turn.served = Served(client_line(case, turn.notices, outcome, self.context, self.parts))
            return
        turn.values = case_values(case)
        turn.data = self._data(turn.values, turn.notices)
        turn.job = sha256("\n".join((turn.data, *(press.template for press in self.presses))).encode()).hexdigest()
        current = tuple(row for row in order.files if row.data == turn.data)
        if order.job and order.job.job == turn.job and all(untouched(row) and _is_main(row) for row in current):
            notices = turn.notices + self._notices(_read_faults(order.job.faults), case)
            kept = tuple(self._kept(row) for row in current)
            turn.served = Served(client_line(case, notices, outcome, self.context, self.parts), kept=kept)
            return
        turn.plan = plan_case(case, turn.notices, self.clinic, self.context)

    def _print(self, press: Press, turn: _Turn) -> None:
        """One document of the client, where its plan wants it."""
        printer, client = press.printer, turn.order.case.client
        if turn.plan is None or not printer.wants(turn.plan):
            return
        printed = printer.print(turn.plan)
        turn.faults.extend(printed.findings)
        if self.batch is None:
            return
        mark = mark_of(client.client_id) if client.client_id in self.twins else ""
        path = self.pattern.format(
            folder=printer.folder,
            document=safe_file(printed.document.name, mark),
            clinician=safe_name(client.clinician or "No clinician"),
            client=safe_name(client.client_id) + mark,
        )
        content = printed.document.content
        paper = Paper.of(path, content, client.client_id, printer.kind, self.seal, turn.data, press.template)
        turn.papers.append(paper)

    def _finish(self, turn: _Turn) -> None:
        """The client's line, and what the ledger is to keep."""
        case = turn.order.case
        notices = turn.notices + self._notices(turn.faults, case)
        line = client_line(case, notices, Outcome.WRITTEN, self.context, self.parts)
        if self.batch is None:
            turn.served = Served(line)
            return
        # What printing could not show is a client's words; where files are locked, it is worked out anew each time.
        secret = self.seal is not None and turn.faults
        done = JobRow(case.client_id, "" if secret else turn.job, "[]" if secret else _write_faults(turn.faults))
        prints = b"" if self.seal else case_prints(case, turn.values)
        turn.served = Served(line, tuple(turn.papers), (), done, turn.data, prints)

    def _notices(self, findings: Iterable[Finding], case: Case) -> tuple[Notice, ...]:
        catalog = self.context.catalog_for(case)
        return tuple(catalog.notice(finding) for finding in findings)

    def _outcome(self, case: Case, notices: tuple[Notice, ...]) -> Outcome:
        if case.client_id in self.blocked:
            return Outcome.BLOCKED
        if not in_care(case):
            return Outcome.NOT_IN_CARE
        unfinished = any(notice.severity in (Severity.ERROR, Severity.GAP) for notice in notices)
        return Outcome.WITHHELD if self.final and unfinished else Outcome.WRITTEN

    def _data(self, values: bytes, notices: tuple[Notice, ...]) -> str:
        """The SHA-256 of all that a client's documents are made from, templates apart."""
        said = [(notice.message, notice.advice, notice.source.a1, notice.severity, notice.field) for notice in notices]
        mark = self.seal.mark if self.seal else ""
        return sha256(b"\n".join((f"{self.rules}\n{mark}".encode(), values, repr(said).encode()))).hexdigest()

    def _kept(self, row: FileRow) -> WrittenFile:
        path = row.path.removeprefix(f"{self.batch}/")
        return WrittenFile(row.client_id, row.kind, path, row.sha256, FileState.UNCHANGED)


def _is_main(row: FileRow) -> bool:
    return _BESIDE.search(row.path) is None


def _write_faults(faults: Iterable[Finding]) -> str:
    rows = []
    for fault in faults:
        place = fault.source
        where = (place.workbook, place.sheet, place.row, place.column)
        rows.append((fault.code, where, fault.client_id, fault.field, fault.values))
    return json.dumps(rows)


def _read_faults(text: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(code, Source(*where), client_id, name, tuple((key, value) for key, value in values))
        for code, where, client_id, name, values in json.loads(text)
    )
