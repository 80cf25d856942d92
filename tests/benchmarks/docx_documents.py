"""The benchmark's plan in two dialects and its clients: what every engine is given.

The plan is one description; docxtpl's dialect and the mustache dialect of docxtemplater and easy-template-x are written
from it, so that all engines fill the same document of 3 to 5 pages.
"""

from __future__ import annotations

import io
import random
import re
from typing import Any

import docx
from docx.document import Document

FACTS = ("name", "client_id", "dob", "payer", "clinician", "supervisor", "effective_date", "next_review", "address")
WORDS = (
    "Sleeps four hours a night & wakes early",
    "Misses work twice a week; O’Brien <family> helps",
    "Walk to the river, play scales for ten minutes, then the breathing card",
    "Raised by an aunt; two earlier episodes, both eased by talking therapy",
    "Ana will lower her PHQ-9 score from 19 to 9 or less through weekly CBT",
    "Teach activity scheduling and review the activity diary together each week",
    "“I want to get through a day without dreading the next.”",
)


def clients(count: int) -> list[dict[str, Any]]:
    """Clients as plain data, of the size of a real plan."""
    dice = random.Random(11)
    return [_client(dice, number) for number in range(count)]


def _client(dice: random.Random, number: int) -> dict[str, Any]:
    def some(low: int, high: int, one: Any) -> list[dict[str, str]]:
        return [one() for _ in range(dice.randint(low, high))]

    def words() -> str:
        return " ".join(dice.choices(WORDS, k=dice.randint(1, 2)))

    def intervention() -> dict[str, Any]:
        return {"service": words(), "will": words(), "why": words()}

    def objective() -> dict[str, Any]:
        return {"text": words(), "measured": "PHQ-9 from 19 to 9", "interventions": some(1, 3, intervention)}

    def goal() -> dict[str, Any]:
        return {"text": words(), "objectives": some(1, 3, objective)}

    return {fact: f"{fact} {number} & <{dice.randint(1, 99)}>" for fact in FACTS} | {
        "crisis": dice.random() < 0.5,
        "steps": some(4, 7, lambda: {"text": words()}),
        "diagnoses": some(1, 3, lambda: {"code": "F33.1", "evidence": words()}),
        "scores": some(4, 8, lambda: {"on": "Jan 5, 2026", "value": str(dice.randint(0, 27)), "band": "moderate"}),
        "goals": some(2, 3, goal),
    }


def templates() -> dict[str, bytes]:
    """The plan in the dialects "jinja" and "mustache"."""
    return {dialect: _saved(_document(dialect)) for dialect in ("jinja", "mustache")}


def _document(dialect: str) -> Document:
    document: Document = docx.Document()
    write = _Writer(document, dialect)
    document.add_heading("Treatment plan", 0)
    for fact in FACTS:
        write.line(f"{fact}: <{fact}>")
    write.rows("diagnosis in diagnoses", "<diagnosis.code>", "<diagnosis.evidence>")
    write.rows("score in scores", "<score.on>", "<score.value>", "<score.band>")
    write.begin("goal in goals")
    write.line("Goal: <goal.text>", "Heading 2")
    write.begin("objective in goal.objectives")
    write.line("Objective: <objective.text>, measured by <objective.measured>")
    columns = (f"<intervention.{name}>" for name in ("service", "will", "why"))
    write.rows("intervention in objective.interventions", *columns)
    write.end("objective in goal.objectives")
    write.end("goal in goals")
    write.begin("crisis")
    write.line("Crisis plan", "Heading 2")
    write.begin("step in steps")
    write.line("Step: <step.text>")
    write.end("step in steps")
    write.end("crisis")
    write.line("Signed: <name>, <clinician>")
    return document


class _Writer:
    """Writes lines, loops and table rows in one dialect; a name is written <like.this>."""

    def __init__(self, document: Document, dialect: str) -> None:
        self.document, self.jinja = document, dialect == "jinja"

    def line(self, words: str, style: str = "Normal") -> None:
        self.document.add_paragraph(self._named(words), style)

    def begin(self, block: str) -> None:
        head = f"for {block}" if " in " in block else f"if {block}"
        self.document.add_paragraph(f"{{%p {head} %}}" if self.jinja else f"{{#{_list(block)}}}")

    def end(self, block: str) -> None:
        foot = "endfor" if " in " in block else "endif"
        self.document.add_paragraph(f"{{%p {foot} %}}" if self.jinja else f"{{/{_list(block)}}}")

    def rows(self, block: str, *cells: str) -> None:
        columns = [self._named(cell) for cell in cells]
        if self.jinja:
            self._table([f"{{%tr for {block} %}}", *[""] * (len(cells) - 1)], columns, ["{%tr endfor %}"])
        else:
            columns[0] = f"{{#{_list(block)}}}{columns[0]}"
            columns[-1] += f"{{/{_list(block)}}}"
            self._table(columns)

    def _table(self, *rows: list[str]) -> None:
        table = self.document.add_table(1 + len(rows), max(map(len, rows)), "Table Grid")
        for cell in table.rows[0].cells:
            cell.text = "Heading"
        for row, texts in zip(table.rows[1:], rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text

    def _named(self, words: str) -> str:
        if self.jinja:
            return re.sub("<(.*?)>", r"{{ \1 }}", words)
        return re.sub(r"<(?:\w+\.)?(\w+)>", r"{\1}", words)


def _list(block: str) -> str:
    return block.rpartition(" ")[2].rpartition(".")[2]


def _saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def words_of(content: bytes) -> list[str]:
    """The words of a document, paragraph by paragraph, empty ones left out."""
    tag = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    body = docx.Document(io.BytesIO(content)).element.body
    texts = ("".join(text.text or "" for text in one.iter(f"{tag}t")) for one in body.iter(f"{tag}p"))
    return [text for text in texts if text.strip()]
