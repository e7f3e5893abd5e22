"""later_tokens_follow_the_target

Your additional token comes from the second row of p. That is the last row only for a single draft: use row k.
"""

import numpy as np


def speculate(q, p, rng):
    tokens = []
    for draft, target in zip(q, p):
        token = int(rng.choice(len(draft), p=draft))
        if rng.random() * draft[token] >= target[token]:
            missing = np.maximum(target - draft, 0)
            return [*tokens, int(rng.choice(len(draft), p=missing / missing.sum()))]
        tokens.append(token)
    return [*tokens, int(rng.choice(p.shape[1], p=p[1]))]


def expected_tokens(q, p):
    accepted = np.minimum(q, p[:-1]).sum(axis=1)
    return 1 + np.cumprod(accepted).sum()
