import numpy as np


def dropout(x, p, rng):
    kept = rng.random(x.shape) >= p
    out = x * kept / (1 - p)
    return float(kept.mean()), float(out.mean())
