from functools import cache


def rouge_l(candidate, reference):
    @cache
    def common(i, j):
        if i == len(candidate) or j == len(reference):
            return 0
        if candidate[i] == reference[j]:
            return 1 + common(i + 1, j + 1)
        return max(common(i + 1, j), common(i, j + 1))

    length = common(0, 0)
    if not length:
        return 0.0, 0.0, 0.0
    p, r = length / len(candidate), length / len(reference)
    return p, r, 2 / (1 / p + 1 / r)
