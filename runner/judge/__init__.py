"""The judge: holds checks and answers, never runs a learner's code. This is what a ``checks.py`` imports."""

from runner.judge.checking import Check, CheckFailed, check, fail
from runner.judge.pictures import bars, heatmap
from runner.judge.proxy import Learner
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
    "check",
    "close",
    "dtype",
    "entries",
    "fail",
    "heatmap",
    "holds",
    "parts",
    "raises",
    "shape",
    "unchanged",
]
