import math

import numpy as np

from runner.judge import check, close, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """One question and three passages"""
    questions, passages = np.array([[2.0, 0.0]]), np.array([[3.0, 4.0], [1.0, 0.1], [-2.0, 0.0]])
    compare(learner, questions, passages, 2)
    compare(learner, questions, passages, 2, np.array([[True, False, True]]))


@check
def any_library(learner, rng):
    """Any number of questions, passages and features, with vectors of very different lengths"""
    for m, n, d, k in [(1, 8, 3, 3), (4, 12, 5, 4), (6, 6, 2, 1), (3, 20, 4, 20), (5, 64, 16, 6), (3, 500, 6, 8)]:
        compare(learner, *draw(rng, m, n, d), k)


@check
def small_library(learner, rng):
    """Fewer than k passages: all are returned"""
    for m, n, k in [(3, 4, 7), (2, 1, 2)]:
        compare(learner, *draw(rng, m, n, 3), k)


@check
def forbidden_passages(learner, rng):
    """A passage that a question must not see is never returned, even if all others point the other way"""
    questions, passages = draw(rng, 4, 9, 3)
    allowed = rng.permuted(np.tile(np.arange(9) < 5, (4, 1)), axis=1)
    for k in (1, 3, 5):
        compare(learner, questions, passages, k, allowed)
    opposite = (
        -questions[0] * np.array([[1.0], [2.0], [0.5]]) + 0.1 * rng.normal(size=(3, 3)) * np.abs(questions[0]).max()
    )
    passages = np.concatenate([opposite, passages[:2]])
    compare(learner, questions[:1], passages, 3, np.arange(5)[None] < 3)


@check
def arguments_unchanged(learner, rng):
    """Questions, passages and permissions are not modified"""
    compare(learner, *draw(rng, 3, 5, 3), 2, rng.permuted(np.tile(np.arange(5) < 3, (3, 1)), axis=1))
    preserves_arguments(learner)


def draw(rng, m, n, d):
    """Random directions, lengths from a millionth to a million."""
    vectors = rng.normal(size=(m + n, d))
    vectors *= 10 ** rng.uniform(-6, 6, size=(m + n, 1)) / np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    return vectors[:m], vectors[m:]


def compare(learner, questions, passages, k, *allowed):
    indices, scores = parts(learner.nearest_passages(questions, passages, k, *allowed), "indices", "scores")
    expected, cosines = by_loops(questions, passages, k, *allowed)
    close(indices, expected, name=f"your indices for k = {k}")
    close(scores, cosines, name=f"your scores for k = {k}")


def by_loops(questions, passages, k, allowed=None):
    rows, cosines = [], []
    others = [(p, math.hypot(*p)) for p in passages.tolist()]
    for i, q in enumerate(questions.tolist()):
        found, length = [], math.hypot(*q)
        for j, (p, other_length) in enumerate(others):
            if allowed is None or allowed[i, j]:
                found.append((sum(map(float.__mul__, q, p)) / length / other_length, j))
        best = sorted(found, reverse=True)[:k]
        rows.append([j for _, j in best])
        cosines.append([cosine for cosine, _ in best])
    return np.array(rows), np.array(cosines)
