from dataclasses import dataclass, field

import numpy as np


@dataclass
class BatchNorm:
    momentum: float = 0.1
    mean: np.ndarray = field(default_factory=lambda: np.zeros(2))
    var: np.ndarray = field(default_factory=lambda: np.ones(2))

    def __call__(self, x, training=True):
        if not training:
            return (x - self.mean) / np.sqrt(self.var)
        mean, var = x.mean(0), x.var(0)
        self.mean = (1 - self.momentum) * self.mean + self.momentum * mean
        self.var = (1 - self.momentum) * self.var + self.momentum * var
        return (x - mean) / np.sqrt(var)


def batch_norm(x):
    norm = BatchNorm()
    out = norm(x)
    norm(x, training=False)
    return out.mean(0), out.std(0), norm.mean
