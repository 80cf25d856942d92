"""An Open XML package as a zip file: parts that are not edited are copied as they stand, compressed bytes and all."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sheet2plan.errors import WorkbookError

# Far beyond any workbook of a clinic, and still bounded: what one part may unpack to.
MAX_PART = 1 << 30

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8_NAME, _ENCRYPTED, _STREAMED = 0x800, 0x1, 0x8
_EPOCH = (0, 33)  # time and date of 1980-01-01 in a zip file


@dataclass(frozen=True, slots=True)
class Packed:
    """A part as it stands in a zip file: compressed, with its checksum and both sizes."""

    data: bytes | memoryview
    method: int
    crc: int
    size: int


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
        if self.archive.getinfo(name).file_size > MAX_PART:
            raise _damaged(f"The part {part} unpacks to more than {MAX_PART >> 20} MB.")
        try:
            return self.archive.read(name)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as fault:
            raise _damaged(f"The part {part} of the workbook can't be unpacked.") from fault


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


def packed(pieces: Iterable[bytes | memoryview], level: int = 6) -> Packed:
    """A part deflated from its pieces, which need not be joined first."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
    crc = size = 0
    out = []
    for piece in pieces:
        crc = zlib.crc32(piece, crc)
        size += len(piece)
        out.append(deflate.compress(piece))
    out.append(deflate.flush())
    return Packed(b"".join(out), zipfile.ZIP_DEFLATED, crc, size)


def repacked(package: Package, changes: Mapping[str, Packed]) -> bytes:
    """The package with these parts in place of its own, in its own order; new parts come last.

    A name that the package holds twice is kept twice, unless the part is changed: then the one that counts stays.
    """
    pending = {canonical(part): (part, change) for part, change in changes.items()}
    counted = {id(package.archive.getinfo(name)) for name in package.names.values()}
    zipped = _Zip()
    for entry in package.archive.infolist():
        name = canonical(entry.filename)
        if name not in pending:
            kept = entry.flag_bits & ~_STREAMED
            zipped.add(_raw_name(entry), kept, _stamp(entry), _stored(package.content, entry))
        elif id(entry) in counted:
            zipped.add(_raw_name(entry), entry.flag_bits & _UTF8_NAME, _stamp(entry), pending.pop(name)[1])
    for part, change in pending.values():
        zipped.add(part.encode(), 0, _EPOCH, change)
    return zipped.content()


def _stored(content: bytes, entry: zipfile.ZipInfo) -> Packed:
    header = content[entry.header_offset : entry.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        raise _damaged("The workbook's zip file is damaged.")
    name_length, extra_length = _LOCAL.unpack(header)[9:11]
    start = entry.header_offset + _LOCAL.size + name_length + extra_length
    data = memoryview(content)[start : start + entry.compress_size]
    return Packed(data, entry.compress_type, entry.CRC, entry.file_size)


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8_NAME else "cp437")


def _stamp(entry: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = entry.date_time
    return hour << 11 | minute << 5 | second // 2, max(year - 1980, 0) << 9 | month << 5 | day


class _Zip:
    """A zip file under construction; written here because zipfile can't take compressed bytes."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._central: list[bytes] = []

    def add(self, name: bytes, flags: int, stamp: tuple[int, int], part: Packed) -> None:
        offset = self._out.tell()
        if max(offset, part.size) >= 0xFFFFFFFF or len(self._central) >= 0xFFFF:
            raise _damaged("The workbook is too big for a zip file of the common kind.")
        shared = (20, flags, part.method, *stamp, part.crc, len(part.data), part.size, len(name), 0)
        self._out.write(_LOCAL.pack(b"PK\x03\x04", *shared) + name)
        self._out.write(part.data)
        self._central.append(_CENTRAL.pack(b"PK\x01\x02", 20, *shared, 0, 0, 0, 0, offset) + name)

    def content(self) -> bytes:
        start = self._out.tell()
        directory = b"".join(self._central)
        count = len(self._central)
        self._out.write(directory + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0))
        return self._out.getvalue()


def _damaged(problem: str) -> WorkbookError:
    return WorkbookError(problem, "Open it in Excel, let Excel repair it, and save it as a new .xlsx.")
