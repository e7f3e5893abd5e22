from pathlib import Path

import numpy as np

from runner.judge import check, close, dtype, preserves_arguments, shape
from runner.judge.card_launches import require_launch
from runner.judge.hardware_limits import MinimumWork
from runner.judge.timing import faster_than

ROWS, COLUMNS, SCALES, FACTOR = 4096, 2048, 1500, 2.5
SAMPLE = 2  # scales of a timed call whose means are computed here: chosen after the values have arrived
REFERENCE = Path(__file__).with_name("reference.py").read_text(encoding="utf-8")


@check(example=True)
def worked_example(learner, rng):
    """The numbers of the worked example"""
    compare(learner, [[0.0, 1.0], [0.0, 0.0]], [np.log(3.0), 0.0])


@check
def any_shape(learner, rng):
    """Any number of rows, columns and scales"""
    for n, m, s in [(1, 1, 1), (3, 5, 4), (2, 129, 3), (7, 1000, 2), (600, 64, 1)]:
        compare(learner, rng.normal(size=(n, m)) - 3, rng.uniform(0.2, 3, size=s))


@check
def large_products(learner, rng):
    """Products of up to ±1000"""
    compare(learner, rng.uniform(-10, 10, size=(5, 40)), [100.0, -100.0, 1.0])


@check
def arguments_unchanged(learner, rng):
    """The matrix and the scales are not modified"""
    compare(learner, rng.normal(size=(4, 6)), rng.uniform(0.5, 2, size=3))
    preserves_arguments(learner)


@check
def faster_than_six_steps(learner, rng):
    """A kernel of your own, at least 2.5 times as fast as PyTorch in separate steps"""

    compare(learner, rng.normal(size=(4, 6)), rng.uniform(0.5, 2, size=3))
    require_launch(learner, "Write the softmax as a function with @triton.jit, and launch it over a grid.")

    def draw():
        x = rng.standard_normal(size=(ROWS, COLUMNS), dtype=np.float32)
        return x, rng.uniform(0.2, 3, size=SCALES).astype(np.float32)

    def verify(yours, inputs):
        x, scales = inputs
        shape(yours, (SCALES, COLUMNS))
        at = rng.choice(SCALES, size=SAMPLE, replace=False)
        close(yours[at], by_rows(x, scales[at]), name="your means of a timed call", rtol=2e-3, atol=1e-7)

    faster_than(
        learner,
        REFERENCE,
        lambda who, inputs: who.softmax_means(*inputs),
        draw=draw,
        verify=verify,
        work=MinimumWork(bytes_moved=4.0 * COLUMNS * (ROWS + SCALES), operations=3.0 * SCALES * ROWS * COLUMNS),
        factor=FACTOR,
        name="PyTorch in separate steps",
    )


def compare(learner, x, scales):
    x, scales = np.asarray(x, np.float32), np.asarray(scales, np.float32)
    yours = learner.softmax_means(x, scales)
    shape(yours, (len(scales), x.shape[1]))
    dtype(yours, np.float32, name="your means")
    close(yours, by_rows(x, scales), name="your means", rtol=2e-4, atol=1e-6)


def by_rows(x, scales):
    """In NumPy, a block of rows at a time."""
    means = np.zeros((len(scales), x.shape[1]))
    for k, scale in enumerate(scales):
        for rows in np.array_split(x, max(1, len(x) // 256)):
            z = rows * scale
            weights = np.exp(z - z.max(axis=1, keepdims=True))
            means[k] += (weights / weights.sum(axis=1, keepdims=True)).sum(axis=0)
    return (means / len(x)).astype(np.float32)
