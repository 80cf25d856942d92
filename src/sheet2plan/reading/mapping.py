"""`sheet2plan map`: how each sheet and column is read and why, in words, and the settings that keep the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sheet2plan.columns import field_of, fields_of
from sheet2plan.model import column_letters
from sheet2plan.say import say_count
from sheet2plan.sheets import SheetSpec
from sheet2plan.workbook.headers import CLIENT_NAME, HeaderMatch
from sheet2plan.workbook.reader import WorkbookFile
from sheet2plan.workbook.table import Found, Table

_WIDTH = 28


@dataclass(frozen=True, slots=True)
class Question:
    """A header that a person should decide: where it is, why it is open, and what it could be as (title, field)."""

    sheet: str
    holds: str
    column: int
    header: str
    why: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said a header is: a field, or "" to leave it out."""

    sheet: str
    header: str
    field: str


def mapping_lines(books: tuple[WorkbookFile, ...], found: tuple[Found, ...]) -> Iterator[str]:
    """How every sheet is read: tables with their columns, then what is not read at all."""
    for book, one in zip(books, found, strict=True):
        yield book.name
        for _, tables in groupby(one.tables, key=lambda table: (table.ref.sheet, table.ref.header_row)):
            yield from _block_lines(list(tables))
        for block in one.unused:
            yield f"\n{block.sheet}, row {block.header_row}: a table that is not read ({', '.join(block.titles)})"
        read = {table.ref.sheet for table in one.tables} | {block.sheet for block in one.unused}
        for sheet in book.sheets:
            if sheet.name not in read:
                yield f"\n{sheet.name}: not read, no row names clients and anything that plans use"


def _block_lines(tables: list[Table]) -> Iterator[str]:
    first = tables[0]
    hidden = ", hidden" if first.hidden else ""
    kinds = " and ".join(dict.fromkeys(table.spec.name for table in tables))
    rows = say_count(len(first.rows), "row")
    yield f"\n{first.ref.sheet} → {kinds} (header in row {first.ref.header_row}, {rows}{hidden})"
    for why, count in Counter(row.why.value for row in first.skipped).items():
        yield f"  left out: {say_count(count, 'row')}, taken for {why}"
    for match, spec in sorted(_columns(tables), key=lambda pair: pair[0].column):
        sheet = "" if spec is first.spec else f"{spec.name}: "
        yield f"  {column_letters(match.column):3}{match.text[:_WIDTH]:{_WIDTH}} {_verdict(match, spec, sheet)}"


def _columns(tables: list[Table]) -> Iterator[tuple[HeaderMatch, SheetSpec]]:
    for table in tables:
        items = {column: number for number, column in table.items.items()}
        for match in table.matches:
            if match.column in items and match.field is None:
                match = HeaderMatch(match.column, match.text, "items", match.how)
            yield match, table.spec


def _verdict(match: HeaderMatch, spec: SheetSpec, sheet: str) -> str:
    """What became of a header. `sheet` goes before a field of another sheet than its table's."""
    if match.field:
        why = f", by {match.how.value}" if match.how else ", from its header"
        return f"→ {sheet}{_title(spec, match.field)}{why}"
    could = f"; perhaps {' or '.join(match.suggestions)}" if match.suggestions else ""
    return f"in doubt: {match.doubt}{could}" if match.doubt else f"not used{could}"


def _title(spec: SheetSpec, field: str) -> str:
    return "Client name" if field == CLIENT_NAME else field_of(spec.record, field).column.title


def questions(found: tuple[Found, ...]) -> Iterator[Question]:
    """The headers that are in doubt, or not used though they look like a column."""
    for table in (table for one in found for table in one.tables if not table.derived):
        for match in table.matches:
            if match.field is None and match.suggestions:
                fields = {column.column.title: column.name for column in fields_of(table.spec.record)}
                choices = tuple((title, fields[title]) for title in match.suggestions if title in fields)
                why = match.doubt or "it is not a spelling that is known"
                yield Question(table.ref.sheet, table.spec.name, match.column, match.text, why, choices)


def settings_text(found: tuple[Found, ...], answers: tuple[Answer, ...], known: frozenset[str]) -> str:
    """Lines for sheet2plan.toml that keep what each sheet holds and what was answered; open questions as remarks.

    Sheets in `known` are in the file already and are left out.
    """
    lines: list[str] = []
    said = {(answer.sheet, answer.header): answer.field for answer in answers}
    open_questions = list(questions(found))
    tables = [table for one in found for table in one.tables if not table.derived]
    for sheet in dict.fromkeys(table.ref.sheet for table in tables):
        if sheet in known or sum(table.ref.sheet == sheet for table in tables) > 1:
            continue
        holds = next(table.spec.name for table in tables if table.ref.sheet == sheet)
        lines += ["", f"[mapping.{_quoted(sheet)}]", f'holds = "{holds}"']
        columns = [f"{_quoted(header)} = {_quoted(field)}" for (name, header), field in said.items() if name == sheet]
        for question in open_questions:
            if question.sheet == sheet and (sheet, question.header) not in said:
                names = " or ".join(field for _, field in question.choices)
                columns.append(f'# {_quoted(question.header)} = ""  # could be {names}')
        if columns:
            lines += ["", f"[mapping.{_quoted(sheet)}.columns]", *columns]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
