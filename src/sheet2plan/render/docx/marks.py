"""Marked places: a gap becomes a control to fill in, another fenced piece a run in the Gap style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sheet2plan.plan import GAP_CLOSE, GAP_OPEN
from sheet2plan.render.docx.control_values import gap_control

_RUN_START = re.compile(r"<w:r(?: [^>]*)?>(<w:rPr>.*?</w:rPr>)?", re.DOTALL)
_STYLE = re.compile(r"<w:rStyle [^>]*/>")
_MISSING = "[missing: "
_TEXT_START = '<w:t xml:space="preserve">'


def marked(xml: str, gap_style: str, controls: bool = True) -> str:
    """The rendered part with its fenced pieces in the style; in attributes and other places without their fences.

    Without `controls` a gap is a run like any other piece.
    """
    if GAP_OPEN not in xml:
        return xml
    done: list[str] = []
    at = 0
    for start, end in _runs_with_fences(xml):
        done += (_unfenced(xml[at:start]), _split(xml[start:end], gap_style, controls))
        at = end
    done.append(_unfenced(xml[at:]))
    return "".join(done)


def _unfenced(xml: str) -> str:
    return xml.replace(GAP_OPEN, "").replace(GAP_CLOSE, "") if GAP_OPEN in xml else xml


def _runs_with_fences(xml: str) -> Iterator[tuple[int, int]]:
    """The runs whose text holds fences, from start tag to end tag."""
    at = 0
    while (fence := xml.find(GAP_OPEN, at)) >= 0:
        tag = xml.rfind("<", 0, fence)
        start = max(xml.rfind("<w:r>", at, tag), xml.rfind("<w:r ", at, tag))
        at = fence + 1
        if start >= 0 and xml.startswith(("<w:t>", "<w:t "), tag) and xml.find(">", tag) < fence:
            at = xml.index("</w:r>", fence) + 6
            yield start, at


@lru_cache(maxsize=1024)  # the same places are missing for many clients
def _split(run: str, gap_style: str, controls: bool) -> str:
    """Plain and marked pieces in turn in the place of one run."""
    found = _RUN_START.match(run)
    assert found is not None
    plain, properties = found[0], found[1] or ""
    inner = _STYLE.sub("", properties.removeprefix("<w:rPr>").removesuffix("</w:rPr>"))
    styled = f'<w:r><w:rPr><w:rStyle w:val="{gap_style}"/>{inner}</w:rPr>{_TEXT_START}'
    *pieces, rest = run.split(GAP_CLOSE)
    made: list[str] = []
    for piece in pieces:
        before, _, fenced = piece.partition(GAP_OPEN)
        made += (before, "</w:t></w:r>", _marked_piece(fenced, properties, styled, controls), plain, _TEXT_START)
    split = "".join((*made, rest))
    for empty in (_TEXT_START, "<w:t>"):
        split = split.replace(f"{plain}{empty}</w:t></w:r>", "")
    return _unfenced(split)


def _marked_piece(fenced: str, properties: str, styled: str, controls: bool) -> str:
    if controls and fenced.startswith(_MISSING) and fenced.endswith("]"):
        return gap_control(fenced[len(_MISSING) : -1], properties, styled)
    return f"{styled}{fenced}</w:t></w:r>" if fenced else ""
