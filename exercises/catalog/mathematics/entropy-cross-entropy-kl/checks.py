import math

import numpy as np

from runner.judge import bars, check, close, preserves_arguments

P, Q = np.array([0.5, 0.25, 0.125, 0.125]), np.array([0.125, 0.5, 0.25, 0.125])


@check(example=True)
def worked_entropy(learner, rng):
    """The entropy of the worked example"""
    close(learner.entropy(P), 1.75 * math.log(2), name="your entropy")


@check(example=True)
def worked_cross_entropy(learner, rng):
    """The cross-entropy of the worked example"""
    close(learner.cross_entropy(P, Q), 2.375 * math.log(2), name="your cross-entropy")


@check(example=True)
def worked_divergence(learner, rng):
    """The KL divergence of the worked example"""
    close(learner.kl_divergence(P, Q), 0.625 * math.log(2), name="your KL divergence")


@check
def batches(learner, rng):
    """One number for each distribution, along the last axis"""
    for dims in [(6,), (4, 3), (3, 3), (2, 3, 5), (2, 1), (12, 100)]:
        p, q = draw(rng, dims), draw(rng, dims)
        compare(learner, p, q)


@check
def never_happens(learner, rng):
    """An outcome of probability 0 costs nothing, even if q is 0 too"""
    p = np.array([[0.5, 0.0, 0.5], [1.0, 0.0, 0.0], [0.2, 0.8, 0.0]])
    q = np.array([[0.3, 0.5, 0.2], [1.0, 0.0, 0.0], [0.5, 0.5, 0.0]])
    compare(learner, p, q)


@check
def the_impossible_happens(learner, rng):
    """Cross-entropy and divergence are infinite where q is 0 and p is not"""
    p, q = np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([[1.0, 0.0], [0.5, 0.5]])
    compare(learner, p, q)


@check
def tiny_probabilities(learner, rng):
    """A probability of 1e-300 is not treated as 0, and nothing is added to it"""
    tiny = float(rng.uniform(1, 9)) * 1e-300
    p, q = np.array([0.5, 0.5]), np.array([1.0, tiny])
    compare(learner, p, q)
    compare(learner, q, p)


@check
def arguments_unchanged(learner, rng):
    """The distributions are not modified"""
    p, q = draw(rng, (2, 3)), draw(rng, (2, 3))
    compare(learner, p, q)
    preserves_arguments(learner)


def compare(learner, p, q):
    yours = learner.entropy(p), learner.cross_entropy(p, q), learner.kl_divergence(p, q)
    expected = by_loops(p, p), by_loops(p, q), by_loops(p, q) - by_loops(p, p)
    if p.ndim == 1:
        learner.show(bars([f"outcome {k}" for k in range(len(p))], {"p": p, "q": q}))
    for name, got, want in zip(("entropy", "cross-entropy", "KL divergence"), yours, expected):
        close(got, want, name=f"your {name}", sizes={"the number of outcomes": p.shape[-1]})


def draw(rng, dims):
    shares = rng.uniform(0.05, 1, size=dims)
    return shares / shares.sum(axis=-1, keepdims=True)


def by_loops(p, q):
    """The cross-entropy, term by term."""
    if p.ndim > 1:
        return np.array([by_loops(a, b) for a, b in zip(p, q)])
    terms = [-a * (math.log(b) if b > 0 else -math.inf) for a, b in zip(p, q) if a > 0]
    return math.fsum(terms) if all(map(math.isfinite, terms)) else math.inf
