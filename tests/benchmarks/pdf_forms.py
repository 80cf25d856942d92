"""Speed of form filling beside pypdf (as its documentation shows it) and pikepdf: CPU milliseconds per written file.

    PYTHONPATH=src:tests python tests/benchmarks/pdf_forms.py [--clients N] [--many N]

The forms are those of the corpus: SHEET2PLAN_CORPUS, else ../shared/corpus.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from scoreboard.forms import corpus
from scoreboard.tools import Filler, ours, pikepdf_form, pypdf_recipe
from sheet2plan.render.pdf.compiling import Compiled, compiled
from sheet2plan.render.pdf.fields import FieldKind
from sheet2plan.render.pdf.source import open_source, read_bytes

FORMS = {
    "small": "hosp_community-health-centers-burlington_form-2.pdf",
    "medium": "hosp_decatur-county-hospital_form-1.pdf",
    "large": "irs_f1040_2025.pdf",
    "xl": "vita_nj1040-TY2024.pdf",
}
TARGETS = {"small": 0.5, "medium": 0.8, "large": 3.0, "xl": 12.0}
_SLOW = {"small": 12, "medium": 8, "large": 3, "xl": 1}


def values(form: Compiled, client: int) -> dict[str, str]:
    """Data in every field, different for each client."""
    found = {}
    for number, (name, target) in enumerate(form.targets.items()):
        field = target.field
        if field.states:
            found[name] = field.states[0]
        elif field.options:
            found[name] = field.options[client % len(field.options)][0]
        elif field.kind is FieldKind.TEXT:
            room = (field.rect[2] - field.rect[0]) / 5
            text = f"{client % 1000} value {number}"[: max(int(room), 1)]
            found[name] = text[: field.max_length or 99].strip() or "1"
    return found


def measured(path: Path, form: Compiled, fill: Filler, clients: Sequence[Mapping[str, str]], target: Path) -> float:
    """CPU milliseconds per file, median over the clients."""
    spent = []
    for data in clients:
        start = time.process_time()
        content, _ = fill(path, form, data)
        target.write_bytes(content)
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent)


def many(path: Path, form: Compiled, count: int, target: Path) -> float:
    """CPU seconds for many files, each written to disk."""
    start = time.process_time()
    for client in range(count):
        content, _ = ours(path, form, values(form, client))
        (target / f"{client % 50}.pdf").write_bytes(content)
    return time.process_time() - start


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--many", type=int, default=0, help="write so many files, and half as many, of the small form")
    told = parser.parse_args()
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path.cwd()
    print("| form | fields | compile | ours | one name beyond Latin | pikepdf | pypdf | against pypdf | target |")
    print("|---|---|---|---|---|---|---|---|---|")
    for size, name in FORMS.items():
        print(_line(size, corpus() / "forms" / name, told.clients, folder / "sheet2plan-benchmark.pdf"), flush=True)
    if told.many:
        _print_many(told.many, folder)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, peers included")


def _line(size: str, path: Path, count: int, target: Path) -> str:
    start = time.process_time()
    form = compiled(open_source(path.name, read_bytes(path)))
    compile_ms = (time.process_time() - start) * 1000
    clients = [values(form, client) for client in range(count)]
    named = [{**data, _first_text(form): "Łukasz"} for data in clients]
    few = clients[: _SLOW[size]]

    def run(fill: Filler, data: Sequence[Mapping[str, str]]) -> float:
        return measured(path, form, fill, data, target)

    run(ours, clients[:3])
    mine, other = run(ours, clients), run(ours, named)
    pike, pypdf = run(pikepdf_form, few), run(pypdf_recipe, few)
    target.unlink()
    figures = f"{compile_ms:.0f} | {mine:.2f} | {other:.2f} | {pike:.1f} | {pypdf:.0f} | {pypdf / mine:.0f}x"
    return f"| {size} | {len(clients[0])} | {figures} | {TARGETS[size]} |"


def _first_text(form: Compiled) -> str:
    return next(
        name
        for name, target in form.targets.items()
        if target.field.kind is FieldKind.TEXT and not target.field.max_length and target.field.rect[2] > 60
    )


def _print_many(count: int, folder: Path) -> None:
    path = corpus() / "forms" / FORMS["small"]
    form = compiled(open_source(path.name, read_bytes(path)))
    place = folder / "sheet2plan-many"
    place.mkdir(exist_ok=True)
    half, whole = many(path, form, count // 2, place), many(path, form, count, place)
    for made in place.iterdir():
        made.unlink()
    place.rmdir()
    print(f"{count // 2} files {half:.1f} s, {count} files {whole:.1f} s: {whole / half:.2f} times as long")


if __name__ == "__main__":
    main()
