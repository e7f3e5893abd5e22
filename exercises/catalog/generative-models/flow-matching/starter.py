import numpy as np


def training_pair(noise, data, t):
    """What the network sees, and what it should predict.

    noise, data: (n, ...)    t: (n,), from 0 to 1

    Returns (x_t, target), (n, ...) each.

    With noise = [[2, 0, -1]], data = [[4, 2, -5]] and t = [0.25] the result is ([[2.5, 0.5, -2]], [[2, 2, -4]]).
    """
    raise NotImplementedError("return x_t and target")


def training_loss(velocity, noise, data, t):
    """The loss of a network on a batch.

    velocity(x, t): returns (n, d) for x: (n, d) and t: (n,) or a number
    noise, data: (n, d)    t: (n,)

    Returns a number.
    """
    raise NotImplementedError("return the loss")


def euler(velocity, x, steps, start=0.0, stop=1.0):
    """Follow the velocity from x at the time start to the time stop.

    velocity(x, t): as above    x: (n, d)    steps: an int from 1 up

    Returns the path, (steps + 1, n, d): x, and the points after each step.
    """
    raise NotImplementedError("return the path")


def velocity_field(mean, spread):
    """Given: the best prediction of the velocity if the data is normal. Do not change it."""

    def velocity(x, t):
        t = np.asarray(t)[..., None]
        pull = (t * spread**2 - (1 - t)) / ((1 - t) ** 2 + (t * spread) ** 2)
        return mean + pull * (x - t * mean)

    return velocity


def loss_of_field(mean, spread, noise, data, t):
    """Given: builds a field and calls your function with it. Do not change it."""
    return training_loss(velocity_field(mean, spread), noise, data, t)


def path_of_field(mean, spread, x, steps, *interval):
    """Given: builds a field and calls your function with it. Do not change it."""
    return euler(velocity_field(mean, spread), x, steps, *interval)
