import numpy as np

from runner.judge import check, close, dtype, fail, formatting, preserves_arguments, shape


@check(example=True)
def worked_example(learner, rng):
    """The numbers of the worked example"""
    compare(learner, [[2.0]], [[0.0], [1.0]], np.eye(2))


@check
def any_shape(learner, rng):
    """Any number of queries, keys and columns"""
    for n, m, d, e in [(1, 1, 1, 1), (3, 5, 4, 2), (5, 3, 2, 7), (4, 40, 16, 16)]:
        compare(learner, rng.normal(size=(n, d)), rng.normal(size=(m, d)), rng.normal(size=(m, e)), slack=20)


@check
def large_scores(learner, rng):
    """Scores whose exponentials overflow"""
    Q, K = rng.integers(8, 12, size=(3, 4)), rng.integers(8, 20, size=(6, 4))
    compare(learner, Q, K, rng.normal(size=(6, 4)), slack=20)


@check
def scores_beyond_half(learner, rng):
    """Products of long vectors, beyond the largest float16"""
    d = 256
    direction = rng.choice([-1.0, 1.0], size=d) * 24
    Q = direction * rng.uniform(0.9, 1.1, size=(3, 1))
    K = direction * rng.uniform(0.4, 1.0, size=(8, 1)) + rng.normal(size=(8, d)) / 8
    compare(learner, Q, K, rng.normal(size=(8, 4)))


@check
def many_keys(learner, rng):
    """Four thousand keys, each with a small weight"""
    n, m, d, e = 4, 4096, 8, 4
    compare(learner, rng.normal(size=(n, d)) / 4, rng.normal(size=(m, d)) / 4, rng.normal(size=(m, e)) / 2 + 1)


@check
def fine_scores(learner, rng):
    """Scores around 20 that differ by less than a float16 can represent"""
    d, m = 64, 24
    direction = rng.normal(size=d)
    direction *= np.sqrt(8 * 20) / np.linalg.norm(direction)
    K = direction + rng.normal(size=(m, d)) * 0.05
    compare(learner, direction * rng.uniform(0.9, 1.1, size=(4, 1)), K, rng.normal(size=(m, 8)) * 4)


@check
def few_keys(learner, rng):
    """Two to seven keys, whose values nearly cancel"""
    for m in range(2, 8):
        V = rng.permuted(np.tile((-1.0) ** np.arange(m), (8, 1)), axis=1).T
        compare(learner, rng.normal(size=(64, 5)), rng.normal(size=(m, 5)), V)


@check
def arguments_unchanged(learner, rng):
    """The arguments are not modified"""
    compare(learner, *(rng.normal(size=(4, 3)) for _ in range(3)))
    preserves_arguments(learner)


def compare(learner, Q, K, V, slack=1):
    """Compare with the exact result. A larger ``slack`` tolerates rounding errors in a check of something else."""
    Q, K, V = (np.asarray(part, dtype=np.float16) for part in (Q, K, V))
    yours = learner.attention(Q, K, V)
    exact = exactly(Q, K, V)
    shape(yours, exact.shape)
    dtype(yours, np.float16, name="your result")
    allowed = slack * (2.0**-10 * np.abs(exact) + 1e-4 * float(np.abs(V).max()))
    wide = yours.astype(np.float64)
    if not np.isfinite(wide).all():
        fail(
            f"{(~np.isfinite(wide)).sum()} of your {wide.size} values are not finite, although every exact one is.",
            yours=formatting.text(yours),
            expected=formatting.text(exact.astype(np.float16)),
        )
    away = np.abs(wide - exact)
    if (away > 0.02 * np.abs(V).max()).any():
        close(yours, exact.astype(np.float16), name="your result", rtol=2e-3, atol=1e-3)
    if (away > allowed).any():
        at = np.unravel_index(np.argmax(away / allowed), away.shape)
        fail(
            f"Entry {tuple(map(int, at))} is off by {away[at]:.2g}, and {allowed[at]:.2g} is allowed, with {len(K)} "
            "keys. The scores, the weights or the sums are rounded to 16 bits.",
            yours=f"{wide[at]:.6g}",
            expected=f"{exact[at]:.6g}",
            difference=f"{away[at] / allowed[at]:.1f} times the bound",
        )


def exactly(Q, K, V):
    """Query by query, in 64 bits."""
    Q, K, V = (part.astype(np.float64) for part in (Q, K, V))
    rows = []
    for q in Q:
        scores = K @ q / np.sqrt(len(q))
        weights = np.exp(scores - scores.max())
        rows.append(weights @ V / weights.sum())
    return np.array(rows)
