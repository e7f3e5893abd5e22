import numpy as np


def build_vocabulary(texts, size, least):
    counts = {}
    for text in texts:
        for word in text.split():
            counts[word] = counts.get(word, 0) + 1
    vocabulary = {"<pad>": 0, "<unk>": 1}
    while len(vocabulary) < size and counts:
        most = max(counts.values())
        if most < least:
            break
        word = min(word for word, count in counts.items() if count == most)
        del counts[word]
        vocabulary[word] = len(vocabulary)
    return vocabulary


def encode(texts, vocabulary):
    longest = max(len(text.split()) for text in texts)
    ids = np.full((len(texts), longest), vocabulary["<pad>"])
    for row, text in enumerate(texts):
        for column, word in enumerate(text.split()):
            ids[row, column] = vocabulary[word] if word in vocabulary else vocabulary["<unk>"]
    return ids


def unknown_rate(texts, vocabulary):
    total = unknown = 0
    for text in texts:
        for word in text.split():
            total += 1
            unknown += word not in vocabulary
    return unknown / max(total, 1)
