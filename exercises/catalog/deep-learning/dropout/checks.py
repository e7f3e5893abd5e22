"""Statistical checks: how often entries are dropped is judged as a distribution.

There are 5 comparisons in training, and each fails a correct solution with a probability of at most 1e-8, by the bound
that runner/judge/distribution.py proves.
"""

import numpy as np

from runner.judge import Rng, check, close, fail, holds, preserves_arguments, shape
from runner.judge.distribution import FALSE_ALARM, independence, relative_entropy, tail_bound

EXAMPLE = np.array([2.0, -4.0, 6.0, 8.0])


@check(example=True)
def evaluation(learner, rng):
    """In evaluation nothing changes, whatever p is"""
    for p in (0.5, 0.0, 0.9):
        close(learner.dropout(EXAMPLE, p, False, Rng(1)), EXAMPLE)


@check(example=True)
def kept_or_dropped(learner, rng):
    """Each entry is 0 or scaled by 1 / (1 - p)"""
    for p in (0.5, 0.2):
        kept_entries(learner.dropout(EXAMPLE, p, True, Rng(1)), EXAMPLE, p)


@check
def how_often(learner, rng):
    """Entries are dropped with probability p, and none with p = 0"""
    for p in (0.5, 0.0, 0.1, float(rng.uniform(0.6, 0.9))):
        x = away_from_zero(rng, (2000,))
        dropped = int((~kept_entries(learner.dropout(x, p, True, seed(rng)), x, p)).sum())
        if not is_likely(dropped, x.size, p):
            cause = "A correct solution is this far off less than once in 100 million comparisons."
            if is_likely(dropped, x.size, 1 - p):
                cause = "You keep entries with probability p, which here is the probability of dropping one."
            fail(
                f"With p = {p:.3g}, {dropped} of {x.size} entries were dropped; about {p * x.size:.0f} were expected. "
                + cause,
                yours=f"{dropped / x.size:.1%} dropped",
                expected=f"about {p:.1%}",
            )


@check
def chance_from_rng(learner, rng):
    """The same state of rng gives the same result, and a different seed a different one"""
    x, one, other = away_from_zero(rng, (20, 10)), seed(rng), seed(rng)
    first, again, different = (kept_entries(learner.dropout(x, 0.5, True, s), x, 0.5) for s in (one, one, other))
    holds(
        np.array_equal(first, again),
        "The same seed gave different masks: some of the randomness does not come from rng.",
    )
    holds(
        not np.array_equal(first, different),
        "Two different seeds gave the same mask: the randomness does not come from rng.",
    )


@check
def each_entry_by_itself(learner, rng):
    """Each entry is drawn independently, along every axis, and the number dropped is not fixed"""
    x = away_from_zero(rng, (30, 20, 2))
    kept = kept_entries(learner.dropout(x, 0.5, True, seed(rng)), x, 0.5)
    for axis, words in enumerate(("first", "second", "last")):
        alike = np.all(kept == np.take(kept, [0], axis=axis))
        holds(not alike, f"Your mask is the same all along the {words} axis. Draw each entry independently.")
    independence(kept.ravel().tolist(), [0.5, 0.5])
    many = away_from_zero(rng, (4000,))
    kept = kept_entries(learner.dropout(many, 0.5, True, seed(rng)), many, 0.5)
    alike, lag = max((share, lag) for lag, share in enumerate(alike_at_distances(kept, 2001)) if lag)
    holds(
        alike < 0.7,  # about half of them, by chance; more than 70% at one of 2000 distances less than once in 10^60
        f"{alike:.0%} of your mask's entries are the same as those {lag} before them: you repeat a few numbers. Draw each "
        "entry independently.",
    )
    # Twelve numbers of dropped entries out of 1200: by chance they are all the same less than once in 10^15 times.
    row = away_from_zero(rng, (1200,))
    numbers = [int((learner.dropout(row, 0.5, True, seed(rng)) != 0).sum()) for _ in range(12)]
    holds(
        len(set(numbers)) > 1,
        f"You kept exactly {numbers[0]} of 1200 entries, twelve times in a row. Draw each entry independently, so that"
        " the number dropped is random too.",
    )


@check
def argument_unchanged(learner, rng):
    """The activations are not modified"""
    x = away_from_zero(rng, (6, 5))
    for p, training in ((0.5, True), (0.5, False), (0.0, True)):
        shape(learner.dropout(x, p, training, seed(rng)), x.shape)
    preserves_arguments(learner)


def seed(rng):
    return Rng(int(rng.integers(2**32)))


def away_from_zero(rng, dims):
    return rng.choice([-1.0, 1.0], size=dims) * rng.uniform(0.5, 2.0, size=dims)


def alike_at_distances(kept, lags):
    """For each distance from 0, the share of the pairs of entries so far apart of which both or neither are kept."""
    signs = np.fft.rfft(np.where(kept, 1.0, -1.0), 2 * len(kept))
    agreements_minus_others = np.fft.irfft(np.abs(signs) ** 2)[:lags]
    return (0.5 + agreements_minus_others / (len(kept) - np.arange(lags)) / 2).tolist()


def is_likely(dropped, size, p):
    """Whether so many entries of ``size`` can have been dropped with probability p each."""
    return tail_bound(relative_entropy([dropped, size - dropped], [p, 1 - p]), size, 2) >= FALSE_ALARM


def kept_entries(yours, x, p):
    """Where the entries of x were kept, once it is clear that each is 0 or x / (1 - p)."""
    shape(yours, x.shape)
    if p not in (0, 0.5) and np.any(yours) and np.allclose(yours, np.where(yours != 0, x / p, 0.0)):
        fail(
            f"With p = {p:.3g}, your kept entries are x / p. An entry is kept with probability 1 - p: divide by that.",
            yours=str(yours[yours != 0][0]),
            expected=str((x / (1 - p))[yours != 0][0]),
        )
    close(yours, np.where(yours != 0, x / (1 - p), 0.0), name=f"your result for p = {p:.3g}")
    return yours != 0
