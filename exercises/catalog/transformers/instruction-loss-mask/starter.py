import numpy as np


def make_batch(conversations, pad, longest):
    """Token ids and labels of a batch.

    conversations: a list of conversations, each a list of turns (role, tokens)
    pad: the id to pad with at the end    longest: the maximum number of tokens kept per conversation

    Returns (ids, labels), two integer arrays (b, n).

    [[("user", [5, 6]), ("assistant", [7, 1])]] gives [[5, 6, 7, 1]] and [[-100, -100, 7, 1]].
    """
    raise NotImplementedError("return ids and labels")


def answer_loss(logits, labels):
    """Mean negative log-likelihood of the labels that count, each predicted by the position before it.

    logits: (b, n, V)    labels: (b, n), -100 where a token does not count

    Returns a number.
    """
    raise NotImplementedError("return the loss")
