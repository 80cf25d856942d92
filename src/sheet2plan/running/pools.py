"""Floor 6: who does the work of a run: this process, processes of this computer, or an executor that was given."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing.connection import wait
from types import TracebackType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
# Gives the executor in use, or, told that this one is broken, another.
OpenPool = Callable[[Executor | None], Executor]


def given(executor: Executor) -> OpenPool:
    """The same executor always."""
    return lambda _broken: executor


class Here(Executor):
    """Does each piece of work at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Does the work; the future is done when it is returned."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as fault:
            future.set_exception(fault)
        return future


class LocalPools:
    """Pools of worker processes on this computer, one after the other.

    As a context it ends the last one's workers: when their work is done, or at once where the context ends by a fault.
    It may be left more than once, so that workers have ended before something else is cleared away.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._before = frozenset(multiprocessing.active_children())

    def open(self, broken: Executor | None) -> Executor:
        """The pool in use; another when there is none yet or this one is broken."""
        if self._pool is None or self._pool is broken:
            self.end()
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._jobs, mp_context=context, initializer=_begin)
        return self._pool

    def wake(self, fn: Callable[[], object]) -> None:
        """Lets every worker start, and import what `fn` needs, while something else is done here."""
        pool = self.open(None)
        for _ in range(self._jobs):
            pool.submit(fn)

    def alone(self) -> Executor:
        """A pool of one process, the others ended: what comes last takes memory rather than hands."""
        self.end()
        self._jobs = 1
        return self.open(None)

    def __enter__(self) -> LocalPools:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _fault: BaseException | None, _at: TracebackType | None
    ) -> None:
        if kind is not None:
            for child in frozenset(multiprocessing.active_children()) - self._before:
                child.kill()
        self.end()

    def end(self) -> None:
        """Ends the workers once they have done what they were given."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _begin() -> None:
    """A worker leaves Ctrl-C to its parent, and doesn't outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()


def _leave_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
