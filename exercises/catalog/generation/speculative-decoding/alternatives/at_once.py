import numpy as np


def speculate(q, p, rng):
    # draft and judge all positions at once; the additional token is a replacement for a draft of nothing
    rows = np.arange(len(q))
    drafts = np.array([rng.choice(len(row), p=row) for row in q])
    rejected = rng.random(len(q)) >= p[rows, drafts] / q[rows, drafts]
    n = rows[rejected].min(initial=len(q))
    rest = np.clip(p[n] - (q[n] if n < len(q) else 0), 0, None)
    return [*drafts[:n].tolist(), int(rng.choice(len(rest), p=rest / np.linalg.norm(rest, 1)))]


def expected_tokens(q, p):
    overlap = 1 - np.abs(q - p[: len(q)]).sum(axis=1) / 2  # one minus the total variation distance
    return float(sum(np.prod(overlap[:n]) for n in range(len(p))))
