import numpy as np


def speculate(q, p, rng):
    """Accept drafted tokens while the target agrees, then draw one token that makes up for the rejected part."""
    tokens = []
    for draft, target in zip(q, p):  # p has one row more
        token = int(rng.choice(len(draft), p=draft))
        if rng.random() * draft[token] >= target[token]:  # rejected
            missing = np.maximum(target - draft, 0)  # what the draft proposes too rarely
            return [*tokens, int(rng.choice(len(draft), p=missing / missing.sum()))]
        tokens.append(token)
    return [*tokens, int(rng.choice(p.shape[1], p=p[-1]))]


def expected_tokens(q, p):
    """One token, plus one for each position with the probability that all drafts up to it are accepted."""
    accepted = np.minimum(q, p[:-1]).sum(axis=1)  # (k,)
    return 1 + np.cumprod(accepted).sum()
