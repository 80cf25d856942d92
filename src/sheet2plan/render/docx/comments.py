"""A copy of a template with a Word comment at each fault, so that its author finds them where they are."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from sheet2plan.render.docx.preflight import CONTROL, Problem
from sheet2plan.render.docx.repair import W
from sheet2plan.render.docx.typed import plain_tag

_AUTHOR, _INITIALS = "sheet2plan", "s2p"


def marked_copy(content: bytes, problems: Sequence[Problem]) -> bytes:
    """The template with its faults as comments; faults outside the body are told at its beginning."""
    document: Document = docx.Document(io.BytesIO(content))
    paragraphs = [Paragraph(element, document) for element in document.element.body.iter(f"{W}p")]
    for problem in problems:
        paragraph = _paragraph_of(problem, paragraphs)
        words = problem.text
        if paragraph is None:
            paragraph = paragraphs[0] if paragraphs else document.add_paragraph()
            words = f"{problem} ({problem.part})"
        document.add_comment(_runs(paragraph), words, _AUTHOR, _INITIALS)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _paragraph_of(problem: Problem, paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    if problem.part != "word/document.xml":
        return None
    if problem.tag.startswith(CONTROL):
        return _paragraph_of_control(problem.tag.removeprefix(CONTROL).strip(), paragraphs)
    wanted = plain_tag(problem.tag) or plain_tag(problem.paragraph.removesuffix("..."))
    holding = [one for one in paragraphs if wanted and wanted in plain_tag(_text(one))]
    around = plain_tag(problem.paragraph.removesuffix("..."))
    return next((one for one in holding if plain_tag(_text(one)).startswith(around)), holding[0] if holding else None)


def _paragraph_of_control(path: str, paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    """The paragraph that holds the control or stands in it."""
    for paragraph in paragraphs:
        for control in (*paragraph._p.iter(f"{W}sdt"), *paragraph._p.iterancestors(f"{W}sdt")):
            tag = control.find(f"{W}sdtPr/{W}tag")
            if tag is not None and str(tag.get(f"{W}val")).strip() == path:
                return paragraph
    return None


def _text(paragraph: Paragraph) -> str:
    return "".join(text.text or "" for text in paragraph._p.iter(f"{W}t"))


def _runs(paragraph: Paragraph) -> list[Run]:
    runs = list(_direct_runs(paragraph))
    return runs or [paragraph.add_run()]


def _direct_runs(paragraph: Paragraph) -> Iterator[Run]:
    yield from paragraph.runs
