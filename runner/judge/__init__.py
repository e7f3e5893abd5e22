"""The judge: holds checks and answers, never runs a learner's code. This is what a ``checks.py`` imports."""

import runner.judge.threads  # noqa: F401  before anything that imports NumPy
from runner.judge import show
from runner.judge.checking import Check, CheckFailed, check, fail
from runner.judge.gradients import gradient, numerical_gradient
from runner.judge.pictures import bars, boundary, curve, heatmap, lattice
from runner.judge.proxy import Learner
from runner.judge.speed import scales_like
from runner.judge.words import array, close, dtype, entries, holds, parts, raises, shape, unchanged
from runner.sandbox.frames import Rng, Tensor

__all__ = [
    "Check",
    "CheckFailed",
    "Learner",
    "Rng",
    "Tensor",
    "array",
    "bars",
    "boundary",
    "check",
    "close",
    "curve",
    "dtype",
    "entries",
    "fail",
    "gradient",
    "heatmap",
    "holds",
    "lattice",
    "numerical_gradient",
    "parts",
    "raises",
    "scales_like",
    "shape",
    "show",
    "unchanged",
]
