"""The memory of a big run: Python's cycle collector kept out of the way, and freed memory given back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import cast


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
