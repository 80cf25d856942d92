"""What a Word document costs, beside other engines in one run: python tests/benchmarks/docx_engines.py [CLIENTS]

CPU time per document, median and range of three rounds. docxtpl-ng joins when SHEET2PLAN_DOCXTPL_NG names the Python of
its virtual environment; docxtemplater and easy-template-x when SHEET2PLAN_NODE_ENGINES names the folder they are
installed in (npm install docxtemplater pizzip easy-template-x).
"""

from __future__ import annotations

import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from docxtpl import DocxTemplate  # noqa: E402

from benchmarks.docx_documents import clients, templates, words_of  # noqa: E402
from docxoracle import reference  # noqa: E402
from planbuilder import calm_plan, full_plan, gappy_plan  # noqa: E402
from sheet2plan.render.docx import WordTemplate, compile_template  # noqa: E402
from sheet2plan.render.docx.dialect import environment  # noqa: E402
from sheet2plan.render.docx.document import compile_document  # noqa: E402
from sheet2plan.render.docx.engine import CompiledPart  # noqa: E402
from sheet2plan.render.docx.marks import marked  # noqa: E402
from sheet2plan.render.docx.package import write_package  # noqa: E402
from sheet2plan.render.docx.repair import lines_resolved, repaired  # noqa: E402

TEMPLATE = HERE.parents[1] / "templates" / "treatment_plan.docx"
ROUNDS = 3
Engine = Callable[[Any], bytes]


def main() -> None:
    """Prints the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    same_plan_in_every_engine(count)
    our_own_plan(count)
    memory()


def same_plan_in_every_engine(count: int) -> None:
    """One plan, every engine, the same data, the same words."""
    data, made = clients(count), templates()
    compiled = compile_document(made["jinja"], environment())
    engines: dict[str, Engine] = {
        "sheet2plan": compiled.render,
        "docxtpl, new object each": lambda values: by_docxtpl(made["jinja"], values),
    }
    times = interleaved(engines, data)
    wanted = [words_of(compiled.render(one)) for one in data[:5]]
    assert wanted == [words_of(engines["docxtpl, new object each"](one)) for one in data[:5]]
    with tempfile.TemporaryDirectory() as folder:
        times |= dict(elsewhere(Path(folder), made, data, wanted))
    table(f"The same plan in every engine ({count} clients, CPU ms per document)", times)


def our_own_plan(count: int) -> None:
    """The shipped treatment plan: what ours costs with controls and charts, what docxtpl's part of it costs."""
    template = compile_template(TEMPLATE)
    for kind, plan in (("full", full_plan()), ("no scores", calm_plan()), ("many gaps", gappy_plan())):
        values = {name: getattr(plan, name) for name in template.names}
        values |= {"place_chart": lambda number, chart: number, "gap_style": "Gap"}  # noqa: ARG005
        content = template.document.content
        engines: dict[str, Engine] = {
            "sheet2plan": template.render,
            "docxtpl, new object each": partial(_same_by_docxtpl, content, values),
        }
        table(f"templates/treatment_plan.docx, {kind}", interleaved(engines, [plan] * max(10, count // 4)))
        steps(template, values)


def _same_by_docxtpl(template: bytes, values: dict[str, Any], _plan: object) -> bytes:
    return by_docxtpl(template, values)


def by_docxtpl(template: bytes, values: dict[str, Any]) -> bytes:
    document = DocxTemplate(io.BytesIO(template))
    document.render(values, reference(), autoescape=True)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def interleaved(engines: dict[str, Engine], data: list[Any]) -> dict[str, list[float]]:
    """CPU ms per document of each engine, one figure a round; the engines take turns."""
    times: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(ROUNDS):
        for name, fill in engines.items():
            fill(data[0])
            begin = time.process_time()
            for one in data:
                fill(one)
            times[name].append((time.process_time() - begin) * 1000 / len(data))
    return times


def elsewhere(
    folder: Path, made: dict[str, bytes], data: list[dict[str, Any]], wanted: list[list[str]]
) -> Iterator[tuple[str, list[float]]]:
    """The engines that run as programs of their own, where they are installed; their words are compared too."""
    for dialect, content in made.items():
        (folder / f"{dialect}.docx").write_bytes(content)
    (folder / "clients.json").write_text(json.dumps(data))
    programs: dict[str, tuple[list[str], str, str | None]] = {}
    if python := os.environ.get("SHEET2PLAN_DOCXTPL_NG"):
        programs["docxtpl-ng, cached"] = ([python, str(HERE / "docx_ng.py")], "jinja", None)
    if node := os.environ.get("SHEET2PLAN_NODE_ENGINES"):
        for name in ("docxtemplater", "easy-template-x"):
            programs[name] = (["node", str(HERE / "docx_node.mjs"), name], "mustache", node)
    for name, (command, dialect, where) in programs.items():
        out = folder / name
        out.mkdir()
        arguments = [str(folder / f"{dialect}.docx"), str(folder / "clients.json"), str(out)]
        run = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, cwd=where)
        if run.returncode:
            print(f"{name} did not run: {run.stderr[-300:]}")
            continue
        same = [words_of((out / f"{at}.docx").read_bytes()) for at in range(5)] == wanted
        yield name + ("" if same else " (other words!)"), json.loads(run.stdout.splitlines()[-1])


def table(title: str, times: dict[str, list[float]]) -> None:
    """Prints each engine's median, range, and how often ours goes into it."""
    own = statistics.median(times["sheet2plan"])
    print(f"\n{title}")
    for name, rounds in sorted(times.items(), key=lambda item: statistics.median(item[1])):
        middle = statistics.median(rounds)
        print(f"  {name:28} {middle:8.3f}  ({min(rounds):.3f} to {max(rounds):.3f})  {middle / own:6.1f} x")


def steps(template: WordTemplate, values: dict[str, Any]) -> None:
    """Prints where the time of the body goes."""
    from sheet2plan.render.docx.engine import _RESOLVER

    part: CompiledPart = template.document.compiled[0]
    raw = "".join(part.root(part.template.new_context(dict(values))))
    lined = lines_resolved(raw, _RESOLVER, part.needs.nested)
    whole = repaired(lined, part.needs)
    data = part.with_surroundings(marked(whole, "Gap"))

    def deflated() -> bytes:
        return write_package({"word/document.xml": data})

    timed: dict[str, Callable[[], object]] = {
        "Jinja": lambda: "".join(part.root(part.template.new_context(dict(values)))),
        "lines": lambda: lines_resolved(raw, _RESOLVER, part.needs.nested),
        "repairs": lambda: repaired(lined, part.needs),
        "marks and gap controls": lambda: marked(whole, "Gap"),
        "ids, head, encoding": lambda: part.with_surroundings(whole),
        "deflate": deflated,
    }
    for name, step in timed.items():
        print(f"    {name:26} {1000 * min(_once(step) for _ in range(5)):8.3f}")


def _once(step: Callable[[], object], times: int = 50) -> float:
    begin = time.process_time()
    for _ in range(times):
        step()
    return (time.process_time() - begin) / times


def memory() -> None:
    """Prints the peak memory after 500 and after 10,000 documents of one process."""
    template, plans = compile_template(TEMPLATE), (full_plan(), gappy_plan(), calm_plan())
    begin, peaks = time.process_time(), {}
    for number in range(1, 10_001):
        template.render(plans[number % 3])
        if number in (500, 10_000):
            peaks[number] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n10,000 documents: {time.process_time() - begin:.1f} s CPU; peak memory {peaks[500]:.0f} MB after 500, "
        f"{peaks[10_000]:.0f} MB after all"
    )


if __name__ == "__main__":
    main()
