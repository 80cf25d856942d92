"""The sheets Scores, one row per client and measure with its course, and Clones, plans that are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sheet2plan.render.cells import Cell
from sheet2plan.render.entries import Where
from sheet2plan.render.looks import Mark, Style, Tone
from sheet2plan.render.xlsx import Book, Column, Table
from sheet2plan.reports.report import ClientResult, CopyLine, ScoreLine

_SHOWN = 24  # of a long history the newest points are drawn
_CHANGE_MARKS = (Mark(Tone.ALARM, equals="worsened reliably"),)


@dataclass(frozen=True, slots=True)
class ClientScore:
    """A measure of a client."""

    client: ClientResult
    line: ScoreLine

    @property
    def first(self) -> tuple[date, float]:
        """The oldest score."""
        return self.line.points[0]

    @property
    def latest(self) -> tuple[date, float]:
        """The newest score."""
        return self.line.points[-1]


def add_scores(book: Book, clients: Sequence[ClientResult]) -> None:
    """Adds the sheet Scores, with small bars for every measure given at least twice."""
    rows = [ClientScore(client, line) for client in clients for line in client.scores]
    columns: list[Column[ClientScore]] = [
        Column("Client", 10, Style.TEXT, lambda row: row.client.client_id),
        Column("Clinician", 21, Style.WRAP, lambda row: row.client.clinician),
        Column("Measure", 18, Style.WRAP, lambda row: row.line.measure),
        Column("First given", 13, Style.DATE, lambda row: row.first[0]),
        Column("First score", 9, Style.SCORE, lambda row: row.first[1]),
        Column("Latest given", 13, Style.DATE, lambda row: row.latest[0]),
        Column("Latest score", 9, Style.SCORE, lambda row: row.latest[1]),
        Column("Band", 22, Style.WRAP, lambda row: row.line.band),
        Column("Change", 9, Style.MOVED, _moved),
        Column("Change in words", 21, Style.TEXT, lambda row: row.line.change, _CHANGE_MARKS),
        Column("Times given", 9, Style.COUNT, lambda row: len(row.line.points)),
        Column("Course", 16, Style.TEXT, lambda row: None),  # noqa: ARG005
    ]
    table = Table("Scores", columns, rows, "No client in treatment has a usable score.")
    sheet = book.table_sheet(table, frozen_columns=1)
    histories = [
        (number, [value for _, value in row.line.points[-_SHOWN:]])
        for number, row in enumerate(rows, table.top + 1)
        if len(row.line.points) > 1
    ]
    book.sparklines(sheet, len(columns) - 1, histories)


def _moved(row: ClientScore) -> Cell:
    return row.line.moved


def clones_table(copies: Sequence[CopyLine], clients: Sequence[ClientResult], where: Where) -> Table[CopyLine]:
    """One row per client whose plan is copied, like another's, or mostly template."""
    clinicians = {client.client_id: client.clinician for client in clients}
    columns: list[Column[CopyLine]] = [
        Column("Client", 10, Style.TEXT, lambda line: line.client_id),
        Column("Clinician", 22, Style.WRAP, lambda line: clinicians.get(line.client_id, "")),
        Column("Kind", 17, Style.TEXT, lambda line: line.kind, (Mark(Tone.ALARM, equals="copied plan"),)),
        Column("Share", 10, Style.PERCENT, lambda line: line.share, (Mark(Tone.BAR),)),
        Column("Like the plan of", 26, Style.WRAP, lambda line: line.others),
        Column("Longest shared passages", 80, Style.WRAP, lambda line: line.passages),
        Column("In the workbook", 20, Style.WRAP, lambda line: where(line.source)),
    ]
    return Table("Clones", columns, copies, "No two plans are alike beyond the clinic's own template.")
