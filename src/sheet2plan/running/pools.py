"""Floor 6: who does the work of a run: this process, processes of this computer, or an executor that was given."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
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
    """Pools of worker processes on this computer, and one process apart for what comes after them.

    As a context it ends them: when their work is done, or at once where the context ends by a fault. It may be left
    more than once, so that workers have ended before something else is cleared away.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._helper: ProcessPoolExecutor | None = None
        self._before = frozenset(multiprocessing.active_children())

    def open(self, broken: Executor | None) -> Executor:
        """The pool in use; another when there is none yet or this one is broken."""
        if self._pool is None or self._pool is broken:
            _end(self._pool)
            self._pool = _pool(self._jobs)
        return self._pool

    def wake(self, fn: Callable[[], object], last: Callable[[], object]) -> None:
        """Lets every process start while something else is done here, and import what `fn` needs; what `last` needs,
        where it is the one apart."""
        pool, self._helper = self.open(None), _pool(1)
        for _ in range(self._jobs):
            pool.submit(fn)
        self._helper.submit(last)

    def alone(self) -> Executor:
        """The one process apart, the workers ended: what comes last takes memory rather than hands."""
        _end(self._pool)
        self._pool = None
        if self._helper is None or not _lives(self._helper):
            self._helper = _pool(1)
        return self._helper

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
        """Ends all processes once they have done what they were given."""
        _end(self._pool)
        _end(self._helper)
        self._pool = self._helper = None


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def _lives(pool: ProcessPoolExecutor) -> bool:
    try:
        pool.submit(_nothing).result()
    except BrokenExecutor:
        return False
    return True


def _nothing() -> None:
    return


def _end(pool: ProcessPoolExecutor | None) -> None:
    if pool is not None:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """A worker leaves Ctrl-C to its parent, and doesn't outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()


def _leave_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
