import math

import numpy as np
import torch

from runner.judge import check, close, preserves_arguments

LOGITS = np.array([[0.0, math.log(3)], [math.log(4), 0.0]])
LABELS, ONEHOT = np.array([1, 0]), np.array([[0.0, 1.0], [1.0, 0.0]])


@check(example=True)
def worked_likelihood(learner, rng):
    """The likelihood of the worked example, and its logarithm"""
    close(learner.likelihood(LOGITS, LABELS), 0.6, name="your likelihood")
    close(learner.log_likelihood(LOGITS, LABELS), math.log(0.6), name="your log-likelihood")


@check(example=True)
def worked_cross_entropy(learner, rng):
    """The cross-entropies of the worked example, with one-hot targets and with others"""
    close(learner.cross_entropy(LOGITS, ONEHOT), -math.log(0.6) / 2, name="your cross-entropy")
    soft = np.array([[0.1, 0.9], [1.0, 0.0]])
    expected = -(0.1 * math.log(0.25) + 0.9 * math.log(0.75) + math.log(0.8)) / 2
    close(
        learner.cross_entropy(LOGITS, soft), expected, name="your cross-entropy with the targets (0.1, 0.9) and (1, 0)"
    )


@check
def all_agree(learner, rng):
    """The three agree for any number of examples and classes, and targets may be spread"""
    for n, c in [(5, 3), (3, 3), (1, 4), (4, 1)]:
        logits, labels = rng.normal(size=(n, c)) * 2, rng.integers(c, size=n)
        expected = by_torch(logits, labels)
        sizes = {"the number of examples": n, "the number of classes": c}
        close(learner.log_likelihood(logits, labels), -n * expected, name="your log-likelihood", sizes=sizes)
        close(learner.likelihood(logits, labels), math.exp(-n * expected), name="your likelihood", atol=1e-12)
        close(learner.cross_entropy(logits, np.eye(c)[labels]), expected, name="your cross-entropy", sizes=sizes)
        targets = rng.dirichlet(np.ones(c), size=n)
        close(learner.cross_entropy(logits, targets), by_torch(logits, targets), name="your cross-entropy", sizes=sizes)


@check
def thousand_examples(learner, rng):
    """A thousand examples: the likelihood is 0, its logarithm is finite"""
    logits, labels = rng.normal(size=(1000, 4)), rng.integers(4, size=1000)
    expected = by_torch(logits, labels)
    close(learner.likelihood(logits, labels), 0.0, name="your likelihood of a thousand examples")
    close(learner.log_likelihood(logits, labels), -1000 * expected, name="your log-likelihood of a thousand examples")


@check
def large_scores(learner, rng):
    """Logits of ±1000 stay exact"""
    logits = np.array([[1000.0, -1000.0, 0.0], [-1000.0, -1000.5, -999.0], [0.0, 800.0, 800.5]])
    for labels in (np.array([0, 2, 1]), np.array([1, 0, 0])):
        expected = by_torch(logits, labels)
        close(learner.log_likelihood(logits, labels), -3 * expected, name="your log-likelihood")
        close(learner.cross_entropy(logits, np.eye(3)[labels]), expected, name="your cross-entropy")


@check
def arguments_unchanged(learner, rng):
    """Logits, labels and targets are not modified"""
    logits, labels, targets = rng.normal(size=(3, 2)), rng.integers(2, size=3), rng.dirichlet(np.ones(2), size=3)
    expected = by_torch(logits, labels)
    close(learner.likelihood(logits, labels), math.exp(-3 * expected), name="your likelihood")
    close(learner.log_likelihood(logits, labels), -3 * expected, name="your log-likelihood")
    close(learner.cross_entropy(logits, targets), by_torch(logits, targets), name="your cross-entropy")
    preserves_arguments(learner)


def by_torch(logits, targets):
    """PyTorch's mean cross-entropy, of labels or of target distributions."""
    return torch.nn.functional.cross_entropy(torch.from_numpy(logits), torch.from_numpy(targets)).item()
