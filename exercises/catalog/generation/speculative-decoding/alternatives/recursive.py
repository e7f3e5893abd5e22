def pick(weights, rng):
    """An index with a probability proportional to its weight."""
    left = rng.random() * sum(weights)
    for index, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return index


def speculate(q, p, rng):
    if len(q) == 0:
        return [pick(p[0].tolist(), rng)]
    draft, target = q[0].tolist(), p[0].tolist()
    token = pick(draft, rng)
    if pick([target[token], draft[token] - target[token]], rng) == 0:  # a negative weight is never picked
        return [token, *speculate(q[1:], p[1:], rng)]
    return [pick([max(b - a, 0) for a, b in zip(draft, target)], rng)]


def expected_tokens(q, p):
    if len(q) == 0:
        return 1.0
    accepted = sum(min(a, b) for a, b in zip(q[0], p[0]))
    return float(1 + accepted * expected_tokens(q[1:], p[1:]))
