import math

import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    z = []
    for token, logit in enumerate(logits.tolist()):
        if token in previous:
            logit = min(logit / repetition, logit * repetition)
        z.append((logit - frequency * previous.count(token)) / temperature)
    weights = [math.exp(value - max(z)) for value in z]
    weights = [weight if weight >= min_p else 0.0 for weight in weights]
    return np.array(weights) / sum(weights)


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    shares = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return rng.multinomial(1, shares).tolist().index(1)
