"""Floor 6, before the first client: the workbooks read, the run's clients chosen, what is known of each by then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sheet2plan.catalog import Catalog, load_catalog, read_icd
from sheet2plan.checks import check_caseload, check_profiles
from sheet2plan.checks.context import CheckContext
from sheet2plan.choosing import settle
from sheet2plan.clinical.profiles import check_chosen
from sheet2plan.files.shelf import twins
from sheet2plan.findings import Finding
from sheet2plan.model import Source
from sheet2plan.reading.cases import Case, Caseload
from sheet2plan.reading.loading import load_workbooks
from sheet2plan.reports.report import CopyLine
from sheet2plan.running.desk import Order
from sheet2plan.running.options import RunOptions
from sheet2plan.running.standing import PlanParts, copy_lines, plan_parts
from sheet2plan.workbook.reader import WorkbookFile
from sheet2plan.workbook.table import ReadTable


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a run works on. The cells of the workbooks are let go, and each client once taken: a caseload fills memory.

    `orders` are the clients of the run with what reading and comparing found; `shared` are the findings that belong to
    no single client; `blocked` the ids whose identity is broken, `twins` those that are one file name to some systems.
    """

    context: CheckContext
    books: tuple[WorkbookFile, ...]
    tables: tuple[ReadTable, ...]
    parts: PlanParts
    blocked: frozenset[str]
    twins: frozenset[str]
    shared: tuple[Finding, ...]
    copies: tuple[CopyLine, ...]
    orders: list[Order]

    def take(self, most: int) -> Iterator[tuple[Order, ...]]:
        """The clients in the order of the workbook, at most so many at a time; each can be taken once."""
        self.orders.reverse()
        while self.orders:
            yield tuple(self.orders.pop() for _ in range(min(most, len(self.orders))))


def gather(options: RunOptions) -> Gathered:
    """Everything that is known before the first client is served.

    Raises WorkbookError for a workbook that can't be used, ConfigError for settings, ChoiceError for a client or
    clinician that no workbook has.
    """
    context = _context(options)
    reading = replace(options.config.reading(options.as_of), password=options.password)
    loaded = load_workbooks(options.workbooks, context.catalog, reading)
    chosen = _chosen(options, loaded.caseload)
    about_all = tuple(_about_all(loaded.caseload, context, Source(loaded.books[0].name)))
    own, shared = _by_client((*loaded.findings, *about_all), loaded.caseload)
    ids = {case.client_id for case in chosen}
    tables = tuple(table.described() for table in loaded.tables)
    return Gathered(
        context=context.fresh(),
        books=tuple(replace(book, sheets=()) for book in loaded.books),
        tables=tables,
        parts=plan_parts(context.catalog, tables),
        blocked=loaded.caseload.blocked,
        twins=twins(case.client_id for case in loaded.caseload.cases),
        shared=shared,
        copies=tuple(line for line in copy_lines(about_all) if line.client_id in ids),
        orders=[Order(case, tuple(own.get(case.client_id, ()))) for case in chosen],
    )


def _context(options: RunOptions) -> CheckContext:
    settings = options.config.settings
    catalog = _catalog(options)
    check_chosen(catalog.profiles, settings.profiles)
    return CheckContext(
        options.as_of,
        catalog,
        fills_forms=bool(options.config.forms),
        longest_interval=settings.review.longest_interval,
        profiles=settings.profiles,
        scoring=settings.scoring,
        reviewed_pairs=settings.copies.reviewed,
        part2=settings.privacy.part2,
    )


def _catalog(options: RunOptions) -> Catalog:
    settings = options.config.settings
    catalog = load_catalog().with_severities(settings.severities).with_thresholds(settings.thresholds)
    icd = options.icd or options.config.icd
    return catalog.with_icd(read_icd(icd)) if icd else catalog


def _chosen(options: RunOptions, caseload: Caseload) -> list[Case]:
    """The clients that the run is for. Raises ChoiceError for a name that the workbook doesn't have."""
    people = [case.client for case in caseload.cases]
    clients = settle(options.clients, (person.client_id or "" for person in people), "client")
    clinicians = settle(options.clinicians, (person.clinician or "" for person in people), "clinician")
    wanted = {name.casefold() for name in clinicians}
    return [
        case
        for case in caseload.cases
        if (not clients or case.client_id in clients)
        and (not wanted or (case.client.clinician or "").casefold() in wanted)
    ]


def _about_all(caseload: Caseload, context: CheckContext, place: Source) -> Iterator[Finding]:
    """What only the whole caseload shows, whoever is chosen; clients whose identity is broken are left out."""
    cases = [case for case in caseload.cases if case.client_id not in caseload.blocked]
    yield from check_caseload(cases, context)
    yield from check_profiles(cases, context, place)


def _by_client(
    findings: Iterable[Finding], caseload: Caseload
) -> tuple[Mapping[str, list[Finding]], tuple[Finding, ...]]:
    """The findings of each known client, and those that belong to no single client."""
    known = {case.client_id for case in caseload.cases}
    own: dict[str, list[Finding]] = defaultdict(list)
    shared: list[Finding] = []
    for found in findings:
        if found.client_id in known:
            own[found.client_id or ""].append(found)
        else:
            shared.append(found)
    return own, tuple(shared)
