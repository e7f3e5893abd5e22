import numpy as np


def count_bigrams(names):
    """How often each symbol follows each other one. The dot is 0, a to z are 1 to 26.

    names: a list of strings

    Returns (27, 27) ints: row = first symbol, column = second symbol.
    """
    raise NotImplementedError("return the counts")


def probabilities(counts, smoothing):
    """The table of a language model.

    counts: (27, 27) ints    smoothing: a number above 0

    Returns (27, 27), rows that sum to 1.
    """
    raise NotImplementedError("return the probabilities")


def nll(names, P):
    """The mean negative log-likelihood of the bigrams of these names.

    names: a list of strings    P: (27, 27)

    Returns a number.
    """
    raise NotImplementedError("return the mean")


def train(names, steps, lr):
    """The same model, trained by gradient descent from logits that are all 0.

    Returns (logits, losses): (27, 27), and a list with the loss before each step.
    """
    raise NotImplementedError("return the logits and the losses")
