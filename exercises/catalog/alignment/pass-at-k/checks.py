import itertools
import math

import numpy as np

from runner.judge import Rng, bars, check, close, holds, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """Three problems, and the interval of their score"""
    n, c = np.array([5, 4, 6]), np.array([2, 1, 0])
    close(learner.pass_at_k(n, c, 2), np.array([0.7, 0.5, 0.0]), name="your array of estimates")
    answer = parts(learner.report(n, c, 2, 0.8, 5, Rng(5)), "score", "low", "high")
    close(answer[0], 0.4, name="your score")
    holds(
        not np.isclose(answer[1] + answer[2], 2 * answer[0]),
        "Your ends are equally far from the score, as in an interval of a normal distribution. Take the quantiles of the "
        "resampled scores, which needn't be symmetric.",
        yours=f"from {answer[1]:.3f} to {answer[2]:.3f} around {answer[0]:.3f}",
        expected="from 0.273 to 0.607 around 0.400",
    )
    close(answer[1], 0.7 / 3 + 0.4 * 0.1, name="your lower end")
    close(answer[2], 1.7 / 3 + 0.6 * 0.2 / 3, name="your upper end")


@check
def every_choice_of_programs(learner, rng):
    """The estimate is the share of the choices of k programs that contain a right one"""
    for k in range(1, 6):
        n, c = rng.permutation([9, 10, 11, 12]), rng.permutation([1, 2, 3, 4])  # k wrong ones in each
        expected = np.array([share_of_choices(*problem, k) for problem in zip(n.tolist(), c.tolist())])
        close(learner.pass_at_k(n, c, k), expected, name=f"your array of estimates for k = {k}")


@check
def all_k(learner, rng):
    """From k = 1 up to k = n, even if k programs can't all be wrong"""
    n, c = 12, int(rng.integers(2, 5))
    ks = list(range(1, n + 1))
    expected = [exact(n, c, k) for k in ks]
    yours = list(learner.pass_at_k.each([(np.array([n, n, n]), np.array([c, 0, n]), k) for k in ks]))
    if all(isinstance(a, np.ndarray) and a.shape == (3,) and np.isrealobj(a) for a in yours):
        labels = [f"k = {k}" for k in ks]
        learner.show(bars(labels, {"yours": [float(a[0]) for a in yours], "expected": expected}))
    for k, right, answer in zip(ks, expected, yours):
        close(answer, np.array([right, 0.0, 1.0]), name=f"your array of estimates for n = {n} and k = {k}")


@check
def thousands_of_programs(learner, rng):
    """Thousands of programs, without overflow"""
    for n, c, k in [([40, 50], [2, 5], 18), ([20_000, 9_000], [3, 1], 5000), ([300, 500], [1, 7], 200)]:
        expected = np.array([exact(*problem, k) for problem in zip(n, c)])
        close(learner.pass_at_k(np.array(n), np.array(c), k), expected, name="your array of estimates")


@check
def interval(learner, rng):
    """The score and the interval of any benchmark"""
    for p, k, level, repeats in [(6, 3, 0.9, 40), (9, 1, 0.5, 25), (4, 5, 0.95, 101), (1140, 10, 0.95, 20)]:
        n, c = draw(rng, p, k)
        compare(learner, n, c, k, level, repeats, int(rng.integers(2**32)))


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    n, c = draw(rng, 5, 2)
    expected = np.array([exact(*problem, 2) for problem in zip(n.tolist(), c.tolist())])
    close(learner.pass_at_k(n, c, 2), expected, name="your array of estimates")
    compare(learner, n, c, 2, 0.8, 20, int(rng.integers(2**32)))
    preserves_arguments(learner)


def draw(rng, p, k):
    """The numbers of programs, all different, and of those that pass: none for one problem, at least one for the rest."""
    n = k + 3 + rng.permutation(3 * p)[:p]
    c = rng.integers(1, n - 1)
    c[rng.integers(p)] = 0
    return n, c


def compare(learner, n, c, k, level, repeats, seed):
    answer = parts(learner.report(n, c, k, level, repeats, Rng(seed)), "score", "low", "high")
    estimates = [exact(*problem, k) for problem in zip(n.tolist(), c.tolist())]
    rows = np.random.default_rng(seed).integers(len(n), size=(repeats, len(n))).tolist()
    scores = sorted(math.fsum(estimates[i] for i in row) / len(row) for row in rows)
    setting = f"for level = {level:g}"
    close(answer[0], math.fsum(estimates) / len(n), name="your score")
    close(answer[1], quantile(scores, (1 - level) / 2), name=f"your lower end {setting}")
    close(answer[2], quantile(scores, (1 + level) / 2), name=f"your upper end {setting}")


def quantile(ordered, share):
    below, part = divmod(share * (len(ordered) - 1), 1)
    return ordered[int(below)] + part * (ordered[min(int(below) + 1, len(ordered) - 1)] - ordered[int(below)])


def share_of_choices(n, c, k):
    """By listing all choices: programs 0 to c - 1 are the right ones."""
    choices = list(itertools.combinations(range(n), k))
    return sum(any(program < c for program in choice) for choice in choices) / len(choices)


def exact(n, c, k):
    """With integers of any size; the division of two of them is correctly rounded."""
    return (math.comb(n, k) - math.comb(n - c, k)) / math.comb(n, k)
