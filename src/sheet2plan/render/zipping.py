"""A zip file under construction: parts are deflated from pieces, or come compressed from another file."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sheet2plan.deflate import FAST, deflating

EPOCH = (0, 33)  # time and date of 1980-01-01 in a zip file

# A part's local header, its line in the central directory, and the end of the file, as the zip format has them.
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
_BLOCK = 1 << 18  # bytes: many small pieces go to the compressor together


@dataclass(frozen=True, slots=True)
class Packed:
    """A part as it stands in a zip file: compressed, with its checksum and both sizes."""

    data: bytes | memoryview
    method: int
    crc: int
    size: int


def packed(pieces: Iterable[bytes | memoryview]) -> Packed:
    """A part deflated from its pieces, which need not be joined first."""
    deflate = deflating.compressobj(FAST, zipfile.ZIP_DEFLATED, -15)
    crc = size = 0
    out = []
    for block in _blocks(pieces):
        crc = deflating.crc32(block, crc)
        size += len(block)
        out.append(deflate.compress(block))
    out.append(deflate.flush())
    return Packed(b"".join(out), zipfile.ZIP_DEFLATED, crc, size)


def _blocks(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """The pieces, small ones joined."""
    waiting: list[bytes | memoryview] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= _BLOCK:
            yield b"".join(waiting) if len(waiting) > 1 else piece
            waiting, length = [], 0
    yield b"".join(waiting)


class Zip:
    """The file; written here because zipfile can't take compressed bytes. The same parts give the same bytes."""

    def __init__(self) -> None:
        self._pieces: list[bytes | memoryview] = []
        self._central: list[bytes] = []
        self._offset = 0

    def has_room(self, part: Packed) -> bool:
        """Whether a zip file of the common kind holds one more part of that size."""
        return max(self._offset, part.size) < 0xFFFFFFFF and len(self._central) < 0xFFFF

    def add(self, name: bytes, part: Packed, flags: int = 0, stamp: tuple[int, int] = EPOCH) -> None:
        """Puts a part behind the others. `stamp` is its time and date as a zip file has them."""
        shared = (20, flags, part.method, *stamp, part.crc, len(part.data), part.size, len(name), 0)
        local = LOCAL.pack(b"PK\x03\x04", *shared) + name
        self._central.append(CENTRAL.pack(b"PK\x01\x02", 20, *shared, 0, 0, 0, 0, self._offset) + name)
        self._pieces += (local, part.data)
        self._offset += len(local) + len(part.data)

    def content(self) -> bytes:
        """The finished file."""
        directory = b"".join(self._central)
        count = len(self._central)
        end = END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), self._offset, 0)
        return b"".join((*self._pieces, directory, end))
