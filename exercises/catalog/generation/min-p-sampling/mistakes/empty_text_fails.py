"""penalties_and_temperature

Your code fails if `previous` is empty: NumPy makes an array of floats from an empty list, which can't be an index.

---
Give the dtype: `np.array(previous, dtype=int)`.
"""

import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    counts = np.zeros(len(logits))
    np.add.at(counts, np.array(previous), 1)
    penalised = np.where(logits > 0, logits / repetition, logits * repetition)
    z = (np.where(counts > 0, penalised, logits) - frequency * counts) / temperature
    p = np.exp(z - z.max())
    p = np.where(p < min_p, 0.0, p)
    return p / p.sum()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
