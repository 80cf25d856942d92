"""What an author may have meant by a name that isn't there: the nearest name, column, or place deeper in the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from rapidfuzz import fuzz, process

from sheet2plan.columns import fields_of
from sheet2plan.render.docx.shapes import RECORDS, Shape, plan_shape

_LIKENESS = 60.0
_SURE = 80.0


def hint_for(name: str, names: Mapping[str, Shape], at_root: bool) -> str:
    """A hint to the nearest of the names that may stand there, or to where the name belongs; nothing where none is."""
    wanted = name.casefold()
    likely = process.extractOne(wanted, list(names), scorer=fuzz.ratio, score_cutoff=_LIKENESS)
    if likely and (likely[1] >= _SURE or not at_root):
        return f": did you mean {likely[0]}?{_each(wanted, likely[0], names)}"
    titled = process.extractOne(wanted.replace("_", " "), _titles(tuple(names)), scorer=fuzz.ratio, score_cutoff=_SURE)
    if titled:
        return f": did you mean {titled[2]}?"
    deeper = _paths().get(wanted) if at_root else None
    if deeper:
        return f": {_at(deeper)}"
    return f": did you mean {likely[0]}?" if likely else ""


def _each(wanted: str, likely: str, names: Mapping[str, Shape]) -> str:
    """How one item of a list is come by, where the name looks like one."""
    is_item = names[likely].item is not None and likely.startswith(wanted[:-2]) and not wanted.endswith("s")
    return f" Between {{% for {wanted} in {likely} %}} and its endfor, each one is {wanted}" if is_item else ""


@cache
def _titles(names: tuple[str, ...]) -> dict[str, str]:
    """The titles of columns that have one of the names, in lower case, by name."""
    columns = (spec for record in dict.fromkeys(RECORDS.values()) for spec in fields_of(record))
    return {spec.name: spec.column.title.casefold() for spec in columns if spec.name in names}


@cache
def _paths() -> dict[str, str]:
    """Where each name deeper in the plan stands: the shortest path to it, lists marked []."""
    found: dict[str, str] = {}
    for path in sorted(_within("", plan_shape()), key=_nearness):
        found.setdefault(path.rpartition(".")[2].removesuffix("[]"), path)
    return found


def _nearness(path: str) -> tuple[int, int, bool, int]:
    return path.count("[]"), path.count("."), not path.startswith("client."), len(path)


def _within(path: str, shape: Shape) -> Iterator[str]:
    for name, inner in shape.fields.items():
        whole = f"{path}.{name}" if path else name
        yield whole + ("[]" if inner.item is not None else "")
        yield from _within(whole + ("[]" if inner.item is not None else ""), inner.item or inner)


def _at(path: str) -> str:
    lists, _, last = path.rpartition("[].")
    if not lists:
        return f"did you mean {path}?"
    return f"each of {lists.replace('[]', '')} has {last.removesuffix('[]')}: loop over them, and ask each for it"
