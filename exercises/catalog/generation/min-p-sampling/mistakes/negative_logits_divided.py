"""worked_example

You divide negative logits by the repetition penalty too. That moves them towards 0 and makes these tokens more
likely.

---
Multiply the negative ones.
"""

import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    counts = np.bincount(previous, minlength=len(logits))
    penalised = logits / repetition
    z = (np.where(counts > 0, penalised, logits) - frequency * counts) / temperature
    p = np.exp(z - z.max())
    p = np.where(p < min_p, 0.0, p)
    return p / p.sum()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
