"""What `template check` tells of a template: its faults, how it will be filled, which data it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import jinja2

from sheet2plan.columns import Kind, fields_of, noun
from sheet2plan.render.docx.dialect import environment
from sheet2plan.render.docx.engine import parsed
from sheet2plan.render.docx.names import names_used
from sheet2plan.render.docx.preflight import Problem, is_of_chart
from sheet2plan.render.docx.preparing import prepared
from sheet2plan.render.docx.reading import PartSource, TemplateFile
from sheet2plan.render.docx.shapes import RECORDS, plan_attributes
from sheet2plan.render.docx.template import WordTemplate, checked_template
from sheet2plan.render.docx.typed import paragraphs_of, tags_of
from sheet2plan.sheets import SHEET_OF, Record

_ONLY_LINKS = (Kind.KEY,)
_CONTROL_TAG = re.compile(r'<w:tag w:val="([^"]+)"')
_MERGE_FIELD = re.compile(r"\bMERGEFIELD\s+(?:&quot;|\")?(\w+)")


@dataclass(frozen=True, slots=True)
class TemplateReport:
    """What was found: `problems` keep the template from being used, `notes` don't. `unused` are columns by sheet."""

    problems: Sequence[Problem]
    notes: Sequence[str]
    unused: Sequence[tuple[str, tuple[str, ...]]]
    template: WordTemplate | None = field(repr=False)


def examine(content: bytes, name: str) -> TemplateReport:
    """All that can be told of a template without a client. Raises TemplateError when it is no Word document."""
    template, problems = checked_template(content, name)
    file = prepared(content)[1]
    notes = (*_notes_on_words(file), *(_notes_on_speed(template) if template else ()))
    return TemplateReport(problems, notes, tuple(_unused(file.sources)), template)


def _notes_on_words(file: TemplateFile) -> Iterator[str]:
    if not any(is_of_chart(source) or (source.story and tags_of(paragraphs_of(source))) for source in file.sources):
        yield "there is no tag in it, so every client gets the same document"
    xml = "".join(data.decode(errors="replace") for name, data in file.parts.items() if name.startswith("word/"))
    left = sorted({tag for tag in _CONTROL_TAG.findall(xml) if "{{" not in tag})
    if left:
        yield f"content controls stay as they are whose Tag is no name of a plan: {', '.join(left[:5])}"
    if found := _MERGE_FIELD.search(xml):
        yield f"mail merge fields, such as {found[1]}, are not filled: type a tag in the place of each"


def _notes_on_speed(template: WordTemplate) -> Iterator[str]:
    for part in template.document.compiled:
        if part.needs.exact_tables:
            yield f"{part.source.name}: cells come from loops, so each document's tables are measured (slower)"
        if not part.proven:
            yield f"{part.source.name}: could not be proven, so each document is read back (slower)"


def _unused(sources: Iterable[PartSource]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Columns that no tag of the template asks for, by sheet; numbers that only link rows are left out."""
    used = _used(sources)
    for record in dict.fromkeys(RECORDS.values()):
        owners = {owner for owner, kind in RECORDS.items() if kind is record}
        left = tuple(_left(record, {name for owner, name in used if owner in owners}))
        if left:
            yield SHEET_OF[record].name, left


def _used(sources: Iterable[PartSource]) -> set[tuple[str, str]]:
    env, used = environment(plan_attributes()), set()
    for source in sources:
        try:
            used |= names_used(parsed(source, env))
        except jinja2.TemplateSyntaxError:
            continue
    return used


def _left(record: type[Record], used: set[str]) -> Iterator[str]:
    for spec in fields_of(record):
        if spec.name not in used and spec.kind not in _ONLY_LINKS:
            yield noun(spec.column.title)
