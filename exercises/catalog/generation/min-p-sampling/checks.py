"""Exact probabilities first, then draws, which are judged as a distribution.

There are 6 comparisons of draws. Each fails a correct solution with a probability of at most 1e-8 (see
runner/judge/distribution.py). The named mistakes and a next_token that drops an argument pass with a probability of less
than 1e-5, and one with a wrong default with less than 1e-7.
"""

import math
from collections import Counter

import numpy as np

from runner.judge import Rng, bars, check, close, holds, preserves_arguments
from runner.judge.distribution import (
    distribution,
    frequency_bars,
    group_shares,
    independence,
    same_distribution,
    token_counts,
)

EXAMPLE = np.array([8.0, 2.0, -1.0, 1.0]) * math.log(2)
TEXT = [2, 0, 2]
DRAWS, MANY_DRAWS = 200, 4_000
# One token has 70 % of the probability, 31 share almost all of the rest, and 32 are rare.
SIZES, SHARES = (1, 31, 32), (0.7, 0.298, 0.002)
DEFAULTS = {"repetition": 1.0, "frequency": 0.0, "temperature": 1.0, "min_p": 0.0}


@check(example=True)
def worked_example(learner, rng):
    """All four steps, without and with the cut"""
    steps = 2.0, math.log(2), 0.5
    weights = np.array([2.0**6, 2.0**4, 2.0**-8, 2.0**2])
    compare(learner.probabilities(EXAMPLE, TEXT, *steps), weights / weights.sum())
    compare(learner.probabilities(EXAMPLE, TEXT, *steps, min_p=0.1), np.array([0.8, 0.2, 0.0, 0.0]))


@check
def penalties_and_temperature(learner, rng):
    """The penalties for texts of any length, and the temperature after them"""
    for repetition, frequency, temperature in [(1.0, 0.0, 1.0), (2.5, 0.0, 1.0), (1.0, 1.1, 0.4), (1.7, 0.6, 1.8)]:
        how = {"repetition": repetition, "frequency": frequency, "temperature": temperature}
        for length in (0, 2, 9):
            logits = rng.permutation([3.0, 1.5, 0.0, -0.7, -2.0, 0.4])
            compare_with_loops(learner, logits, text(rng, 5, length), **how)
    compare_with_loops(learner, rng.normal(size=4), text(rng, 4, 7))
    logits, previous = 3 * rng.normal(size=1200), rng.integers(1200, size=40).tolist()
    yours = learner.probabilities(logits, previous, 1.3, 0.2, 0.7)
    compare(yours, np.array(by_loops(logits, previous, 1.3, 0.2, 0.7)))
    long = [4, *rng.integers(4, size=299).tolist()]  # token 4 only at the start
    compare_with_loops(learner, rng.permutation(5) - 1.5, long, repetition=1.5, frequency=0.01)


@check
def cut(learner, rng):
    """Min-p keeps the tokens that have enough of the best one's probability, after all other steps"""
    for V, temperature in [(8, 2.5), (5, 0.5), (6, 1.0), (3, 1.7)]:
        logits, previous = rng.permutation(-np.cumsum(rng.uniform(0.3, 0.7, size=V))) + 1.2, text(rng, V, 4)
        rest = {"repetition": 1.3, "frequency": 0.2, "temperature": temperature}
        shares = sorted(by_loops(logits, previous, **rest), reverse=True)
        for last in sorted({0, V // 2, V - 2}, reverse=True):  # the limit is between this one and the next
            limit = math.sqrt(shares[last] * shares[last + 1]) / shares[0]
            compare_with_loops(learner, logits, previous, min_p=limit, **rest)


@check
def equal_logits(learner, rng):
    """With min_p=1, all tokens that share the largest probability remain"""
    for best in (1, 2, 3):
        logits = rng.permutation([0.75] * best + [-0.5, 0.25, -3.0])
        expected = np.where(logits == 0.75, 1 / best, 0.0)
        compare(learner.probabilities(logits, [], min_p=1.0), expected)


@check
def extreme_logits(learner, rng):
    """Logits of ±1000 and −∞"""
    for high in (1000.0, -998.0):
        logits = rng.permutation([high, high - 0.5, high - 1.5, -1000.0, -np.inf])
        compare_with_loops(learner, logits, text(rng, 5, 3), repetition=1.001, frequency=0.3, temperature=0.8)
        compare_with_loops(learner, logits, [], min_p=0.3)


@check(equivalent=same_distribution)
def draws(learner, rng):
    """Tokens are drawn as often as the probabilities say"""
    settings = [
        {},
        {"repetition": 1.6, "frequency": 0.8, "temperature": 0.4},
        {"repetition": 1.8, "frequency": 1.2, "temperature": 2.0, "min_p": 0.4},
    ]
    for how in settings:
        logits = 4.0 - rng.permutation(np.cumsum(rng.uniform(0.7, 0.9, size=5)))
        previous = best_tokens(logits)
        drawn = learner.repeat(DRAWS).next_token(logits, previous, seed(rng), **how)
        expected = by_loops(logits, previous, **how)
        distribution(drawn, expected, setting=", ".join(f"{name} = {value:g}" for name, value in how.items()))
        learner.show(frequency_bars(drawn, expected))
    # shares of the best token on both sides of the limit, and near it
    logits = np.log(rng.permutation([1.0, 0.44, 0.42, 0.34, 0.33]))
    drawn = learner.repeat(DRAWS).next_token(logits, [], seed(rng), min_p=0.4)
    distribution(drawn, by_loops(logits, [], min_p=0.4), setting="min_p = 0.4")


@check(equivalent=same_distribution)
def frequencies_are_exact(learner, rng):
    """In 4,000 draws, tokens are as frequent as they should be: a temperature 1.1 times too large shows"""
    group = rng.permutation(np.repeat(range(3), SIZES))  # (64,) of each token
    previous = rng.integers(64, size=20).tolist()
    counts = np.bincount(previous, minlength=64)
    z = 2.0 * np.log(np.divide(SHARES, SIZES))[group] + 0.3 * counts  # before the frequency penalty
    logits = np.where((counts > 0) & (z > 0), z * 1.5, np.where(counts > 0, z / 1.5, z))
    how = {"repetition": 1.5, "frequency": 0.3, "temperature": 2.0}
    drawn = learner.repeat(MANY_DRAWS).next_token(logits, previous, seed(rng), **how)
    names = "the most probable token", "the next 31", "the 32 rarest"
    learner.show(group_shares(drawn, group.tolist(), SHARES, names=names, setting="temperature = 2"))
    independence(drawn, by_loops(logits, previous, **how))


@check(equivalent=same_distribution)
def all_chance_comes_from_rng(learner, rng):
    """The same seed gives the same tokens"""
    logits, same, other = rng.permutation([0.5, 1.5, 2.5, 3.5]), seed(rng), seed(rng)
    once, again, in_full, different = (
        learner.repeat(100).next_token(logits, best_tokens(logits), s, **how)
        for s, how in ((same, {}), (same, {}), (same, DEFAULTS), (other, {}))
    )
    token_counts(once + again + in_full + different, len(logits))
    holds(
        once == again,
        "The same arguments and the same seed gave different tokens: some of the randomness does not come from rng.",
        yours=f"first {once[:12]}, then {again[:12]}",
    )
    holds(
        once == in_full,
        "Without the last four arguments, your next_token gave different tokens from those with their default values: "
        "repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0.",
        yours=f"{once[:12]} without, {in_full[:12]} with them",
    )
    holds(once != different, "Two seeds gave the same 100 tokens: draw each from rng.", yours=f"{once[:12]} with both")


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    compare_with_loops(learner, rng.normal(size=5), text(rng, 5, 6), repetition=1.5, frequency=0.5, min_p=0.01)
    learner.repeat(1).next_token(rng.normal(size=5), text(rng, 5, 6), seed(rng), repetition=1.5, frequency=0.5)
    preserves_arguments(learner)


def text(rng, V, length):
    """Token ids in which one occurs twice and another once, as far as the length allows."""
    one, two, *_ = rng.permutation(V).tolist()
    return [one, two, one, *rng.integers(V, size=max(length - 3, 0)).tolist()][:length]


def best_tokens(logits):
    """A text of the two likeliest tokens: without the penalties, they come far more often."""
    best, second = np.argsort(-logits)[:2].tolist()
    return [best, second, best]


def seed(rng):
    return Rng(int(rng.integers(2**32)))


def compare(yours, expected):
    close(yours, expected, name="your array of probabilities")


def compare_with_loops(learner, logits, previous, **how):
    expected = by_loops(logits, previous, **how)
    yours = learner.probabilities(logits, previous, **how)
    learner.show(bars([f"token {i}" for i in range(len(expected))], {"yours": yours, "expected": expected}))
    compare(yours, np.array(expected))


def by_loops(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    """The statement's steps, token by token."""
    counts, z = Counter(previous), []
    for token, logit in enumerate(np.asarray(logits).tolist()):
        occurrences = counts[token]
        if occurrences:
            logit = logit / repetition if logit > 0 else logit * repetition
        z.append((logit - frequency * occurrences) / temperature)
    largest = max(z)
    weights = [math.exp(value - largest) for value in z]
    weights = [0.0 if weight < min_p else weight for weight in weights]
    total = math.fsum(weights)
    return [weight / total for weight in weights]
