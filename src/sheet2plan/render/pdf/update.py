"""One incremental update: changed and new objects behind a file's untouched bytes."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise


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
    """Collects objects; `finish` returns the whole file. Same calls, same bytes.

    `names` are the number and generation of each chunk, `next_number` is free for a new object.
    """

    tail: Tail
    chunks: list[bytes] = field(default_factory=list)
    names: list[tuple[int, int]] = field(default_factory=list)
    next_number: int = 0
    info: bytes = b""

    def __post_init__(self) -> None:
        self.next_number = self.tail.size
        self.info = self.tail.info

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
        self.names.append((number, generation))
        self.chunks.append(b"%d %d obj\n%b\nendobj\n" % (number, generation, body))

    def finish(self) -> bytes:
        """The file's bytes and the update behind them."""
        tail = self.tail
        gap = b"" if tail.content.endswith(b"\n") else b"\n"
        body = gap + b"".join(self.chunks)
        shared = b"/Root %b%b/ID[<%b><%b>]/Prev %d" % (
            tail.root,
            b"/Info " + self.info if self.info else b"",
            tail.identifier,
            hashlib.sha256(body).hexdigest()[:32].encode(),
            tail.startxref,
        )
        *starts, end = accumulate(map(len, self.chunks), initial=len(tail.content) + len(gap))
        entries = [(*name, start) for name, start in zip(self.names, starts, strict=True)]
        index = self._as_stream(entries, end, shared) if tail.streamed else self._as_table(entries, shared)
        return b"".join((tail.content, body, index, b"startxref\n%d\n%%%%EOF\n" % end))

    def _as_table(self, entries: list[_Entry], shared: bytes) -> bytes:
        entries = sorted(entries)
        rows = [b"%010d %05d n \n" % (offset, generation) for _, generation, offset in entries]
        for start, end in _runs(entries):
            rows[start] = b"%d %d\n%b" % (entries[start][0], end - start, rows[start])
        return b"xref\n%btrailer\n<<%b/Size %d>>\n" % (b"".join(rows), shared, self.next_number)

    def _as_stream(self, entries: list[_Entry], position: int, shared: bytes) -> bytes:
        own = self.reserve()
        entries = sorted([*entries, (own, 0, position)])
        index = " ".join(f"{entries[start][0]} {end - start}" for start, end in _runs(entries)).encode()
        rows = b"".join(
            b"\x01%b%b" % (offset.to_bytes(4, "big"), generation.to_bytes(2, "big"))
            for _, generation, offset in entries
        )
        head = b"/Type/XRef/W[1 4 2]/Index[%b]/Size %d%b/Length %d" % (index, self.next_number, shared, len(rows))
        return b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\n" % (own, head, rows)


_Entry = tuple[int, int, int]  # number, generation, where it begins


def _runs(entries: list[_Entry]) -> Iterator[tuple[int, int]]:
    """The start and end of each run of entries whose numbers follow each other."""
    if not entries:
        return iter(())
    cuts = [place for place, (one, other) in enumerate(pairwise(entries), 1) if other[0] != one[0] + 1]
    return pairwise((0, *cuts, len(entries)))


def stream(head: bytes, data: bytes, squeeze: bool = False) -> bytes:
    """A stream object's body; `head` is its dictionary without brackets and length."""
    if squeeze:
        data, head = zlib.compress(data, 6), head + b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (head, len(data), data)
