"""RULES.md: every rule with what it asks, why, what tells, and an example that fails beside one that passes.

The examples are those of tests/checks/rules.md, which the tests run; the passing ones are the same cells of the perfect
client.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from ruleexamples import Example, examples, perfect
from sheet2plan.catalog import Catalog, Code, Rule, load_catalog
from tables import NO_ROW, Row, Tables, emptied, read_tables

_ELSEWHERE = {
    "R50": "Six clients whose interventions all have the rationale “Therapy helps clients to cope better.”",
    "R78": "Two clients whose goals and objectives are the same but for names and numbers.",
    "R92": "Two clients whose plans share six tenths of their own wording.",
    "R93": "A client nine tenths of whose plan stands in most of the clinic's plans.",
}
_ELSEWHERE_GOOD = "Plans written for each client; what the template says counts nothing."


def rules_page() -> str:
    """The whole page."""
    return "\n".join(_lines(load_catalog())) + "\n"


def _lines(catalog: Catalog) -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield "What sheet2plan checks, made from `src/sheet2plan/data/rules.toml`, the catalogue of findings and the tested"
    yield "examples (`python docs/generate.py`). R1 to R101 follow the guide to treatment plans; D1 to D20 come"
    yield "from looking at the data. Each rule is answered for each client: pass, fail, or cannot tell. An example that"
    yield "fails shows only the cells that differ from a client whose records lack nothing; that client's cells follow."
    shown = {example.rule: example for example in reversed(examples())}
    table = perfect()
    for group, rules in groupby(catalog.rules.items(), key=lambda pair: pair[1].group):
        yield ""
        yield f"## {group}"
        for number, rule in rules:
            yield from _rule(number, rule, catalog.codes, shown.get(number), table)
    yield from _payers(catalog)
    yield from _thresholds(catalog)


def _rule(number: str, rule: Rule, codes: object, example: Example | None, table: Tables) -> Iterator[str]:
    yield ""
    yield f"### {number}. {rule.title}"
    yield ""
    yield f"{rule.why} Source: {rule.source}."
    if rule.unchecked:
        yield f"\nNot checked: {rule.unchecked}"
        return
    yield ""
    yield f"Told by {', '.join(f'`{code}` ({_severity(codes, code)})' for code in rule.codes)}."
    if rule.part:
        yield f"\nLeft to a person, or not on the sheets: {rule.part}"
    yield ""
    if example is None:
        yield f"Fails: {_ELSEWHERE[number]} Passes: {_ELSEWHERE_GOOD}"
        return
    yield f"Fails, with `{example.codes[0]}`:"
    yield from _change(example)
    yield ""
    yield "Passes:"
    yield from _unchanged(example, table)


def _severity(codes: object, name: str) -> str:
    assert isinstance(codes, dict)
    code: Code = codes[name]
    return f"{code.severity.value}, cannot tell" if code.verdict.value == "cannot tell" else code.severity.value


def _change(example: Example) -> Iterator[str]:
    for name in sorted(emptied(example.change)):
        yield f"\n{name} has no row."
    for name, rows in read_tables(example.change).items():
        removed = [row for row in rows if NO_ROW in row.values()]
        yield from (f"\n{name}: the row with {_key(row)} is not there." for row in removed)
        yield from _table(name, [row for row in rows if row not in removed])


def _unchanged(example: Example, table: Tables) -> Iterator[str]:
    for name in sorted(emptied(example.change)):
        first = table[name][0]
        yield from _table(name, [dict(list(first.items())[:5])])
    for name, rows in read_tables(example.change).items():
        same = [found for row in rows for found in [_same(row, table[name])] if found]
        yield from _table(name, same)
        if rows and not same:
            yield f"\n{name} without the row."


def _same(change: Row, rows: list[Row]) -> Row | None:
    """The perfect client's cells for the columns that a change touches."""
    key = next(iter(change))
    found = [row for row in rows if row.get(key) == change[key]]
    titles = list(change) if NO_ROW not in change.values() else list(found[-1])[1:6] if found else []
    return {title: found[-1].get(title, "") for title in titles} if found else None


def _table(name: str, rows: list[Row]) -> Iterator[str]:
    for titles, group in groupby(rows, key=tuple):
        yield f"\n| {name}: {' | '.join(titles)} |"
        yield f"|{'---|' * len(titles)}"
        for row in group:
            yield f"| {' | '.join(row[title] or '*(blank)*' for title in titles)} |"


def _key(row: Row) -> str:
    title = next(iter(row))
    return f"{title} {row[title]}"


def _payers(catalog: Catalog) -> Iterator[str]:
    yield ""
    yield "## Payers and programs"
    yield ""
    yield "A profile holds when the clinic names it under `[profiles]` in sheet2plan.toml, as in"
    yield '`"State Medicaid" = "wi_dhs35"`, or by itself when it is verified and the client\'s program or payer holds'
    yield "one of its words. A profile that is not verified is off until it is named, and then says so: check with your"
    yield "payer."
    yield ""
    yield "| Profile | Title | Chosen by | Verified | Source | What it asks |"
    yield "|---|---|---|---|---|---|"
    for each in catalog.profiles:
        words = ", ".join(each.matches)
        cells = (f"`{each.key}`", each.title, words, "yes" if each.verified else "no", each.source, each.note)
        yield f"| {' | '.join(cells)} |"


def _thresholds(catalog: Catalog) -> Iterator[str]:
    yield ""
    yield "## Thresholds"
    yield ""
    yield "A clinic changes these under `[thresholds]` in sheet2plan.toml; data/thresholds.toml says what each means."
    yield ""
    yield "| Threshold | Value |"
    yield "|---|---|"
    for name, value in catalog.thresholds.model_dump().items():
        yield f"| `{name}` | {', '.join(value) if isinstance(value, tuple) else value} |"
