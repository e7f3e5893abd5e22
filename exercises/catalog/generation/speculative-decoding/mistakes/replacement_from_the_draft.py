"""worked_example

You draw the replacement from max(0, q - p). That is what the draft proposes too often: it is p minus q that is
missing.
"""

import numpy as np


def speculate(q, p, rng):
    tokens = []
    for draft, target in zip(q, p):
        token = int(rng.choice(len(draft), p=draft))
        if rng.random() * draft[token] >= target[token]:
            missing = np.maximum(draft - target, 0)
            return [*tokens, int(rng.choice(len(draft), p=missing / missing.sum()))]
        tokens.append(token)
    return [*tokens, int(rng.choice(p.shape[1], p=p[-1]))]


def expected_tokens(q, p):
    accepted = np.minimum(q, p[:-1]).sum(axis=1)
    return 1 + np.cumprod(accepted).sum()
