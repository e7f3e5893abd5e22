"""nothing_in_common

You give full marks when both texts are empty. The statement says 0 for texts without a common word.
"""


def rouge_l(candidate, reference):
    common = longest_common_subsequence(candidate, reference)
    if candidate == reference:
        return 1.0, 1.0, 1.0
    if common == 0:
        return 0.0, 0.0, 0.0
    precision, recall = common / len(candidate), common / len(reference)
    return precision, recall, 2 * precision * recall / (precision + recall)


def longest_common_subsequence(a, b):
    row = [0, *[0] * len(b)]
    for token in a:
        above, row = row, [0]
        for j, other in enumerate(b):
            row.append(above[j] + 1 if token == other else max(above[j + 1], row[j]))
    return row[-1]
