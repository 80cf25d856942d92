"""Diagnosis codes: real, billable, specific enough, fitting their words, and what problems hang on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from rapidfuzz.fuzz import ratio

from sheet2plan.catalog import IcdTable
from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import active_diagnoses, is_open_goal
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import join_words
from sheet2plan.sheets import Diagnosis

_MANY = 12
_WORDS = re.compile(r"[a-z]{3,}")
_FIXED_UNSPECIFIED = frozenset({"F32.9", "F32.A", "F41.9", "F43.10", "F99"})
_CODED_AFTER_CAUSE = ("F01", "F02", "F04", "F05", "F06", "F07", "F09", "F48.2", "F54")  # the table's code-first notes
_SUBSTANCE = ("F10", "F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19")
# Words of diagnoses as clinicians write them, which the official text spells out.
_SHORT_FORMS = {
    "mdd": "major depressive disorder",
    "gad": "generalized anxiety disorder",
    "ptsd": "post-traumatic stress disorder",
    "ocd": "obsessive-compulsive disorder",
    "adhd": "attention-deficit hyperactivity disorder",
    "bpd": "borderline personality",
    "aud": "alcohol use dependence",
    "oud": "opioid use dependence",
    "sud": "substance use dependence",
    "use disorder": "dependence abuse",
    "asd": "autistic disorder",
    "autism spectrum": "autistic",
    "odd": "oppositional defiant disorder",
    "dmdd": "disruptive mood dysregulation",
    "social anxiety": "social phobia",
    "persistent depressive": "dysthymic",
    "postpartum": "puerperal",
    "gender dysphoria": "transsexualism gender identity",
    "illness anxiety": "hypochondriacal",
    "insomnia disorder": "insomnia",
    "moderate alcohol": "alcohol dependence",
}


def check_diagnoses(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Findings on the codes of the diagnoses that stand, each alone and together."""
    table = context.catalog.icd
    standing = active_diagnoses(case)
    for row in standing:
        if row.icd10_code:
            yield from _code(case, row, row.icd10_code, table)
            yield from _age(case, row, row.icd10_code, context)
            yield from _words(case, row, row.icd10_code, context)
    yield from _pairs(case, standing, table)
    yield from _together(case, standing)
    yield from _part2(case, standing)


def check_diagnosis_links(case: Case, _context: CheckContext) -> Iterator[Finding]:
    """Problems with an open goal whose diagnosis code is not among the client's diagnoses (rule R45)."""
    known = {
        row.icd10_code for row in case.diagnoses if row.icd10_code and row.status in (None, "active", "in_remission")
    }
    open_problems = {goal.problem_id for goal in case.goals if is_open_goal(goal)}
    for problem in case.problems:
        code = problem.diagnosis_code
        if code and known and code not in known and problem.problem_id in open_problems:
            place = problem.origin.at("diagnosis_code")
            key, names = problem.problem_id or "", join_words(sorted(filter(None, known)))
            yield finding(
                "diagnosis-not-linked", place, case.client_id, "diagnosis_code", key=key, dx=code, known=names
            )


def _code(case: Case, row: Diagnosis, code: str, table: IcdTable) -> Iterator[Finding]:
    place, found = row.origin.at("icd10_code"), table.codes.get(code)
    if found is not None and found.billable:
        if row.rank == 1 and code.startswith(_CODED_AFTER_CAUSE):
            yield finding("icd-secondary-only", row.origin.at("rank"), case.client_id, "rank", dx=code)
        return
    if found is not None:
        below = [f"{child.code} {child.description}" for child in table.children(code)]
        more = f" and {len(below) - _MANY} more" if len(below) > _MANY else ""
        children = "; ".join(below[:_MANY]) + more
        yield finding(
            "icd-not-billable",
            place,
            case.client_id,
            "icd10_code",
            dx=code,
            category=found.description,
            children=children,
        )
    else:
        yield _unknown(case, row, code, table)


def _unknown(case: Case, row: Diagnosis, code: str, table: IcdTable) -> Finding:
    place, slip = row.origin.at("icd10_code"), table.slip(code)
    if slip is None and not table.covers(code) and re.fullmatch(r"[A-TV-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", code):
        return finding("icd-outside-table", place, case.client_id, "icd10_code", dx=code, release=table.release)
    meant = f"; {slip} ({table.codes[slip].description}) may be meant" if slip else _nearest(code, table)
    return finding("icd-unknown", place, case.client_id, "icd10_code", dx=code, release=table.release, meant=meant)


def _nearest(code: str, table: IcdTable) -> str:
    """The longest category above that exists, with what it holds."""
    above = code
    while len(above) > 3:
        above = above[:-1].rstrip(".")
        if above in table.codes:
            return f"; the nearest category is {above} ({table.codes[above].description})"
    return ""


def _age(case: Case, row: Diagnosis, code: str, context: CheckContext) -> Iterator[Finding]:
    found = context.catalog.icd.codes.get(code)
    if found is None or not found.billable or row.diagnosed_on is None or not code.startswith("F"):
        return
    days = (context.as_of - row.diagnosed_on).days
    unspecified = code in _FIXED_UNSPECIFIED or _names_no_kind(found.description)
    if unspecified and days > context.catalog.thresholds.unspecified_days:
        place = row.origin.at("icd10_code")
        yield finding(
            "icd-unspecified", place, case.client_id, "icd10_code", dx=code, description=found.description, days=days
        )


def _names_no_kind(description: str) -> bool:
    """Whether the disorder itself is unspecified; a side condition left open, such as onset or type, doesn't count."""
    return description.casefold().endswith((", unspecified", "disorder, unspecified")) and "type" not in description


def _words(case: Case, row: Diagnosis, code: str, context: CheckContext) -> Iterator[Finding]:
    found = context.catalog.icd.codes.get(code)
    if (
        found is None
        or not row.description
        or _likeness(row.description, found.description) >= context.catalog.thresholds.description_match
    ):
        return
    place = row.origin.at("description")
    official = found.description
    yield finding(
        "icd-text-differs", place, case.client_id, "description", text=row.description, dx=code, official=official
    )


@lru_cache(maxsize=20_000)
def _likeness(text: str, official: str) -> float:
    """How like the most alike of their telling words are, 0 to 100, with short forms spelled out."""
    spelled = text.casefold()
    for short, long in _SHORT_FORMS.items():
        spelled = re.sub(rf"\b{re.escape(short)}\b", f"{short} {long}", spelled)
    common = {
        "disorder",
        "episode",
        "unspecified",
        "other",
        "mild",
        "moderate",
        "severe",
        "with",
        "without",
        "due",
        "the",
        "and",
        "single",
    }
    mine, theirs = set(_WORDS.findall(spelled)) - common, set(_WORDS.findall(official.casefold())) - common
    if not mine or not theirs:
        return 100.0
    return max(100.0 if one[:5] == other[:5] else ratio(one, other) for one in mine for other in theirs)


def _pairs(case: Case, standing: tuple[Diagnosis, ...], table: IcdTable) -> Iterator[Finding]:
    for one, other in combinations([row for row in standing if row.icd10_code], 2):
        code, against = one.icd10_code or "", other.icd10_code or ""
        if code != against and table.excluded_pair(code, against):
            place = other.origin.at("icd10_code")
            yield finding("icd-exclude-each-other", place, case.client_id, "icd10_code", dx=code, other=against)


def _together(case: Case, standing: tuple[Diagnosis, ...]) -> Iterator[Finding]:
    codes = [row.icd10_code for row in standing if row.icd10_code]
    if codes and all(code.startswith(("Z", "R")) for code in codes):
        place = standing[0].origin.at("icd10_code")
        yield finding("icd-no-disorder", place, case.client_id, "icd10_code", codes=join_words(codes))


def _part2(case: Case, standing: tuple[Diagnosis, ...]) -> Iterator[Finding]:
    code = next((row.icd10_code for row in standing if (row.icd10_code or "").startswith(_SUBSTANCE)), None)
    if code is not None and case.client.part2_program is None and "part2_program" not in case.client.origin.unreadable:
        place = case.client.origin.at("part2_program")
        yield finding("part2-not-settled", place, case.client_id, "part2_program", dx=code)
