import numpy as np


class Distribution:
    def __init__(self, weights):
        self.edges = np.cumsum(weights)

    def draw(self, rng):
        u = rng.random() * self.edges[-1]
        return int(np.searchsorted(self.edges, u, side="right"))


class Round:
    def __init__(self, q, p):
        self.q, self.p = np.array(q), np.array(p)

    def position(self, i, rng):
        """One drafted token: (token, accepted)."""
        q, p = self.q[i], self.p[i]
        token = Distribution(q).draw(rng)
        if rng.random() * q[token] < p[token]:
            return token, True
        left = np.clip(p - q, 0, None)
        return Distribution(left if left.any() else p).draw(rng), False

    def run(self, rng, i=0):
        if i == len(self.q):
            return [Distribution(self.p[i]).draw(rng)]
        token, accepted = self.position(i, rng)
        return [token] + (self.run(rng, i + 1) if accepted else [])


def speculate(q, p, rng):
    return Round(q, p).run(rng)


def expected_tokens(q, p):
    accept = np.minimum(q, p[:-1]).sum(axis=1)
    return 1 + float(np.cumprod(accept).sum())
