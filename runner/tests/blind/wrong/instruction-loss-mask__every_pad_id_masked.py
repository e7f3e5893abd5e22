# Every token with the id pad is masked, even where it is a real token of an answer.
import numpy as np


def make_batch(conversations, pad, longest):
    all_ids, all_labels = [], []
    for conversation in conversations:
        ids, labels = [], []
        for role, tokens in conversation:
            ids += list(tokens)
            if role == "assistant":
                labels += list(tokens)
            else:
                labels += [-100] * len(tokens)
        all_ids.append(ids[:longest])
        all_labels.append(labels[:longest])
    n = max(len(ids) for ids in all_ids)
    ids = np.array([row + [pad] * (n - len(row)) for row in all_ids])
    labels = np.array([row + [-100] * (n - len(row)) for row in all_labels])
    labels[ids == pad] = -100
    return ids, labels


def answer_loss(logits, labels):
    z = logits[:, :-1]
    y = labels[:, 1:]
    z = z - z.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    counts = y != -100
    safe = np.where(counts, y, 0)
    picked = np.take_along_axis(log_p, safe[..., None], axis=-1)[..., 0]
    return float(-picked[counts].sum() / counts.sum())
