"""Copied plans: between clients over the whole caseload, and from one version or review of a client to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from rapidfuzz.fuzz import ratio

from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.contradictions import check_shared_notes
from sheet2plan.clinical.copies import Cluster, Copies, PlanText, find_copies
from sheet2plan.clinical.current import in_care, is_open_goal, is_open_objective, latest_assessment, plan_in_force
from sheet2plan.clinical.masking import Text, mask
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_date
from sheet2plan.sheets import Client, PlanVersion, Record, Review

_NAMED = 5
_LIBRARY_WORDS = 6


def check_caseload(cases: Iterable[Case], context: CheckContext) -> tuple[Finding, ...]:
    """Findings that only the whole caseload shows: copies, plans that are mostly template, library sentences."""
    limits = context.catalog.thresholds
    everybody = tuple(cases)
    treated = {case.client_id: case for case in everybody if in_care(case)}
    plans = [plan_text(case, context.as_of) for case in treated.values()]
    copies = find_copies(plans, limits.copied_share, limits.similar_share, limits.library_share, context.reviewed_pairs)
    return (
        *_clusters(copies.clusters, treated, context),
        *_alike(copies, treated),
        *_template(copies, treated, limits.template_share),
        *_library(treated.values(), context),
        *check_shared_notes(everybody),
    )


def plan_text(case: Case, as_of: date) -> PlanText:
    """What of a plan should be the client's own: concerns, problems, goals, objectives, interventions and reasons."""
    assessment = latest_assessment(case, as_of)
    texts: list[str | None] = []
    if assessment:
        texts += [assessment.presenting_concerns, assessment.strengths, assessment.functional_impairments]
    texts += [row.problem_text for row in case.problems]
    texts += [row.goal_text for row in case.goals if is_open_goal(row)]
    live = [row for row in case.objectives if is_open_objective(row)]
    keys = {row.objective_id for row in live}
    texts += [row.objective_text for row in live]
    for row in case.interventions:
        if row.objective_id in keys:
            texts += [row.intervention_text, row.rationale]
    client = case.client
    names = (client.first_name, client.last_name, client.full_name, client.preferred_name, client.guardian_name)
    return PlanText(case.client_id, Text(tuple(filter(None, texts)), tuple(filter(None, names))))


def _clusters(clusters: tuple[Cluster, ...], cases: dict[str, Case], context: CheckContext) -> Iterator[Finding]:
    for cluster in clusters:
        for client_id in cluster.clients:
            others = [other for other in cluster.clients if other != client_id]
            more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
            passages = " … ".join(f"“{passage}”" for passage in cluster.passages)
            case = cases[client_id]
            version = plan_in_force(case, context.as_of)
            yield finding(
                "plan-copied",
                (version or case.client).origin.at(),
                client_id,
                share=f"{cluster.share:.0%}",
                others=", ".join(others[:_NAMED]) + more,
                count=len(others),
                passages=passages or "single words and short phrases",
            )


def _alike(copies: Copies, cases: dict[str, Case]) -> Iterator[Finding]:
    for pair in copies.alike:
        place = cases[pair.one].client.origin.at()
        yield finding("plan-alike", place, pair.one, share=f"{pair.share:.0%}", other=pair.other)


def _template(copies: Copies, cases: dict[str, Case], limit: float) -> Iterator[Finding]:
    for client, share in copies.template_shares:
        if share > limit:
            yield finding("plan-not-individual", cases[client].client.origin.at(), client, share=f"{share:.0%}")


def _library(cases: Iterable[Case], context: CheckContext) -> Iterator[Finding]:
    """Sentences that stand, names and numbers apart, in the plans of more clients than the threshold (rule R50)."""
    users: dict[tuple[str, bytes], dict[str, Record]] = defaultdict(dict)
    sentences = [(case.client, list(_sentences(case))) for case in cases]
    masked = mask(Text(tuple(text for *_, text in said), _names(client)) for client, said in sentences)
    all_said = chain.from_iterable(said for _, said in sentences)
    for (field, row, _), (plain, length) in zip(all_said, masked.passages(), strict=True):
        if length >= _LIBRARY_WORDS:
            users[field, plain].setdefault(row.client_id, row)
    for (field, _), rows in users.items():
        if len(rows) > context.catalog.thresholds.library_clients:
            clients = list(rows)
            row = rows[clients[0]]
            more = f" and {len(clients) - _NAMED} more" if len(clients) > _NAMED else ""
            yield finding(
                "library-sentence",
                row.origin.at(field),
                None,
                field,
                text=getattr(row, field),
                count=len(clients),
                clients=", ".join(clients[:_NAMED]) + more,
            )


def _names(client: Client) -> tuple[str, ...]:
    return tuple(filter(None, (client.first_name, client.last_name, client.preferred_name)))


def _sentences(case: Case) -> Iterator[tuple[str, Record, str]]:
    for objective in filter(is_open_objective, case.objectives):
        if objective.objective_text:
            yield "objective_text", objective, objective.objective_text
    for goal in filter(is_open_goal, case.goals):
        if goal.goal_text:
            yield "goal_text", goal, goal.goal_text
    for row in case.interventions:
        if row.rationale:
            yield "rationale", row, row.rationale


# --- one client's own past -----------------------------------------------------------------------------------------


def check_copied_forward(case: Case, context: CheckContext) -> Iterator[Finding]:
    """A version that changes nothing and says nothing of it, and a review in the words of the one before (rule R62)."""
    versions = sorted(
        (row for row in case.versions if row.effective_date), key=lambda row: row.effective_date or date.min
    )
    begun = [row for row in versions if row.effective_date and row.effective_date <= context.as_of]
    if len(begun) > 1 and _same_version(begun[-2], begun[-1], context.catalog.thresholds.same_version_share):
        this, before = begun[-1], begun[-2]
        place = this.origin.at("change_note")
        words = {"this": _dated(this.effective_date), "before": _dated(before.effective_date)}
        yield finding("plan-copied-forward", place, case.client_id, "change_note", **words)
    reviews = sorted((row for row in case.reviews if row.review_date), key=lambda row: row.review_date or date.min)
    held = [row for row in reviews if row.review_date and row.review_date <= context.as_of]
    if len(held) > 1 and _same_review(held[-2], held[-1]):
        place = held[-1].origin.at("progress_summary")
        words = {"this": _dated(held[-1].review_date), "before": _dated(held[-2].review_date)}
        yield finding("review-copied-forward", place, case.client_id, "progress_summary", **words)


def _same_version(before: PlanVersion, this: PlanVersion, share: float) -> bool:
    """Numbers count here: a moved target is a change. A change note of its own speaks for the version."""
    own_note = bool(this.change_note) and this.change_note != before.change_note
    return not own_note and ratio(_version_words(before), _version_words(this)) / 100 >= share


def _version_words(row: PlanVersion) -> str:
    return " ".join(filter(None, (row.client_words, row.client_input, row.progress_method, row.expected_outcome)))


def _same_review(before: Review, this: Review) -> bool:
    mine = (this.progress_summary, this.changes_made)
    return mine == (before.progress_summary, before.changes_made) and any(mine)


def _dated(day: date | None) -> str:
    return say_date(day) if day else ""
