"""worked_example

Your probabilities don't sum to 1 after the cut. Divide by the sum of those that remain, not by the sum of all.
"""

import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    counts = np.bincount(previous, minlength=len(logits))
    penalised = np.where(logits > 0, logits / repetition, logits * repetition)
    z = (np.where(counts > 0, penalised, logits) - frequency * counts) / temperature
    p = np.exp(z - z.max())
    p = np.where(p < min_p, 0.0, p / p.sum())
    return p


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
