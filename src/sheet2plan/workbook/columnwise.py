"""A function of one cell, made fast for whole columns: what repeats down a column is read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sheet2plan.workbook.cells import Cell

T = TypeVar("T")

_LONG = 40


class _Memory(dict[Cell, T]):
    """What each different cell was read as; a new one is read when it is asked for."""

    def __init__(self, read: Callable[[Cell], T]) -> None:
        self._read = read

    def __missing__(self, cell: Cell) -> T:
        self[cell] = value = self._read(cell)
        return value


class Columnwise(Generic[T]):
    """Reads the cells of a column, chunk after chunk. `long_texts` tells columns whose texts hardly ever repeat."""

    def __init__(self, read: Callable[[Cell], T], long_texts: bool = False) -> None:
        self._read = read
        self._memory = _Memory(read)
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
