"""Statistical checks: weights are judged by their mean, their variance and the fraction far out.

Every comparison fails a correct solution with a probability below 1e-8: the mean of N normal weights is normal, their
variance follows the chi-squared law, which is bounded as in Laurent and Massart (2000), and the share beyond two standard
deviations is judged by the bound that runner/judge/distribution.py proves.
"""

import math

import numpy as np

from runner.judge import Rng, bars, check, fail, holds, preserves_arguments, shape
from runner.judge.distribution import FALSE_ALARM, normal_tails

LOG_ALARM = math.log(2 / FALSE_ALARM)


@check(example=True)
def shapes(learner, rng):
    """One row for each output"""
    shape(learner.xavier(300, 100, Rng(1)), (100, 300), name="what xavier returns")
    shape(learner.he(300, 100, Rng(1)), (100, 300), name="what he returns")
    shape(learner.xavier(1, 7, Rng(1)), (7, 1), name="what xavier returns")
    shape(learner.he(1, 7, Rng(1)), (7, 1), name="what he returns")


@check(example=True)
def example_variances(learner, rng):
    """The variances of the worked example"""
    judge(learner.xavier(300, 100, Rng(1)), 2 / 400, "xavier(300, 100, rng)")
    judge(learner.he(300, 100, Rng(1)), 2 / 300, "he(300, 100, rng)")


@check
def other_layers(learner, rng):
    """Layers of other shapes, wide and narrow"""
    for n_in, n_out in [(40, 200), (int(rng.integers(100, 200)), 40)]:
        judge(learner.xavier(n_in, n_out, seed(rng)), 2 / (n_in + n_out), f"xavier({n_in}, {n_out}, rng)")
        judge(learner.he(n_in, n_out, seed(rng)), 2 / n_in, f"he({n_in}, {n_out}, rng)")


@check
def normal(learner, rng):
    """The weights are normal: about one in 22 is beyond two standard deviations"""
    for name, variance in (("xavier", 2 / 250), ("he", 2 / 150)):
        weights = getattr(learner, name)(150, 100, seed(rng))
        shape(weights, (100, 150), name=f"what {name} returns")
        holds(
            abs(weights.mean()) > 1e-12,
            f"The mean of {name}'s weights is exactly 0, which is not random. Draw each weight independently, and do "
            "not adjust it.",
        )
        scaled = weights.ravel() / math.sqrt(variance)
        edges = np.arange(-3.5, 4.0)
        expected = np.diff([0.5 * math.erfc(-edge / math.sqrt(2)) for edge in edges])
        seen = np.histogram(scaled, edges)[0] / scaled.size
        learner.show(bars([f"{edge + 0.5:+.0f} sd" for edge in edges[:-1]], {"yours": seen, "expected": expected}))
        normal_tails(scaled, 1.0, name=f"{name}'s weights")


@check
def chance_from_rng(learner, rng):
    """The same state of rng gives the same weights, and a different seed different ones"""
    one, other = seed(rng), seed(rng)
    for name in ("xavier", "he"):
        first, again, different = (getattr(learner, name)(6, 5, s) for s in (one, one, other))
        for weights in (first, again, different):
            shape(weights, (5, 6), name=f"what {name} returns")
        holds(
            np.array_equal(first, again),
            f"The same seed gave {name} different weights: some randomness is not from rng.",
        )
        holds(
            not np.array_equal(first, different),
            f"Two seeds gave {name} the same weights: the randomness is not from rng.",
        )
        holds(len(np.unique(first)) == 30, f"Some of {name}'s weights are equal. Draw each weight independently.")


def seed(rng):
    return Rng(int(rng.integers(2**32)))


def judge(weights, variance, call):
    """Mean 0 and this variance, up to random variation."""
    n_out, n_in = (int(part) for part in (call.split("(")[1].split(", ")[1], call.split("(")[1].split(", ")[0]))
    shape(weights, (n_out, n_in), name=f"what {call} returns")
    deviation, size = math.sqrt(variance), weights.size
    mean, spread = float(weights.mean()), float(weights.std())
    holds(np.isfinite(weights).all(), f"The weights of {call} hold NaN or infinity.")
    if abs(mean) > deviation * math.sqrt(2 * LOG_ALARM / size):
        fail(
            f"The weights of {call} have a mean of {mean:.3g}; expected 0.",
            yours=f"mean {mean:.3g}",
            expected="mean 0",
        )
    # For a chi-squared variable X of k degrees: P(X - k >= 2 sqrt(k t) + 2 t) <= e^-t, and P(k - X >= 2 sqrt(k t)) <= e^-t
    total = float(((weights - mean) ** 2).sum()) / variance
    k = size - 1
    if not -2 * math.sqrt(k * LOG_ALARM) <= total - k <= 2 * math.sqrt(k * LOG_ALARM) + 2 * LOG_ALARM:
        fail(
            f"The weights of {call} have a standard deviation of {spread:.4f}; expected about {deviation:.4f}."
            f"{likely(spread**2, variance, n_in, n_out)}",
            yours=f"standard deviation {spread:.4f}",
            expected=f"about {deviation:.4f}",
        )


def likely(seen, variance, n_in, n_out):
    """Which formula would give the observed variance, within 5 %."""
    suspects = {
        "that is the variance itself, used as a standard deviation": variance**2,
        "that would be 1 / n_in": 1 / n_in,
        "that would be 2 / n_out": 2 / n_out,
        "that would be 2 / n_in": 2 / n_in,
        "that would be 1 / (n_in + n_out)": 1 / (n_in + n_out),
        "that would be 2 / (n_in + n_out)": 2 / (n_in + n_out),
        "that is a variance of 1": 1.0,
    }
    for words, value in suspects.items():
        if abs(seen / value - 1) < 0.05 and abs(variance / value - 1) > 0.05:
            return f" As a variance, {words}."
    return ""
