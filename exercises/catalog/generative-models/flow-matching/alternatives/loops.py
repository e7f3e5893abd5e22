import numpy as np


def training_pair(noise, data, t):
    points, targets = [], []
    for start, end, time in zip(noise, data, t):
        direction = end - start
        points.append(start + time * direction)
        targets.append(direction)
    return np.array(points), np.array(targets)


def training_loss(velocity, noise, data, t):
    losses = []
    for start, end, time in zip(noise, data, t):
        (point,), (direction,) = training_pair([start], [end], [time])
        (guess,) = velocity(point[None], time)
        losses.append(sum((a - b) ** 2 for a, b in zip(guess, direction)) / len(direction))
    return sum(losses) / len(losses)


def euler(velocity, x, steps, start=0.0, stop=1.0):
    if steps == 0:
        return x[None]
    dt = (stop - start) / steps
    rest = euler(velocity, x + dt * velocity(x, start), steps - 1, start + dt, stop)
    return np.concatenate([x[None], rest])


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
