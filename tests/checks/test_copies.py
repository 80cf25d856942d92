from __future__ import annotations

import pytest

from benchmarks.copies import false_clusters, found_groups, make_plans
from ruleexamples import perfect
from sheet2plan.catalog import load_catalog
from sheet2plan.checks import check_caseload
from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.copies import PlanText, find_copies, shared_passages
from sheet2plan.clinical.masking import Text, mask
from sheet2plan.findings import Finding
from tables import AS_OF, Tables, changed, load_clients

WORDS = "she walks along the river each morning before work and writes three lines about what she saw there"
OTHER = "he rings his brother on sundays because the silence of the flat weighs on him after the divorce last winter"


def test_copies_are_found_and_nothing_else() -> None:
    plans, planted = make_plans(1500, seed=7)
    copies = find_copies(plans, 0.6, 0.4, 0.2)
    for edits in (0.0, 0.02, 0.03, 0.05):
        found, there = found_groups(planted, copies, edits)
        assert found == there
    assert false_clusters(planted, copies) == 0


def test_names_are_left_out_and_numbers_masked() -> None:
    one = PlanText("A", Text((f"Ana will score 9 by May 3: {WORDS}",), ("Ana Reyes",)))
    other = PlanText("B", Text((f"Bo will score 12 by June 17: {WORDS}",), ("Bo Lind",)))
    assert [cluster.share for cluster in find_copies([one, other], 0.6, 0.4, 0.2).clusters] == [1.0]


def test_template_wording_counts_nothing() -> None:
    plans = [
        PlanText(f"C-{number}", Text((WORDS, " ".join(f"word{number}x{place}" for place in range(30)))))
        for number in range(40)
    ]
    copies = find_copies(plans, 0.6, 0.4, 0.2)
    assert copies.clusters == ()
    assert copies.alike == ()
    assert all(share > 0.3 for _, share in copies.template_shares)


def test_reviewed_pairs_stay_out() -> None:
    plans = [PlanText("A", Text((WORDS,))), PlanText("B", Text((WORDS,))), PlanText("C", Text((OTHER,)))]
    assert find_copies(plans, 0.6, 0.4, 0.2).clusters[0].clients == ("A", "B")
    assert find_copies(plans, 0.6, 0.4, 0.2, [("B", "A")]).clusters == ()


def test_a_reviewed_pair_may_stand_behind_a_copy_of_both() -> None:
    plans = [PlanText(client, Text((WORDS,))) for client in "ABC"]
    assert find_copies(plans, 0.6, 0.4, 0.2, [("B", "C")]).clusters[0].clients == ("A", "B", "C")


def test_a_reviewed_pair_of_one_client_says_nothing() -> None:
    plans = [PlanText(client, Text((WORDS,))) for client in "AB"]
    assert find_copies(plans, 0.6, 0.4, 0.2, [("B", "B")]).clusters[0].clients == ("A", "B")


def test_a_client_who_is_called_like_a_month_is_compared_like_any_other() -> None:
    one = PlanText("A", Text((f"April will score 9 by May 3: {WORDS}",), ("April Reyes",)))
    other = PlanText("B", Text((f"Bo will score 12 by June 17: {WORDS}",), ("Bo Lind",)))
    assert [cluster.share for cluster in find_copies([one, other], 0.6, 0.4, 0.2).clusters] == [1.0]


@pytest.mark.parametrize("words", [200, 300_000])
def test_any_number_of_different_words_can_be_compared(words: int) -> None:
    """Three words and their plan fit into one integer of 64 bits, or the runs are numbered first."""
    rare = " ".join(f"w{number}x" for number in range(words))
    alike = [PlanText(f"B{number}", Text((WORDS,))) for number in range(3)]
    others = [PlanText(f"C{number}", Text((f"one word{number} more",))) for number in range(130)]
    copies = find_copies([PlanText("A", Text((WORDS, rare))), *alike, *others], 0.6, 0.4, 0.2)
    assert [cluster.clients for cluster in copies.clusters] == [("B0", "B1", "B2")]


def test_a_caseload_without_words() -> None:
    assert find_copies([], 0.6, 0.4, 0.2).clusters == ()
    assert find_copies([PlanText("A", Text(())), PlanText("B", Text(("",)))], 0.6, 0.4, 0.2).alike == ()


def test_a_sign_that_no_text_should_have_is_no_word() -> None:
    masked = mask([Text((f"{WORDS}\x00 {OTHER}", "\x00"), ("Ana \x00",)), Text((f"Ana: {WORDS} {OTHER}",), ("Ana",))])
    (one, words), (_, none), (other, _) = masked.passages()
    assert (one == other, words, none) == (True, len(f"{WORDS} {OTHER}".split()), 0)


def test_the_shared_passage_is_told_as_written() -> None:
    one = Text((f"Monday. {WORDS}, she says.",))
    other = Text((f"{OTHER}; {WORDS}",))
    assert shared_passages(one, other) == (WORDS,)


# --- through the sheets ----------------------------------------------------------------------------------------------

CONTEXT = CheckContext(AS_OF, load_catalog())
CODES = {"plan-copied", "plan-alike", "plan-not-individual", "library-sentence"}


def _caseload(
    clients: dict[str, Tables], folder: pytest.TempPathFactory, context: CheckContext = CONTEXT
) -> list[Finding]:
    """What of plans is copied; the notes of these clients are one another's, which is another matter."""
    cases = load_clients(clients, folder.mktemp("caseload")).caseload.cases
    return [item for item in check_caseload(cases, context) if item.code in CODES]


def _another(number: int) -> Tables:
    """A client with words of their own; the structure is the perfect client's."""
    return {
        name: [{title: _own(title, text, number) for title, text in row.items()} for row in rows]
        for name, rows in perfect().items()
    }


def _own(title: str, text: str, number: int) -> str:
    if title in ("Objective", "Long-term goal", "Problem", "Rationale", "Clinician will") or len(text) > 60:
        return " ".join(f"{word}{chr(ord('a') + number)}" for word in text.split())
    return text


def test_two_clients_with_one_plan(tmp_path_factory: pytest.TempPathFactory) -> None:
    clients = {"C-0001": perfect(), "C-0002": perfect(), "C-0003": _another(3)}
    found = _caseload(clients, tmp_path_factory)
    assert {item.client_id for item in found if item.code == "plan-copied"} == {"C-0001", "C-0002"}
    reviewed = CheckContext(AS_OF, load_catalog(), reviewed_pairs=(("C-0001", "C-0002"),))
    assert [item for item in _caseload(clients, tmp_path_factory, reviewed) if item.code == "plan-copied"] == []


def test_two_plans_much_alike(tmp_path_factory: pytest.TempPathFactory) -> None:
    half = changed(
        _another(2),
        "Assessment\n| Client ID | Presenting concerns | Strengths | Functional impairments |\n"
        "| C-0001 | Low mood since a job loss in spring; sleeps four hours a night and has stopped seeing friends. "
        "| Plays violin; close to her sister. | Misses work twice a week; stopped cooking. |\n"
        "Problems\n| Problem # | Problem |\n| P1 | Low mood and withdrawal |\n| P2 | Short, broken sleep |\n"
        "Goals\n| Goal # | Long-term goal |\n| G1 | Lift mood and be among people again |\n"
        "| G2 | Sleep enough to work the whole week |\n"
        "Objectives\n| Objective # | Objective |\n| O1.1 | Lower PHQ-9 from 18 to 8 or less by January 29, 2027. |\n"
        "| O1.2 | Meet a friend 2 times a week, up from 0, by January 15, 2027. |\n"
        "Interventions\n| Intervention # | Clinician will |\n"
        "| I1 | teach a thought record and read the week's entries together |",
    )
    found = _caseload({"C-0001": perfect(), "C-0002": half}, tmp_path_factory)
    assert [item.code for item in found] == ["plan-alike", "plan-alike"]


def test_a_sentence_for_many_clients(tmp_path_factory: pytest.TempPathFactory) -> None:
    reason = "Therapy helps clients to cope better with their symptoms."
    sentence = f"Interventions\n| Intervention # | Rationale |\n| I1 | {reason} |"
    clients = {f"C-{number:04}": changed(_another(number), sentence) for number in range(1, 7)}
    found = _caseload(clients, tmp_path_factory)
    assert [item.code for item in found] == ["library-sentence"]
    assert dict(found[0].values)["count"] == "6"


def test_a_plan_of_template_wording(tmp_path_factory: pytest.TempPathFactory) -> None:
    clients = {f"C-{number:04}": perfect() for number in range(1, 13)}
    codes = {item.code for item in _caseload(clients, tmp_path_factory)}
    assert "plan-not-individual" in codes
