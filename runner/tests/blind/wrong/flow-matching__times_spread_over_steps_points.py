# The times are steps points from start to stop including both, so they are too far apart and the last step uses the velocity at stop.
import numpy as np


def training_pair(noise, data, t):
    t = t.reshape((-1,) + (1,) * (noise.ndim - 1))
    return (1 - t) * noise + t * data, data - noise


def training_loss(velocity, noise, data, t):
    x_t, target = training_pair(noise, data, t)
    return float(np.mean((velocity(x_t, t) - target) ** 2))


def euler(velocity, x, steps, start=0.0, stop=1.0):
    dt = (stop - start) / steps
    path = [np.array(x, dtype=float)]
    for t in np.linspace(start, stop, steps):
        path.append(path[-1] + dt * velocity(path[-1], t))
    return np.array(path)


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
