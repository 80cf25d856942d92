"""Every rule: the perfect client passes it, one change fails it, and the change fails nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ruleexamples import Example, broken, examples, perfect
from sheet2plan.catalog import load_catalog
from sheet2plan.checks import check_case
from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.required import completeness
from sheet2plan.clinical.audit import audit_answers, rule_answers
from sheet2plan.findings import Notice, Severity, Verdict
from tables import AS_OF, load, load_clients

CATALOG = load_catalog()
CONTEXT = CheckContext(AS_OF, CATALOG)
EXAMPLES = examples()
# Shown elsewhere: these need more than one client.
OF_THE_CASELOAD = {"client-id-shared", "plan-copied", "plan-alike", "plan-not-individual", "library-sentence"}
OF_THE_SETTINGS = {"profile-not-verified"}
CASELOAD_RULES = {"R50", "R78", "R92", "R93"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Example, tuple[Notice, ...]]:
    """All examples in one workbook, one client each: the notices of reading and checking by example."""
    clients = {f"C-{number:04}": broken(example) for number, example in enumerate(EXAMPLES, 1)}
    loaded = load_clients(clients, tmp_path_factory.mktemp("rules"))
    by_client: dict[str, tuple[Notice, ...]] = {}
    for case in loaded.caseload.cases:
        read = [item for item in loaded.findings if item.client_id == case.client_id]
        by_client[case.client_id] = tuple(map(CATALOG.notice, (*read, *check_case(case, CONTEXT))))
    return dict(zip(EXAMPLES, by_client.values(), strict=True))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_breaking_a_rule_gives_its_finding_and_no_other(
    example: Example, found: Mapping[Example, tuple[Notice, ...]]
) -> None:
    codes = {notice.code for notice in found[example]}
    assert {*example.codes, *example.also} <= codes
    grave = {notice.code for notice in found[example] if notice.severity in (Severity.ERROR, Severity.GAP)}
    assert grave <= {*example.codes, *example.also}
    for code in example.codes:
        assert example.rule in CATALOG.codes[code].rules, code


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_broken_rule_is_answered_so(example: Example, found: Mapping[Example, tuple[Notice, ...]]) -> None:
    answers = {answer.rule: answer.verdict for answer in rule_answers(found[example], CATALOG)}
    assert answers[example.rule] is not Verdict.PASS


def test_the_perfect_client_passes_everything(tmp_path_factory: pytest.TempPathFactory) -> None:
    loaded = load(perfect(), tmp_path_factory.mktemp("perfect"))
    case = loaded.caseload.cases[0]
    notices = tuple(map(CATALOG.notice, (*loaded.findings, *check_case(case, CONTEXT))))
    assert notices == ()
    assert completeness(case, CONTEXT) == 100
    assert {answer.verdict for answer in rule_answers(notices, CATALOG)} == {Verdict.PASS}
    assert {answer.verdict for answer in audit_answers(notices, CATALOG)} == {Verdict.PASS}


def test_every_rule_of_the_guide_is_there() -> None:
    wanted = [f"R{number}" for number in range(1, 102)] + [f"D{number}" for number in range(1, 21)]
    assert list(CATALOG.rules) == wanted
    assert [number for number, rule in CATALOG.rules.items() if bool(rule.codes) == bool(rule.unchecked)] == []


def test_every_checked_rule_has_an_example() -> None:
    shown = {example.rule for example in EXAMPLES} | CASELOAD_RULES
    assert {number for number, rule in CATALOG.rules.items() if rule.codes} == shown


def test_every_code_of_a_rule_has_an_example() -> None:
    shown = {code for example in EXAMPLES for code in (*example.codes, *example.also)}
    needed = {name for name, code in CATALOG.codes.items() if code.rules and not name.startswith("missing-")}
    assert needed - shown == OF_THE_CASELOAD | OF_THE_SETTINGS


def test_every_code_belongs_to_a_part_of_the_plan() -> None:
    homeless = [name for name, code in CATALOG.codes.items() if code.rules and code.component is None]
    assert set(homeless) <= {"broken-link", "profile-not-verified"}


def test_names_in_the_data_files_are_codes() -> None:
    listed = [code for part in CATALOG.components.values() for code in part.codes]
    listed += [code for point in CATALOG.audit.values() for code in point.codes if not code.endswith("*")]
    listed += [code for profile in CATALOG.profiles for code in profile.severities]
    assert [code for code in listed if code not in CATALOG.codes] == []
