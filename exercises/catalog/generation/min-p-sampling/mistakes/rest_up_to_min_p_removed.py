"""cut

You remove the least likely tokens as long as their probabilities add up to no more than `min_p`. That resembles
top-p. Min-p looks at each token alone: compare it with the best one.
"""

import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    counts = np.bincount(previous, minlength=len(logits))
    penalised = np.where(logits > 0, logits / repetition, logits * repetition)
    z = (np.where(counts > 0, penalised, logits) - frequency * counts) / temperature
    p = np.exp(z - z.max())
    order = np.argsort(p)
    p[order[np.cumsum(p[order]) / p.sum() <= min_p]] = 0.0
    return p / p.sum()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
