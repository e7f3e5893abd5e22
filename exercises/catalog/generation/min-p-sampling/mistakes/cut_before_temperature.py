"""worked_example

You cut with the probabilities at temperature 1. Min-p compares those after the temperature, so divide by it first.
"""

import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    counts = np.bincount(previous, minlength=len(logits))
    penalised = np.where(logits > 0, logits / repetition, logits * repetition)
    z = np.where(counts > 0, penalised, logits) - frequency * counts
    keep = np.exp(z - z.max()) >= min_p
    z = z / temperature
    p = np.exp(z - z.max())
    p = np.where(keep, p, 0.0)
    return p / p.sum()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
