import copy

import numpy as np


def save(run):
    checkpoint = {}
    for name, value in vars(run).items():
        if name.endswith("_rng"):
            checkpoint[name] = value.bit_generator.state
        elif name not in ("x", "y"):
            checkpoint[name] = copy.deepcopy(value)
    return checkpoint


def load(checkpoint, x, y):
    run = Run.__new__(Run)
    run.x, run.y = x, y
    for name, value in copy.deepcopy(checkpoint).items():
        if name.endswith("_rng"):
            state, value = value, np.random.default_rng()
            value.bit_generator.state = state
        setattr(run, name, value)
    return run


class Run:
    """A linear model, trained by Adam with dropout. x: (n, d)    y: (n,)"""

    def __init__(self, x, y, seed):
        self.x, self.y, self.seed = x, y, seed
        self.data_rng, self.dropout_rng = (np.random.default_rng([seed, k]) for k in (0, 1))
        self.weights, self.m, self.v = (np.zeros(x.shape[1]) for _ in range(3))
        self.t, self.lr = 0, 0.3
        self.order, self.position = self.data_rng.permutation(len(x)), 0  # the order of this epoch, and where it is

    def step(self):
        if self.position == len(self.order):  # the next epoch
            self.data_rng.shuffle(self.order)
            self.position = 0
            self.lr *= 0.7
        batch = self.order[self.position : self.position + 2]
        self.position += len(batch)
        inputs = self.x[batch] * 2 * self.dropout_rng.integers(2, size=(len(batch), len(self.weights)))
        error = (inputs * self.weights).sum(axis=1) - self.y[batch]
        grad = (inputs * error[:, None]).sum(axis=0) / len(batch)
        self.t += 1
        self.m += 0.1 * (grad - self.m)
        self.v += 0.01 * (grad**2 - self.v)
        m, v = self.m / (1 - 0.9**self.t), self.v / (1 - 0.99**self.t)
        self.weights -= self.lr * m / (np.sqrt(v) + 1e-8)


def train(x, y, seed, steps, saves):
    """Given: the weights after each step (steps, d), and the checkpoints that are saved after the steps in saves."""
    return proceed(Run(x, y, seed), steps, saves)


def resume(checkpoint, x, y, steps, saves):
    """Given: the same for a run that goes on from a checkpoint. Steps count from the start of the first run."""
    return proceed(load(checkpoint, x, y), steps, saves)


def proceed(run, steps, saves):
    """Given: the disk is slow, so a checkpoint is written while the run goes on."""
    weights, checkpoints = [], []
    while run.t < steps:
        run.step()
        weights.append(run.weights.copy())
        if run.t in saves:
            checkpoints.append(save(run))
    return np.array(weights), checkpoints
