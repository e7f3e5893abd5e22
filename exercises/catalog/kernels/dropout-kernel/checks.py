"""Vectors between guard bands. The random numbers come from Philox in NumPy, as tl.rand defines them."""

import numpy as np

from runner.judge import Input, Result, check, close, launch


@check(example=True)
def worked_example(learner, rng):
    """The worked example of the statement"""
    compare(learner, rng, np.arange(3, 21, 3), 0.25, 7)


@check
def any_length(learner, rng):
    """Vectors of any length, shorter and longer than a block"""
    for n in (1, 385, int(rng.integers(1025, 1200))):
        compare(learner, rng, rng.uniform(1.0, 2.0, size=n), float(rng.uniform(0.3, 0.7)), seed(rng))


@check
def any_probability(learner, rng):
    """Nothing is dropped with p = 0, and nearly everything with a large p"""
    for p in (0.0, 0.1, 0.95):
        compare(learner, rng, rng.uniform(1.0, 2.0, size=90), p, seed(rng))


@check
def number_equal_to_p(learner, rng):
    """An entry stays if its number is exactly p"""
    key = seed(rng)
    numbers = uniform(key, 90)
    compare(learner, rng, rng.uniform(1.0, 2.0, size=90), float(numbers[numbers < 0.9].max()), key)


def seed(rng):
    return int(rng.integers(2**31))


def compare(learner, rng, x, p, seed):
    x = x.astype(np.float32)
    stays = uniform(seed, len(x)) >= p
    out = launch(learner.dropout, rng, x=Input(x, needed=stays), out=Result(x.shape), p=p, seed=seed)
    close(out, np.where(stays, x / (1 - p), 0).astype(np.float32), name="`out`")


def uniform(seed, n):
    """tl.rand(seed, i) for i below n: the first word of Philox 4x32 with 10 rounds, as a float32 (Salmon et al. 2011)."""
    low = np.uint64(0xFFFFFFFF)
    words = [np.arange(n, dtype=np.uint64), *np.zeros((3, n), dtype=np.uint64)]
    keys = np.uint64(seed), np.uint64(0)
    for _ in range(10):
        first, second = words[0] * np.uint64(0xD2511F53), words[2] * np.uint64(0xCD9E8D57)
        words = [
            (second >> np.uint64(32)) ^ words[1] ^ keys[0],
            second & low,
            (first >> np.uint64(32)) ^ words[3] ^ keys[1],
            first & low,
        ]
        keys = (keys[0] + np.uint64(0x9E3779B9)) & low, (keys[1] + np.uint64(0xBB67AE85)) & low
    signed = words[0].astype(np.uint32).view(np.int32)
    return np.where(signed < 0, -(signed + 1), signed).astype(np.float32) * np.float32(4.6566127342e-10)
