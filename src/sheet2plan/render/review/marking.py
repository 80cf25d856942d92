"""One sheet of the review copy: its cells coloured, and the comments that say why."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sheet2plan.findings import Notice
from sheet2plan.render.review.addresses import Place, parse_place
from sheet2plan.render.review.comments import (
    MAX_TEXT,
    Note,
    blank_comments,
    blank_drawing,
    blocks_needed,
    with_boxes,
    with_notes,
)
from sheet2plan.render.review.grid import Grid
from sheet2plan.render.review.markup import attribute, masked, prefixed
from sheet2plan.render.review.painting import Edit, edited, painted
from sheet2plan.render.review.styles import StyleBook
from sheet2plan.render.review.workbench import Relation, Workbench

Wanted = tuple[int, int | None]  # a row as Excel counts it, and a column from 0 or None for the row as a whole

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_MOST_IN_A_COMMENT = 12
_BEHIND_THE_BOXES = {
    *(b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls", b"webPublishItems", b"tableParts"),
    *(b"AlternateContent", b"extLst"),
}
_RELATION_ID = re.compile(rb"""\s[\w.-]+:id\s*=\s*["']([^"']*)""")
_THREADED = re.compile(rb"<(?:[\w.-]+:)?threadedComment\s[^>]*>")


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of a sheet's findings: the cell of each place, and how many cells got a comment, or could not."""

    cells: Mapping[Wanted, Place]
    comments: int
    threads: int
    left_out: int
    blocks: int


def mark_sheet(
    bench: Workbench, part: str, notices: Sequence[Notice], styles: StyleBook, first_block: int, room: int
) -> Marked:
    """Colours and comments the cells of a sheet's notices, at most `room` comments; what is worst comes first.

    `first_block` is the first block of shape ids that no drawing of the workbook uses. Raises ValueError, with
    nothing changed, for a part that is no worksheet.
    """
    grid = Grid(bench.read(part))
    cells = grid.settle({_wanted(notice) for notice in notices})
    by_cell: dict[Place, list[Notice]] = {}
    for notice in notices:
        by_cell.setdefault(cells[_wanted(notice)], []).append(notice)
    relations = bench.relations(part)
    threads = _threads(bench, relations) & by_cell.keys()
    notes = [Note(cell, tuple(_paragraphs(about))) for cell, about in by_cell.items() if cell not in threads]
    boxes, drawing_edits = _add_notes(bench, part, relations, grid, sorted(notes[:room], key=_by_place), first_block)
    looks = {cell: partial(styles.tinted, severity=about[0].severity) for cell, about in by_cell.items()}
    edits = [*painted(grid, looks), *drawing_edits]
    bench.write_pieces(part, edited(grid.xml, edits))
    shown = min(len(notes), room)
    return Marked(cells, shown, len(threads), len(notes) - shown, boxes)


def _wanted(notice: Notice) -> Wanted:
    return notice.source.row or 1, notice.source.column


def _by_place(note: Note) -> Place:
    return note.place


def _paragraphs(notices: Sequence[Notice]) -> Iterator[tuple[str, str]]:
    """Heading and words of each finding of a cell, as many as a comment holds."""
    length = 0
    for number, notice in enumerate(notices):
        heading = f"{notice.severity.value.upper()}: {notice.title}"
        words = f"{notice.message}\nTo do: {notice.advice}\n({notice.code})"
        length += len(heading) + len(words)
        if number == _MOST_IN_A_COMMENT or length > MAX_TEXT // 2:
            yield f"And {len(notices) - number} more", "They are on the sheet of findings."
            return
        yield heading, words


def _threads(bench: Workbench, relations: Sequence[Relation]) -> set[Place]:
    """The cells where people hold a conversation; Excel would drop it for a comment of ours."""
    parts = [
        relation.target for relation in relations if relation.is_a("threadedComment") and bench.has(relation.target)
    ]
    tags = (tag[0] for part in parts for tag in _THREADED.finditer(masked(bench.read(part))))
    places = (parse_place((attribute(tag, b"ref") or b"").decode("ascii", "replace")) for tag in tags)
    return {place for place in places if place is not None}


def _add_notes(
    bench: Workbench, part: str, relations: Sequence[Relation], grid: Grid, notes: Sequence[Note], first_block: int
) -> tuple[int, list[Edit]]:
    """Adds comments and their boxes; answers how many blocks of shape ids that took, and the sheet's own edits."""
    if not notes:
        return 0, []
    home = posixpath.dirname(bench.part)
    comments = next((there.target for there in relations if there.is_a("comments") and bench.has(there.target)), None)
    old = blank_comments(bench.dialect.main) if comments is None else bench.read(comments)
    new, fresh = with_notes(old, notes)
    if comments is None:
        comments = bench.new_part(posixpath.join(home, "comments"), ".xml", _COMMENTS_TYPE)
        bench.relate(part, "comments", comments)
    bench.write(comments, new)
    if not fresh:
        return 0, []
    drawing, edits = _drawing(bench, part, relations, grid, home)
    if not bench.has(drawing):
        bench.declare(drawing, _DRAWING_TYPE, by_suffix=True)
        bench.write(drawing, blank_drawing())
    boxes = bench.read(drawing)
    bench.write(drawing, with_boxes(boxes, fresh, grid, first_block))
    return blocks_needed(fresh), edits


def _drawing(
    bench: Workbench, part: str, relations: Sequence[Relation], grid: Grid, home: str
) -> tuple[str, list[Edit]]:
    """The part that draws the sheet's comment boxes; a sheet that has none gets one, and is told of it."""
    shown = next((child for child in grid.tail if child.local == b"legacyDrawing"), None)
    named = _RELATION_ID.search(grid.mask, shown.start, shown.inner) if shown else None
    targets = {relation.id: relation.target for relation in relations}
    if named and named[1].decode("ascii", "replace") in targets:
        return targets[named[1].decode("ascii", "replace")], []
    drawing = bench.new_part(posixpath.join(home, "drawings/vmlDrawing"), ".vml", _DRAWING_TYPE, by_suffix=True)
    told = f'<legacyDrawing xmlns:r="{bench.dialect.office}" r:id="{bench.relate(part, "vmlDrawing", drawing)}"/>'
    behind = (child.start for child in grid.tail if child.local in _BEHIND_THE_BOXES)
    start = shown.start if shown else min(behind, default=grid.inner_end)
    return drawing, [Edit(start, shown.end if shown else start, prefixed(told.encode(), grid.prefix))]
