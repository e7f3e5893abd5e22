import numpy as np


def select(answers, rewards, threshold, most):
    """The numbers of the answers to one prompt that are kept, in increasing order.

    answers: N lists of tokens    rewards: (N,)    most: an int, or None

    select([[7, 1], [7, 1], [8, 1]], np.array([1.0, 1.0, 0.2]), 0.5, None) is [0].
    """
    raise NotImplementedError("return a list of numbers")


def weigh(counts):
    """The weight of each kept answer. weigh(np.array([2, 1, 0])) is [0.25, 0.25, 0.5].

    counts: (P,), the kept answers of each prompt. Returns (b,).
    """
    raise NotImplementedError("return the weights")


def make_batch(prompts, answers, pad):
    """Rows of a prompt, its answer, and padding.

    prompts, answers: b lists of tokens. Returns the tuple (ids, mask), both (b, n).
    """
    raise NotImplementedError("return (ids, mask)")


def answer_loss(logits, ids, mask, weights):
    """The weighted loss on the answers, and its gradient.

    logits: (b, n, V)    ids, mask: (b, n)    weights: (b,)

    Returns the tuple (loss, grad): a number and an array (b, n, V).
    """
    raise NotImplementedError("return (loss, grad)")


def expected_kept(probabilities, right, samples):
    """How many different right answers to expect, and how likely there is one.

    probabilities: (m,)    right: (m,) booleans. Returns the tuple (distinct, used).
    """
    raise NotImplementedError("return (distinct, used)")
