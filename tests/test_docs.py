from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP / "docs"))

import generate  # noqa: E402


@pytest.mark.parametrize("name", sorted(generate.pages()))
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert (TOP / "docs" / name).read_text(encoding="utf-8") == generate.pages()[name], "run python docs/generate.py"


@pytest.mark.parametrize("page", ["README.md", "docs/ARCHITECTURE.md", "CHANGELOG.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (TOP / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", text)
    assert [target for target in targets if not (TOP / page).parent.joinpath(target).exists()] == []


def test_the_readme_says_the_two_commands() -> None:
    text = (TOP / "README.md").read_text(encoding="utf-8")
    assert "<!-- main-command -->" in text
    assert "<!-- test-command -->" in text
