import numpy as np


def save(run):
    """Copies, because the run goes on. A generator's state is new at every access."""
    return {
        "weights": run.weights.copy(),
        "m": run.m.copy(),
        "v": run.v.copy(),
        "t": run.t,
        "lr": run.lr,
        "order": run.order.copy(),
        "position": run.position,
        "data_rng": run.data_rng.bit_generator.state,
        "dropout_rng": run.dropout_rng.bit_generator.state,
    }


def load(checkpoint, x, y):
    """Replace all that a new run has drawn or set."""
    run = Run(x, y, seed=0)
    run.weights = checkpoint["weights"].copy()
    run.m = checkpoint["m"].copy()
    run.v = checkpoint["v"].copy()
    run.t = checkpoint["t"]
    run.lr = checkpoint["lr"]
    run.order = checkpoint["order"].copy()
    run.position = checkpoint["position"]
    run.data_rng.bit_generator.state = checkpoint["data_rng"]
    run.dropout_rng.bit_generator.state = checkpoint["dropout_rng"]
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
