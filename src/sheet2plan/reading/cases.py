"""Records to cases: everything that belongs to one client, links resolved, identities told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar, cast

from sheet2plan.findings import Finding, finding
from sheet2plan.names import client_name
from sheet2plan.reading.records import Records
from sheet2plan.sheets import (
    SHEET_OF,
    SHEETS,
    Assessment,
    Client,
    Consent,
    Contact,
    Diagnosis,
    Discharge,
    Goal,
    Intervention,
    Objective,
    PlanVersion,
    Problem,
    ProgressNote,
    Record,
    Review,
    SafetyPlan,
    Score,
)

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Case:
    """One client with all rows that belong to them, each kind in the order of the workbook."""

    client: Client
    assessments: tuple[Assessment, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    problems: tuple[Problem, ...] = ()
    goals: tuple[Goal, ...] = ()
    objectives: tuple[Objective, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    scores: tuple[Score, ...] = ()
    reviews: tuple[Review, ...] = ()
    safety_plans: tuple[SafetyPlan, ...] = ()
    contacts: tuple[Contact, ...] = ()
    consents: tuple[Consent, ...] = ()
    discharges: tuple[Discharge, ...] = ()
    notes: tuple[ProgressNote, ...] = ()
    versions: tuple[PlanVersion, ...] = ()

    @property
    def client_id(self) -> str:
        """The client's id, as on every sheet."""
        return self.client.client_id


@dataclass(frozen=True, slots=True)
class Caseload:
    """The cases in workbook order, and the ids whose identity is broken, so that nothing may be written for them."""

    cases: tuple[Case, ...]
    blocked: frozenset[str]


def assemble_cases(records: Records) -> tuple[Caseload, tuple[Finding, ...]]:
    """One Case per client id of the Clients sheet, and a finding for each row that fits no client or no parent row.

    A client id held by two different people is blocked; the same person listed twice counts once, with a finding.
    """
    clients, blocked, findings = _distinct_clients(records.of(Client))
    by_client = _Rows(records)
    cases = tuple(_case(client, by_client) for client in clients)
    findings.extend(_same_names(clients))
    findings.extend(_strangers(records, {client.client_id for client in clients}))
    for case in cases:
        findings.extend(_duplicate_keys(case))
        findings.extend(_broken_links(case))
    return Caseload(cases, frozenset(blocked)), tuple(findings)


class _Rows:
    """The records of each type by client id."""

    def __init__(self, records: Records) -> None:
        self._by_type: dict[type[Record], dict[str, list[Record]]] = {}
        for spec in SHEETS:
            grouped: dict[str, list[Record]] = defaultdict(list)
            for record in records.of(spec.record):
                grouped[record.client_id].append(record)
            self._by_type[spec.record] = grouped

    def of(self, record: type[R], client_id: str) -> tuple[R, ...]:
        return cast("tuple[R, ...]", tuple(self._by_type[record].get(client_id, ())))


def _case(client: Client, rows: _Rows) -> Case:
    one = client.client_id
    return Case(
        client=client,
        assessments=rows.of(Assessment, one),
        diagnoses=rows.of(Diagnosis, one),
        problems=rows.of(Problem, one),
        goals=rows.of(Goal, one),
        objectives=rows.of(Objective, one),
        interventions=rows.of(Intervention, one),
        scores=rows.of(Score, one),
        reviews=rows.of(Review, one),
        safety_plans=rows.of(SafetyPlan, one),
        contacts=rows.of(Contact, one),
        consents=rows.of(Consent, one),
        discharges=rows.of(Discharge, one),
        notes=rows.of(ProgressNote, one),
        versions=rows.of(PlanVersion, one),
    )


def _distinct_clients(rows: Iterable[Client]) -> tuple[list[Client], set[str], list[Finding]]:
    first: dict[str, Client] = {}
    blocked: set[str] = set()
    findings: list[Finding] = []
    for row in rows:
        known = first.setdefault(row.client_id, row)
        if known is row:
            continue
        same = _same_person(known, row)
        code = "client-twice" if same else "client-id-shared"
        findings.append(
            finding(code, row.origin.at("client_id"), row.client_id, "client_id", first=known.origin.at().a1)
        )
        if not same:
            blocked.add(row.client_id)
    return list(first.values()), blocked, findings


def _same_names(clients: Iterable[Client]) -> Iterator[Finding]:
    first: dict[str, Client] = {}
    for client in clients:
        name = client_name(client).plain.casefold()
        other = first.setdefault(name, client)
        if name and other is not client:
            place = client.origin.at("full_name" if client.full_name else "last_name")
            yield finding("client-same-name", place, client.client_id, None, other=other.client_id)


def _same_person(one: Client, other: Client) -> bool:
    """Neither name nor date of birth speaks against it; what is blank says nothing."""
    return all(
        mine is None or theirs is None or _folded(mine) == _folded(theirs)
        for mine, theirs in (
            (one.first_name, other.first_name),
            (one.last_name, other.last_name),
            (one.full_name, other.full_name),
            (one.dob, other.dob),
        )
    )


def _folded(value: object) -> str:
    return str(value).casefold()


def _strangers(records: Records, known: set[str]) -> Iterator[Finding]:
    for spec in SHEETS:
        for record in records.of(spec.record):
            if record.client_id not in known:
                yield finding(
                    "unknown-client", record.origin.at("client_id"), record.client_id, "client_id", sheet=spec.name
                )


def _keyed(case: Case) -> tuple[tuple[Record, ...], ...]:
    return case.problems, case.goals, case.objectives, case.interventions, case.versions


def _duplicate_keys(case: Case) -> Iterator[Finding]:
    for rows in _keyed(case):
        seen: dict[str, Record] = {}
        for row in rows:
            field = row.KEY
            key = getattr(row, field) if field else None
            if key is None or seen.setdefault(key, row) is row:
                continue
            place = seen[key].origin.at().a1
            yield finding("duplicate-key", row.origin.at(field), case.client_id, field, key=key, first=place)


def _broken_links(case: Case) -> Iterator[Finding]:
    parents: dict[str, frozenset[str]] = {
        "Problems": frozenset(row.problem_id for row in case.problems if row.problem_id),
        "Goals": frozenset(row.goal_id for row in case.goals if row.goal_id),
        "Objectives": frozenset(row.objective_id for row in case.objectives if row.objective_id),
    }
    children: tuple[tuple[Record, ...], ...] = (case.goals, case.objectives, case.interventions, case.notes)
    for row in (row for rows in children for row in rows):
        for field, sheet in row.LINKS.items():
            key = getattr(row, field)
            if key is not None and key not in parents[sheet]:
                yield finding(
                    "broken-link",
                    row.origin.at(field),
                    case.client_id,
                    field,
                    key=key,
                    child=SHEET_OF[type(row)].name,
                    parent=sheet,
                    known=", ".join(sorted(parents[sheet])) or "none",
                )
