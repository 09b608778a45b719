"""HiGHS without its words, and with one way to set it up: one thread, a fixed seed."""

import math

import highspy
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
INF = math.inf


class _Quiet(highspy.Highs):
    """HiGHS that says nothing: the library prints its name in the constructor, before a caller could have silenced it."""

    def enableCallbacks(self) -> None:
        """Called by the library's constructor. Silence first."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def solver(seed: int) -> highspy.Highs:
    """A silent solver that gives the same answer to the same question."""
    made = _Quiet()  # type: ignore[no-untyped-call]
    made.setOptionValue("threads", 1)
    made.setOptionValue("random_seed", seed)
    return made


class Columns:
    """New unknowns of one program, gathered as arrays: values (to be maximised), upper bounds, and entries in rows."""

    def __init__(self) -> None:
        self.count = 0
        self._value: list[Floats] = []
        self._upper: list[Floats] = []
        self._row: list[Ints] = []
        self._column: list[Ints] = []
        self._entry: list[Floats] = []

    def add(self, value: Floats, upper: Floats | float = 1.0) -> Ints:
        """Unknowns between 0 and `upper`; their numbers."""
        made = np.arange(self.count, self.count + len(value))
        self.count += len(value)
        self._value.append(np.asarray(value, float))
        self._upper.append(np.broadcast_to(np.asarray(upper, float), len(value)))
        return made

    def enter(self, rows: Ints, columns: Ints, entry: Floats | float = 1.0) -> None:
        """Coefficients; those with a negative row are left out."""
        there = rows >= 0
        self._row.append(rows[there].astype(np.int64))
        self._column.append(columns[there].astype(np.int64))
        self._entry.append(np.broadcast_to(np.asarray(entry, float), len(rows))[there])

    def into(self, program: highspy.Highs) -> None:
        """Hand them over."""
        if not self.count:
            return
        row, column, entry = (np.concatenate([*part, []]) for part in (self._row, self._column, self._entry))
        order = np.argsort(column, kind="stable")
        starts = np.searchsorted(column[order], np.arange(self.count))
        program.addCols(
            self.count,
            -np.concatenate(self._value),
            np.zeros(self.count),
            np.concatenate(self._upper),
            len(row),
            starts.astype(np.int32),
            row[order].astype(np.int32),
            entry[order].astype(np.float64),
        )


def add_rows(program: highspy.Highs, low: Floats, high: Floats, starts: Ints | None = None, columns: Ints | None = None) -> None:
    """Rows low ≤ sum ≤ high, empty or over columns with the coefficient 1."""
    count = len(low)
    if not count:
        return
    starts = np.zeros(count, np.int64) if starts is None else starts
    columns = np.zeros(0, np.int64) if columns is None else columns
    program.addRows(
        count,
        np.asarray(low, float),
        np.asarray(high, float),
        len(columns),
        starts.astype(np.int32),
        columns.astype(np.int32),
        np.ones(len(columns)),
    )
