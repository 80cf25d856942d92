"""Floor 6: one run, from options to Report. Walks the floors, and keeps one client's fault from every other client."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sheet2plan.errors import RunStoppedError
from sheet2plan.files.encryption import Seal
from sheet2plan.files.ledger import FileRow
from sheet2plan.files.output import OutputFolder, edited_files, has_ledger, open_output
from sheet2plan.findings import Finding, finding
from sheet2plan.logo import Logo, read_logo
from sheet2plan.memory import collector_off
from sheet2plan.plan import Clinic
from sheet2plan.render.pdf.mapping import form_files
from sheet2plan.render.printers import compile_packet, compile_printer, compile_word
from sheet2plan.reports.report import ClientResult, Report
from sheet2plan.running.closing import input_files, write_closing
from sheet2plan.running.copymaking import ready_to_copy
from sheet2plan.running.desk import Desk, Order, Press
from sheet2plan.running.gathering import Gathered, gather
from sheet2plan.running.options import RunOptions
from sheet2plan.running.pools import Here, LocalPools, OpenPool, given
from sheet2plan.running.rerun import inputs_of, recall, remember, rules_of, template_hash
from sheet2plan.running.workers import (
    CHUNK,
    WORTH_A_POOL,
    WORTH_WAKING,
    Chunk,
    Handover,
    Packet,
    in_order,
    pack,
    placed,
    ready,
)

__all__ = ["RunOptions", "check", "run"]

Confirm = Callable[[tuple[str, ...]], bool]
Progress = Callable[[int, int], None]


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
        pools = stack.enter_context(LocalPools(options.jobs))
        worth_waking = executor is None and _is_big(options)
        if worth_waking:
            pools.wake(ready, ready_to_copy)
        gathered = gather(options)
        logo = read_logo(options.config.logo) if options.config.logo else None
        batch = _Batch(options, gathered, _presses(options, logo), seal, executor is not None)
        if options.write:
            folder = folder or stack.enter_context(_opened(options, seal))
        # Left before the folder's: the workers must have ended when what they left staged is cleared away.
        stack.push(pools)
        open_pool = _opener(options, pools, executor, len(gathered.orders))
        if folder is None:
            return batch.run(None, progress, open_pool)
        folder = _forced(folder, confirm) if options.force else folder
        folder.ledger.forget_run(folder.batch.name)
        report = batch.run(folder, progress, open_pool)
        helper = pools.alone() if worth_waking else Here()
        shared, found = write_closing(report, gathered.books, gathered.context.catalog, folder, options, logo, helper)
        report = replace(report, notices=report.notices + found)
        pools.end()
        if seal is None and not any(result.trace for result in report.results):
            remember(folder, inputs, report, shared)
        return report


def _opened(options: RunOptions, seal: Seal | None) -> AbstractContextManager[OutputFolder]:
    return open_output(options.out, options.batch_name, options.as_of, seal)


def check(options: RunOptions) -> Report:
    """The findings alone; nothing is compiled, rendered or written."""
    options = replace(options, write=False)
    with collector_off():
        return _Batch(options, gather(options)).run(None, _silent, given(Here()))


def _forced(folder: OutputFolder, confirm: Confirm) -> OutputFolder:
    """The folder with leave to replace the files that people edited, when a person gives it."""
    edited = edited_files(folder)
    if not edited or not confirm(edited):
        return folder
    return replace(folder, shelf=replace(folder.shelf, forced=frozenset(edited)))


def _presses(options: RunOptions, logo: Logo | None) -> tuple[Press, ...]:
    config = options.config
    shown = [config.logo] if config.logo else []
    plan = Press(compile_printer(config.plan_template, logo), template_hash(config.plan_template, *shown))
    more = (
        Press(compile_word(word.template, word.name, word.when, logo), template_hash(word.template, *shown))
        for word in config.word
    )
    return (plan, *more, *_form_presses(config.forms, config.settings.documents.packet))


def _form_presses(mappings: Sequence[Path], packet: str) -> Iterator[Press]:
    files = [form_files(mapping) for mapping in mappings]
    if packet:
        together = template_hash(*(path for group in files for path in group))
        yield from (Press(printer, together) for printer in compile_packet(packet, mappings))
    else:
        yield from (Press(compile_printer(group[0]), template_hash(*group)) for group in files)


def _opener(options: RunOptions, pools: LocalPools, executor: Executor | None, clients: int) -> OpenPool:
    if executor is not None:
        return given(executor)
    return given(Here()) if options.jobs < 2 or clients < WORTH_A_POOL else pools.open


def _is_big(options: RunOptions) -> bool:
    there = (path for path in options.workbooks if path.is_file())
    return options.jobs > 1 and sum(path.stat().st_size for path in there) > WORTH_WAKING


@dataclass(frozen=True, slots=True)
class _Batch:
    """The clients of one run. `elsewhere`: they are served by an executor that was given, maybe on other computers."""

    options: RunOptions
    gathered: Gathered
    presses: tuple[Press, ...] = ()
    seal: Seal | None = field(default=None, repr=False)
    elsewhere: bool = False

    def run(self, folder: OutputFolder | None, progress: Progress, open_pool: OpenPool) -> Report:
        gathered = self.gathered
        results = self._results(folder, progress, open_pool)
        catalog = gathered.context.catalog
        remarks = [remark for press in self.presses for remark in press.printer.remarks]
        remarks = [_locked(remark) for remark in remarks] if self.seal else remarks
        notices = tuple(catalog.notice(finding) for finding in (*gathered.shared, *remarks))
        return Report(
            as_of=self.options.as_of,
            clinic=self.options.config.settings.clinic.name,
            workbooks=tuple(book.name for book in gathered.books),
            batch_folder=folder.batch if folder else None,
            results=tuple(results),
            notices=notices + tuple(notice for result in results for notice in result.notices),
            tables=gathered.tables,
            copies=gathered.copies,
            inputs=input_files(self.options, gathered.books),
            part_titles=tuple((key, part.title) for key, part in gathered.parts.parts.items()),
        )

    def _results(self, folder: OutputFolder | None, progress: Progress, open_pool: OpenPool) -> list[ClientResult]:
        results: list[ClientResult] = []
        total = len(self.gathered.orders)
        packet = pack(self._desk(folder))
        chunks = map(partial(self._chunk, packet, folder), self.gathered.take(CHUNK))
        progress(0, total)
        with _stoppable(results, total):
            for chunk, portions in in_order(open_pool, chunks, self._ahead()):
                results.extend(placed(chunk, portions, folder))
                progress(len(results), total)
        return results

    def _desk(self, folder: OutputFolder | None) -> Desk:
        letterhead = self.options.config.settings.clinic
        return Desk(
            context=self.gathered.context,
            presses=self.presses,
            parts=self.gathered.parts,
            clinic=Clinic(letterhead.name, letterhead.address, letterhead.phone),
            blocked=self.gathered.blocked,
            twins=self.gathered.twins,
            final=self.options.final,
            rules=rules_of(self.options),
            batch=folder.batch.name if folder else None,
            pattern=self.options.config.settings.output.pattern,
            seal=self.seal,
        )

    def _chunk(self, packet: Packet, folder: OutputFolder | None, clients: Sequence[Order]) -> Chunk:
        ids = [order.case.client_id for order in clients]
        jobs = folder.ledger.jobs(folder.batch.name, ids) if folder else {}
        files: dict[str, list[FileRow]] = defaultdict(list)
        for row in folder.ledger.files(folder.batch.name, ids).values() if folder else ():
            files[row.client_id].append(row)
        orders = tuple(
            replace(order, job=jobs.get(one), files=tuple(files[one])) for one, order in zip(ids, clients, strict=True)
        )
        there = Handover.SETTLED if self.options.workers_write else Handover.RETURNED
        handover = there if self.elsewhere else Handover.STAGED
        return Chunk(packet, orders, folder.shelf if folder else None, handover)

    def _ahead(self) -> int:
        """Enough chunks on their way to keep everybody busy, and few where documents come back to wait in memory."""
        if not self.elsewhere:
            return 2 * self.options.jobs
        return 64 if self.options.workers_write else 16


def _locked(remark: Finding) -> Finding:
    """The remark on a form as it is when filled copies are encrypted: no signature survives that."""
    if remark.code not in ("form-certified", "form-signed"):
        return remark
    form, reasons = dict(remark.values)["form"], "a password changes all of the file"
    return finding("form-signature-lost", remark.source, form=form, reasons=reasons)


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
