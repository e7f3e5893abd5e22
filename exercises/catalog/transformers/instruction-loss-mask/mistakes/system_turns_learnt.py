"""any_batch

System turns have labels, so the model learns to write its own instructions. You leave out the user's tokens only. The
assistant's tokens are the only ones that count.
"""

import numpy as np


def make_batch(conversations, pad, longest):
    rows = []
    for turns in conversations:
        tokens = [(token, token if role != "user" else -100) for role, ids in turns for token in ids]
        rows.append(tokens[:longest])
    n = max(map(len, rows))
    filled = [row + [(pad, -100)] * (n - len(row)) for row in rows]
    ids, labels = np.moveaxis(np.array(filled), 2, 0)
    return ids, labels


def answer_loss(logits, labels):
    counts = labels[:, 1:] != -100
    z, y = logits[:, :-1][counts], labels[:, 1:][counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return -log_p.mean()
