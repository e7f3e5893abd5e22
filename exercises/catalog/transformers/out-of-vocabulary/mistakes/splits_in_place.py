"""arguments_unchanged

You replace the texts in the caller's list by lists of words. Make a new list.
"""

from collections import Counter

import numpy as np


def build_vocabulary(texts, size, least):
    counts = Counter(word for text in texts for word in text.split())
    frequent = sorted((-count, word) for word, count in counts.items() if count >= least)
    tokens = ["<pad>", "<unk>"] + [word for _, word in frequent]
    return {token: i for i, token in enumerate(tokens[:size])}


def encode(texts, vocabulary):
    rows = [[vocabulary.get(word, vocabulary["<unk>"]) for word in text.split()] for text in texts]
    longest = max(map(len, rows))
    return np.array([row + [vocabulary["<pad>"]] * (longest - len(row)) for row in rows])


def unknown_rate(texts, vocabulary):
    for i, text in enumerate(texts):
        texts[i] = text.split()
    unknown = [word not in vocabulary for words in texts for word in words]
    return sum(unknown) / len(unknown) if unknown else 0.0
