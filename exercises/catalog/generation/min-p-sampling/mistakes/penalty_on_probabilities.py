"""worked_example

You apply the repetition penalty to probabilities. Multiply or divide the logits, before the softmax.
"""

import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    counts = np.bincount(previous, minlength=len(logits))
    z = (logits - frequency * counts) / temperature
    p = np.exp(z - z.max())
    p = np.where(counts > 0, p / repetition, p) / np.where(counts > 0, p / repetition, p).max()
    p = np.where(p < min_p, 0.0, p)
    return p / p.sum()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
