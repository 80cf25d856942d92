"""Floor 6: one run, from options to Report. Walks the floors, and keeps one client's fault from every other client."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from sheet2plan import __version__
from sheet2plan.cases import Case, Caseload
from sheet2plan.catalog import load_catalog, read_icd
from sheet2plan.checks import check_caseload, check_profiles
from sheet2plan.checks.context import CheckContext
from sheet2plan.choosing import settle
from sheet2plan.collector import collector_off
from sheet2plan.comparing import batch_before
from sheet2plan.config import Config
from sheet2plan.desk import Desk, Order, Press
from sheet2plan.encryption import Seal
from sheet2plan.errors import RunStoppedError
from sheet2plan.findings import Finding, Severity
from sheet2plan.handouts import workbook_links, write_calendar, write_handouts
from sheet2plan.ledger import FileRow
from sheet2plan.loading import Loaded, load_workbooks
from sheet2plan.model import Source
from sheet2plan.output import OutputFolder, edited_files, has_ledger, open_output, safe_name
from sheet2plan.plan import Clinic
from sheet2plan.profiles import check_chosen
from sheet2plan.render import compile_printer, compile_word
from sheet2plan.render.summary import render_summary
from sheet2plan.report import ClientResult, InputFile, ReadTable, Report, WrittenFile
from sheet2plan.rerun import inputs_of, recall, remember, rules_of, template_hash
from sheet2plan.reviewing import add_review_copies
from sheet2plan.standing import PlanParts, copy_lines, plan_parts
from sheet2plan.workbook.reader import WorkbookFile
from sheet2plan.workers import CHUNK, WORTH_A_POOL, Chunk, Here, Packet, in_order, local_pools, pack, placed

Confirm = Callable[[tuple[str, ...]], bool]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run is told. `clients` and `clinicians` empty means everybody; `write` False makes it a dry run.

    `password` opens the workbooks, `encrypt` locks what is written. `jobs` processes share the work. `force` asks
    whether files that people edited may be replaced. `workers_write`: the workers of a given executor see the output
    folder and write there themselves.
    """

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
    encrypt: str | None = field(default=None, repr=False)
    jobs: int = 1
    force: bool = False
    workers_write: bool = False

    @property
    def batch_name(self) -> str:
        """The batch's folder: as named, else the month of the run."""
        return safe_name(self.batch) if self.batch else f"{self.as_of:%Y-%m}"


@dataclass(frozen=True, slots=True)
class _Read:
    """What a run needs of the workbooks; their cells are let go, because big caseloads fill the memory with them."""

    books: tuple[WorkbookFile, ...]
    tables: tuple[ReadTable, ...]
    caseload: Caseload
    findings: tuple[Finding, ...]


def _slim(loaded: Loaded) -> _Read:
    books = tuple(replace(book, sheets=()) for book in loaded.books)
    return _Read(books, tuple(table.described() for table in loaded.tables), loaded.caseload, loaded.findings)


def _silent(_done: int, _total: int) -> None:
    return


def _never(_paths: tuple[str, ...]) -> bool:
    return False


def run(
    options: RunOptions, progress: Progress = _silent, executor: Executor | None = None, confirm: Confirm = _never
) -> Report:
    """The whole job: every document of every client, the summary and the record of the run.

    The work goes to `executor`, else to processes of this computer. `confirm` is asked, when the options say force,
    whether these edited files may be replaced. Raises Sheet2PlanError, before the first client, when the workbook, a
    template, a form or the output folder can't be used, and RunStoppedError on Ctrl-C. Bad data never raises: it is
    in the report.
    """
    seal = Seal(options.encrypt) if options.encrypt else None
    inputs = inputs_of(options, seal.mark if seal else "")
    with ExitStack() as stack:
        stack.enter_context(collector_off())
        folder = stack.enter_context(_opened(options, seal)) if options.write and has_ledger(options.out) else None
        known = recall(folder, inputs) if folder and not options.force else None
        if known is not None:
            return known
        loaded, context = _load(options)
        options = _settled(options, loaded)
        batch = _Batch(options, loaded, context, _parts(loaded, context), _presses(options), seal, executor)
        if not options.write:
            return batch.run(None, progress)
        folder = folder or stack.enter_context(_opened(options, seal))
        folder = _forced(folder, confirm) if options.force else folder
        folder.ledger.forget_run(folder.batch.name)
        report = batch.run(folder, progress)
        shared = _write_report(report, loaded, folder, options)
        if seal is None and not any(result.trace for result in report.results):
            remember(folder, inputs, report, shared)
        return report


def _opened(options: RunOptions, seal: Seal | None) -> AbstractContextManager[OutputFolder]:
    return open_output(options.out, options.batch_name, options.as_of, seal)


def check(options: RunOptions) -> Report:
    """The findings alone; nothing is compiled, rendered or written."""
    with collector_off():
        loaded, context = _load(options)
        options = _settled(replace(options, write=False), loaded)
        return _Batch(options, loaded, context, _parts(loaded, context)).run(None, _silent)


def _forced(folder: OutputFolder, confirm: Confirm) -> OutputFolder:
    """The folder with leave to replace the files that people edited, when a person gives it."""
    edited = edited_files(folder)
    if not edited or not confirm(edited):
        return folder
    return replace(folder, shelf=replace(folder.shelf, forced=frozenset(edited)))


def _load(options: RunOptions) -> tuple[_Read, CheckContext]:
    settings = options.config.settings
    catalog = load_catalog().with_severities(settings.severities).with_thresholds(settings.thresholds)
    icd = options.icd or options.config.icd
    catalog = catalog.with_icd(read_icd(icd)) if icd else catalog
    check_chosen(catalog.profiles, settings.profiles)
    reading = replace(options.config.reading(options.as_of), password=options.password)
    loaded = _slim(load_workbooks(options.workbooks, catalog, reading))
    context = CheckContext(
        options.as_of,
        catalog,
        fills_forms=bool(options.config.forms),
        longest_interval=settings.review.longest_interval,
        profiles=settings.profiles,
        scoring=settings.scoring,
        reviewed_pairs=settings.copies.reviewed,
        part2=settings.privacy.part2,
    )
    return loaded, context


def _presses(options: RunOptions) -> tuple[Press, ...]:
    config = options.config
    plan = Press(compile_printer(config.plan_template), template_hash(config.plan_template))
    more = (
        Press(compile_word(word.template, word.name, word.when), template_hash(word.template)) for word in config.word
    )
    forms = (
        Press(compile_printer(form), template_hash(form, *sorted(form.parent.glob("*.pdf")))) for form in config.forms
    )
    return (plan, *more, *forms)


def _settled(options: RunOptions, loaded: _Read) -> RunOptions:
    """The chosen clients and clinicians as the workbook spells them. Raises ChoiceError for one it doesn't have."""
    people = [case.client for case in loaded.caseload.cases]
    clients = settle(options.clients, (person.client_id or "" for person in people), "client")
    clinicians = settle(options.clinicians, (person.clinician or "" for person in people), "clinician")
    return replace(options, clients=clients, clinicians=clinicians)


def _parts(loaded: _Read, context: CheckContext) -> PlanParts:
    return plan_parts(context.catalog, loaded.tables)


def _inputs(options: RunOptions, loaded: _Read) -> tuple[InputFile, ...]:
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
    loaded: _Read
    context: CheckContext
    parts: PlanParts
    presses: tuple[Press, ...] = ()
    seal: Seal | None = field(default=None, repr=False)
    executor: Executor | None = None

    def run(self, folder: OutputFolder | None, progress: Progress) -> Report:
        about_all = self._caseload_findings()
        own, shared = _by_client(self.loaded, about_all)
        cases = [case for case in self.loaded.caseload.cases if self._chosen(case)]
        results = self._results(cases, own, folder, progress)
        notices = tuple(self.context.catalog.notice(finding) for finding in shared)
        chosen = {case.client_id for case in cases}
        return Report(
            as_of=self.options.as_of,
            clinic=self.options.config.settings.clinic.name,
            workbooks=tuple(book.name for book in self.loaded.books),
            batch_folder=folder.batch if folder else None,
            results=tuple(results),
            notices=notices + tuple(notice for result in results for notice in result.notices),
            tables=self.loaded.tables,
            copies=tuple(line for line in copy_lines(about_all) if line.client_id in chosen),
            inputs=_inputs(self.options, self.loaded),
            part_titles=tuple((key, part.title) for key, part in self.parts.parts.items()),
        )

    def _results(
        self,
        cases: Sequence[Case],
        own: Mapping[str, tuple[Finding, ...]],
        folder: OutputFolder | None,
        progress: Progress,
    ) -> list[ClientResult]:
        results: list[ClientResult] = []
        packet = pack(self._desk(folder))
        chunks = (self._chunk(packet, part, own, folder) for part in _chunks(cases))
        progress(0, len(cases))
        with _stoppable(results, len(cases)), self._pools(len(cases)) as open_pool:
            for chunk, portions in in_order(open_pool, chunks, self._ahead()):
                results.extend(placed(chunk, portions, folder))
                progress(len(results), len(cases))
        return results

    def _desk(self, folder: OutputFolder | None) -> Desk:
        letterhead = self.options.config.settings.clinic
        return Desk(
            context=self.context,
            presses=self.presses,
            parts=self.parts,
            clinic=Clinic(letterhead.name, letterhead.address, letterhead.phone),
            blocked=self.loaded.caseload.blocked,
            final=self.options.final,
            rules=rules_of(self.options),
            batch=folder.batch.name if folder else None,
            pattern=self.options.config.settings.output.pattern,
            seal=self.seal,
        )

    def _chunk(
        self,
        packet: Packet,
        cases: Sequence[Case],
        own: Mapping[str, tuple[Finding, ...]],
        folder: OutputFolder | None,
    ) -> Chunk:
        ids = [case.client_id for case in cases]
        jobs = folder.ledger.jobs(folder.batch.name, ids) if folder else {}
        files: dict[str, list[FileRow]] = defaultdict(list)
        for row in folder.ledger.files(folder.batch.name, ids).values() if folder else ():
            files[row.client_id].append(row)
        orders = tuple(
            Order(case, own.get(case.client_id, ()), jobs.get(case.client_id), tuple(files[case.client_id]))
            for case in cases
        )
        stages = self.executor is None or self.options.workers_write
        return Chunk(packet, orders, folder.shelf if folder else None, stages)

    def _pools(self, clients: int) -> AbstractContextManager[Callable[[], Executor]]:
        if self.executor is not None:
            given = self.executor
            return nullcontext(lambda: given)
        if self.options.jobs < 2 or clients < WORTH_A_POOL:
            return nullcontext(Here)
        return local_pools(self.options.jobs)

    def _ahead(self) -> int:
        """Enough chunks on their way to keep everybody busy; a cluster has more hands than this computer."""
        return 2 * max(self.options.jobs, 1 if self.executor is None else 32)

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


def _chunks(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    return (cases[start : start + CHUNK] for start in range(0, len(cases), CHUNK))


@contextmanager
def _stoppable(results: Sequence[ClientResult], total: int) -> Iterator[None]:
    """Ctrl-C ends the run with a word on what was done by then."""
    try:
        yield
    except KeyboardInterrupt:
        files = sum(len(result.files) for result in results)
        raise RunStoppedError(
            f"Stopped. {len(results)} of {total} clients are done, with {files} files; each file is whole.",
            "Run the same again: it goes on from here.",
        ) from None


def _by_client(loaded: _Read, about_all: tuple[Finding, ...]) -> tuple[dict[str, tuple[Finding, ...]], list[Finding]]:
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


def _write_report(report: Report, loaded: _Read, folder: OutputFolder, options: RunOptions) -> tuple[WrittenFile, ...]:
    batch = folder.batch.resolve()
    report = replace(report, before=batch_before(batch, report.as_of))
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
    written.append(folder.write("run.json", (json.dumps(record, indent=2) + "\n").encode(), "", "run record"))
    traces = [f"{result.client_id}\n{result.trace}\n" for result in report.results if result.trace]
    if traces:
        folder.write("run.log", "\n".join(traces).encode(), "", "run log")
    return tuple(written)
