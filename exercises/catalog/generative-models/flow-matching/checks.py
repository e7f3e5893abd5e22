import math

import numpy as np

from runner.judge import check, close, curve, parts, preserves_arguments, shape

MEAN, SPREAD = np.array([3.0, 1.0, -4.0]), np.array([0.5, 1.0, 2.0])


@check(example=True)
def worked_example(learner, rng):
    """Points, targets, loss and two Euler steps of the worked example"""
    noise, data = np.array([[2.0, 0.0, -1.0], [1.0, -1.0, 3.0]]), np.array([[4.0, 2.0, -5.0], [-1.0, 0.0, 2.0]])
    compare_pairs(learner, noise, data, np.array([0.25, 0.6]))
    compare_losses(learner, MEAN, SPREAD, noise, data, np.array([0.25, 0.6]))
    compare_paths(learner, MEAN, SPREAD, noise, 2)


@check
def any_batch(learner, rng):
    """Points and images, each at a time of its own from 0 to 1, and the loss of any field"""
    for dims in [(4, 2), (3, 3), (1, 5), (3, 2, 4, 3), (2, 5, 2), (2, 3, 16, 16)]:
        t = rng.permutation([0.0, 1.0, *rng.uniform(0.1, 0.9, size=2)])[: dims[0]]
        compare_pairs(learner, *rng.normal(size=(2, *dims)), t)
    for n, d in [(5, 2), (3, 3), (1, 4)]:
        compare_losses(learner, *draw_field(rng, d), *rng.normal(size=(2, n, d)), rng.uniform(0.05, 0.95, size=n))


@check
def any_path(learner, rng):
    """Any number of steps over any interval, forwards and backwards"""
    for n, d, steps, *interval in [(4, 3, 9), (3, 2, 1), (2, 5, 4), (2, 3, 3, 0.2, 0.7), (3, 2, 5, 1.0, 0.0)]:
        compare_paths(learner, *draw_field(rng, d), rng.normal(size=(n, d)), steps, *interval)
    point, x = rng.normal(size=3), rng.normal(size=(2, 3))  # if all data is one point, the paths are straight
    for steps in (1, 3):
        path = shaped(learner.path_of_field(point, np.zeros(3), x, steps), (steps + 1, 2, 3))
        expected = np.stack([x + (point - x) * i / steps for i in range(steps + 1)])
        close(path, expected, name="your path")


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    noise, data = rng.normal(size=(2, 4, 3))
    t = rng.uniform(0.1, 0.9, size=4)
    compare_pairs(learner, noise, data, t)
    compare_losses(learner, MEAN, SPREAD, noise, data, t)
    compare_paths(learner, MEAN, SPREAD, noise, 3)
    preserves_arguments(learner)


def draw_field(rng, d):
    return rng.normal(size=d), rng.uniform(0.3, 2.0, size=d)


def slope(mean, spread, x, t):
    """The mean of data - noise among all pairs whose line passes x at t, one number at a time, by regression."""
    values = np.empty(x.shape)
    for i, j in np.ndindex(x.shape):
        variance = (1 - t) ** 2 + (t * spread[j]) ** 2
        covariance = t * spread[j] ** 2 - (1 - t)
        values[i, j] = mean[j] + covariance / variance * (x[i, j] - t * mean[j])
    return values


def compare_pairs(learner, noise, data, t):
    x_t, target = parts(learner.training_pair(noise, data, t), "x_t", "target")
    expected = np.stack([a + (b - a) * s for a, b, s in zip(noise, data, t.tolist())])
    close(x_t, expected, name="your x_t")
    close(target, np.stack([b - a for a, b in zip(noise, data)]), name="your target")


def compare_losses(learner, mean, spread, noise, data, t):
    total = 0.0
    for a, b, s in zip(noise, data, t.tolist()):
        guess = slope(mean, spread, ((1 - s) * a + s * b)[None], s)[0]
        total += math.fsum((guess - b + a) ** 2)
    sizes = {"the number of examples": len(data), "the number of entries of an example": data.shape[1]}
    yours = learner.loss_of_field(mean, spread, noise, data, t)
    close(yours, total / data.size, name="your loss", sizes=sizes)


def compare_paths(learner, mean, spread, x, steps, start=0.0, stop=1.0):
    expected = [x]
    for i in range(steps):
        t = start + (stop - start) * i / steps
        expected.append(expected[-1] + (stop - start) / steps * slope(mean, spread, expected[-1], t))
    interval = () if (start, stop) == (0.0, 1.0) else (start, stop)
    path = shaped(learner.path_of_field(mean, spread, x, steps, *interval), (steps + 1, *x.shape))
    lines = {"your first point": path[:, 0, 0], "expected": [points[0, 0] for points in expected]}
    learner.show(curve(lines, x="step", y="first coordinate"))
    close(path, np.stack(expected), name="your path")


def shaped(path, dims):
    shape(path, dims, name="your path")
    return path
