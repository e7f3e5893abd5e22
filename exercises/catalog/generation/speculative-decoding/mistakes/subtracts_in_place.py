"""arguments_unchanged

You subtract q from the row of p in place. The caller still needs the distributions: make a new array.
"""

import numpy as np


def speculate(q, p, rng):
    tokens = []
    for draft, target in zip(q, p):
        token = int(rng.choice(len(draft), p=draft))
        if rng.random() * draft[token] >= target[token]:
            target -= draft
            missing = np.maximum(target, 0)
            return [*tokens, int(rng.choice(len(draft), p=missing / missing.sum()))]
        tokens.append(token)
    return [*tokens, int(rng.choice(p.shape[1], p=p[-1]))]


def expected_tokens(q, p):
    accepted = np.minimum(q, p[:-1]).sum(axis=1)
    return 1 + np.cumprod(accepted).sum()
