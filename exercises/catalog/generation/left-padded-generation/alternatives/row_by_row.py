import math

import numpy as np


def pad_left(prompts, pad):
    longest = len(max(prompts, key=len))
    rows = []
    for prompt in prompts:
        gap = longest - len(prompt)
        rows.append(([pad] * gap + prompt, [0] * gap + list(range(len(prompt))), [False] * gap + [True] * len(prompt)))
    tokens, positions, mask = zip(*rows)
    return np.array(tokens), np.array(positions), np.array(mask)


def attention(Q, K, V, mask):
    B, h, n, _ = Q.shape
    out = np.zeros((B, h, n, V.shape[3]))
    for b in range(B):
        for head in range(h):
            for i in np.flatnonzero(mask[b]):
                seen = [j for j in range(i + 1) if mask[b, j]]
                scores = K[b, head, seen] @ Q[b, head, i] / math.sqrt(Q.shape[3])
                shares = np.exp(scores - max(scores))
                out[b, head, i] = shares / sum(shares) @ V[b, head, seen]
    return out


def append(tokens, positions, mask, finished, logits, end, pad):
    rows, ended = [], []
    for row, places, real, over, scores in zip(
        tokens.tolist(), positions.tolist(), mask.tolist(), finished.tolist(), logits
    ):
        best = int(np.argsort(scores)[-1])
        if over:
            rows.append((row + [pad], places + [0], real + [False]))
        else:
            rows.append((row + [best], places + [sum(real)], real + [True]))
        ended.append(over or best == end)
    tokens, positions, mask = zip(*rows)
    return np.array(tokens), np.array(positions), np.array(mask), np.array(ended)
