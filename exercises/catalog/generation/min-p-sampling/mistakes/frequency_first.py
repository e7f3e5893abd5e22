"""worked_example

You subtract the frequency penalty before the repetition penalty. The repetition penalty then divides or multiplies
the subtracted part as well. It comes first.
"""

import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    counts = np.bincount(previous, minlength=len(logits))
    lower = logits - frequency * counts
    penalised = np.where(lower > 0, lower / repetition, lower * repetition)
    z = np.where(counts > 0, penalised, logits) / temperature
    p = np.exp(z - z.max())
    p = np.where(p < min_p, 0.0, p)
    return p / p.sum()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
