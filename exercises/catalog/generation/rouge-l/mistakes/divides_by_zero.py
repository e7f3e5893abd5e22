"""nothing_in_common

With nothing in common P + R is 0, and an empty text has length 0. Check the common length before you divide: all three
are 0.
"""


def rouge_l(candidate, reference):
    common = longest_common_subsequence(candidate, reference)

    precision, recall = common / len(candidate), common / len(reference)
    return precision, recall, 2 * precision * recall / (precision + recall)


def longest_common_subsequence(a, b):
    row = [0, *[0] * len(b)]
    for token in a:
        above, row = row, [0]
        for j, other in enumerate(b):
            row.append(above[j] + 1 if token == other else max(above[j + 1], row[j]))
    return row[-1]
