import numpy as np


def route(logits, k, factor):
    """The experts of each token and their gates, within the capacity.

    logits: (T, E)    k: int    factor: number

    Returns (experts, gates), both (T, k). A choice that was dropped has the gate 0.

    For the logarithms of [[0.6, 0.3, 0.1], [0.4, 0.1, 0.5], [0.7, 0.1, 0.2], [0.5, 0.3, 0.2]], k = 2 and factor = 0.75
    the experts are [[0, 1], [2, 0], [0, 2], [0, 1]] and the gates [[0.667, 0.333], [0.556, 0], [0.778, 0.222], [0, 0.375]].
    """
    raise NotImplementedError("return the experts and the gates")


def combine(x, experts, gates, W):
    """The outputs of the experts, weighted by the gates.

    x: (T, d)    experts, gates: (T, k)    W: (E, d, d_out)

    Returns (T, d_out).
    """
    raise NotImplementedError("return the weighted outputs")


def balance_loss(logits, k):
    """The balance loss and its gradient with respect to the logits.

    logits: (T, E)    k: int

    Returns (loss, gradient): a number and (T, E). For the logits above and k = 2 the loss is 1.1625.
    """
    raise NotImplementedError("return the loss and its gradient")
