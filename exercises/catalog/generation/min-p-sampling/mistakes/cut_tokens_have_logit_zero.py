"""worked_example

You set the logits of the tokens that are cut to 0. A logit of 0 still has the weight exp(0) = 1.

---
Use −∞, or set the probability to 0.
"""

import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    counts = np.bincount(previous, minlength=len(logits))
    penalised = np.where(logits > 0, logits / repetition, logits * repetition)
    z = (np.where(counts > 0, penalised, logits) - frequency * counts) / temperature
    p = np.exp(z - z.max())
    z = np.where(p < min_p, 0.0, z)
    p = np.exp(z - z.max())
    return p / p.sum()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
