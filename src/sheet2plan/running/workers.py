"""Floor 6: many clients at once. Work goes out in chunks, comes back in order, and is the same for any number of jobs.

Workers render and stage; the parent alone holds the ledger and puts files in place. A worker that dies takes one
client with it, no more.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field, replace
from enum import Enum
from hashlib import sha256
from itertools import islice

from sheet2plan.errors import WorkerError
from sheet2plan.files.ledger import FileRow
from sheet2plan.files.output import OutputFolder
from sheet2plan.files.shelf import Shelf, Staged
from sheet2plan.memory import collector_off
from sheet2plan.reports.report import ClientResult
from sheet2plan.running.desk import Desk, Order, Served
from sheet2plan.running.pools import OpenPool

CHUNK = 40
WORTH_A_POOL = 150
WORTH_WAKING = 2_000_000  # bytes of workbooks that take longer to read than workers to start


@dataclass(frozen=True, slots=True)
class Packet:
    """A desk as bytes, and the hash by which a worker knows that it has it."""

    key: str
    desk: bytes = field(repr=False)


class Handover(Enum):
    """How a worker hands its files over: in memory, staged beside their targets, or staged and safe on the disk."""

    RETURNED = "returned"
    STAGED = "staged"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some clients for one worker.

    A worker of this computer stages their files and goes on: one call of ours sees to it that they are on the disk. On
    another computer the worker must see to it.
    """

    packet: Packet
    orders: tuple[Order, ...]
    shelf: Shelf | None
    handover: Handover


@dataclass(frozen=True, slots=True)
class Portion:
    """One client back from a worker; its papers are in `staged`, or still in `served` when nothing was staged."""

    served: Served
    staged: tuple[Staged, ...] = ()


def pack(desk: Desk) -> Packet:
    """The desk ready to be sent. Nothing of a client is in it."""
    clean = replace(desk, context=desk.context.fresh())
    content = pickle.dumps(clean, pickle.HIGHEST_PROTOCOL)
    return Packet(sha256(content).hexdigest(), content)


_desks: dict[str, Desk] = {}


def work(chunk: Chunk) -> tuple[Portion, ...]:
    """Serve the clients of a chunk. Raises OutputError when the disk refuses."""
    desk = _desk(chunk.packet)
    with collector_off():
        portions = _portions(desk, chunk)
    staged = any(portion.staged for portion in portions)
    if staged and chunk.shelf is not None and chunk.handover is Handover.SETTLED:
        chunk.shelf.settle()
    return portions


def _desk(packet: Packet) -> Desk:
    known = _desks.get(packet.key)
    if known is None:
        known = pickle.loads(packet.desk)
        _desks.clear()
        _desks[packet.key] = known
    return known


def _portions(desk: Desk, chunk: Chunk) -> tuple[Portion, ...]:
    shelf = None if chunk.handover is Handover.RETURNED else chunk.shelf
    served = desk.serve(chunk.orders, shelf.untouched if shelf else _never)
    if shelf is None:
        return tuple(map(Portion, served))
    return tuple(stage(one, order, shelf) for one, order in zip(served, chunk.orders, strict=True))


def stage(served: Served, order: Order, shelf: Shelf) -> Portion:
    """The client's papers left beside their targets."""
    rows = {row.path: row for row in order.files}
    return Portion(replace(served, papers=()), tuple(shelf.stage(paper, rows) for paper in served.papers))


def _never(_row: FileRow) -> bool:
    return False


def placed(chunk: Chunk, portions: Iterable[Portion], folder: OutputFolder | None) -> Iterator[ClientResult]:
    """The results of a chunk, in order, once all its files are in place. Raises OutputError when the disk refuses."""
    if folder is None:
        return (portion.served.result for portion in portions)
    done = [
        stage(portion.served, order, folder.shelf) if chunk.handover is Handover.RETURNED else portion
        for portion, order in zip(portions, chunk.orders, strict=True)
    ]
    if chunk.handover is not Handover.SETTLED and any(portion.staged for portion in done):
        folder.shelf.settle()
    files = iter(
        folder.place(
            [staged for portion in done for staged in portion.staged],
            [portion.served.job for portion in done if portion.served.job],
            {portion.served.data: portion.served.prints for portion in done if portion.served.prints},
        )
    )
    return (
        replace(portion.served.result, files=(*portion.served.kept, *islice(files, len(portion.staged))))
        for portion in done
    )


def in_order(open_pool: OpenPool, chunks: Iterable[Chunk], ahead: int) -> Iterator[tuple[Chunk, tuple[Portion, ...]]]:
    """Each chunk with its results, in the order of the chunks; at most `ahead` of them are on their way at a time."""
    waiting: deque[tuple[Chunk, Future[tuple[Portion, ...]]]] = deque()
    source = iter(chunks)
    pool = open_pool(None)
    while True:
        waiting.extend((chunk, pool.submit(work, chunk)) for chunk in islice(source, ahead - len(waiting)))
        if not waiting:
            return
        chunk, future = waiting[0]
        try:
            portions = future.result()
        except BrokenExecutor:
            pool = _another(open_pool, pool)
            for each, _ in waiting:
                yield each, _one_by_one(open_pool, each)
            waiting.clear()
            pool = open_pool(None)
            continue
        waiting.popleft()
        yield chunk, portions


def _another(open_pool: OpenPool, broken: Executor) -> Executor:
    pool = open_pool(broken)
    if pool is broken:
        raise WorkerError("The workers of the given executor have ended.", "Start them again and repeat the run.")
    return pool


def _one_by_one(open_pool: OpenPool, chunk: Chunk) -> tuple[Portion, ...]:
    """The clients of a chunk each alone, to find the one that ends its worker."""
    portions: list[Portion] = []
    for order in chunk.orders:
        pool = open_pool(None)
        try:
            portions.extend(pool.submit(work, replace(chunk, orders=(order,))).result())
        except BrokenExecutor:
            _another(open_pool, pool)
            portions.append(Portion(_desk(chunk.packet).lost(order, "the process that served this client ended")))
    return tuple(portions)


def ready() -> None:
    """Nothing: whoever is asked for it has everything imported that the clients will need."""
