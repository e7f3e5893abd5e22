import math

import numpy as np


def make_batch(conversations, pad, longest):
    all_ids, all_labels = [], []
    for turns in conversations:
        ids, labels = [], []
        for role, tokens in turns:
            ids.extend(tokens)
            labels.extend(tokens if role == "assistant" else [-100] * len(tokens))
        all_ids.append(ids[:longest])
        all_labels.append(labels[:longest])
    n = max(len(ids) for ids in all_ids)
    for ids, labels in zip(all_ids, all_labels):
        while len(ids) < n:
            ids.append(pad)
            labels.append(-100)
    return np.array(all_ids), np.array(all_labels)


def answer_loss(logits, labels):
    losses = []
    for text, wanted in zip(logits, labels):
        for row, label in zip(text, wanted[1:]):
            if label >= 0:
                top = max(row)
                losses.append(top - row[label] + math.log(sum(math.exp(z - top) for z in row)))
    return sum(losses) / len(losses)
