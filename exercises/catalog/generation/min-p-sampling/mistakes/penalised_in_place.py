"""arguments_unchanged

You change the caller's logits. The caller still needs them: make a copy first.
"""

import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    counts = np.bincount(previous, minlength=len(logits))
    for token in set(previous):
        logits[token] = logits[token] / repetition if logits[token] > 0 else logits[token] * repetition
    z = (logits - frequency * counts) / temperature
    p = np.exp(z - z.max())
    p = np.where(p < min_p, 0.0, p)
    return p / p.sum()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
