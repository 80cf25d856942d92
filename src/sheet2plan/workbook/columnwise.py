"""A function of one cell, made fast for whole columns: what repeats down a column is read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sheet2plan.memory import Memo
from sheet2plan.workbook.cells import Cell

T = TypeVar("T")

_LONG = 40
_MOST = 1_000_000


class Columnwise(Generic[T]):
    """Reads the cells of a column, chunk after chunk. `long_texts` tells columns whose texts hardly ever repeat."""

    def __init__(self, read: Callable[[Cell], T], long_texts: bool = False) -> None:
        self._read = read
        self._memory: Memo[Cell, T] = Memo(read, _MOST)
        self._long_texts = long_texts

    def __call__(self, cells: Sequence[Cell]) -> list[T]:
        """What each cell is read as, in their order."""
        read, memory = self._read, self._memory
        # True and 1.0 are one key of a dictionary, and two different answers.
        if bool in set(map(type, cells)):
            return list(map(read, cells))
        if self._long_texts:
            return [read(cell) if type(cell) is str and len(cell) > _LONG else memory[cell] for cell in cells]
        return list(map(memory.__getitem__, cells))
