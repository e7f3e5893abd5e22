import math

import numpy as np
import torch

from runner.judge import array, check, close, heatmap, parts, preserves_arguments

EXAMPLE = [[("user", [5, 6]), ("assistant", [7, 1])], [("user", [5]), ("assistant", [8])]]


@check(example=True)
def worked_batch(learner, rng):
    """The batch of the worked example"""
    compare_batch(learner, EXAMPLE, 0, 10)


@check
def any_batch(learner, rng):
    """Conversations of several turns, cut and filled up"""
    for longest in (100, 12, 5):
        compare_batch(learner, draw(rng, 4), 0, longest)
    compare_batch(learner, [[("assistant", [3, 4]), ("user", [9])]], 7, 4)


@check
def real_padding_tokens(learner, rng):
    """A token equal to the padding id counts within an answer"""
    pad = int(rng.integers(1, 9))
    spoken = [("user", [pad, 2]), ("assistant", [3, pad, pad])]
    compare_batch(learner, [spoken, [("user", [4]), ("assistant", [pad, 5])]], pad, 50)


@check(example=True)
def worked_loss(learner, rng):
    """The loss of the worked example"""
    labels = np.full((2, 4), -100)
    labels[0, 2:], labels[1, 1] = (7, 1), 8
    logits = np.zeros((2, 4, 9))
    for row, position, label, p in [(0, 1, 7, 0.5), (0, 2, 1, 0.25), (1, 0, 8, 0.5)]:
        logits[row, position, label] = math.log(8 * p / (1 - p))
    close(learner.answer_loss(logits, labels), math.log(16) / 3, name="your loss")


@check
def any_loss(learner, rng):
    """The mean over the labels that count, whatever the other logits are"""
    for b, n, V in [(1, 4, 5), (3, 6, 4), (2, 5, 7), (4, 16, 20)]:
        logits, labels = draw_labels(rng, b, n, V)
        close(learner.answer_loss(logits, labels), by_torch(logits, labels), name="your loss")


@check
def large_logits(learner, rng):
    """Logits of ±1000 give an exact loss"""
    logits, labels = draw_labels(rng, 3, 5, 6)
    for moved in (logits + rng.choice([1000.0, -1000.0], size=(3, 5, 1)), 300 * logits):
        close(learner.answer_loss(moved, labels), by_torch(moved, labels), name="your loss")


@check
def arguments_unchanged(learner, rng):
    """Conversations, logits and labels are not modified"""
    compare_batch(learner, EXAMPLE, 0, 3)
    logits, labels = draw_labels(rng, 2, 4, 5)
    close(learner.answer_loss(logits, labels), by_torch(logits, labels), name="your loss")
    preserves_arguments(learner)


def draw(rng, size):
    """Conversations of different lengths, each with two answers."""
    roles = ["system", "user", "assistant", "user", "assistant"]
    return [
        [(role, rng.integers(1, 30, size=rng.integers(1, 5)).tolist()) for role in roles[rng.integers(2) :]]
        for _ in range(size)
    ]


def draw_labels(rng, b, n, V):
    """Some labels count, including one at position 0; positions that do not count have arbitrary logits."""
    labels = np.where(rng.random((b, n)) < 0.5, rng.integers(V, size=(b, n)), -100)
    labels[:, 0], labels[0, 1], labels[-1, -1] = rng.integers(V), 0, -100
    return 2 * rng.normal(size=(b, n, V)), labels


def compare_batch(learner, conversations, pad, longest):
    ids, labels = parts(learner.make_batch(conversations, pad, longest), "ids", "labels")
    expected_ids, expected_labels = by_position(conversations, pad, longest)
    labels = array(labels, name="your labels")
    if labels.shape == expected_labels.shape:
        seen = {"your labels": labels != -100, "expected": expected_labels != -100}
        learner.show(heatmap(seen, marks={"your labels": labels != expected_labels}))
    close(ids, expected_ids, name="your ids")
    close(labels, expected_labels, name="your labels")


def by_position(conversations, pad, longest):
    lengths = [min(longest, sum(len(tokens) for _, tokens in turns)) for turns in conversations]
    ids, labels = np.full((2, len(lengths), max(lengths)), [[[pad]], [[-100]]])
    for row, turns in enumerate(conversations):
        position = 0
        for role, tokens in turns:
            for token in tokens:
                if position < lengths[row]:
                    ids[row, position] = token
                    labels[row, position] = token if role == "assistant" else -100
                position += 1
    return ids, labels


def by_torch(logits, labels):
    z = torch.tensor(logits)[:, :-1].reshape(-1, logits.shape[-1])
    return torch.nn.functional.cross_entropy(z, torch.tensor(labels)[:, 1:].reshape(-1)).item()
