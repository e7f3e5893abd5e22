import math

import numpy as np

from runner.judge import array, check, close, heatmap, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """Positions 0, 1 and 5 with four features"""
    positions = np.array([0, 1, 5])
    yours = array(learner.sinusoidal_positions(positions, 4), name="your table")
    expected = by_loops(positions, 4)
    learner.show(heatmap({"your table": yours, "expected": expected}))
    close(yours, expected, name="your table")


@check
def any_positions(learner, rng):
    """Positions in any order, including large ones, for any even d"""
    for d in (2, 6, 10):
        positions = rng.choice(1_000_000, size=5, replace=False)
        close(learner.sinusoidal_positions(positions, d), by_loops(positions, d), name="your table")


@check
def any_axes(learner, rng):
    """One position, or a batch of them, keeps its axes"""
    for dims in [(), (3, 4), (2, 1, 3), (10, 20)]:
        positions = np.array(rng.integers(100, size=dims))
        close(learner.sinusoidal_positions(positions, 6), by_loops(positions, 6), name="your table")


@check
def positions_unchanged(learner, rng):
    """The positions are not modified"""
    positions = rng.integers(1, 50, size=4)
    close(learner.sinusoidal_positions(positions, 4), by_loops(positions, 4), name="your table")
    preserves_arguments(learner)


def by_loops(positions, d):
    """The definition, one position and one feature at a time."""
    out = np.zeros((*positions.shape, d))
    for where in np.ndindex(positions.shape):
        for j in range(d):
            angle = int(positions[where]) / 10000 ** (2 * (j // 2) / d)
            out[(*where, j)] = math.cos(angle) if j % 2 else math.sin(angle)
    return out
