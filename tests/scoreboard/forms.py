"""The scoreboard of PDF forms: every field of every form filled in three passes, judged by pdfium, poppler and qpdf.

python -m scoreboard.forms [--corpus DIR] [--table FILE] [--tool NAME] [--jobs N] [FORM...]       (from tests/)
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from scoreboard.judging import Looked, Seen, changed, comparable, look
from scoreboard.samples import PASSES, Pass, samples
from scoreboard.tools import TOOLS, Filler
from sheet2plan.render.pdf.compiling import Compiled, compiled
from sheet2plan.render.pdf.fields import BUTTONS, FormField
from sheet2plan.render.pdf.source import open_source, read_bytes

CHECKS = ("value", "pdfium sees", "poppler sees", "pdfium reads", "poppler reads")


def corpus() -> Path:
    """Where the forms are: SHEET2PLAN_CORPUS, else beside the repository."""
    told = os.environ.get("SHEET2PLAN_CORPUS")
    return Path(told) if told else Path(__file__).resolve().parents[3] / "shared" / "corpus"


@dataclass
class Row:
    """One form in one pass: how many checks were made and passed, and what was missed."""

    form: str
    which: str
    made: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    fields: int = 0
    wrong: set[str] = field(default_factory=set)
    qpdf: list[str] = field(default_factory=list)
    fault: str = ""

    def note(self, check: str, seen: Seen, holds: bool, detail: str = "") -> None:
        """Counts one check of one widget."""
        self.made[check] += 1
        self.passed[check] += holds
        if not holds:
            self.wrong.add(seen.name)
            self.misses.append(f"{check}: {seen.name} (page {seen.page + 1}) {detail}")

    @property
    def right(self) -> bool:
        """Whether every field is right and the file is sound."""
        return not self.wrong and not self.qpdf and not self.fault


def judge(path: Path, tool: str) -> list[Row]:
    """The rows of one form."""
    source = open_source(path.name, read_bytes(path))
    form = compiled(source)
    before = look(form.tail.content, with_text=False)
    return [_row(path, form, before, which, TOOLS[tool]) for which in PASSES]


def _row(path: Path, form: Compiled, before: Looked, which: Pass, fill: Filler) -> Row:
    row = Row(path.name, which)
    values = samples(form.fields, which)
    row.fields = len(values)
    try:
        content, faults = fill(path, form, values)
    except Exception as fault:  # a tool's crash is a result
        trace = traceback.extract_tb(fault.__traceback__)[-1]
        row.fault = f"{type(fault).__name__}: {fault} ({Path(trace.filename).name}:{trace.lineno})"
        return row
    row.wrong.update(faults)
    row.misses += [f"left for a person: {name} {code}" for name, code in faults.items()]
    after = look(content, with_text=True)
    row.qpdf = sorted((Counter(after.qpdf) - Counter(before.qpdf)).elements())
    fields = {item.name: item for item in form.fields}
    old = {(seen.name, seen.page, seen.rect): seen for seen in before.widgets}
    on = {seen.name for seen in after.widgets if seen.checked}
    for seen in after.widgets:
        if seen.name in values:
            was = old.get((seen.name, seen.page, seen.rect))
            _judge_widget(row, fields[seen.name], values[seen.name], seen, was, on, before, after)
        elif seen.name not in fields:
            row.note("value", seen, False, "pdfium knows a field that the form model lacks")
    return row


def _judge_widget(
    row: Row, item: FormField, value: str, seen: Seen, was: Seen | None, on: set[str], before: Looked, after: Looked
) -> None:
    if item.kind in BUTTONS:
        row.note("value", seen, seen.name in on, "no state is on")
        turned = was is not None and was.checked != seen.checked
        if turned and seen.checked and not seen.hidden:
            _judge_pixels(row, seen, before, after)
        return
    shown = dict(item.options).get(value, value)
    row.note("value", seen, seen.value in (value, shown), f"{seen.value!r} for {value!r}")
    if seen.hidden:
        return
    if was is None or was.value != seen.value:
        _judge_pixels(row, seen, before, after)
    wanted = "*" * len(shown) if item.password else shown
    read = after.texts.get((seen.page, seen.rect), "")
    row.note("pdfium reads", seen, _holds(read, wanted), f"{read!r} for {wanted!r}")
    read = "".join(_words_in(seen, after))
    row.note("poppler reads", seen, _holds(read, wanted), f"{read!r} for {wanted!r}")


def _holds(read: str, wanted: str) -> bool:
    """Whether all letters are there and nine of ten words are whole; extraction may reorder words and lines."""
    if comparable(wanted) in comparable(read):
        return True
    letters, words = comparable(read), [comparable(word) for word in wanted.split()]
    whole = sum(word in letters or word[::-1] in letters for word in words)
    return not Counter(comparable(wanted)) - Counter(letters) and whole >= 0.9 * len(words) - 1


def _judge_pixels(row: Row, seen: Seen, before: Looked, after: Looked) -> None:
    for name, old, new in (("pdfium", before.pdfium, after.pdfium), ("poppler", before.poppler, after.poppler)):
        inside = seen.page < len(old) and seen.page < len(new)
        row.note(f"{name} sees", seen, inside and changed(old[seen.page], new[seen.page], seen.pixels))


def _words_in(seen: Seen, after: Looked) -> Iterator[str]:
    left, top, right, bottom = (edge / 1.5 for edge in seen.pixels)
    for x1, y1, x2, y2, text in after.words[seen.page] if seen.page < len(after.words) else ():
        if x1 < right and x2 > left and top - 1 <= (y1 + y2) / 2 <= bottom + 1:
            yield text


def table(rows: Sequence[Row], tool: str) -> str:
    """The scoreboard as Markdown."""
    lines = [
        f"## {tool}\n",
        f"| pass | forms | fully right | fields | right | {' | '.join(CHECKS)} | faults | new qpdf |",
    ]
    lines.append("|" + "---|" * (7 + len(CHECKS)))
    for which in PASSES:
        mine = [row for row in rows if row.which == which]
        fields, wrong = sum(row.fields for row in mine), sum(len(row.wrong) for row in mine)
        wrong += sum(row.fields for row in mine if row.fault)
        cells = [which, len(mine), _share(sum(row.right for row in mine), len(mine)), fields]
        cells.append(_share(fields - wrong, fields))
        cells += [
            _share(sum(row.passed[check] for row in mine), sum(row.made[check] for row in mine)) for check in CHECKS
        ]
        cells += [sum(bool(row.fault) for row in mine), sum(len(row.qpdf) for row in mine)]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "–"


def missed(rows: Sequence[Row]) -> str:
    """Every miss."""
    lines = []
    for row in rows:
        if not row.right:
            head = f"{row.form} · {row.which}: {len(row.wrong)} of {row.fields} fields"
            lines += [f"- {head} {row.fault}", *(f"  - {miss}" for miss in [*row.qpdf, *row.misses])]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Judges the forms and prints the scoreboard."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forms", nargs="*", help="parts of file names; none for all")
    parser.add_argument("--corpus", type=Path, default=corpus() / "forms")
    parser.add_argument("--tool", choices=TOOLS, default="sheet2plan")
    parser.add_argument("--table", type=Path, help="write the table here")
    parser.add_argument("--jobs", type=int, default=2)
    told = parser.parse_args()
    paths = [
        path
        for path in sorted(told.corpus.glob("*.pdf"))
        if not told.forms or any(part in path.name for part in told.forms)
    ]
    with ProcessPoolExecutor(told.jobs) as pool:
        rows = [row for found in pool.map(judge, paths, [told.tool] * len(paths)) for row in found]
    text = table(rows, told.tool)
    sys.stdout.write(text + "\n" + missed(rows))
    if told.table:
        told.table.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
