"""Lists and loops only; draws by walking along the running sum."""

import math


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    logits = [float(z) for z in logits]
    if temperature == 0:
        return logits.index(max(logits))
    best = max(logits)
    ranked = sorted(((math.exp((z - best) / temperature), token) for token, z in enumerate(logits)), reverse=True)
    if top_k is not None:
        ranked = ranked[:top_k]
    if top_p is not None:
        goal = top_p * sum(weight for weight, _ in ranked)
        nucleus, mass = [], 0.0
        for weight, token in ranked:
            nucleus.append((weight, token))
            mass += weight
            if mass >= goal:
                break
        ranked = nucleus
    point = rng.random() * sum(weight for weight, _ in ranked)
    for weight, token in ranked:
        point -= weight
        if point < 0:
            return token
    return ranked[0][1]
