"""Writes the reference pages of docs/ from the record definitions and the catalogue: python docs/generate.py"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner
from command_pages import commands_page, fields_page
from rules_page import rules_page

from sheet2plan.catalog import load_catalog
from sheet2plan.cli import main
from sheet2plan.columns import FieldSpec, Need, fields_of, label
from sheet2plan.commands.settings_guide import settings_page
from sheet2plan.findings import Severity
from sheet2plan.sheets import SHEETS, SheetSpec

HOME = Path(__file__).parent


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {
        "DATA_DICTIONARY.md": "\n".join(_dictionary()) + "\n",
        "FINDINGS.md": "\n".join(_findings()) + "\n",
        "RULES.md": rules_page(),
        "SETTINGS.md": settings_page(),
        "COMMANDS.md": commands_page(),
        "TEMPLATE_FIELDS.md": fields_page(),
    }


def _dictionary() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "The sheets and columns of the workbook, made from the record definitions (`python docs/generate.py`)."
    yield "Only Clients, Goals and Scores must be there. The name in the last column is what a template or form says:"
    yield "`{{ client.dob }}` in a Word template is the column “Date of birth” of Clients."
    for spec in SHEETS:
        yield from _sheet(spec)


def _sheet(spec: SheetSpec) -> Iterator[str]:
    yield ""
    yield f"## {spec.name}{' (must be there)' if spec.must_exist else ''}"
    yield ""
    yield spec.meaning
    yield ""
    yield "| Column | Meaning | Kind | Needed | Example | Name |"
    yield "|---|---|---|---|---|---|"
    for column in fields_of(spec.record):
        cells = (column.column.title, column.column.meaning, _kind(column), _need(column), column.column.example)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in (*cells, f"`{column.name}`")) + " |"


def _kind(column: FieldSpec) -> str:
    if column.choices:
        return ", ".join(label(choice) for choice in column.choices)
    if column.low is not None:
        return f"{column.kind.value}, {column.low:g} " + ("or more" if column.high is None else f"to {column.high:g}")
    return column.kind.value


def _need(column: FieldSpec) -> str:
    if column.column.need is Need.CONDITIONAL:
        return f"when {column.column.when}"
    return "yes" if column.column.need is Need.REQUIRED else ""


def _findings() -> Iterator[str]:
    yield "# Findings"
    yield ""
    yield "Every code that sheet2plan can report, made from the catalogue (`python docs/generate.py`). A clinic may"
    yield "change a severity under `[severities]` in sheet2plan.toml. The codes `missing-<sheet>-<column>` stand for"
    yield "blank columns that a complete plan needs; the [data dictionary](DATA_DICTIONARY.md) says which."
    codes = load_catalog().codes
    for severity in Severity:
        yield ""
        yield f"## {severity.value.capitalize()}"
        yield ""
        yield "| Code | What it means | What to do | Rules |"
        yield "|---|---|---|---|"
        for name, code in sorted(codes.items()):
            if code.severity is severity and not name.startswith("missing-"):
                yield f"| `{name}` | {code.message} | {code.advice} | {', '.join(code.rules)} |"


def demo_output() -> str:
    """What `sheet2plan demo` says, run in an empty folder."""
    with TemporaryDirectory() as folder, chdir(folder):
        result = CliRunner().invoke(main, ["demo"])
    if result.exit_code:
        raise SystemExit(f"The demo failed: {result.output}")
    return result.stdout.strip()


def with_demo_output(readme: str, output: str) -> str:
    """The README with this as the output of the demo."""
    begin, end = "```text\n$ sheet2plan demo\n", "\n```"
    head, _, rest = readme.partition(begin)
    return head + begin + output + end + rest.partition(end)[2]


if __name__ == "__main__":
    readme = HOME.parent / "README.md"
    readme.write_text(with_demo_output(readme.read_text(encoding="utf-8"), demo_output()), encoding="utf-8")
    for name, text in pages().items():
        (HOME / name).write_text(text, encoding="utf-8")
