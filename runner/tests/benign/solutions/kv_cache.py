import numpy as np


class Cache:
    def __init__(self):
        self.keys, self.values = [], []

    def step(self, q, k, v):
        self.keys.append(k)
        self.values.append(v)
        scores = np.stack(self.keys) @ q / np.sqrt(len(q))
        weights = np.exp(scores - scores.max())
        return weights / weights.sum() @ np.stack(self.values)


def kv_cache(q, k, v):
    cache = Cache()
    return np.stack([cache.step(*row) for row in zip(q, k, v)])
