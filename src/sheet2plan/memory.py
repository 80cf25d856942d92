"""The memory of a big run: what is remembered is bounded, Python's cycle collector is kept out of the way, and freed
memory is given back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar, cast

K = TypeVar("K")
V = TypeVar("V")


class Memo(dict[K, V]):
    """What `make` gave for each key that was asked for. When there are `most` of them it begins anew, so that no more
    than so many things of clients stay."""

    def __init__(self, make: Callable[[K], V], most: int) -> None:
        self._make = make
        self._most = most

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._make(key)
        return value

    def __reduce__(self) -> tuple[object, ...]:
        """Another process remembers for itself."""
        return Memo, (self._make, self._most)


@contextmanager
def collector_off() -> Iterator[None]:
    """Without the collector, which would walk every new object again and again and find nothing to free."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def give_back() -> None:
    """Gives freed memory back to the system, which the C library of Linux keeps for later: a fifth of a run's peak."""
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@cache
def _malloc_trim() -> Callable[[int], int] | None:
    """None where the C library has no such call."""
    if sys.platform != "linux":
        return None
    return cast("Callable[[int], int] | None", getattr(ctypes.CDLL(None), "malloc_trim", None))
