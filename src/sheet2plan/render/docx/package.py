"""A Word file as a zip package: compressed once, joined for each client, and equal contents are equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sheet2plan.deflate import FAST, deflating
from sheet2plan.render.zipping import CENTRAL, END, EPOCH, LOCAL

CONTENT_TYPES = "[Content_Types].xml"

_VERSION, _UTF8 = 20, 0x800
_STORED, _DEFLATED = 0, 8
_TINY = 512  # bytes that are not worth the set-up of a compressor
_SMALL = 4096  # bytes of a part that is often the same from client to client
_ZIPPED = (".xlsx", ".docx", ".png", ".jpg", ".jpeg", ".gif")


def read_package(content: bytes) -> dict[str, bytes]:
    """The parts of a package by name. Raises zipfile.BadZipFile when it is none."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """The package of these parts: content types first, the rest by name, every date fixed."""
    return FrozenPackage.of({}).joined(parts)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A part as it stands in the file: its local header with the compressed data, and its line in the directory."""

    local: bytes
    directory: tuple[object, ...]
    name: bytes

    def directory_line(self, offset: int) -> bytes:
        return CENTRAL.pack(*self.directory, offset) + self.name


def _entry(part: str, data: bytes) -> _Entry:
    return _small_entry(part, data) if len(data) < _SMALL else _packed(part, data)


@lru_cache(maxsize=64)
def _small_entry(part: str, data: bytes) -> _Entry:
    return _packed(part, data)


def _packed(part: str, data: bytes) -> _Entry:
    name = part.encode()
    flags = 0 if part.isascii() else _UTF8
    method = _STORED if len(data) < _TINY or part.endswith(_ZIPPED) else _DEFLATED
    packed = deflating.compress(data, FAST, -15) if method == _DEFLATED else data
    sums = (deflating.crc32(data), len(packed), len(data))
    local = LOCAL.pack(b"PK\x03\x04", _VERSION, flags, method, *EPOCH, *sums, len(name), 0)
    directory = (b"PK\x01\x02", _VERSION, _VERSION, flags, method, *EPOCH, *sums, len(name), 0, 0, 0, 0, 0)
    return _Entry(local + name + packed, directory, name)


@dataclass(frozen=True, slots=True)
class _Base:
    """What stays the same when certain parts change: one block of bytes and the directory lines at their places."""

    first: _Entry | None
    block: bytes
    lines: tuple[tuple[_Entry, int], ...]


@dataclass(frozen=True, slots=True)
class FrozenPackage:
    """The parts of a template, compressed once. `joined` puts changed parts in their places."""

    entries: Mapping[str, _Entry] = field(repr=False)
    _bases: dict[frozenset[str], _Base] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, parts: Mapping[str, bytes]) -> FrozenPackage:
        """The package of these parts."""
        return cls({name: _entry(name, parts[name]) for name in sorted(parts)})

    def joined(self, changed: Mapping[str, bytes]) -> bytes:
        """The file with these parts changed or added: content types first, changed parts last, by name."""
        base = self._base(frozenset(changed))
        entries = [_entry(name, changed[name]) for name in sorted(changed) if name != CONTENT_TYPES]
        first = _entry(CONTENT_TYPES, changed[CONTENT_TYPES]) if CONTENT_TYPES in changed else base.first
        blocks, lines, offset = [], [], 0
        if first is not None:
            blocks.append(first.local)
            lines.append(first.directory_line(0))
            offset = len(first.local)
        blocks.append(base.block)
        lines += [entry.directory_line(offset + place) for entry, place in base.lines]
        offset += len(base.block)
        for entry in entries:
            blocks.append(entry.local)
            lines.append(entry.directory_line(offset))
            offset += len(entry.local)
        directory = b"".join(lines)
        end = END.pack(b"PK\x05\x06", 0, 0, len(lines), len(lines), len(directory), offset, 0)
        return b"".join((*blocks, directory, end))

    def _base(self, changed: frozenset[str]) -> _Base:
        if changed not in self._bases:
            if len(self._bases) > 64:  # clients differ in the number of their charts, not without end
                self._bases.clear()
            self._bases[changed] = self._without(changed)
        return self._bases[changed]

    def _without(self, changed: frozenset[str]) -> _Base:
        kept = [entry for name, entry in self.entries.items() if name not in changed and name != CONTENT_TYPES]
        places, offset = [], 0
        for entry in kept:
            places.append((entry, offset))
            offset += len(entry.local)
        first = None if CONTENT_TYPES in changed else self.entries.get(CONTENT_TYPES)
        return _Base(first, b"".join(entry.local for entry in kept), tuple(places))

    def __getstate__(self) -> dict[str, object]:
        return {"entries": self.entries, "_bases": {}}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
