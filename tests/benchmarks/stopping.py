"""How soon Ctrl-C ends a run: python tests/benchmarks/stopping.py [CLIENTS] [--jobs N] [--times N]

Runs of a made-up clinic are stopped at moments spread over a whole run: while the workbook is read, while clients are
served, while the summary is made. Prints the seconds from Ctrl-C to the end of the process, and what it said.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "sample_workbooks"))

from clinic_generator.clinic import make_clinic
from clinic_generator.writer import write_workbook


def start(workbook: Path, out: Path, jobs: int) -> subprocess.Popen[bytes]:
    """A run in a process group of its own, as a terminal makes one."""
    command = [sys.executable, "-m", "sheet2plan", "run", str(workbook), "--as-of", "2026-11-23"]
    command += ["--out", str(out), "--jobs", str(jobs)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def stopped(workbook: Path, out: Path, jobs: int, after: float) -> tuple[float, str]:
    """Seconds from Ctrl-C to the end, and the last line but one that the run said; 0 when it had ended by then."""
    process = start(workbook, out, jobs)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGINT)
        begin = time.perf_counter()
        _, told = process.communicate()
        return time.perf_counter() - begin, told.decode().strip().splitlines()[0]
    return 0.0, "it had ended"


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", type=int, nargs="?", default=10_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--times", type=int, default=10)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / "clinic.xlsx"
        write_workbook(make_clinic(told.clients, seed=20261123), workbook, large=True)
        begin = time.perf_counter()
        start(workbook, Path(folder) / "whole", told.jobs).communicate()
        whole = time.perf_counter() - begin
        print(f"{told.clients} clients, {told.jobs} jobs, a whole run takes {whole:.1f} s")
        for turn in range(told.times):
            after = whole * (turn + 0.5) / told.times
            took, said = stopped(workbook, Path(folder) / str(turn), told.jobs, after)
            print(f"  Ctrl-C after {after:5.1f} s: ended {took:.2f} s later. {said}", flush=True)


if __name__ == "__main__":
    main()
