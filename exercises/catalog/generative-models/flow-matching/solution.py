import numpy as np


def training_pair(noise, data, t):
    """A point on the straight line from noise to data, and the direction of the line."""
    t = t.reshape(len(t), *[1] * (data.ndim - 1))  # one number for each example
    return (1 - t) * noise + t * data, data - noise


def training_loss(velocity, noise, data, t):
    """The mean squared error of the predicted velocity."""
    x_t, target = training_pair(noise, data, t)
    return np.mean((velocity(x_t, t) - target) ** 2)


def euler(velocity, x, steps, start=0.0, stop=1.0):
    """Follow the velocity in equal steps. A stop before the start leads backwards."""
    dt = (stop - start) / steps
    path = [x]
    for i in range(steps):
        path.append(path[-1] + dt * velocity(path[-1], start + i * dt))
    return np.stack(path)  # (steps + 1, n, d)


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
