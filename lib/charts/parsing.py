"""Read the parts of untrusted chart data, each of a known type and a limited size."""

import math
from collections.abc import Iterator
from typing import Any

DIGITS = 3  # of a number as text
MAX_DIGITS = 6  # a report has no more
MAX_SIDE = 64  # rows and columns of a matrix
MAX_TITLE = 60  # characters
MAX_NUMBER = 1e15  # absolute value; nan and infinity are not below it


class ChartDataError(ValueError):
    """A part of the data is missing, too large or of the wrong type."""


def read_part(data: Any, name: str) -> Any:
    if not isinstance(data, dict) or name not in data:
        raise ChartDataError(f"an object with {name}")
    return data[name]


def read_list(value: Any, max_length: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > max_length:
        raise ChartDataError("a list that is not too long")
    return value


def read_numbers(values: Any, max_length: int) -> list[float]:
    row = read_list(values, max_length)
    if not row or not all(type(value) in (int, float) and abs(value) <= MAX_NUMBER for value in row):
        raise ChartDataError("finite numbers")
    return [float(value) for value in row]


def read_matrix(rows: Any) -> list[list[float]]:
    matrix = [read_numbers(row, MAX_SIDE) for row in read_list(rows, MAX_SIDE)]
    if not matrix or any(len(row) != len(matrix[0]) for row in matrix):
        raise ChartDataError("rows of one length")
    return matrix


def read_marks(marks: Any, rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """The marked cells of a matrix of this size, as (row, column)."""
    for mark in read_list(marks or [], MAX_SIDE**2):
        match mark:
            case [int(y), int(x)] if 0 <= y < rows and 0 <= x < columns:
                yield y, x
            case _:
                raise ChartDataError("a mark is a row and a column")


def read_title(data: dict[str, Any]) -> str:
    return str(data.get("title", ""))[:MAX_TITLE]


def format_number(value: float, digits: int = DIGITS) -> str:
    """
    >>> format_number(-0.12345)
    '−0.123'
    """
    return f"{value:.{digits}g}".replace("-", "−")


def digits_between(low: float, high: float) -> int:
    """The significant digits that tell numbers between these apart: three of the distance between the two.

    >>> digits_between(1.578, 1.58)
    6
    """
    if low == high:
        return DIGITS
    larger, distance = max(abs(low), abs(high)), high - low
    return min(MAX_DIGITS, max(DIGITS, DIGITS + math.floor(math.log10(larger)) - math.floor(math.log10(distance))))
