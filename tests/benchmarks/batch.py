"""A whole run, timed: python tests/benchmarks/batch.py [CLIENTS ...] [--jobs N] [--dask]

For each number of clients: a made-up clinic, a plan and a form for each client and the summary; then the same again,
unchanged. Prints wall time, processor time, the highest memory of all processes together and files per second.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sheet2plan.config import bundled_files, load_config
from sheet2plan.running import batch
from sheet2plan.running.options import RunOptions

_SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
_DAY = date(2026, 11, 23)


@dataclass
class Cost:
    """What a run took; `peak` in MB."""

    wall: float = 0
    processor: float = 0
    peak: float = 0
    files: int = 0
    load: float = 0
    clients: float = 0


@contextmanager
def measured(cost: Cost) -> Iterator[None]:
    """Fills in the cost of the block."""
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(cost, done), daemon=True)
    watcher.start()
    wall, used = time.perf_counter(), sum(os.times()[:4])
    yield
    cost.wall, cost.processor = time.perf_counter() - wall, sum(os.times()[:4]) - used
    done.set()
    watcher.join()


def _watch(cost: Cost, done: threading.Event) -> None:
    while not done.wait(0.25):
        cost.peak = max(cost.peak, sum(_memory(pid) for pid in _family(os.getpid())) / 1024)


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *map(int, children.read_text().split())] if children.exists() else [pid]


def _memory(pid: int) -> int:
    """The process's share of memory in kB; what processes share is counted once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def run(workbook: Path, out: Path, jobs: int, executor: Executor | None = None) -> Cost:
    """One run and its cost."""
    cost = Cost()
    begin = time.perf_counter()
    marks: list[float] = []
    options = RunOptions((workbook,), _DAY, out, load_config(None, bundled_files()), jobs=jobs)
    with measured(cost):
        report = batch.run(options, lambda done, total: marks.append(time.perf_counter()), executor)  # noqa: ARG005
    cost.files = len(report.files())
    cost.load = marks[0] - begin if marks else 0
    cost.clients = marks[-1] - marks[0] if marks else 0
    return cost


def digest(out: Path) -> str:
    """One hash of all files of the batches and their paths."""
    found = hashlib.sha256()
    for path in sorted(out.rglob("*")):
        if path.is_file() and ".sheet2plan" not in path.parts:
            found.update(path.relative_to(out).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _tell(name: str, cost: Cost) -> None:
    rate = cost.files / cost.wall
    print(
        f"  {name:22} {cost.wall:7.1f} s wall, {cost.processor:7.1f} s processor, {cost.peak:6.0f} MB, "
        f"{cost.files} files, {rate:.0f} files/s (reading {cost.load:.1f} s, clients {cost.clients:.1f} s)",
        flush=True,
    )


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--dask", action="store_true", help="the same on a local Dask cluster, and compare the bytes")
    told = parser.parse_args()
    # Nothing is deleted before the end: some file systems make files slowly for minutes after many were deleted.
    with tempfile.TemporaryDirectory() as home:
        for clients in told.clients:
            folder = Path(home) / str(clients)
            folder.mkdir()
            workbook = folder / "clinic.xlsx"
            # In a process of its own, so that its memory is not counted.
            make = ["-m", "clinic_generator", "--clients", str(clients), "--out", str(workbook)]
            subprocess.run([sys.executable, *make], cwd=_SAMPLES, check=True)
            print(f"{clients} clients, {told.jobs} jobs, load {os.getloadavg()[0]:.1f}")
            _tell("first run", run(workbook, folder / "one", told.jobs))
            _tell("the same again", run(workbook, folder / "one", told.jobs))
            if told.dask:
                with _cluster(told.jobs) as executor:
                    _tell("on a Dask cluster", run(workbook, folder / "two", told.jobs, executor))
                same = digest(folder / "one") == digest(folder / "two")
                print(f"  the same bytes: {same}")


@contextmanager
def _cluster(workers: int) -> Iterator[Executor]:
    from distributed import Client, LocalCluster

    quiet = {"dashboard_address": None, "threads_per_worker": 1}
    with LocalCluster(n_workers=workers, **quiet) as cluster, Client(cluster) as client:
        yield client.get_executor(pure=False)


if __name__ == "__main__":
    main()
