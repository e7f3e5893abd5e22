"""worked_example

You show the network the clean data. It has to predict the direction from x_t, because that is what it sees in
sampling.
"""

import numpy as np


def training_pair(noise, data, t):
    t = t.reshape(len(t), *[1] * (data.ndim - 1))
    return (1 - t) * noise + t * data, data - noise


def training_loss(velocity, noise, data, t):
    x_t, target = training_pair(noise, data, t)
    return np.mean((velocity(data, t) - target) ** 2)


def euler(velocity, x, steps, start=0.0, stop=1.0):
    dt = (stop - start) / steps
    path = [x]
    for i in range(steps):
        path.append(path[-1] + dt * velocity(path[-1], start + i * dt))
    return np.stack(path)


def velocity_field(mean, spread):

    def velocity(x, t):
        t = np.asarray(t)[..., None]
        pull = (t * spread**2 - (1 - t)) / ((1 - t) ** 2 + (t * spread) ** 2)
        return mean + pull * (x - t * mean)

    return velocity


def loss_of_field(mean, spread, noise, data, t):
    return training_loss(velocity_field(mean, spread), noise, data, t)


def path_of_field(mean, spread, x, steps, *interval):
    return euler(velocity_field(mean, spread), x, steps, *interval)
