"""worked_example

When all drafts are accepted, you return no additional token. The large model's distribution after the last draft is
there already: draw one from it.
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
    return tokens


def expected_tokens(q, p):
    accepted = np.minimum(q, p[:-1]).sum(axis=1)
    return 1 + np.cumprod(accepted).sum()
