"""any_texts

You compare words in lower case. Compare tokens exactly.
"""


def rouge_l(candidate, reference):
    common = longest_common_subsequence(candidate, reference)
    if common == 0:
        return 0.0, 0.0, 0.0
    precision, recall = common / len(candidate), common / len(reference)
    return precision, recall, 2 * precision * recall / (precision + recall)


def longest_common_subsequence(a, b):
    row = [0, *[0] * len(b)]
    for token in a:
        above, row = row, [0]
        for j, other in enumerate(b):
            row.append(above[j] + 1 if token.lower() == other.lower() else max(above[j + 1], row[j]))
    return row[-1]
