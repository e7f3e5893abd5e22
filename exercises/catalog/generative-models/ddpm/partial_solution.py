# Three steps are left for you. Replace each raise NotImplementedError with your code.

import numpy as np


def linear_schedule(first, last, steps):
    """The noise schedule.

    Returns (betas, alpha_bars), (steps,) each.

    With first = 0.1, last = 0.5 and steps = 3 the result is ([0.1, 0.3, 0.5], [0.9, 0.63, 0.315]).
    """
    betas = np.linspace(first, last, steps)
    return betas, np.cumprod(1 - betas)


def add_noise(x, t, noise, alpha_bars):
    """Each example at its own step.

    x, noise: (n, ...)    t: (n,) ints    alpha_bars: (T,)

    Returns x_t, (n, ...).
    """
    signal, spread = shares(x, t, alpha_bars)
    # Step 1 of 3: return x_t.
    raise NotImplementedError


def training_loss(predicted, x, t, noise, alpha_bars, kind):
    """Compare a prediction with what the network should have predicted.

    predicted, x, noise: (n, ...)    t: (n,) ints    alpha_bars: (T,)    kind: "noise", "data" or "velocity"

    Returns (loss, target) with target (n, ...).
    """
    signal, spread = shares(x, t, alpha_bars)
    # Step 2 of 3: target (n, ...), for each of the three kinds.
    raise NotImplementedError
    return np.mean((predicted - target) ** 2), target


def reverse_step(x_t, t, predicted, fresh, betas, alpha_bars):
    """One step back, from x_t to what was there before step t.

    x_t, predicted, fresh: (n, ...)    t: one int for all examples    betas, alpha_bars: (T,)

    Returns (n, ...).
    """
    beta, left = betas[t], alpha_bars[t]
    before = alpha_bars[t - 1] if t > 0 else 1.0  # before step 0 there is only data
    # Step 3 of 3: return the mean plus the fresh noise. left and before are about variances, so mind the roots.
    raise NotImplementedError


def shares(x, t, alpha_bars):
    """What multiplies the data, and what multiplies the noise: (n, 1, ..., 1) each, a number for every example."""
    left = alpha_bars[t].reshape(len(x), *[1] * (x.ndim - 1))
    return np.sqrt(left), np.sqrt(1 - left)
