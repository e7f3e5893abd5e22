"""The judge: holds checks and answers, never runs a learner's code. This is what a ``checks.py`` imports."""

import runner.judge.threads  # noqa: F401  before anything that imports NumPy
from runner.judge import formatting
from runner.judge.assertions import (
    about_earlier_calls,
    array,
    close,
    dtype,
    entries,
    holds,
    parts,
    preserves_arguments,
    raises,
    shape,
)
from runner.judge.charts import GraphNode, bars, boundary, curve, graph, heatmap, lattice
from runner.judge.check_decorator import Check, CheckFailure, check, fail
from runner.judge.gradients import gradient, numerical_gradient
from runner.judge.guard_bands import Layout
from runner.judge.kernels import AccessLimits, Input, Result, launch
from runner.judge.proxy import Learner
from runner.judge.speed import scales_like
from runner.wire.values import Rng, Tensor

__all__ = [
    "AccessLimits", "Check", "CheckFailure", "GraphNode", "Input", "Layout", "Learner", "Result", "Rng", "Tensor",
    "about_earlier_calls", "array", "bars", "boundary", "check", "close", "curve", "dtype", "entries", "fail",
    "formatting", "gradient", "graph", "heatmap", "holds", "lattice", "launch", "numerical_gradient", "parts",
    "preserves_arguments", "raises", "scales_like", "shape",
]  # fmt: skip
