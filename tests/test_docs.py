"""The docs say what the program does: generated pages are fresh, links lead somewhere, commands and settings exist."""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from pathlib import Path

import click
import pytest

from sheet2plan.cli import main
from sheet2plan.render.pdf.mapping import Mapping
from sheet2plan.settings import Settings

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP / "docs"))

import generate  # noqa: E402

PAGES = [TOP / "README.md", TOP / "CHANGELOG.md", *sorted((TOP / "docs").rglob("*.md"))]
WRITTEN = [page for page in PAGES if page.name not in generate.pages()]


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def names(pages: list[Path]) -> list[str]:
    return [page.relative_to(TOP).as_posix() for page in pages]


@pytest.mark.parametrize("name", sorted(generate.pages()))
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert (TOP / "docs" / name).read_text(encoding="utf-8") == generate.pages()[name], "run python docs/generate.py"


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not page.parent.joinpath(target).exists()] == []


@pytest.mark.parametrize("page", sorted((TOP / "docs").rglob("*.md")), ids=lambda page: page.stem)
def test_every_page_is_reached_from_the_readme(page: Path) -> None:
    assert page.relative_to(TOP).as_posix() in (TOP / "README.md").read_text(encoding="utf-8")


def test_the_readme_says_the_two_commands() -> None:
    text = (TOP / "README.md").read_text(encoding="utf-8")
    assert "<!-- main-command -->" in text
    assert "<!-- test-command -->" in text


def test_the_readme_shows_what_the_demo_says() -> None:
    text = (TOP / "README.md").read_text(encoding="utf-8")
    assert generate.with_demo_output(text, generate.demo_output()) == text, "run python docs/generate.py"


@pytest.mark.parametrize("page", WRITTEN, ids=names(WRITTEN))
def test_every_command_in_the_docs_exists(page: Path) -> None:
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    told = [line for line in lines if re.search(r"(^|[/\\ ])sheet2plan ", line)]
    assert [(line, fault) for line in told if (fault := unknown_in(line))] == []


def unknown_in(line: str) -> str:
    """What of the line the command line does not know; "" when all is known."""
    words = shlex.split(re.split(r"(?:^|&& |/)sheet2plan ", line)[-1], comments=True)
    command: click.Command = main
    while isinstance(command, click.Group):
        name = words.pop(0)
        if name not in command.commands:
            return name
        command = command.commands[name]
    options = {option for parameter in command.params for option in parameter.opts}
    return next((word for word in words if word.startswith("-") and word not in options), "")


@pytest.mark.parametrize("page", WRITTEN, ids=names(WRITTEN))
def test_every_setting_in_the_docs_is_a_right_one(page: Path) -> None:
    for block in blocks(page, "toml"):
        told = tomllib.loads(block)
        if told.keys() <= Settings.model_fields.keys():
            Settings.model_validate(told)
        if "form" in told:
            Mapping.model_validate(told)
