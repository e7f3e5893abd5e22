# Positions are the column numbers, so a padded prompt does not start at 0.
import numpy as np


def pad_left(prompts, pad):
    n = max(len(p) for p in prompts)
    tokens = np.full((len(prompts), n), pad)
    positions = np.zeros((len(prompts), n), dtype=int)
    mask = np.zeros((len(prompts), n), dtype=bool)
    for b, prompt in enumerate(prompts):
        start = n - len(prompt)
        tokens[b, start:] = prompt
        positions[b, start:] = np.arange(start, n)
        mask[b, start:] = True
    return tokens, positions, mask


def attention(Q, K, V, mask):
    n, d = Q.shape[-2:]
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(d)
    visible = np.tril(np.ones((n, n), dtype=bool)) & mask[:, None, None, :] & mask[:, None, :, None]
    masked = np.where(visible, scores, -np.inf)
    top = np.where(visible.any(axis=-1, keepdims=True), masked.max(axis=-1, keepdims=True), 0.0)
    e = np.exp(masked - top)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1.0) @ V


def append(tokens, positions, mask, finished, logits, end, pad):
    best = logits.argmax(axis=1)
    new_tokens = np.where(finished, pad, best)
    new_positions = np.where(finished, 0, positions[:, -1] + 1)
    new_mask = ~finished
    return (
        np.column_stack([tokens, new_tokens]),
        np.column_stack([positions, new_positions]),
        np.column_stack([mask, new_mask]),
        finished | (best == end),
    )
