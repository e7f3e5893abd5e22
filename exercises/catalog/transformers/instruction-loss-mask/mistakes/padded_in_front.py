"""worked_batch

You pad at the start. Pad at the end, so that position 0 is the start of each conversation.
"""

import numpy as np


def make_batch(conversations, pad, longest):
    rows = []
    for turns in conversations:
        tokens = [(token, token if role == "assistant" else -100) for role, ids in turns for token in ids]
        rows.append(tokens[:longest])
    n = max(map(len, rows))
    filled = [[(pad, -100)] * (n - len(row)) + row for row in rows]
    ids, labels = np.moveaxis(np.array(filled), 2, 0)
    return ids, labels


def answer_loss(logits, labels):
    counts = labels[:, 1:] != -100
    z, y = logits[:, :-1][counts], labels[:, 1:][counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return -log_p.mean()
