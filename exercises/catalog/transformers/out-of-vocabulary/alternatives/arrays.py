from itertools import zip_longest

import numpy as np


def build_vocabulary(texts, size, least):
    words, counts = np.unique(" ".join(texts).split(), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    kept = [str(words[i]) for i in order if counts[i] >= least]
    return {token: i for i, token in enumerate((["<pad>", "<unk>"] + kept)[:size])}


def encode(texts, vocabulary):
    words = (text.split() for text in texts)
    columns = list(zip_longest(*words, fillvalue="<pad>"))
    return np.array([[vocabulary.get(word, 1) for word in column] for column in columns]).T


def unknown_rate(texts, vocabulary):
    words = " ".join(texts).split()
    return float(np.mean([word not in vocabulary for word in words])) if words else 0.0
