import re
from collections import Counter

import numpy as np


def word_vectors(documents):
    words = [re.findall(r"\w+", d.lower()) for d in documents]
    vocabulary = sorted({w for d in words for w in d})
    counts = np.array([[Counter(d)[w] for w in vocabulary] for d in words], dtype=float)
    idf = np.log(len(documents) / (counts > 0).sum(0))
    vectors = counts * idf
    norm = np.linalg.norm(vectors, axis=1)
    return vocabulary, vectors @ vectors.T / np.outer(norm, norm)
