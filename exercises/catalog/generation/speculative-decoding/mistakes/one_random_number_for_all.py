"""number_of_tokens

You draw one random number and use it at every position. Positions then are accepted together more often than they
should: draw a new one for each.
"""

import numpy as np


def speculate(q, p, rng):
    tokens = []
    u = rng.random()
    for draft, target in zip(q, p):
        token = int(rng.choice(len(draft), p=draft))
        if u * draft[token] >= target[token]:
            missing = np.maximum(target - draft, 0)
            return [*tokens, int(rng.choice(len(draft), p=missing / missing.sum()))]
        tokens.append(token)
    return [*tokens, int(rng.choice(p.shape[1], p=p[-1]))]


def expected_tokens(q, p):
    accepted = np.minimum(q, p[:-1]).sum(axis=1)
    return 1 + np.cumprod(accepted).sum()
