import numpy as np


def encode(vectors, codebooks):
    M, K, s = codebooks.shape
    codes = np.empty((len(vectors), M), dtype=np.uint8)
    for i, vector in enumerate(vectors):
        table = distance_table(vector, codebooks)
        for m in range(M):
            codes[i, m] = min(range(K), key=lambda j: table[m, j])
    return codes


def distance_table(query, codebooks):
    M, K, s = codebooks.shape
    table = np.zeros((M, K))
    for m in range(M):
        for t in range(s):
            table[m] += (query[m * s + t] - codebooks[m, :, t]) ** 2
    return table


def search(table, codes, k):
    rows = table.tolist()
    sums = []
    for i, code in enumerate(codes.tolist()):
        total = 0.0
        for row, j in zip(rows, code):
            total += row[j]
        sums.append((total, i))
    best = sorted(sums)[:k]
    return np.array([i for _, i in best]), np.array([total for total, _ in best])
