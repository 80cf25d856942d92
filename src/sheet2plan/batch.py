"""Floor 6: one run, from options to Report. Walks the floors, and keeps one client's fault from every other client."""

from __future__ import annotations

import json
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from sheet2plan import __version__
from sheet2plan.audit import audit_answers, rule_answers
from sheet2plan.cadence import next_review
from sheet2plan.cases import Case
from sheet2plan.catalog import Catalog, load_catalog, read_icd
from sheet2plan.checks import check_case, check_caseload, check_profiles
from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.required import completeness
from sheet2plan.choosing import settle
from sheet2plan.config import Config
from sheet2plan.current import in_care, plan_in_force
from sheet2plan.errors import OutputError
from sheet2plan.findings import Finding, Notice, Severity, finding
from sheet2plan.handouts import workbook_links, write_calendar, write_handouts
from sheet2plan.loading import Loaded, load_workbooks
from sheet2plan.model import Source
from sheet2plan.names import client_name
from sheet2plan.output import OutputFolder, open_output, safe_name
from sheet2plan.plan import Clinic, DueState
from sheet2plan.planning import plan_case
from sheet2plan.profiles import check_chosen
from sheet2plan.render import Printer, compile_printer, compile_word
from sheet2plan.render.summary import render_summary
from sheet2plan.report import ClientResult, InputFile, Outcome, Report, WrittenFile
from sheet2plan.reviewing import add_review_copies
from sheet2plan.standing import PlanParts, copy_lines, part_answers, plan_parts, score_lines
from sheet2plan.thread import note_share

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run is told. `clients` and `clinicians` empty means everybody; `write` False makes it a dry run."""

    workbooks: tuple[Path, ...]
    as_of: date
    out: Path
    config: Config
    batch: str = ""
    clients: frozenset[str] = frozenset()
    clinicians: frozenset[str] = frozenset()
    final: bool = False
    write: bool = True
    icd: Path | None = None
    handouts: bool = False
    calendar: bool = False
    password: str | None = field(default=None, repr=False)

    @property
    def batch_name(self) -> str:
        """The batch's folder: as named, else the month of the run."""
        return safe_name(self.batch) if self.batch else f"{self.as_of:%Y-%m}"


def _silent(_done: int, _total: int) -> None:
    return


def run(options: RunOptions, progress: Progress = _silent) -> Report:
    """The whole job: every document of every client, the summary and the record of the run.

    Raises Sheet2PlanError, before the first client, when the workbook, a template, a form or the output folder can't
    be used. Bad data never raises: it is in the report.
    """
    loaded, context = _load(options)
    options = _settled(options, loaded)
    printers = _printers(options)
    if not options.write:
        return _Batch(options, loaded, context, printers, None, _parts(loaded, context)).run(progress)
    with open_output(options.out, options.batch_name, options.as_of) as folder:
        batch = _Batch(options, loaded, context, printers, folder, _parts(loaded, context))
        report = batch.run(progress)
        _write_report(report, loaded, folder, options)
        return report


def check(options: RunOptions) -> Report:
    """The findings alone; nothing is compiled, rendered or written."""
    loaded, context = _load(options)
    options = _settled(options, loaded)
    return _Batch(replace(options, write=False), loaded, context, (), None, _parts(loaded, context)).run(_silent)


def _load(options: RunOptions) -> tuple[Loaded, CheckContext]:
    settings = options.config.settings
    catalog = load_catalog().with_severities(settings.severities).with_thresholds(settings.thresholds)
    icd = options.icd or options.config.icd
    catalog = catalog.with_icd(read_icd(icd)) if icd else catalog
    check_chosen(catalog.profiles, settings.profiles)
    loaded = load_workbooks(
        options.workbooks, catalog, replace(options.config.reading(options.as_of), password=options.password)
    )
    context = CheckContext(
        options.as_of,
        catalog,
        fills_forms=bool(options.config.forms),
        longest_interval=settings.review.longest_interval,
        profiles=settings.profiles,
        scoring=settings.scoring,
        reviewed_pairs=settings.copies.reviewed,
    )
    return loaded, context


def _printers(options: RunOptions) -> tuple[Printer, ...]:
    config = options.config
    more = (compile_word(word.template, word.name, word.when) for word in config.word)
    return (compile_printer(config.plan_template), *more, *map(compile_printer, config.forms))


def _settled(options: RunOptions, loaded: Loaded) -> RunOptions:
    """The chosen clients and clinicians as the workbook spells them. Raises ChoiceError for one it doesn't have."""
    people = [case.client for case in loaded.caseload.cases]
    clients = settle(options.clients, (person.client_id or "" for person in people), "client")
    clinicians = settle(options.clinicians, (person.clinician or "" for person in people), "clinician")
    return replace(options, clients=clients, clinicians=clinicians)


def _parts(loaded: Loaded, context: CheckContext) -> PlanParts:
    return plan_parts(context.catalog, (table.described() for table in loaded.tables))


def _inputs(options: RunOptions, loaded: Loaded) -> tuple[InputFile, ...]:
    """The files behind the run with their hashes: workbooks, settings, template, forms' mappings and their PDFs."""
    config = options.config
    files = [("settings", config.source), ("plan template", config.plan_template)]
    files += [(f"{word.name} template", word.template) for word in config.word]
    for form in config.forms:
        files += [("form mapping", form), ("form", form.with_suffix(".pdf"))]
    there = [(kind, path) for kind, path in files if path is not None and path.is_file()]
    return (
        *(InputFile("workbook", book.name, book.sha256) for book in loaded.books),
        *(InputFile(kind, path.name, sha256(path.read_bytes()).hexdigest()) for kind, path in there),
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    options: RunOptions
    loaded: Loaded
    context: CheckContext
    printers: tuple[Printer, ...]
    folder: OutputFolder | None
    parts: PlanParts

    def run(self, progress: Progress) -> Report:
        about_all = self._caseload_findings()
        own, shared = _by_client(self.loaded, about_all)
        cases = [case for case in self.loaded.caseload.cases if self._chosen(case)]
        results = []
        for done, case in enumerate(cases):
            progress(done, len(cases))
            results.append(self._client(case, own.get(case.client_id, ())))
        progress(len(cases), len(cases))
        notices = tuple(self.context.catalog.notice(finding) for finding in shared)
        chosen = {case.client_id for case in cases}
        return Report(
            as_of=self.options.as_of,
            clinic=self.options.config.settings.clinic.name,
            workbooks=tuple(book.name for book in self.loaded.books),
            batch_folder=self.folder.batch if self.folder else None,
            results=tuple(results),
            notices=notices + tuple(notice for result in results for notice in result.notices),
            tables=tuple(table.described() for table in self.loaded.tables),
            copies=tuple(line for line in copy_lines(about_all) if line.client_id in chosen),
            inputs=_inputs(self.options, self.loaded),
            part_titles=tuple((key, part.title) for key, part in self.parts.parts.items()),
        )

    def _caseload_findings(self) -> tuple[Finding, ...]:
        """What only the whole caseload shows, whoever is chosen; clients whose identity is broken are left out."""
        caseload = self.loaded.caseload
        cases = [case for case in caseload.cases if case.client_id not in caseload.blocked]
        place = Source(self.loaded.books[0].name)
        return (*check_caseload(cases, self.context), *check_profiles(cases, self.context, place))

    def _chosen(self, case: Case) -> bool:
        options = self.options
        clinician = (case.client.clinician or "").casefold()
        wanted = {name.casefold() for name in options.clinicians}
        return (not options.clients or case.client_id in options.clients) and (not wanted or clinician in wanted)

    def _client(self, case: Case, read: tuple[Finding, ...]) -> ClientResult:
        try:
            return self._result(case, read)
        except OutputError:
            raise
        except Exception as fault:  # one client's fault is reported, and the others go on
            return _failed(case, fault, self._notices(read, case), self.context.catalog)

    def _result(self, case: Case, read: tuple[Finding, ...]) -> ClientResult:
        notices = self._notices((*read, *check_case(case, self.context)), case)
        outcome = self._outcome(case, notices)
        files: tuple[WrittenFile, ...] = ()
        if outcome is Outcome.WRITTEN:
            files, faults = self._documents(case, notices)
            notices += self._notices(faults, case)
        result = _client_result(case, notices, files, outcome, self.context)
        if not in_care(case):
            return result
        trends = self.context.trends(case)
        return replace(result, parts=part_answers(notices, self.parts), scores=score_lines(trends))

    def _notices(self, findings: Iterable[Finding], case: Case) -> tuple[Notice, ...]:
        catalog = self.context.catalog_for(case)
        return tuple(catalog.notice(finding) for finding in findings)

    def _outcome(self, case: Case, notices: tuple[Notice, ...]) -> Outcome:
        if case.client_id in self.loaded.caseload.blocked:
            return Outcome.BLOCKED
        if not in_care(case):
            return Outcome.NOT_IN_CARE
        unfinished = any(notice.severity in (Severity.ERROR, Severity.GAP) for notice in notices)
        return Outcome.WITHHELD if self.options.final and unfinished else Outcome.WRITTEN

    def _documents(self, case: Case, notices: tuple[Notice, ...]) -> tuple[tuple[WrittenFile, ...], list[Finding]]:
        letterhead = self.options.config.settings.clinic
        clinic = Clinic(letterhead.name, letterhead.address, letterhead.phone)
        plan = plan_case(case, notices, clinic, self.context)
        home = safe_name(case.client.clinician or "No clinician")
        files: list[WrittenFile] = []
        findings: list[Finding] = []
        for printer in self.printers:
            if printer.wants(plan):
                printed = printer.print(plan)
                findings.extend(printed.findings)
                if self.folder is not None:
                    path = f"{printer.folder}/{home}/{safe_name(printed.document.name)}"
                    files.append(self.folder.write(path, printed.document.content, case.client_id, printer.kind))
        return tuple(files), findings


def _by_client(loaded: Loaded, about_all: tuple[Finding, ...]) -> tuple[dict[str, tuple[Finding, ...]], list[Finding]]:
    """The findings of reading and of the whole caseload by known client, and those that belong to no single client."""
    known = {case.client_id for case in loaded.caseload.cases}
    own: dict[str, list[Finding]] = defaultdict(list)
    shared: list[Finding] = []
    for found in (*loaded.findings, *about_all):
        if found.client_id in known:
            own[found.client_id or ""].append(found)
        else:
            shared.append(found)
    return {client_id: tuple(findings) for client_id, findings in own.items()}, shared


def _client_result(
    case: Case, notices: tuple[Notice, ...], files: tuple[WrittenFile, ...], outcome: Outcome, context: CheckContext
) -> ClientResult:
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
        files=files,
        profile=profile.title if profile else "",
        audit=audit_answers(notices, context.catalog) if in_care(case) else (),
        rules=rule_answers(notices, context.catalog) if in_care(case) else (),
        notes=note_share(case, context.as_of),
    )


def _failed(case: Case, fault: Exception, read: tuple[Notice, ...], catalog: Catalog) -> ClientResult:
    """A client our own bug struck. The trace names code places only: a message could hold a client's words."""
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
        trace="".join(traceback.format_tb(fault.__traceback__)) + type(fault).__name__,
    )


def _write_report(report: Report, loaded: Loaded, folder: OutputFolder, options: RunOptions) -> None:
    batch = folder.batch.resolve()
    summary = render_summary(report, workbook_links(options.workbooks, batch))
    written = [folder.write(summary.name, summary.content, "", "summary")]
    if options.handouts:
        written += write_handouts(report, options.workbooks, folder)
    if options.calendar:
        written += write_calendar(report, folder)
    written += add_review_copies(options.workbooks, loaded.books, report.notices, folder)
    record = {
        "sheet2plan": __version__,
        "as_of": report.as_of.isoformat(),
        "inputs": [{"name": book.name, "sha256": book.sha256} for book in loaded.books],
        "outputs": [{"path": file.path, "sha256": file.sha256} for file in (*report.files(), *written)],
        "clients": len(report.results),
        "findings": {severity.value: report.counts()[severity] for severity in Severity},
    }
    folder.write("run.json", (json.dumps(record, indent=2) + "\n").encode(), "", "run record")
    traces = [f"{result.client_id}\n{result.trace}\n" for result in report.results if result.trace]
    if traces:
        folder.write("run.log", "\n".join(traces).encode(), "", "run log")
