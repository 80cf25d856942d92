"""Floor 6: one client's share of a run, from rows to finished papers. No state goes from one client to the next.

A desk is what a worker process gets once: the context, the compiled templates, and what is the same for all clients.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from sheet2plan.catalog import Catalog
from sheet2plan.checks import check_case
from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.required import completeness
from sheet2plan.clinical.audit import audit_answers, rule_answers
from sheet2plan.clinical.cadence import next_review
from sheet2plan.clinical.current import in_care, plan_in_force
from sheet2plan.clinical.thread import note_share
from sheet2plan.errors import OutputError
from sheet2plan.files.encryption import Seal
from sheet2plan.files.ledger import FileRow, JobRow
from sheet2plan.files.output import Paper, safe_name
from sheet2plan.files.prints import case_prints, case_values
from sheet2plan.findings import Finding, Notice, Severity, finding
from sheet2plan.model import Source
from sheet2plan.names import client_name
from sheet2plan.plan import Clinic, DueState
from sheet2plan.planning import plan_case
from sheet2plan.reading.cases import Case
from sheet2plan.render import Printer
from sheet2plan.reports.report import ClientResult, FileState, Outcome, WrittenFile
from sheet2plan.running.standing import PlanParts, met_objectives, part_answers, score_lines

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


@dataclass(frozen=True, slots=True)
class Press:
    """A compiled template with the SHA-256 of the files it was compiled from."""

    printer: Printer
    template: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that serving a client needs. `rules` is the hash of all that is the same for every client.

    `batch` is the name of the batch's folder, None in a dry run; `pattern` the place of a file in it.
    """

    context: CheckContext
    presses: tuple[Press, ...]
    parts: PlanParts
    clinic: Clinic
    blocked: frozenset[str]
    final: bool = False
    rules: str = ""
    batch: str | None = None
    pattern: str = "{folder}/{clinician}/{document}"
    seal: Seal | None = field(default=None, repr=False)

    def serve(self, order: Order, untouched: Callable[[FileRow], bool]) -> Served:
        """The client's documents and line. A fault of ours is caught here, told in the line, and harms nobody else.

        `untouched` says whether a file stands as we wrote it. Raises OutputError alone.
        """
        try:
            return self._served(order, untouched)
        except OutputError:
            raise
        except Exception as fault:  # one client's fault is reported, and the others go on
            trace = "".join(traceback.format_tb(fault.__traceback__)) + type(fault).__name__
            return self.lost(order, trace)

    def lost(self, order: Order, trace: str) -> Served:
        """A client our own bug struck. The trace names code places only: a message could hold a client's words."""
        notices = self._notices(order.read, order.case)
        return Served(_failed(order.case, notices, trace, self.context.catalog))

    def _served(self, order: Order, untouched: Callable[[FileRow], bool]) -> Served:
        case = order.case
        notices = self._notices((*order.read, *check_case(case, self.context)), case)
        outcome = self._outcome(case, notices)
        if outcome is not Outcome.WRITTEN:
            return Served(self._line(case, notices, outcome))
        data = self._data(case, notices)
        job = sha256("\n".join((data, *(press.template for press in self.presses))).encode()).hexdigest()
        current = tuple(row for row in order.files if row.data == data)
        if order.job and order.job.job == job and all(untouched(row) and _is_main(row) for row in current):
            notices += self._notices(_read_faults(order.job.faults), case)
            kept = tuple(self._kept(row) for row in current)
            return Served(self._line(case, notices, outcome), kept=kept)
        papers, faults = self._papers(case, notices, data)
        notices += self._notices(faults, case)
        line = self._line(case, notices, outcome)
        if self.batch is None:
            return Served(line)
        # What printing could not show is a client's words; where files are locked, it is worked out anew each time.
        secret = self.seal is not None and faults
        done = JobRow(case.client_id, "" if secret else job, "[]" if secret else _write_faults(faults))
        prints = b"" if self.seal else case_prints(case)
        return Served(line, papers, (), done, data, prints)

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

    def _data(self, case: Case, notices: tuple[Notice, ...]) -> str:
        """The SHA-256 of all that this client's documents are made from, templates apart."""
        said = [(notice.message, notice.advice, notice.source.a1, notice.severity, notice.field) for notice in notices]
        mark = self.seal.mark if self.seal else ""
        return sha256("\n".join((self.rules, mark, case_values(case), repr(said))).encode()).hexdigest()

    def _papers(
        self, case: Case, notices: tuple[Notice, ...], data: str
    ) -> tuple[tuple[Paper, ...], tuple[Finding, ...]]:
        plan = plan_case(case, notices, self.clinic, self.context)
        places = {
            "clinician": safe_name(case.client.clinician or "No clinician"),
            "client": safe_name(case.client_id),
        }
        papers: list[Paper] = []
        faults: list[Finding] = []
        for press in self.presses:
            printer = press.printer
            if not printer.wants(plan):
                continue
            printed = printer.print(plan)
            faults.extend(printed.findings)
            name, content = safe_name(printed.document.name), printed.document.content
            path = self.pattern.format(folder=printer.folder, document=name, **places)
            if self.batch is not None:
                papers.append(Paper.of(path, content, case.client_id, printer.kind, self.seal, data, press.template))
        return tuple(papers), tuple(faults)

    def _kept(self, row: FileRow) -> WrittenFile:
        path = row.path.removeprefix(f"{self.batch}/")
        return WrittenFile(row.client_id, row.kind, path, row.sha256, FileState.UNCHANGED)

    def _line(self, case: Case, notices: tuple[Notice, ...], outcome: Outcome) -> ClientResult:
        result = _client_result(case, notices, outcome, self.context)
        if not in_care(case):
            return result
        trends = self.context.trends(case)
        return replace(
            result,
            parts=part_answers(notices, self.parts),
            scores=score_lines(trends),
            met=met_objectives(case, trends, self.context.catalog),
        )


def _is_main(row: FileRow) -> bool:
    return _BESIDE.search(row.path) is None


def _client_result(case: Case, notices: tuple[Notice, ...], outcome: Outcome, context: CheckContext) -> ClientResult:
    profile = context.profile(case)
    due = next_review(case, context.as_of, profile)
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
        audit=audit_answers(notices, context.catalog) if in_care(case) else (),
        rules=rule_answers(notices, context.catalog) if in_care(case) else (),
        notes=note_share(case, context.as_of),
    )


def _failed(case: Case, read: tuple[Notice, ...], trace: str, catalog: Catalog) -> ClientResult:
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
