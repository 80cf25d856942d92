"""The zip file that an Open XML or OpenDocument workbook is: its parts, inflated within limits and proved whole."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from sheet2plan.workbook.grid import damaged, too_large

MAX_PART = 600_000_000
_MAX_PARTS_SIZE = 1_500_000_000
_MAX_PARTS = 20_000
_LOCAL_HEADER = 30
_END_OF_DIRECTORY = 22
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)

_RELATIONSHIPS = "_rels/"
_MACRO_PARTS = ("vbaProject.bin", "vbaProjectSignature.bin")


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a workbook file by name. Nothing is unpacked to disk and no part's name is ever used as a path."""

    name: str
    content: bytes
    entries: dict[str, zipfile.ZipInfo]
    folded: dict[str, str]
    plain: bool

    def __contains__(self, part: str) -> bool:
        return part in self.entries

    def named(self, part: str) -> str:
        """The part's name as it stands in the file: names may differ in case. Unchanged for a part that isn't there."""
        return part if part in self.entries else self.folded.get(part.casefold(), part)

    def read(self, part: str) -> bytes:
        """The part, inflated. Raises WorkbookError if it is damaged or larger than it says."""
        entry = self.entries[part]
        start = entry.header_offset
        header = self.content[start : start + _LOCAL_HEADER]
        if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04") or entry.flag_bits & 1:
            raise damaged(self.name, f"its part {_shown(part)} can't be found")
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        start += _LOCAL_HEADER + name_length + extra_length
        packed = memoryview(self.content)[start : start + entry.compress_size]
        data = self._inflated(entry, packed)
        if len(data) != entry.file_size or zlib.crc32(data) != entry.CRC:
            raise damaged(self.name, f"its part {_shown(part)} is not what was saved")
        return data

    def _inflated(self, entry: zipfile.ZipInfo, packed: memoryview) -> bytes:
        if entry.file_size > MAX_PART:
            raise too_large(self.name, f"its part {_shown(entry.filename)} would unpack to {_mb(entry.file_size)}")
        if entry.compress_type == zipfile.ZIP_STORED:
            return bytes(packed)
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            raise damaged(self.name, "it is packed in a way that Excel doesn't use")
        inflater = zlib.decompressobj(-15)
        try:
            return inflater.decompress(packed, entry.file_size + 1)
        except zlib.error:
            raise damaged(self.name, f"its part {_shown(entry.filename)} can't be unpacked") from None

    def xml(self, part: str) -> etree._Element:
        """The part as a tree; entities are never expanded, and a part that declares any is refused."""
        root = _parsed(self.name, self.read(part))
        if root is None:
            raise damaged(self.name, f"its part {_shown(part)} can't be understood")
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """By id, the kind (the last word of its type) and the target of each relation of a part; none if unreadable."""
        folder, _, leaf = part.rpartition("/")
        rels = self.named(f"{folder}/{_RELATIONSHIPS}{leaf}.rels".lstrip("/"))
        if rels not in self.entries:
            return {}
        found = {}
        root = _parsed(self.name, self.read(rels))
        for relation in () if root is None else root:
            if isinstance(relation.tag, str) and relation.get("TargetMode") != "External":
                kind = (relation.get("Type") or "").rpartition("/")[2]
                target = self.named(_resolved(folder, relation.get("Target") or ""))
                found[relation.get("Id") or ""] = (kind, target)
        return found

    @property
    def macros(self) -> bool:
        """True when the package carries macros."""
        return any(part.endswith(_MACRO_PARTS) for part in self.entries)

    @property
    def externals(self) -> bool:
        """True when the package links to other workbooks."""
        return any("externalLinks/" in part for part in self.entries)


def open_package(content: bytes, name: str) -> Package:
    """The package. Raises WorkbookError for a broken zip, and for one that holds two versions of one part."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos, start = archive.infolist(), archive.start_dir
    except _BROKEN_ZIP:
        raise damaged(name, _why_broken(content)) from None
    if len(infos) > _MAX_PARTS:
        raise too_large(name, f"it has {len(infos):,} parts")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > _MAX_PARTS_SIZE:
        raise too_large(name, f"it would unpack to {_mb(unpacked)}")
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        # Some writers of Windows put backslashes where the standard has slashes.
        part = info.filename.replace("\\", "/")
        twin = entries.get(part)
        if twin is not None and (twin.CRC, twin.file_size) != (info.CRC, info.file_size):
            raise damaged(name, f"it holds two different versions of its part {_shown(part)}")
        entries[part] = info
    plain = _is_plain(content, infos, start) and [info.filename for info in infos] == list(entries)
    return Package(name, content, entries, {part.casefold(): part for part in entries}, plain)


def refuse_doctype(name: str, data: bytes) -> None:
    """Raises WorkbookError when XML declares a document type: no Office program writes one, entity bombs need one."""
    if b"\x00" in data[:4]:
        data = data.replace(b"\x00", b"")
    if b"<!DOCTYPE" in data:
        raise damaged(name, "it declares XML entities, which no spreadsheet program does and which can do harm")


def _parsed(name: str, data: bytes) -> etree._Element | None:
    """The tree, as far as it can be made out; None for what is no XML."""
    refuse_doctype(name, data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _is_plain(content: bytes, infos: list[zipfile.ZipInfo], start: int) -> bool:
    """True when every zip reader must see the same parts: nothing before, between or after what the directory lists."""
    end = len(content) - _END_OF_DIRECTORY
    if end < 0 or content[end : end + 4] != b"PK\x05\x06" or not content.startswith(b"PK\x03\x04"):
        return False
    size, offset, comment = struct.unpack("<IIH", content[end + 12 : end + 22])
    ordinary = all(info.compress_type in (0, 8) and not info.flag_bits & 1 for info in infos)
    return bool(ordinary and comment == 0 and offset == start and offset + size == end)


def _why_broken(content: bytes) -> str:
    if b"PK\x05\x06" not in content[-70_000:]:
        return "its end is missing, as when a copy or a download was cut short"
    return "its list of parts can't be understood"


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    steps = [step for step in folder.split("/") if step]
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _shown(part: str) -> str:
    return part if len(part) <= 60 and part.isprintable() else f"{part[:60]!a}..."


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
