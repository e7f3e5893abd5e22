"""worked_example

Precision and recall are swapped. Precision divides by the candidate's length: how much of the candidate is right.
"""


def rouge_l(candidate, reference):
    common = longest_common_subsequence(candidate, reference)
    if common == 0:
        return 0.0, 0.0, 0.0
    precision, recall = common / len(reference), common / len(candidate)
    return precision, recall, 2 * precision * recall / (precision + recall)


def longest_common_subsequence(a, b):
    row = [0, *[0] * len(b)]
    for token in a:
        above, row = row, [0]
        for j, other in enumerate(b):
            row.append(above[j] + 1 if token == other else max(above[j + 1], row[j]))
    return row[-1]
