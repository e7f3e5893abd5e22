import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    """Penalties, temperature, cut, and a sum of 1."""
    counts = np.bincount(previous, minlength=len(logits))  # (V,) occurrences
    penalised = np.where(logits > 0, logits / repetition, logits * repetition)  # both ways towards less likely
    z = (np.where(counts > 0, penalised, logits) - frequency * counts) / temperature
    p = np.exp(z - z.max())  # the best token has 1, so these are the shares that min-p compares
    p = np.where(p < min_p, 0.0, p)
    return p / p.sum()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    """Draw from the distribution after all steps."""
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
