"""first_token_follows_the_target

Your replacement uses the large model's distribution of the next position. It stands at the position of the rejected
draft: use the same row of p and q.
"""

import numpy as np


def speculate(q, p, rng):
    tokens = []
    for i in range(len(q)):
        token = int(rng.choice(q.shape[1], p=q[i]))
        if rng.random() * q[i][token] >= p[i][token]:
            missing = np.maximum(p[min(i + 1, len(q) - 1)] - q[i], 0)
            return [*tokens, int(rng.choice(len(missing), p=missing / missing.sum()))]
        tokens.append(token)
    return [*tokens, int(rng.choice(p.shape[1], p=p[-1]))]


def expected_tokens(q, p):
    accepted = np.minimum(q, p[:-1]).sum(axis=1)
    return 1 + np.cumprod(accepted).sum()
