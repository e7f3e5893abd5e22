import numpy as np


def linear_schedule(first, last, steps):
    """The noise schedule.

    Returns (betas, alpha_bars), (steps,) each.

    With first = 0.1, last = 0.5 and steps = 3 the result is ([0.1, 0.3, 0.5], [0.9, 0.63, 0.315]).
    """
    raise NotImplementedError("return betas and alpha_bars")


def add_noise(x, t, noise, alpha_bars):
    """Each example at its own step.

    x, noise: (n, ...)    t: (n,) ints    alpha_bars: (T,)

    Returns x_t, (n, ...).
    """
    raise NotImplementedError("return x_t")


def training_loss(predicted, x, t, noise, alpha_bars, kind):
    """Compare a prediction with what the network should have predicted.

    predicted, x, noise: (n, ...)    t: (n,) ints    alpha_bars: (T,)    kind: "noise", "data" or "velocity"

    Returns (loss, target) with target (n, ...).
    """
    raise NotImplementedError("return loss and target")


def reverse_step(x_t, t, predicted, fresh, betas, alpha_bars):
    """One step back, from x_t to what was there before step t.

    x_t, predicted, fresh: (n, ...)    t: one int for all examples    betas, alpha_bars: (T,)

    Returns (n, ...).
    """
    raise NotImplementedError("return the examples before step t")
