"""Addendum pages: the whole of every text that its field had no room for, numbered as the fields say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sheet2plan.render.pdf.characters import normal
from sheet2plan.render.pdf.compiling import Pages
from sheet2plan.render.pdf.faces import Face, helvetica
from sheet2plan.render.pdf.fontfiles import FontFile
from sheet2plan.render.pdf.layout import Box, fit
from sheet2plan.render.pdf.shaping import Collected, OwnFace
from sheet2plan.render.pdf.update import Update, stream

_MARGIN, _SIZE, _STEP = 54.0, 10.0, 13.5


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    size: float
    gap: float


@dataclass(slots=True)
class Addendum:
    """The texts that go on, in order; the first is number 1."""

    items: list[tuple[str, str]] = field(default_factory=list)

    @property
    def next_number(self) -> int:
        """The number the next text will get."""
        return len(self.items) + 1

    def add(self, label: str, text: str) -> None:
        """Adds a text under the words its field goes by."""
        self.items.append((label, text))

    def write(self, update: Update, pages: Pages, title: str, fonts: dict[FontFile, Collected]) -> None:
        """Writes the pages behind the form's own; nothing when there is nothing to go on with."""
        if not self.items:
            return
        width, height = pages.size
        made = [
            _page(update, pages, sheet, fonts)
            for sheet in _sheets(self._runs(title, width - 2 * _MARGIN, fonts, update), height - 2 * _MARGIN)
        ]
        kids = b"".join(b" %d 0 R" % number for number in made)
        body = pages.head + b"/Kids[%b%b]/Count %d>>" % (pages.kids, kids, pages.count + len(made))
        update.put(pages.number, pages.generation, body)

    def _runs(self, title: str, width: float, fonts: dict[FontFile, Collected], update: Update) -> Iterator[_Run]:
        yield _Run(f"Addendum: {title}" if title else "Addendum", 14, 8)
        for number, (label, text) in enumerate(self.items, 1):
            for line in _lines(f"Addendum {number}. {label}", width, 11, fonts, update):
                yield _Run(line, 11, 12 if line.startswith(f"Addendum {number}.") else 1.5)
            for line in _lines(text, width, _SIZE, fonts, update):
                yield _Run(line, _SIZE, 3)


def _face(text: str, fonts: dict[FontFile, Collected], update: Update) -> Face:
    own = helvetica()
    return own if own.can_show(text) else OwnFace(fonts, update.reserve)


def _lines(text: str, width: float, size: float, fonts: dict[FontFile, Collected], update: Update) -> list[str]:
    shown = normal(text)
    box = Box(width + 4, 1e6, size, multiline=True)
    return [line for line, _, _ in fit(shown, box, _face(shown.replace("\n", ""), fonts, update)).lines]


def _sheets(runs: Iterator[_Run], room: float) -> Iterator[list[tuple[_Run, float]]]:
    """The runs of each page with how far each base line is from the top."""
    sheet: list[tuple[_Run, float]] = []
    used = 0.0
    for run in runs:
        if used + run.size + run.gap > room and sheet:
            yield sheet
            sheet, used = [], 0.0
        used += run.size + run.gap
        sheet.append((run, used))
    yield sheet


def _page(update: Update, pages: Pages, sheet: list[tuple[_Run, float]], fonts: dict[FontFile, Collected]) -> int:
    parent, height = (pages.number, pages.generation), pages.size[1]
    parts: list[bytes] = []
    resources: dict[str, None] = {}
    for run, down in sheet:
        face = _face(run.text, fonts, update)
        place = b"1 0 0 1 %g %.2f Tm " % (_MARGIN, height - _MARGIN - down)
        parts.append(place + face.shown(run.text, run.size))
        resources[face.resource] = None
    content = update.add(stream(b"", b"BT 0 g " + b" ".join(parts) + b" ET"))
    named = dict.fromkeys(resource for joined in resources for resource in _split(joined))
    return update.add(
        b"<</Type/Page/Parent %d %d R/MediaBox[0 0 %g %g]/CropBox[0 0 %g %g]/Rotate 0"
        % (*parent, *pages.size, *pages.size)
        + b"/Resources<</Font<<%b>>>>/Contents %d 0 R>>" % ("".join(named).encode("ascii"), content)
    )


def _split(resources: str) -> list[str]:
    """Several named fonts, one by one."""
    if "<<" in resources:
        return [resources]
    return [f"/{part}" for part in resources.split("/") if part]
