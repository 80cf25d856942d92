"""A workbook's package being edited: its sheets, relationships and content types, and the parts changed so far."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from sheet2plan.errors import WorkbookError
from sheet2plan.render.review.markup import as_utf8, attribute, inserted, masked, prefixed, root, text
from sheet2plan.render.review.package import Package, repacked
from sheet2plan.render.zipping import Packed, packed

_PACKAGE_NS = "http://schemas.openxmlformats.org/package/2006/"
_SIGNED = _PACKAGE_NS + "relationships/digital-signature/origin"
_TYPES = "[Content_Types].xml"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


@dataclass(frozen=True, slots=True)
class Dialect:
    """The namespaces of a workbook: the common (transitional) ones, or those of Strict Open XML."""

    main: str
    office: str


TRANSITIONAL = Dialect(
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
STRICT = Dialect(
    "http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships"
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of a part; `target` is the other part's name, or the address of something outside."""

    id: str
    type: str
    target: str

    def is_a(self, kind: str) -> bool:
        """Whether it is of that kind: the last word of the type, the same in both dialects."""
        return self.type.rpartition("/")[2] == kind


@dataclass(frozen=True, slots=True)
class SheetRef:
    """A sheet as the workbook lists it. `part` is None for what has no cells, such as a chart sheet."""

    name: str
    part: str | None
    hidden: bool


class Workbench:
    """The package with its pending changes. Raises WorkbookError when it is not an Excel workbook in XML."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._small: dict[str, bytes] = {}
        self._packed: dict[str, Packed] = {}
        top = self.relations("")
        self.signed = any(relation.type == _SIGNED for relation in top)
        main = next((relation for relation in top if relation.is_a("officeDocument")), None)
        if main is None or not package.has(main.target):
            raise _not_a_workbook()
        self.part = main.target
        self.dialect = STRICT if main.type.startswith(STRICT.office) else TRANSITIONAL
        kind = self._content_type(self.part)
        if "spreadsheetml" not in kind and "sheet.macroEnabled" not in kind:
            raise _not_a_workbook()
        self.macros = "macroEnabled" in kind

    def sheets(self) -> tuple[SheetRef, ...]:
        """The workbook's sheets in their order."""
        relations = {relation.id: relation for relation in self.relations(self.part)}
        listed = []
        for sheet in self._tree(self.part).iter(f"{{{self.dialect.main}}}sheet"):
            relation = relations.get(str(sheet.get(f"{{{self.dialect.office}}}id")))
            has_cells = relation is not None and relation.is_a("worksheet") and self.has(relation.target)
            part = relation.target if relation is not None and has_cells else None
            listed.append(SheetRef(str(sheet.get("name")), part, sheet.get("state", "visible") != "visible"))
        return tuple(listed)

    def has(self, part: str) -> bool:
        """Whether the part is there, or has been added."""
        return part in self._small or part in self._packed or self._package.has(part)

    def read(self, part: str) -> bytes:
        """A part as it stands now, in an encoding that can be edited as bytes."""
        return self._small[part] if part in self._small else as_utf8(self._package.read(part))

    def write(self, part: str, xml: bytes) -> None:
        """Puts a part that later edits may read again."""
        self._small[part] = xml

    def write_pieces(self, part: str, pieces: Iterable[bytes | memoryview]) -> None:
        """Packs a big part at once, so that it need not stay in memory."""
        self._packed[part] = packed(pieces)

    def content(self) -> bytes:
        """The package with all changes."""
        changes = {part: packed((xml,)) for part, xml in self._small.items()}
        return repacked(self._package, changes | self._packed)

    def relations(self, part: str) -> tuple[Relation, ...]:
        """The relationships of a part; those of the package for "". A part without any has none."""
        rels = _rels_of(part)
        if not self.has(rels):
            return ()
        return tuple(
            Relation(
                str(element.get("Id")),
                str(element.get("Type")),
                _resolved(part, str(element.get("Target")), element.get("TargetMode") == "External"),
            )
            for element in self._tree(rels).iter(f"{{{_PACKAGE_NS}relationships}}Relationship")
        )

    def relate(self, part: str, kind: str, target: str) -> str:
        """Adds a relationship of a part to another; answers its id."""
        rels = _rels_of(part)
        if not self.has(rels):
            self.declare(rels, _RELATIONS_TYPE, by_suffix=True)
            head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            self.write(rels, head + f'<Relationships xmlns="{_PACKAGE_NS}relationships"/>'.encode())
        taken = {relation.id for relation in self.relations(part)}
        name = next(name for number in range(1, len(taken) + 2) if (name := f"rId{number}") not in taken)
        near = posixpath.relpath(target, posixpath.dirname(part))
        self._append(
            rels,
            f'<Relationship Id="{name}" Type="{self.dialect.office}/{kind}" Target="'.encode()
            + text(near, cell=False)
            + b'"/>',
        )
        return name

    def new_part(self, stem: str, suffix: str, content_type: str, by_suffix: bool = False) -> str:
        """A part name that is free, stem and number, with its content type declared: for its suffix, if so told."""
        number = 1
        while self.has(f"{stem}{number}{suffix}"):
            number += 1
        part = f"{stem}{number}{suffix}"
        self.declare(part, content_type, by_suffix)
        return part

    def declare(self, part: str, content_type: str, by_suffix: bool = False) -> None:
        """States the content type of a part, or of all parts of its suffix, unless it is stated already."""
        declared = self._content_type(part)
        if by_suffix and not declared:
            suffix = part.rpartition(".")[2]
            self._append(_TYPES, f'<Default Extension="{suffix}" ContentType="{content_type}"/>'.encode())
        elif declared != content_type:
            self._append(_TYPES, f'<Override PartName="/{part}" ContentType="{content_type}"/>'.encode())

    def parts(self, suffix: str) -> tuple[str, ...]:
        """The names of all parts that end so."""
        return tuple(name for key, name in self._package.names.items() if key.endswith(suffix))

    def _append(self, part: str, fragment: bytes) -> None:
        xml = self.read(part)
        outermost = root(masked(xml))
        self.write(part, inserted(xml, outermost, prefixed(fragment, outermost.prefix)))

    def _content_type(self, part: str) -> str:
        tree = self._tree(_TYPES)
        for element in tree.iter(f"{{{_PACKAGE_NS}content-types}}Override"):
            if str(element.get("PartName")).lstrip("/").lower() == part.lower():
                return str(element.get("ContentType"))
        for element in tree.iter(f"{{{_PACKAGE_NS}content-types}}Default"):
            if part.lower().endswith("." + str(element.get("Extension")).lower()):
                return str(element.get("ContentType"))
        return ""

    def _tree(self, part: str) -> etree._Element:
        safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self.read(part), safe)
        except etree.XMLSyntaxError as fault:
            raise _not_a_workbook() from fault


def declared_prefix(tag: bytes, namespace: str) -> bytes | None:
    """The prefix, with its colon, under which a start tag declares a namespace; None when it does not."""
    for piece in tag.split():
        name, _, value = piece.partition(b"=")
        if name.startswith(b"xmlns:") and attribute(b"<x " + piece + b">", name) == namespace.encode() and value:
            return name[len(b"xmlns:") :] + b":"
    return None


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str, external: bool) -> str:
    if external or "://" in target:
        return target
    path = unquote(target.replace("\\", "/"))
    return posixpath.normpath(
        path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(part), path)
    )


def _not_a_workbook() -> WorkbookError:
    return WorkbookError(
        "No review copy can be made: it is no .xlsx or .xlsm workbook, or its list of parts is damaged.",
        "Open it in Excel, save it as .xlsx (File, Save As, Excel Workbook), and run sheet2plan on that file.",
    )
