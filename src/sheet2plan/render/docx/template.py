"""A Word template of the clinic: checked against what a Plan has, compiled, and filled for each client."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from sheet2plan.errors import TemplateError
from sheet2plan.logo import Logo
from sheet2plan.plan import Plan
from sheet2plan.render.docx.charts import PlacedCharts, chart_sources, without_placed
from sheet2plan.render.docx.dialect import WordEnvironment, environment
from sheet2plan.render.docx.document import CompiledDocument, compile_file
from sheet2plan.render.docx.engine import CompiledPart, RenderError, compile_part
from sheet2plan.render.docx.marks import marked
from sheet2plan.render.docx.preflight import Problem, flaw_problems, tag_problems, trial_problems
from sheet2plan.render.docx.preparing import prepared
from sheet2plan.render.docx.reading import PartSource, TemplateFile
from sheet2plan.render.docx.relations import Additions
from sheet2plan.render.docx.shapes import plan_attributes, plan_names


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A template whose every name is known to exist; fills as many plans as wanted, each apart from the others.

    Cheap to send to another process. `charts` are the templates of native charts, by the id they are placed under.
    """

    name: str
    gap_style: str
    document: CompiledDocument = field(repr=False)
    charts: Mapping[str, CompiledPart] = field(repr=False)
    names: tuple[str, ...] = field(repr=False)

    def render(self, plan: Plan) -> bytes:
        """The Word file of one plan; equal plans give equal bytes.

        Raises TemplateError when the template can't be filled from this plan.
        """
        try:
            return self._rendered({name: getattr(plan, name) for name in self.names})
        except RenderError as error:
            raise TemplateError(
                f"{self.name}: the template can't be filled for client {plan.client_id}: {error}",
                "Put what may be missing between {% if ... %} and {% endif %}.",
            ) from error

    def _rendered(self, values: dict[str, Any]) -> bytes:
        additions = Additions(self.document.parts)
        charts = PlacedCharts(additions, self.document.body.name)
        values["place_chart"] = charts.place
        values["gap_style"] = self.gap_style
        rendered = dict(self._parts(values))
        charts.add_parts(self.charts, values)
        return self.document.package.joined(rendered | additions.changed(rendered))

    def _parts(self, values: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
        for part in self.document.compiled:
            # A remark in the margin takes no controls: LibreOffice can't open a file that has one there.
            controls = not part.source.name.endswith("comments.xml")
            yield part.source.name, part.with_surroundings(marked(part.text(values), self.gap_style, controls))


def compile_template(path: Path, logo: Logo | None = None) -> WordTemplate:
    """A template ready to be filled, with the clinic's `logo` beside its letterhead.

    Raises TemplateError when the file is missing or is not a Word document, when tags can't be read or name what no
    Plan has (all are listed), when it could make a broken document, and when a trial with next to nothing in the plan
    fails.
    """
    template, problems = checked_template(read_content(path), path.name, logo)
    if template is None or problems:
        raise TemplateError(
            f"{path.name} can't be filled\n" + "\n".join(f"  {problem}" for problem in problems),
            f"Correct it in Word; `sheet2plan template fields {path.name}` lists every name a plan has.",
        )
    return template


def checked_template(
    content: bytes, name: str, logo: Logo | None = None
) -> tuple[WordTemplate | None, Sequence[Problem]]:
    """The template, compiled, and what is wrong with it; None when it can't be compiled at all."""
    env = environment(plan_attributes())
    gap_style, file = prepared(content, logo)
    charts = dict(chart_sources(file.parts, file.sources[0]))
    problems = tag_problems((*file.sources, *charts.values()), env)
    if problems:
        return None, problems
    compiled = compile_file(_with_own_parts(file), env, only_text=True)
    compiled_charts, flaws = _compiled_charts(charts, env)
    problems = flaw_problems((*compiled.flaws, *flaws)) or list(trial_problems(compiled))
    return WordTemplate(name, gap_style, compiled, compiled_charts, plan_names()), problems


def _with_own_parts(file: TemplateFile) -> TemplateFile:
    parts = without_placed(file.parts, file.sources[0])
    return TemplateFile(file.content, parts, tuple(source for source in file.sources if source.name in parts))


def _compiled_charts(
    charts: Mapping[str, PartSource], env: WordEnvironment
) -> tuple[dict[str, CompiledPart], list[Any]]:
    compiled, flaws = {}, []
    for number, source in charts.items():
        compiled[number], found = compile_part(source, env, only_text=True)
        flaws += [(source, flaw) for flaw in found]
    return compiled, flaws


def read_content(path: Path) -> bytes:
    """The bytes of a Word file. Raises TemplateError when there is none or it is not one."""
    try:
        content = path.read_bytes()
        docx.Document(io.BytesIO(content))
    except FileNotFoundError as error:
        raise TemplateError(
            f"There is no template {path}.", "Check the path; for a run it stands in sheet2plan.toml."
        ) from error
    except (OSError, OpcError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise TemplateError(
            f"{path.name} is not a Word document that can be read",
            "Open it in Word and save it as .docx (Word Document), without a password.",
        ) from error
    return content
