"""Who is in what, as sparse matrices of ones: made, combined row by row, read pair by pair.

Small networks are many, and a scipy operation costs as much as counting a whole one: so most is done on the places of
the ones, as rows and columns.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from graph_service.analysis.columns import Bools, Ints, Matrix


def ones(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Matrix:
    """A matrix that holds 1 at the given places, however often they are named."""
    places = distinct(rows * shape[1] + columns)
    starts = np.searchsorted(places, np.arange(shape[0] + 1) * shape[1])
    return sparse.csr_array((np.ones(len(places), dtype=np.int32), places % max(shape[1], 1), starts), shape=shape)


def distinct(numbers: Ints) -> Ints:
    """The numbers in order, each once; np.unique hashes them first, which takes many times as long."""
    numbers = np.sort(numbers)
    new = np.ones(len(numbers), dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return numbers[new]


def no_matrix(rows: int) -> Matrix:
    """A matrix without any column."""
    return sparse.csr_array((rows, 0), dtype=np.int32)


def rows_of(found: Matrix) -> Ints:
    """The row of each place, as `indices` gives its column."""
    return np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))


def within(found: Matrix, columns: Bools) -> Matrix:
    """The same with its places in the marked columns only."""
    kept = columns[found.indices]
    return ones(rows_of(found)[kept], found.indices[kept].astype(np.int64), found.shape)


def transposed(found: Matrix) -> Matrix:
    """Columns as rows."""
    return ones(found.indices.astype(np.int64), rows_of(found), found.shape[::-1])


def picked(found: Matrix, rows: Ints) -> tuple[Ints, Ints]:
    """The places of some rows, one row after the other: which of the rows, and the column."""
    lengths = np.diff(found.indptr)[rows]
    columns = found.indices[runs(found.indptr[rows], lengths)]
    return np.repeat(np.arange(len(rows)), lengths), columns.astype(np.int64)


def product(left: Matrix, right: Matrix) -> tuple[Ints, Ints]:
    """The places of left · right, each as often as it is reached: row, column."""
    which, columns = picked(right, left.indices)
    return rows_of(left)[which], columns


def row_pairs(left: Matrix, right: Matrix, i: Ints, j: Ints) -> tuple[Ints, Ints, Ints]:
    """Each place of row i[k] of one matrix with each of row j[k] of the other: k and both columns."""
    mine, theirs = np.diff(left.indptr)[i], np.diff(right.indptr)[j]
    which = np.repeat(np.arange(len(i)), mine * theirs)
    within, width = runs(np.zeros_like(i), mine * theirs), theirs[which]
    first = left.indices[left.indptr[i][which] + within // width]
    second = right.indices[right.indptr[j][which] + within % width]
    return which, first.astype(np.int64), second.astype(np.int64)


def row_product(left: Matrix, right: Matrix) -> Matrix:
    """For each row the pairs of its places in both: place (a, b) becomes column a · width(right) + b."""
    rows = np.arange(left.shape[0])
    _, first, second = row_pairs(left, right, rows, rows)
    starts = np.concatenate(([0], np.cumsum(np.diff(left.indptr) * np.diff(right.indptr), dtype=np.int64)))
    columns, shape = first * right.shape[1] + second, (left.shape[0], left.shape[1] * right.shape[1])
    return sparse.csr_array((np.ones(len(columns), dtype=np.int32), columns, starts), shape=shape)


def sharing(who: Ints, where: Ints) -> tuple[Ints, Ints, Ints]:
    """Pairs i < j of those who are in the same, by a list of who is where, none twice: i, j and where."""
    order = np.lexsort((who, where))
    who, where = who[order], where[order]
    after = np.searchsorted(where, where, side="right") - np.arange(1, len(where) + 1)
    other = runs(np.arange(1, len(where) + 1), after)
    return np.repeat(who, after), who[other], np.repeat(where, after)


def runs(starts: Ints, lengths: Ints) -> Ints:
    """The numbers from each start on, as many as its length, one run after the other."""
    ends = np.cumsum(lengths, dtype=np.int64)
    found: Ints = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)
    return found


def upper(found: Matrix) -> tuple[Ints, Ints, Ints]:
    """The places i < j of a symmetric matrix, row by row, and what they hold."""
    rows = rows_of(found)
    above = found.indices > rows
    return rows[above], found.indices[above].astype(np.int64), found.data[above].astype(np.int64)


def is_in(numbers: Ints, listed: Ints) -> Bools:
    """Which of the numbers are listed, in a list that is sorted."""
    if not len(listed):
        return np.zeros(len(numbers), dtype=np.bool_)
    found: Bools = listed[np.searchsorted(listed[:-1], numbers)] == numbers
    return found


def common(found: Matrix, i: Ints, j: Ints) -> tuple[Ints, Ints]:
    """What rows i[k] and j[k] both hold: k, and the column; the columns of a row are sorted."""
    lengths = np.diff(found.indptr)
    i, j = np.where(lengths[i] < lengths[j], (i, j), (j, i))
    which, columns = picked(found, i)
    both = is_in(j[which] * found.shape[1] + columns, rows_of(found) * found.shape[1] + found.indices)
    return which[both], columns[both]


def column_counts(found: Matrix, rows: Bools | None = None) -> Ints:
    """How many rows hold each column, of all or of those that are marked."""
    columns = found.indices if rows is None else found.indices[np.repeat(rows, np.diff(found.indptr))]
    return np.bincount(columns, minlength=found.shape[1])


def members(found: Matrix, row: int) -> Ints:
    """The columns that a row holds."""
    columns: Ints = found.indices[found.indptr[row] : found.indptr[row + 1]]
    return columns
