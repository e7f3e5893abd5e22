# The repetition penalty divides negative logits too, which makes a repeated unlikely token more likely.
import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    logits = np.array(logits, dtype=float)
    counts = np.bincount(np.array(previous, dtype=int), minlength=len(logits))
    seen = counts > 0
    logits[seen] = logits[seen] / repetition
    logits = logits - frequency * counts
    z = logits / temperature
    z = z - z.max()
    p = np.exp(z)
    p = p / p.sum()
    p[p < min_p * p.max()] = 0
    return p / p.sum()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
