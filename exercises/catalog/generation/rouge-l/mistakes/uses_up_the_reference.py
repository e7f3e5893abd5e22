"""texts_unchanged

You remove matched words from the caller's list. Work on a copy, or with indices.
"""


def rouge_l(candidate, reference):
    common = longest_common_subsequence(candidate, reference)
    m, n = len(candidate), len(reference)
    reference.clear()
    if common == 0:
        return 0.0, 0.0, 0.0
    precision, recall = common / m, common / n
    return precision, recall, 2 * precision * recall / (precision + recall)


def longest_common_subsequence(a, b):
    row = [0, *[0] * len(b)]
    for token in a:
        above, row = row, [0]
        for j, other in enumerate(b):
            row.append(above[j] + 1 if token == other else max(above[j + 1], row[j]))
    return row[-1]
