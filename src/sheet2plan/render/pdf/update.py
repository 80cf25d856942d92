"""One incremental update: changed and new objects behind a file's untouched bytes."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Tail:
    """How a file ends: what an update must point back to. `root` and `info` are references, `info` may be empty.

    `size` is one more than the highest object number; `streamed` says whether its last cross-reference is a stream.
    """

    content: bytes
    startxref: int
    size: int
    root: bytes
    info: bytes
    identifier: bytes
    streamed: bool


@dataclass(slots=True)
class Update:
    """Collects objects; `finish` returns the whole file. Same calls, same bytes."""

    tail: Tail
    chunks: list[bytes] = field(default_factory=list)
    entries: list[tuple[int, int, int]] = field(default_factory=list)
    position: int = 0
    next_number: int = 0
    info: bytes = b""

    def __post_init__(self) -> None:
        self.next_number = self.tail.size
        self.position = len(self.tail.content)
        self.info = self.tail.info
        if not self.tail.content.endswith(b"\n"):
            self.chunks.append(b"\n")
            self.position += 1

    def reserve(self) -> int:
        """The number of a new object whose body comes later, through `put`."""
        self.next_number += 1
        return self.next_number - 1

    def add(self, body: bytes) -> int:
        """Adds a new object; returns its number."""
        number = self.next_number
        self.next_number = number + 1
        self.put(number, 0, body)
        return number

    def put(self, number: int, generation: int, body: bytes) -> None:
        """Writes an object under its number."""
        chunk = b"%d %d obj\n%b\nendobj\n" % (number, generation, body)
        self.entries.append((number, generation, self.position))
        self.chunks.append(chunk)
        self.position += len(chunk)

    def finish(self) -> bytes:
        """The file's bytes and the update behind them."""
        tail = self.tail
        digest = hashlib.sha256(b"".join(self.chunks)).hexdigest()[:32].encode()
        shared = b"/Root %b%b/ID[<%b><%b>]/Prev %d" % (
            tail.root,
            b"/Info " + self.info if self.info else b"",
            tail.identifier,
            digest,
            tail.startxref,
        )
        index = self._as_stream(shared) if tail.streamed else self._as_table(shared)
        ending = b"startxref\n%d\n%%%%EOF\n" % self.position
        return b"".join((tail.content, *self.chunks, index, ending))

    def _as_table(self, shared: bytes) -> bytes:
        lines = [b"xref\n"]
        for run in _runs(sorted(self.entries)):
            lines.append(b"%d %d\n" % (run[0][0], len(run)))
            lines += [b"%010d %05d n \n" % (offset, generation) for _, generation, offset in run]
        return b"%btrailer\n<<%b/Size %d>>\n" % (b"".join(lines), shared, self.next_number)

    def _as_stream(self, shared: bytes) -> bytes:
        own = self.reserve()
        entries = sorted([*self.entries, (own, 0, self.position)])
        index = " ".join(f"{run[0][0]} {len(run)}" for run in _runs(entries)).encode()
        rows = b"".join(
            b"\x01%b%b" % (offset.to_bytes(4, "big"), generation.to_bytes(2, "big"))
            for _, generation, offset in entries
        )
        head = b"/Type/XRef/W[1 4 2]/Index[%b]/Size %d%b/Length %d" % (index, self.next_number, shared, len(rows))
        return b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\n" % (own, head, rows)


def _runs(entries: list[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """The entries cut where their numbers don't follow each other."""
    if not entries:
        return
    cuts = [place for place, (one, other) in enumerate(pairwise(entries), 1) if other[0] != one[0] + 1]
    for start, end in pairwise((0, *cuts, len(entries))):
        yield entries[start:end]


def stream(head: bytes, data: bytes, squeeze: bool = False) -> bytes:
    """A stream object's body; `head` is its dictionary without brackets and length."""
    if squeeze:
        data, head = zlib.compress(data, 6), head + b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (head, len(data), data)
