"""Lists and loops only; draws by walking along the weights."""

import math


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    logits = [float(z) for z in logits]
    best = max(logits)
    if temperature == 0:
        return logits.index(best)
    ranked = sorted(((math.exp((z - best) / temperature), token) for token, z in enumerate(logits)), reverse=True)
    ranked = ranked[:top_k]  # None keeps all
    if top_p is not None:
        goal = top_p * sum(weight for weight, _ in ranked)
        nucleus = []
        for weight, token in ranked:
            if goal > 0:
                nucleus.append((weight, token))
            goal -= weight
        ranked = nucleus
    point = rng.random() * sum(weight for weight, _ in ranked)
    for weight, token in ranked:
        point -= weight
        if point < 0:
            break
    return token
