from collections import defaultdict


def rouge_l(candidate, reference):
    m, n = len(candidate), len(reference)
    L = defaultdict(int)  # 0 outside the table
    for i, word in enumerate(candidate):
        for j, other in enumerate(reference):
            L[i, j] = L[i - 1, j - 1] + 1 if word == other else max(L[i - 1, j], L[i, j - 1])
    common = L[m - 1, n - 1]
    if common == 0:
        return 0.0, 0.0, 0.0
    return common / m, common / n, 2 * common / (m + n)
