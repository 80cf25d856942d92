"""Joins the tags of several files, so that a joined file can be read aloud as each of them could."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pikepdf import Array, Dictionary, Name, Object, Pdf

from sheet2plan.render.pdf.tree import DEEPEST, dictionaries, whole_number

_MAPS = ("/RoleMap", "/ClassMap")


def join_tags(whole: Pdf, parts: Sequence[Pdf], starts: Sequence[int]) -> None:
    """Tags the pages that came from the parts, each from its start on. Does nothing unless every part has tags."""
    if not all(isinstance(part.Root.get("/StructTreeRoot"), Dictionary) for part in parts):
        return
    top = whole.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = whole.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=top, K=Array()))
    top["/K"] = document
    numbers: list[tuple[int, Object]] = []
    for part, start, end in zip(parts, starts, (*starts[1:], len(whole.pages)), strict=True):
        shift = max((number for number, _ in numbers), default=-1) + 1
        root = whole.copy_foreign(part.make_indirect(part.Root["/StructTreeRoot"]))
        for page in whole.pages[start:end]:
            _shift(page.obj, shift)
        numbers += [(number + shift, marked) for number, marked in _numbered(root.get("/ParentTree"), 0)]
        for element in _children(root):
            element["/P"] = document
            if element.get("/S") == Name.Document:
                element["/S"] = Name.Part
            if "/Lang" in part.Root and "/Lang" not in element:
                element["/Lang"] = str(part.Root["/Lang"])
            document["/K"].append(element)
        for key in _MAPS:
            if isinstance(root.get(key), Dictionary):
                top[key] = Dictionary({**dict(root[key].items()), **dict(top.get(key, Dictionary()).items())})
    listed = Array([item for number, marked in sorted(numbers, key=lambda one: one[0]) for item in (number, marked)])
    top["/ParentTree"] = whole.make_indirect(Dictionary(Nums=listed))
    top["/ParentTreeNextKey"] = max((number for number, _ in numbers), default=-1) + 1
    whole.Root["/StructTreeRoot"] = top
    whole.Root["/MarkInfo"] = Dictionary(Marked=True)
    whole.Root["/ViewerPreferences"] = Dictionary(DisplayDocTitle=True)
    if "/Lang" in parts[0].Root:
        whole.Root["/Lang"] = str(parts[0].Root["/Lang"])


def _shift(page: Dictionary, shift: int) -> None:
    if "/StructParents" in page:
        page["/StructParents"] = whole_number(page["/StructParents"]) + shift
    for note in dictionaries(page.get("/Annots")):
        if "/StructParent" in note:
            note["/StructParent"] = whole_number(note["/StructParent"]) + shift


def _numbered(node: Object | None, depth: int) -> Iterator[tuple[int, Object]]:
    """The entries of a number tree."""
    if not isinstance(node, Dictionary) or depth > DEEPEST:
        return
    pairs = node.get("/Nums")
    if isinstance(pairs, Array):
        for place in range(0, len(pairs) - 1, 2):
            yield whole_number(pairs[place]), pairs[place + 1]
    for kid in dictionaries(node.get("/Kids")):
        yield from _numbered(kid, depth + 1)


def _children(root: Object) -> Iterator[Dictionary]:
    inside = root.get("/K")
    yield from [inside] if isinstance(inside, Dictionary) else dictionaries(inside)
