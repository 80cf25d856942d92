"""An Open XML package as a zip file: parts that are not edited are copied as they stand, compressed bytes and all."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheet2plan.deflate import DeflateError, deflating
from sheet2plan.errors import WorkbookError
from sheet2plan.render.zipping import EPOCH, LOCAL, Packed, Zip

# Far beyond any workbook of a clinic, and still bounded: what one part may unpack to.
MAX_PART = 1 << 30

_UTF8_NAME, _ENCRYPTED, _STREAMED = 0x800, 0x1, 0x8
_CANNOT_UNPACK = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)


@dataclass(frozen=True, slots=True)
class Package:
    """A package in memory. `names` maps the part names, in lower case, to those of the zip file."""

    content: bytes
    archive: zipfile.ZipFile
    names: Mapping[str, str]

    def has(self, part: str) -> bool:
        """Whether the part is there; part names are compared without case."""
        return part.lower() in self.names

    def read(self, part: str) -> bytes:
        """A part's bytes. Raises WorkbookError when it is absent, damaged, or unpacks to more than MAX_PART."""
        name = self.names.get(part.lower())
        if name is None:
            raise _damaged(f"The part {part} is missing from the workbook.")
        entry = self.archive.getinfo(name)
        if entry.file_size > MAX_PART:
            raise _damaged(f"The part {part} unpacks to more than {MAX_PART >> 20} MB.")
        try:
            return self._inflated(entry) if entry.compress_type == zipfile.ZIP_DEFLATED else self.archive.read(entry)
        except (*_CANNOT_UNPACK, DeflateError) as fault:
            raise _damaged(f"The part {part} of the workbook can't be unpacked.") from fault

    def _inflated(self, entry: zipfile.ZipInfo) -> bytes:
        """As zipfile reads it, but faster. Never more than it says that it unpacks to."""
        xml = deflating.decompressobj(-15).decompress(_stored(self.content, entry).data, entry.file_size + 1)
        if len(xml) != entry.file_size or deflating.crc32(xml) != entry.CRC:
            raise zipfile.BadZipFile(entry.filename)
        return xml


def open_package(content: bytes) -> Package:
    """The package in these bytes. Raises WorkbookError when they are not a sound zip file."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
        raise _damaged("The workbook is not a sound zip file.") from fault
    entries = archive.infolist()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise _damaged("Parts of the workbook are encrypted.")
    return Package(content, archive, {canonical(entry.filename): entry.filename for entry in entries})


def canonical(name: str) -> str:
    """A part name for comparing: forward slashes, no leading one, lower case."""
    return name.replace("\\", "/").lstrip("/").lower()


def repacked(package: Package, changes: Mapping[str, Packed]) -> bytes:
    """The package with these parts in place of its own, in its own order; new parts come last.

    A name that the package holds twice is kept twice, unless the part is changed: then the one that counts stays.
    """
    zipped = Zip()
    for name, part, flags, stamp in _entries(package, changes):
        if not zipped.has_room(part):
            raise _damaged("The workbook is too big for a zip file of the common kind.")
        zipped.add(name, part, flags, stamp)
    return zipped.content()


def _entries(package: Package, changes: Mapping[str, Packed]) -> Iterator[tuple[bytes, Packed, int, tuple[int, int]]]:
    pending = {canonical(part): (part, change) for part, change in changes.items()}
    counted = {id(package.archive.getinfo(name)) for name in package.names.values()}
    for entry in package.archive.infolist():
        name = canonical(entry.filename)
        if name not in pending:
            kept = entry.flag_bits & ~_STREAMED
            yield _raw_name(entry), _stored(package.content, entry), kept, _stamp(entry)
        elif id(entry) in counted:
            yield _raw_name(entry), pending.pop(name)[1], entry.flag_bits & _UTF8_NAME, _stamp(entry)
    for part, change in pending.values():
        yield part.encode(), change, 0, EPOCH


def _stored(content: bytes, entry: zipfile.ZipInfo) -> Packed:
    header = content[entry.header_offset : entry.header_offset + LOCAL.size]
    if len(header) < LOCAL.size or header[:4] != b"PK\x03\x04":
        raise _damaged("The workbook's zip file is damaged.")
    name_length, extra_length = LOCAL.unpack(header)[9:11]
    start = entry.header_offset + LOCAL.size + name_length + extra_length
    data = memoryview(content)[start : start + entry.compress_size]
    return Packed(data, entry.compress_type, entry.CRC, entry.file_size)


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8_NAME else "cp437")


def _stamp(entry: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = entry.date_time
    return hour << 11 | minute << 5 | second // 2, max(year - 1980, 0) << 9 | month << 5 | day


def _damaged(problem: str) -> WorkbookError:
    return WorkbookError(problem, "Open it in Excel, let Excel repair it, and save it as a new .xlsx.")
