import math

import numpy as np

from runner.judge import check, close, holds, parts, preserves_arguments

X = np.array([1.0, 2.0, 6.0])


@check(example=True)
def worked_fit(learner, rng):
    """Mean and variance of the worked example"""
    compare_fit(learner, X, "the worked example")


@check(example=True)
def worked_likelihoods(learner, rng):
    """The log-likelihoods of the worked example"""
    close(learner.log_likelihood(X, 0.0, 1.0), by_loops(X, 0.0, 1.0), name="your log-likelihood at mean 0, variance 1")
    close(learner.log_likelihood(X, 3.0, 14 / 3), by_loops(X, 3.0, 14 / 3), name="your log-likelihood at its maximum")


@check
def any_data(learner, rng):
    """Fit and log-likelihood of samples of any size and spread"""
    for n, spread in [(2, 1.0), (8, 0.1), (12, 30.0)]:
        x = rng.normal(loc=rng.normal() * 5, scale=spread, size=n)
        compare_fit(learner, x, f"{n} values")
        mean, variance = float(x.mean() + spread * rng.normal()), float(spread**2 * rng.uniform(0.5, 4))
        yours = learner.log_likelihood(x, mean, variance)
        close(yours, by_loops(x, mean, variance), name=f"your log-likelihood of {n} values", sizes={"n": n})


@check
def far_from_zero(learner, rng):
    """Data 1e8 away from 0, with a spread of 1, keep their variance"""
    compare_fit(learner, 1e8 + rng.normal(size=20), "data around 1e8")


@check
def no_underflow(learner, rng):
    """Thousands of values, and values far out in the tails"""
    x = rng.normal(size=3000)
    close(learner.log_likelihood(x, 0.0, 1.0), by_loops(x, 0.0, 1.0), name="your log-likelihood of 3000 values")
    x = np.array([100.0, -60.0, 0.5])
    close(learner.log_likelihood(x, 0.0, 1.0), by_loops(x, 0.0, 1.0), name="your log-likelihood of values in the tails")


@check
def argument_unchanged(learner, rng):
    """The data are not modified"""
    x = rng.normal(size=5)
    parts(learner.fit(x), "mean", "variance")
    holds(learner.log_likelihood(x, 0.5, 2.0) is not None, "Your log-likelihood is None. Is a return missing?")
    preserves_arguments(learner)


def compare_fit(learner, x, what):
    mean, variance = parts(learner.fit(x), "mean", "variance")
    expected = math.fsum(x) / len(x)
    close(mean, expected, name=f"your mean of {what}")
    squares = math.fsum((v - expected) ** 2 for v in x)
    close(variance, squares / len(x), name=f"your variance of {what}", sizes={"n": len(x)})


def by_loops(x, mean, variance):
    return math.fsum(-0.5 * math.log(2 * math.pi * variance) - (v - mean) ** 2 / (2 * variance) for v in x)
