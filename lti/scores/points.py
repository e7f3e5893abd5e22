"""Shares as the points of a platform's column."""

POINTS = 100
"""The maximum of a line item. The share that somebody has reached is multiplied by it."""


def points_of(share: float) -> float:
    return round(POINTS * share, 2)
