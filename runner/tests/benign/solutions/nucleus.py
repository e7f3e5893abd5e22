import numpy as np


def nucleus(p, mass, rng):
    order = np.argsort(p)[::-1]
    kept = order[: np.searchsorted(np.cumsum(p[order]), mass) + 1]
    return [int(rng.choice(kept, p=p[kept] / p[kept].sum())) for _ in range(50)]
